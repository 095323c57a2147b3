"""Preflight: a deployment that is ready has no fault, and each fault is one line with its cure."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
import stripe
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from functions import catalog as catalogs
from functions.catalog import Shop
from functions.cli import main
from functions.hosts import server
from functions.payments.stripe import EVENTS
from functions.preflight import examine
from functions.preflight.storing import file_system
from functions.store import Store
from tests.functions.mailbox import mailbox
from tests.functions.shop import Origin, a_catalog, origin, pages_json
from tests.functions.stripe_server import KEY, WEBHOOK_SECRET, StripeServer
from tests.functions.tls import certificate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from functions.preflight import Finding

SELLER = Shop(
    name={"de": "Moor & Heide", "en": "Moor & Heide"}, mail="hallo@localhost", address="Moor & Heide\nAm Ried 3"
)


@dataclass(kw_only=True)
class Deployment:
    """A shop that is up, and what preflight is told of it."""

    environment: dict[str, str]
    bank: StripeServer
    site: Path
    off: timedelta = timedelta(0)
    target: str = "server"
    found: list[Finding] = field(default_factory=list)

    def findings(self) -> list[str]:
        self.found = list(examine(self.environment, lambda: datetime.now(UTC) + self.off, self.target))
        return [str(one) for one in self.found]

    def told(self, check: str) -> list[str]:
        """What a check says, with the addresses left out."""
        url = self.environment["LITFASS_SITE_URL"]
        lines = [line.replace(url, "URL") for line in self.findings()]
        return [line for line in lines if line.split()[1] == check]


def a_site(folder: Path, **changes: object) -> Path:
    """A built site of a shop of its own."""
    pages = json.loads(pages_json())
    for documents in pages["documents"].values():
        documents["imprint"] = {"title": "Impressum", "url": "/impressum/", "text": "Moor & Heide, Am Ried 3"}
    catalog = msgspec.structs.replace(a_catalog(), shop=SELLER, **changes)
    (folder / "_till").mkdir(parents=True)
    (folder / "_till" / "catalog.json").write_bytes(catalogs.dump(catalog))
    (folder / "_till" / "pages.json").write_bytes(json.dumps(pages).encode())
    (folder / "index.html").write_text("<title>Moor & Heide</title>", "utf-8")
    (folder / "sitemap.xml").write_text("<urlset/>", "utf-8")
    return folder


@contextmanager
def deployed(tmp_path: Path, here: Origin, database: str, mail_url: str, key: str) -> Iterator[Deployment]:
    bank = StripeServer(key=key)
    with origin() as stripe_origin:
        bank.url, stripe_origin.app = stripe_origin.url, bank.app()
        site = a_site(tmp_path / "public")
        environment = {
            "LITFASS_PAYMENT": "stripe",
            "LITFASS_DATABASE_URL": database,
            "LITFASS_SITE_URL": here.url,
            "LITFASS_MAIL_URL": mail_url,
            "LITFASS_SITE_DIR": str(site),
            "STRIPE_SECRET_KEY": key,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "STRIPE_API_BASE": bank.url,
        }
        with Store.open(database) as store:
            store.migrate()
        bank.endpoints = [
            {
                "id": "we_1",
                "object": "webhook_endpoint",
                "url": f"{here.url}/till/webhooks/stripe",
                "status": "enabled",
                "enabled_events": sorted(EVENTS),
            }
        ]
        till = server.create(environment)
        here.app = _both(till, _folder(site))
        yield Deployment(environment=environment, bank=bank, site=site)
        till.state.till.store().close()


def _folder(site: Path) -> Starlette:
    """A host of files alone."""
    return Starlette(routes=[Mount("/", StaticFiles(directory=site, html=True))])


def _both(till: ASGIApp, site: ASGIApp) -> ASGIApp:
    """What a host does: the till's addresses to the till, its files to nobody, all else from the folder."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        to_till = scope["path"].startswith(("/till/", "/buy/", "/_till/"))

        async def with_hsts(message: Message) -> None:
            if message["type"] == "http.response.start" and not to_till:
                message["headers"].append((b"strict-transport-security", b"max-age=31536000"))
            await send(message)

        await (till if to_till else site)(scope, receive, with_hsts)

    return answer


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)


