"""The preview by real HTTP, in a process of its own, as an editor starts it."""

from __future__ import annotations

import resource
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import msgspec
import pytest
from PIL import Image as Pillow

from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BROKEN = "---\ntitle: Hill\ndescription: Up.\nsection: wlaks\ndate: 2026-10-01\n---\n"


@dataclass(frozen=True, slots=True)
class Served:
    root: Path
    process: subprocess.Popen[str]
    url: str

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, follow_redirects=False)

    def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        """As a page of the preview does, or one that says it is at another ``origin``."""
        return httpx.post(self.url + path, data=form, headers={"origin": self.url, **headers})


def start(root: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "generator.cli", "serve", "--site", str(root), "--port", "0", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def serving(root: Path, *words: str) -> Iterator[Served]:
    with start(root, *words) as process:
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if line.startswith("http://"))
            url = line.split("/  ")[0]
            yield Served(root, process, url)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site that the tests only read."""
    root = write_site(tmp_path_factory.mktemp("served") / "site")
    Pillow.new("RGB", (600, 400), "green").save(root / "content/images/hill.jpg")
    story = "---\ntitle: Hill\ndescription: Up.\nsection: walks\ndate: 2026-10-01\n---\n![A hill](images/hill.jpg)\n"
    write_files(root, {"content/stories/hill.md": story})
    with serving(root) as one:
        yield one


class Told(msgspec.Struct):
    """What a browser is told."""

    version: int
    edition: int
    errors: int
    warnings: int
    scene: dict[str, object]


@contextmanager
def events(url: str) -> Iterator[Iterator[Told]]:
    with httpx.stream("GET", f"{url}/_litfass/changes", timeout=20) as answer:
        lines = (line for line in answer.iter_lines() if line.startswith("data: "))
        yield (msgspec.json.decode(line.removeprefix("data: "), type=Told) for line in lines)


def test_the_first_page_costs_less_than_five_seconds(site: Path) -> None:
    """Of the processor's time: what the clock says depends on what else the machine does."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with serving(site) as one:
        assert one.get("/").status_code == 200
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5


def test_a_page_carries_the_policy_of_production_and_the_banks_origin(served: Served) -> None:
    policy = served.get("/stories/moor/").headers["content-security-policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    bank = directives.pop("form-action").removeprefix("'self' ")
    assert bank.startswith("http://localhost:")
    assert not bank.startswith(served.url)
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "media-src": "'self'",
        "frame-src": "https://www.youtube-nocookie.com https://player.vimeo.com",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


def test_the_bank_answers_on_another_origin(served: Served) -> None:
    policy = served.get("/").headers["content-security-policy"]
    bank = policy.partition("form-action 'self' ")[2].partition(";")[0]
    assert httpx.get(f"{bank}/style.css").status_code == 200


def test_a_page_loads_the_script_that_listens_for_changes(served: Served) -> None:
    assert '<head><script type="module" src="/_litfass/live.js?1"></script>' in served.get("/").text
    answer = served.get("/_litfass/live.js?1")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/javascript; charset=utf-8")


def test_an_address_without_its_slash_leads_to_the_page(served: Served) -> None:
    answer = served.get("/stories/moor")
    assert (answer.status_code, answer.headers["location"]) == (302, "/stories/moor/")


@pytest.mark.parametrize(("path", "language"), [("/nothing/", "en"), ("/de/nichts/", "de")])
def test_what_is_not_there_is_answered_by_the_magazines_own_page(served: Served, path: str, language: str) -> None:
    answer = served.get(path)
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text
    assert "<h1>Not here</h1>" in answer.text


@pytest.mark.parametrize("path", ["/_till/catalog.json", "/_till/pages.json", "/_headers", "/../site.yml", "/site.yml"])
def test_what_is_not_for_readers_is_not_served(served: Served, path: str) -> None:
    assert served.get(path).status_code == 404


def test_an_asset_may_be_kept_for_ever_and_a_page_not_at_all(served: Served) -> None:
    page = served.get("/")
    style = page.text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    answer = served.get(style)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/feed.xml", "application/xml"),
        ("/feed.json", "application/json"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/sitemap.xml", "application/xml"),
    ],
)
def test_feeds_and_the_like_are_served(served: Served, path: str, kind: str) -> None:
    answer = served.get(path)
    assert (
        answer.status_code,
        answer.headers["content-type"].replace("text/xml; charset=utf-8", "application/xml"),
    ) == (
        200,
        kind,
    )


