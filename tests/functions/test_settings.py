"""A till starts with all its settings right, or says everything that is wrong with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from functions.app import create_app
from functions.settings import Settings, SettingsError, from_environment
from tests.functions.shop import a_catalog, some_pages

_SMTP = "must be such as smtp://user:password@host:587; in a password # is written %23, / %2F and ? %3F"
STRIPE = {
    "LITFASS_PAYMENT": "stripe",
    "LITFASS_DATABASE_URL": "postgresql://till@db/till",
    "LITFASS_SITE_URL": "https://wegwarte.example/mag/",
    "LITFASS_MAIL_URL": "smtps://till:secret@mail.example",
    "STRIPE_SECRET_KEY": "sk_live_1",
    "STRIPE_WEBHOOK_SECRET": "whsec_1",
}


def problems_of(environment: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        from_environment(environment)
    return caught.value.problems


def test_settings_are_read_from_the_environment(tmp_path: Path) -> None:
    expected = Settings(
        payment="stripe",
        database_url="postgresql://till@db/till",
        site_url="https://wegwarte.example/mag",
        mail_url="smtps://till:secret@mail.example",
        site_folder=tmp_path,
        stripe_secret_key="sk_live_1",
        stripe_webhook_secrets=("whsec_1",),
    )
    read = from_environment({**STRIPE, "LITFASS_SITE_DIR": str(tmp_path)})
    assert read == expected
    assert (read.base_path, read.origin, read.till_url) == (
        "/mag",
        "https://wegwarte.example",
        "https://wegwarte.example/mag/till",
    )


def test_every_missing_setting_is_named_at_once(tmp_path: Path) -> None:
    assert problems_of({"LITFASS_SITE_DIR": str(tmp_path)}) == (
        "LITFASS_PAYMENT is not set",
        "LITFASS_DATABASE_URL is not set",
        "LITFASS_SITE_URL is not set",
        "LITFASS_MAIL_URL is not set",
    )


def test_a_till_for_stripe_does_not_start_without_its_secrets(tmp_path: Path) -> None:
    without = {name: value for name, value in STRIPE.items() if not name.startswith("STRIPE")}
    assert problems_of({**without, "LITFASS_SITE_DIR": str(tmp_path)}) == (
        "STRIPE_SECRET_KEY is not set",
        "STRIPE_WEBHOOK_SECRET is not set",
    )


def test_a_sandbox_needs_no_stripe(tmp_path: Path) -> None:
    without = {name: value for name, value in STRIPE.items() if not name.startswith("STRIPE")}
    assert (
        from_environment({**without, "LITFASS_PAYMENT": "sandbox", "LITFASS_SITE_DIR": str(tmp_path)}).payment
        == "sandbox"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LITFASS_DESK_MAIL", "LITFASS_DESK_MAIL is read by nobody; is LITFASS_DESK_MAILS meant?"),
        ("litfass_hooks", "litfass_hooks is read by nobody; is LITFASS_HOOKS meant?"),
        ("LITFASS_STRIPE_SECRET_KEY", "LITFASS_STRIPE_SECRET_KEY is read by nobody; is STRIPE_SECRET_KEY meant?"),
        ("LITFASS_XYZ", "LITFASS_XYZ is read by nobody"),
    ],
)
def test_a_name_that_nobody_reads_is_told_with_the_one_that_may_be_meant(
    tmp_path: Path, name: str, expected: str
) -> None:
    given = {**STRIPE, "LITFASS_SITE_DIR": str(tmp_path), name: "secret-word"}
    assert from_environment(given).unread == (expected,)
    assert problems_of({**given, "LITFASS_PAYMENT": ""})[-1] == expected


def test_no_name_that_anybody_reads_is_complained_of(tmp_path: Path) -> None:
    rooms, here = Path(__file__).parents[2], Path(__file__)
    files = (file for room in ("functions", "generator", "tests") for file in (rooms / room).rglob("*"))
    texts = [file.read_bytes() for file in files if file.is_file() and file != here and file.suffix != ".pyc"]
    names = {name.decode() for text in texts for name in re.findall(rb"\bLITFASS_[A-Z][A-Z_]*[A-Z]\b", text)}
    given = {**dict.fromkeys(names, ""), **STRIPE, "LITFASS_SITE_DIR": str(tmp_path)}
    assert len(names) > len(STRIPE)
    assert from_environment(given).unread == ()


def test_a_till_says_in_its_log_what_nobody_reads_and_never_its_value(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    given = {**STRIPE, "LITFASS_SITE_DIR": str(tmp_path), "LITFASS_DESK_MAIL": "secret-word"}
    create_app(from_environment(given), a_catalog, some_pages)
    assert caplog.messages == ["LITFASS_DESK_MAIL is read by nobody; is LITFASS_DESK_MAILS meant?"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("LITFASS_PAYMENT", "paypal", "LITFASS_PAYMENT must be one of: stripe, sandbox"),
        ("LITFASS_DATABASE_URL", "mysql://x", "LITFASS_DATABASE_URL must begin with sqlite: or postgresql://"),
        ("LITFASS_SITE_URL", "wegwarte.example", "LITFASS_SITE_URL must be an address such as https://shop.example"),
        ("LITFASS_SITE_URL", "https://a.example/?x=1", "LITFASS_SITE_URL must have no query and no fragment"),
        ("LITFASS_SITE_URL", "http://[", "LITFASS_SITE_URL cannot be read as an address"),
        ("LITFASS_SITE_URL", "http://a:port", "LITFASS_SITE_URL cannot be read as an address"),
        (
            "LITFASS_MAIL_URL",
            "file:relative",
            "LITFASS_MAIL_URL must name an absolute folder, such as file:///var/mail",
        ),
        ("LITFASS_MAIL_URL", "mail.example", "LITFASS_MAIL_URL must begin with smtp://, smtps:// or file:///"),
        ("LITFASS_MAIL_URL", "smtps://a:b@mail.example:port", "LITFASS_MAIL_URL cannot be read as an address"),
        ("LITFASS_MAIL_URL", "smtp://till:p#w@mail.example:587", f"LITFASS_MAIL_URL {_SMTP}"),
        ("LITFASS_MAIL_URL", "smtp://till:12/3@mail.example:587", f"LITFASS_MAIL_URL {_SMTP}"),
        ("STRIPE_SECRET_KEY", "pk_live_1", "STRIPE_SECRET_KEY must begin with sk_ or rk_"),
        ("STRIPE_WEBHOOK_SECRET", "secret", "STRIPE_WEBHOOK_SECRET must begin with whsec_"),
        (
            "LITFASS_HOOKS_SECRET",
            "whsec_short",
            "LITFASS_HOOKS_SECRET must be whsec_ and the base64 of 24 bytes at least",
        ),
        (
            "LITFASS_HOOKS_SECRET",
            "whsec_QWxsZSBtZWluZSBFbnRjaGVu!",
            "LITFASS_HOOKS_SECRET must be whsec_ and the base64 of 24 bytes at least",
        ),
        ("LITFASS_SANDBOX_SECRET", "short", "LITFASS_SANDBOX_SECRET must have 16 characters at least"),
        ("LITFASS_KEEP_DAYS", "7", "LITFASS_KEEP_DAYS must be 0 or 30 days at least"),
        ("LITFASS_SITE_DIR", "/no/such", "LITFASS_SITE_DIR must name the folder of the built site; /no/such is none"),
    ],
)
def test_a_malformed_setting_is_named_with_what_it_must_be(
    tmp_path: Path, name: str, value: str, expected: str
) -> None:
    assert problems_of({**STRIPE, "LITFASS_SITE_DIR": str(tmp_path), name: value}) == (expected,)


def with_hooks(tmp_path: Path, addresses: str) -> dict[str, str]:
    secrets = ", ".join(f"whsec_{letter * 32}" for letter in "AB")
    return {
        **STRIPE,
        "LITFASS_SITE_DIR": str(tmp_path),
        "LITFASS_HOOKS_SECRET": secrets,
        "LITFASS_HOOKS": addresses,
    }


def test_other_programs_are_several_and_so_are_the_secrets_while_one_is_changed(tmp_path: Path) -> None:
    made = from_environment(with_hooks(tmp_path, "https://erp.example/orders?key=1, http://localhost:9000"))
    assert (made.hooks, len(made.hooks_secrets)) == (("https://erp.example/orders?key=1", "http://localhost:9000"), 2)


@pytest.mark.parametrize("address", ["http://erp.example", "erp.example", "https://", "ftp://localhost"])
def test_other_programs_are_told_by_encrypted_ways_alone(tmp_path: Path, address: str) -> None:
    fault = "LITFASS_HOOKS must name addresses such as https://erp.example/hooks"
    assert problems_of(with_hooks(tmp_path, address)) == (fault,)


FORGETFUL = ("AWS_LAMBDA_FUNCTION_NAME", "VERCEL", "K_SERVICE")


@pytest.mark.parametrize("host", FORGETFUL)
def test_a_file_as_database_is_refused_where_files_do_not_last(tmp_path: Path, host: str) -> None:
    environment = {**STRIPE, "LITFASS_SITE_DIR": str(tmp_path), "LITFASS_DATABASE_URL": "sqlite:///till.db", host: "1"}
    assert problems_of(environment) == (
        "LITFASS_DATABASE_URL must be a Postgres here: files do not last on this host, and orders would be lost",
    )


@pytest.mark.parametrize("host", FORGETFUL)
def test_the_sandbox_is_refused_where_no_process_lasts(tmp_path: Path, host: str) -> None:
    environment = {**STRIPE, "LITFASS_SITE_DIR": str(tmp_path), "LITFASS_PAYMENT": "sandbox", host: "1"}
    assert problems_of(environment) == (
        "LITFASS_PAYMENT must be stripe here, for a trial with a key sk_test_…: the sandbox forgets payments",
    )