@pytest.fixture
def shop(tmp_path: Path, sqlite_url: str) -> Iterator[Deployment]:
    """A shop on this machine, by plain HTTP and in Stripe's test mode."""
    with origin() as here, deployed(tmp_path, here, sqlite_url, "smtp://127.0.0.1:9", KEY) as up:
        yield up


def test_a_deployment_that_is_ready_has_no_fault(
    tmp_path: Path, postgres_schema_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = certificate(tmp_path / "tls")
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[0]))
    with (
        mailbox() as (box, mail_url),
        deployed(tmp_path, Origin(tls), postgres_schema_url, mail_url, "sk_live_of_the_tests") as up,
    ):
        lines = up.findings()
        assert [line for line in lines if not line.startswith("ok")] == []
        assert {line.split()[1] for line in lines} == {
            *("settings", "site", "texts", "database", "mail", "provider", "mode", "clock", "webhook"),
            *("till", "reach", "pages", "private", "schedule"),
        }
    assert box.taken == []


def test_the_word_says_each_finding_and_ends_with_1(
    shop: Deployment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in shop.environment.items():
        monkeypatch.setenv(name, value)
    assert main(["preflight"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ok   settings  complete"
    assert lines[-1].startswith("Not ready: ")
    assert all(line.startswith(("ok ", "warn", "FAIL")) for line in lines[:-1])
    assert all(" → " in line for line in lines[:-1] if not line.startswith("ok"))


def test_no_secret_stands_in_a_finding(shop: Deployment) -> None:
    shop.environment["LITFASS_MAIL_URL"] = "smtp://till:secret-word@127.0.0.1:9"
    shop.bank.key = "another"
    text = "\n".join(shop.findings())
    assert not any(secret in text for secret in ("secret-word", KEY, WEBHOOK_SECRET))


def test_every_missing_setting_is_a_line(shop: Deployment) -> None:
    del shop.environment["LITFASS_MAIL_URL"], shop.environment["STRIPE_SECRET_KEY"]
    assert shop.findings() == [
        "FAIL settings  LITFASS_MAIL_URL is not set → see functions/README.md",
        "FAIL settings  STRIPE_SECRET_KEY is not set → see functions/README.md",
    ]


def test_a_setting_that_nobody_reads_is_a_warning(shop: Deployment) -> None:
    shop.environment["litfass_hooks"] = "secret-word"
    said, cure = "litfass_hooks is read by nobody; is LITFASS_HOOKS meant?", "write it as functions/README.md does"
    assert shop.told("settings")[0] == f"warn settings  {said} → {cure}, or take it away"


def test_a_sandbox_that_is_no_preview_is_a_fault(shop: Deployment) -> None:
    shop.environment["LITFASS_PAYMENT"] = "sandbox"
    assert shop.told("settings")[0].startswith("FAIL settings  the sandbox takes the orders, and nobody pays")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "Anbieter: Wegwarte, Am Wegrain 7",
            "names the demo's brand: “Wegwarte”, “Am Wegrain 7” → write your own in its",
        ),
        ("TODO: Anwalt fragen", "has something left open: “TODO” → fill it in"),
        ("An [Name des Unternehmers einsetzen]", "has something left open: “[Name des Unternehmers einsetzen]” → fill"),
        (
            "Erika Mustermann, 00000 Musterstadt",
            "has something left open: “Erika Mustermann”, “00000”, “Musterstadt” →",
        ),
        ("Post an info@example.com", "has something left open: “example.com” → fill it in"),
        ("Lorem  ipsum dolor", "has something left open: “Lorem  ipsum” → fill it in"),
        ("Eine Vorlage. Bitte ersetzen.", "has something left open: “Eine Vorlage.” → fill it in"),
    ],
)
def test_what_was_left_open_in_a_legal_text_is_named(shop: Deployment, text: str, line: str) -> None:
    pages = json.loads((shop.site / "_till/pages.json").read_bytes())
    pages["documents"]["de"]["imprint"]["text"] = text
    (shop.site / "_till/pages.json").write_text(json.dumps(pages), "utf-8")
    (told,) = shop.told("texts")
    assert told.startswith(f'FAIL texts     "Impressum" (imprint, de) {line}')