def test_a_picture_is_made_when_it_is_asked_for_and_no_other(served: Served) -> None:
    folder = served.root / ".litfass" / "images"
    assert not folder.exists()
    src = served.get("/stories/hill/").text.partition('<img src="')[2].partition('"')[0]
    answer = served.get(src)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert [f"/images/{path.name}" for path in folder.iterdir()] == [src]


def test_a_picture_that_many_ask_for_at_once_is_the_same_for_all(served: Served) -> None:
    address = served.get("/stories/hill/").text.partition('<img src="')[2].partition('"')[0]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(served.get, [address.replace("-600.", "-480.")] * 8))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


def test_only_reading_is_possible(served: Served) -> None:
    answer = httpx.post(f"{served.url}/stories/moor/")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


def test_a_head_has_no_body(served: Served) -> None:
    answer = httpx.head(f"{served.url}/")
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_till_prices_from_the_live_magazine(served: Served) -> None:
    lines = {"country": "DE", "language": "en", "lines": [{"sku": "MUG-1", "quantity": 2}]}
    answer = httpx.post(f"{served.url}/till/quote", json=lines)
    assert (answer.status_code, answer.json()["goods"]) == (200, 2500)


def test_a_change_is_told_and_shown(site: Path) -> None:
    with serving(site) as one, events(one.url) as heard:
        before = next(heard)
        write_files(site, {"content/pages/imprint.md": "---\ntitle: Imprint\n---\nWho we are now.\n"})
        after = next(heard)
        assert after.version > before.version
        assert "Who we are now." in one.get("/imprint/").text


def test_a_price_that_changes_is_charged_at_once(site: Path) -> None:
    with serving(site) as one, events(one.url) as heard:
        next(heard)
        product = site / "content/products/mug.md"
        product.write_text(product.read_text().replace("12.50", "15.00"))
        next(heard)
        lines = {"country": "DE", "language": "en", "lines": [{"sku": "MUG-1", "quantity": 1}]}
        assert httpx.post(f"{one.url}/till/quote", json=lines).json()["goods"] == 1500


def test_with_an_error_the_pages_stay_and_the_error_is_told(site: Path) -> None:
    with serving(site) as one, events(one.url) as heard:
        next(heard)
        write_files(site, {"content/stories/hill.md": BROKEN})
        assert next(heard).errors == 1
        assert one.get("/stories/moor/").status_code == 200
        assert "There is no section &#34;wlaks&#34;." in one.get("/_litfass/diagnostics").text
        (site / "content/stories/hill.md").unlink()
        assert next(heard).errors == 0
        assert one.get("/_litfass/diagnostics").text == '<ol class="findings"></ol>'


def test_content_that_is_broken_from_the_start_is_shown_as_such_until_it_is_mended(site: Path) -> None:
    write_files(site, {"content/stories/hill.md": BROKEN})
    with serving(site) as one, events(one.url) as heard:
        next(heard)
        answer = one.get("/")
        assert answer.status_code == 500
        assert "There is no section &#34;wlaks&#34;." in answer.text
        assert one.get("/till/health").status_code == 500
        (site / "content/stories/hill.md").unlink()
        next(heard)
        assert one.get("/").status_code == 200


def test_a_page_says_which_version_it_shows(site: Path) -> None:
    with serving(site) as one, events(one.url) as heard:
        told = next(heard)
        assert (told.version, told.errors) == (1, 0)
        write_files(site, {"content/stories/hill.md": BROKEN.replace("wlaks", "walks")})
        told = next(heard)
        assert (told.version, told.errors) == (2, 0)
        assert "/_litfass/live.js?2" in one.get("/").text