@pytest.mark.parametrize(
    "text",
    [
        "Das Muster-Widerrufsformular liegt bei. Herr Muster hilft gern [1].",
        "Das Recht der Musterhersteller; siehe Anlage (2) zu Artikel 246a.",
    ],
)
def test_the_laws_own_words_are_not_suspected(shop: Deployment, text: str) -> None:
    pages = json.loads((shop.site / "_till/pages.json").read_bytes())
    pages["documents"]["de"]["withdrawal"]["text"] = text
    (shop.site / "_till/pages.json").write_text(json.dumps(pages), "utf-8")
    assert shop.told("texts") == ["ok   texts     legal texts and letters are the shop's own"]


def test_the_tax_number_of_a_template_is_a_fault(shop: Deployment) -> None:
    catalog = json.loads((shop.site / "_till/catalog.json").read_bytes())
    catalog["shop"]["vat_id"] = "DE000000000"
    (shop.site / "_till/catalog.json").write_text(json.dumps(catalog), "utf-8")
    assert shop.told("texts") == [
        "FAIL texts     the seller in site.yml has something left open: “DE000000000” → fill it in"
    ]


def test_a_missing_legal_text_and_a_brand_in_a_letter_are_faults(shop: Deployment) -> None:
    pages = json.loads((shop.site / "_till/pages.json").read_bytes())
    del pages["documents"]["en"]["imprint"]
    pages["words"]["de"]["mail.warranty"] = "Wegwarte dankt."
    (shop.site / "_till/pages.json").write_text(json.dumps(pages), "utf-8")
    assert [line.partition(" → ")[0] for line in shop.told("texts")] == [
        "FAIL texts     there is no legal text for imprint (en)",
        "FAIL texts     a letter's words (de) names the demo's brand: “Wegwarte”",
    ]


def test_a_database_of_another_version_is_a_fault(shop: Deployment, tmp_path: Path) -> None:
    shop.environment["LITFASS_DATABASE_URL"] = f"sqlite:///{tmp_path / 'new.db'}"
    (told,) = shop.told("database")
    assert told.startswith("FAIL database")
    assert told.endswith(" → see LITFASS_DATABASE_URL; litfass migrate brings it to this version")


def test_a_preview_on_the_shops_database_is_a_fault(shop: Deployment) -> None:
    catalog = (shop.site / "_till/catalog.json").read_text("utf-8").replace('"shop"', '"preview": true,\n "shop"', 1)
    with Store.open(shop.environment["LITFASS_DATABASE_URL"]) as store:
        store.marks.put("owner", datetime.now(UTC), "the shop")
    (shop.site / "_till/catalog.json").write_text(catalog, "utf-8")
    shop.environment |= {"LITFASS_PREVIEW": "yes", "LITFASS_PAYMENT": "sandbox"}
    assert shop.told("texts") == ["ok   texts     a preview may have what it likes"]
    assert shop.told("database")[0].startswith("FAIL database  the database belongs to the shop, and this is a preview")


def test_a_database_within_a_release_is_a_fault(shop: Deployment) -> None:
    inside = shop.site / "till.db"
    shop.environment["LITFASS_DATABASE_URL"] = f"sqlite:///{inside}"
    (told,) = shop.told("disk")
    assert told.partition(" → ")[0] == f"FAIL disk      {inside} lies where deploys put and remove whole sites"


def test_the_file_system_of_a_folder_is_that_of_its_nearest_mount(tmp_path: Path) -> None:
    mounts = f"overlay / overlay rw 0 0\n/dev/sda1 {tmp_path}/my\\040data ext4 rw 0 0\n"
    assert file_system(tmp_path / "my data" / "till", mounts) == "ext4"
    assert file_system(tmp_path, mounts) == "overlay"


def test_a_release_that_this_till_cannot_read_is_named(shop: Deployment, tmp_path: Path) -> None:
    releases = tmp_path / "srv/releases"
    for name, version in (("one", 1), ("two", 2)):
        (releases / name / "_till").mkdir(parents=True)
        text = (shop.site / "_till/catalog.json").read_text("utf-8").replace('"version": 1', f'"version": {version}')
        (releases / name / "_till/catalog.json").write_text(text, "utf-8")
        (releases / name / "_till/pages.json").write_bytes((shop.site / "_till/pages.json").read_bytes())
    (tmp_path / "srv/current").symlink_to("releases/one")
    shop.environment["LITFASS_SITE_DIR"] = str(tmp_path / "srv/current")
    (told,) = shop.told("releases")
    assert told.partition(" → ")[0] == "warn releases  this till cannot read the catalogue of two"