def test_a_folder_of_themes_that_is_made_later_is_watched(site: Path) -> None:
    themes = site / "themes"
    themes.rename(site / "aside")
    with serving(site) as one, events(one.url) as heard:
        told = next(heard)
        assert (told.version, told.errors) == (1, 1)
        (site / "aside").rename(themes)
        told = next(heard)
        assert (told.version, told.errors) == (2, 0)
        (themes / "tiny/templates/story.html").write_text("mine")
        next(heard)
        assert one.get("/stories/moor/").text == "mine"


def test_content_that_goes_and_comes_back_is_watched(site: Path) -> None:
    with serving(site) as one, events(one.url) as heard:
        next(heard)
        (site / "content").rename(site / "aside")
        next(heard)
        (site / "aside").rename(site / "content")
        next(heard)
        write_files(site, {"content/stories/hill.md": BROKEN})
        assert next(heard).errors == 1
        assert one.get("/stories/moor/").status_code == 200


def test_a_damaged_picture_is_not_found_and_told(site: Path) -> None:
    Pillow.effect_noise((600, 400), 90).save(site / "content/images/hill.jpg")
    whole = (site / "content/images/hill.jpg").read_bytes()
    (site / "content/images/hill.jpg").write_bytes(whole[: len(whole) // 2])
    write_files(site, {"content/stories/hill.md": BROKEN.replace("wlaks", "walks") + "![A hill](images/hill.jpg)\n"})
    with serving(site) as one:
        address = one.get("/stories/hill/").text.partition('<img src="')[2].partition('"')[0]
        assert one.get(address).status_code == 404
        one.process.send_signal(signal.SIGINT)
        _, errors = one.process.communicate(timeout=20)
        assert errors.startswith('picture "images/hill.jpg" is damaged: ')


def test_a_shop_that_cannot_be_opened_is_wrong_use(site: Path) -> None:
    (site / ".till").write_text("in the way")
    with start(site) as process:
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 2
        assert errors.startswith(f"litfass: the shop cannot be opened in {site / '.till'}: ")


def test_a_fault_of_a_template_is_shown_in_place_of_its_page(site: Path) -> None:
    write_files(site, {"themes/tiny/templates/story.html": "{{ story.titel }}"})
    with serving(site) as one:
        answer = one.get("/stories/moor/")
        assert answer.status_code == 500
        assert "a StoryView has no field &#34;titel&#34;." in answer.text
        assert one.get("/").status_code == 200


def test_a_site_below_a_path_is_served_there(site: Path) -> None:
    (site / "site.yml").write_text((site / "site.yml").read_text().replace("shop.example", "shop.example/mag", 1))
    with serving(site) as one:
        assert one.url.endswith("/mag")
        origin = one.url.removesuffix("/mag")
        assert httpx.get(f"{origin}/").headers["location"] == "/mag/"
        assert one.get("/stories/moor/").status_code == 200
        assert one.get("/till/health").status_code == 200


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_it_is_told_to_even_while_a_browser_listens(site: Path, how: signal.Signals) -> None:
    with serving(site) as one, events(one.url) as heard:
        next(heard)
        one.process.send_signal(how)
        _, errors = one.process.communicate(timeout=20)
        assert (one.process.returncode, errors) == (0, "")


def test_a_port_that_is_taken_is_wrong_use(site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, start(site, "--port", str(taken.getsockname()[1])) as process:
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 2
        assert errors.endswith("Name another port with --port.\n")


def test_a_site_file_that_cannot_be_read_ends_it_with_the_errors(site: Path) -> None:
    (site / "site.yml").write_text("languages: {}\n")
    with start(site) as process:
        out, _ = process.communicate(timeout=20)
        assert process.returncode == 1
        assert "site.yml:1:1: error" in out


def test_page_and_till_agree_on_the_moment_and_the_stock_of_the_scene(site: Path) -> None:
    product = site / "content/products/mug.md"
    price = "price: 12.50, opening_stock: 4, offers: [{price: 9.90, from: 2026-12-01, until: 2026-12-24}]"
    product.write_text(product.read_text().replace("price: 12.50", price))
    write_files(site, {"themes/tiny/templates/product.html": "{{ product.card.variants[0].price.minor }}"})
    with serving(site, "--now", "2026-11-30T12:00", "--stock", "MUG-1=2") as one:
        assert (one.get("/products/mug/").text, quoted(one), free(one)) == ("1250", 1250, 2)
        assert one.post("/_litfass/scene", {"now": "2026-12-01T00:00", "stock": "sold_out"}).status_code == 204
        assert (one.get("/products/mug/").text, quoted(one), free(one)) == ("990", 990, 0)
        one.post("/_litfass/scene", {"now": "2026-12-01T00:00"})
        assert free(one) == 4


def quoted(one: Served) -> object:
    lines = {"country": "DE", "language": "en", "lines": [{"sku": "MUG-1", "quantity": 1}]}
    return httpx.post(f"{one.url}/till/quote", json=lines).json()["goods"]


def free(one: Served) -> object:
    return one.get("/till/availability?sku=MUG-1").json()["items"]["MUG-1"]["free"]


def test_a_scene_that_is_none_is_refused_and_nothing_changes(served: Served) -> None:
    answer = served.post("/_litfass/scene", {"stock": "MUG-2=0"})
    assert (answer.status_code, answer.text) == (422, 'there is no SKU "MUG-2". Did you mean "MUG-1"?')


@pytest.mark.parametrize("path", ["/_litfass/scene", "/_litfass/open"])
@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"origin": "null"}, {"host": "evil.example"}])
def test_what_another_site_sends_is_refused(served: Served, path: str, headers: dict[str, str]) -> None:
    forged = {"origin": f"http://{headers['host']}"} if "host" in headers else {}
    assert served.post(path, {"now": "2026-12-01"}, **forged, **headers).status_code == 403


def test_a_page_behind_a_proxy_is_believed_where_the_browser_says_that_it_is_ours(served: Served) -> None:
    headers = {"origin": "https://forwarded.example", "sec-fetch-site": "same-origin"}
    assert served.post("/_litfass/scene", {}, **headers).status_code == 204


def test_what_names_no_origin_is_refused(served: Served) -> None:
    assert httpx.post(f"{served.url}/_litfass/scene").status_code == 403


@pytest.mark.parametrize("file", ["../../etc/passwd", "/etc/passwd", "gone.md", "content/stories/hill.md"])
def test_nothing_but_a_place_of_the_site_is_opened(served: Served, file: str) -> None:
    assert served.post("/_litfass/open", {"file": file, "line": "x", "column": "1"}).status_code == 404


@pytest.mark.parametrize("path", ["nothing.js", "..%2Fapp.py", "live.css"])
def test_of_the_previews_own_files_only_scripts_and_styles_are_served(served: Served, path: str) -> None:
    assert served.get(f"/_litfass/{path}").status_code == 404


def test_a_sku_that_is_not_there_is_wrong_use(site: Path) -> None:
    with start(site, "--stock", "MUG-2=0") as process:
        _, errors = process.communicate(timeout=20)
        assert (process.returncode, errors) == (2, 'litfass: there is no SKU "MUG-2". Did you mean "MUG-1"?\n')


def test_a_stock_that_is_none_is_wrong_use(site: Path) -> None:
    with start(site, "--stock", "MUG-1") as process:
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 2
        assert errors.endswith('argument --stock: "MUG-1" is no stock; write it like jacket-m=0\n')


def test_the_bank_is_where_the_reader_is(site: Path) -> None:
    with serving(site, "--host", "0.0.0.0") as one:
        here = one.url.replace("localhost", "127.0.0.1")
        pages, page = (f"{one.url}/", f"{here}/"), {"accept": "text/html"}
        policies = [httpx.get(url, headers=page).headers["content-security-policy"] for url in pages]
        banks = [policy.partition("form-action 'self' ")[2].partition(";")[0] for policy in policies]
        assert [bank.rpartition(":")[0] for bank in banks] == ["http://localhost", "http://127.0.0.1"]
        other = httpx.get(f"{one.url}/", headers={"host": "evil.example"}).headers["content-security-policy"]
        assert "evil.example" not in other