def test_a_mail_server_that_is_away_or_refuses_is_a_fault(shop: Deployment) -> None:
    (told,) = [line for line in shop.told("mail") if line.startswith("FAIL")]
    assert told.startswith("FAIL mail      127.0.0.1 takes no letters from hallo@localhost: ConnectionRefusedError")
    shop.environment["LITFASS_MAIL_URL"] = "file:///var/mail"
    assert shop.told("mail")[0].startswith("FAIL mail      letters are put into a folder, and nobody gets them")


def test_a_key_that_stripe_does_not_know_is_a_fault(shop: Deployment) -> None:
    shop.bank.key = "another"
    assert shop.told("provider") == [
        "FAIL provider  Stripe does not know the key → see STRIPE_SECRET_KEY, and whether this machine may go out"
    ]


def test_an_account_that_takes_no_charges_is_a_fault(shop: Deployment) -> None:
    shop.bank.account |= {"charges_enabled": False, "requirements": {"currently_due": ["external_account"]}}
    (told,) = shop.told("provider")
    assert told.startswith(
        "FAIL provider  account acct_1 takes no charges; it still wants external_account → complete it"
    )


def test_real_money_on_a_plain_address_is_a_fault(shop: Deployment) -> None:
    shop.bank.key = shop.environment["STRIPE_SECRET_KEY"] = "sk_live_key"
    assert shop.told("mode")[0].startswith("FAIL mode      URL would take real money")


@pytest.mark.parametrize(("minutes", "mark"), [(0, "ok  "), (1, "warn"), (-4, "FAIL")])
def test_a_clock_that_is_off_is_told(shop: Deployment, minutes: int, mark: str) -> None:
    shop.off = timedelta(minutes=minutes)
    assert shop.told("clock")[0].startswith(f"{mark} clock     ")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"url": "https://elsewhere.example/"}, "nothing is registered for URL/till/webhooks/stripe"),
        ({"status": "disabled"}, "URL/till/webhooks/stripe is switched off"),
        (
            {"enabled_events": sorted(EVENTS - {"checkout.session.expired"})},
            "URL/till/webhooks/stripe does not hear of checkout.session.expired",
        ),
    ],
)
def test_a_webhook_that_would_not_tell_us_is_a_fault(shop: Deployment, change: dict[str, object], line: str) -> None:
    shop.bank.endpoints[0] |= change
    assert shop.told("webhook")[0].partition(" → ")[0] == f"FAIL webhook   {line}"


def test_a_restricted_key_is_only_a_warning(shop: Deployment) -> None:
    shop.bank.restricted = True
    assert shop.told("webhook")[0].startswith("warn webhook   what is registered cannot be read: the key is restricted")


def test_another_build_at_the_till_or_on_the_pages_is_a_fault(shop: Deployment, tmp_path: Path) -> None:
    here = a_site(tmp_path / "newer", build="build-2")
    (here / "index.html").write_text("<title>newer</title>", "utf-8")
    shop.environment["LITFASS_SITE_DIR"] = str(here)
    assert [line.partition(" → ")[0] for line in (*shop.told("till"), *shop.told("pages"))] == [
        "FAIL till      URL/till sells by build build-1, and here lies build-2",
        "FAIL pages     index.html at URL are of another build than the till's",
    ]


def test_a_host_that_shows_the_tills_files_or_leads_nothing_to_the_till_is_told(shop: Deployment) -> None:
    with origin() as open_host:
        open_host.app = _folder(shop.site)
        shop.environment["LITFASS_SITE_URL"] = open_host.url
        assert shop.told("private")[0].startswith("FAIL private   anybody can read URL/_till/catalog.json")
        assert shop.told("till")[0].startswith("FAIL till      URL/till/health answers 404")
        assert shop.told("reach")[0].startswith("FAIL reach     URL/till/webhooks/stripe answers 405 to the provider")


def test_a_plan_that_refuses_schedules_is_named(shop: Deployment) -> None:
    shop.target = "vercel"
    assert [line[:60] for line in shop.told("schedule")] == [
        "FAIL schedule  without a secret the schedule is not let in →",
        "warn schedule  Vercel's Hobby plan runs a schedule once a da",
    ]
