"""Bundles: what lies in them, what does not, and what their files make a platform do."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from generator.bundling import TARGETS, BundleError, aws_lambda, python_for, requirements, server, vercel
from generator.bundling.plan import Plan
from generator.bundling.rules import Rules, read
from generator.cli import main
from generator.deploy import Deploy
from tests.functions.lambda_events import event
from tests.generator.bundled import NOW, a_magazine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.generator.bundled import Magazine

#: Where readers' files lie in a bundle; a server's lie in a release, of which Caddy hides the till's.
PUBLIC = {"vercel": "public", "lambda": "site"}


@pytest.fixture(scope="module")
def magazine(tmp_path_factory: pytest.TempPathFactory) -> Magazine:
    return a_magazine(tmp_path_factory.mktemp("magazine") / "mine")


@pytest.fixture(scope="module")
def bundles(magazine: Magazine, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("bundles")
    return {target: magazine.bundle(target, folder / target) for target in TARGETS}


def a_plan(*redirects: tuple[str, str], base: str = "", till: str = "") -> Plan:
    rules = Rules(
        headers=(
            ("/*", (("X-Content-Type-Options", "nosniff"),)),
            (f"{base}/assets/*", (("Cache-Control", "immutable"),)),
        ),
        redirects=redirects,
        not_found=((f"{base}/en/*", f"{base}/en/404.html"), (f"{base}/*", f"{base}/404.html")),
    )
    deploy = Deploy(id="20261123T090000Z-0123456789ab", at=NOW, pages=1, build="0123456789ab")
    return Plan(
        site_url=f"https://shop.example{base}",
        till_url=till or f"https://shop.example{base}/till",
        payment="stripe",
        python="3.13",
        deploy=deploy,
        rules=rules,
    )


# What lies in a bundle.


@pytest.mark.parametrize("target", PUBLIC)
def test_what_the_till_works_with_is_not_among_what_readers_find(bundles: Mapping[str, Path], target: str) -> None:
    public = bundles[target] / PUBLIC[target]
    assert (public / "index.html").is_file()
    assert [path for path in public.rglob("*") if "_till" in path.parts] == []


@pytest.mark.parametrize(("target", "code"), [("vercel", ""), ("lambda", "function/")])
def test_the_catalogue_lies_beside_the_function(bundles: Mapping[str, Path], target: str, code: str) -> None:
    private = bundles[target] / f"{code}private" / "_till"
    assert {"catalog.json", "pages.json"} <= {path.name for path in private.iterdir()}


def test_a_servers_site_is_a_release_as_deploys_leave_it(bundles: Mapping[str, Path], magazine: Magazine) -> None:
    current = bundles["server"] / "site" / "current"
    assert current.is_symlink()
    built = {path.relative_to(magazine.output) for path in magazine.output.rglob("*") if path.is_file()}
    here = current.resolve()
    released = {path.relative_to(here) for path in here.rglob("*") if path.is_file()}
    assert released == built | {Path("_till/release.json")}


@pytest.mark.parametrize("target", TARGETS)
def test_the_till_comes_with_one_adapter_and_without_the_generator(bundles: Mapping[str, Path], target: str) -> None:
    code = bundles[target] / TARGETS[target].CODE
    adapters = {path.name for path in (code / "functions" / "hosts").iterdir()}
    assert adapters == {"__init__.py", f"{TARGETS[target].ADAPTER}.py"}
    assert [path for path in code.rglob("*") if path.name in {"generator", "__pycache__"}] == []


@pytest.mark.parametrize("target", TARGETS)
def test_its_readme_has_five_lines(bundles: Mapping[str, Path], target: str) -> None:
    lines = (bundles[target] / "README.md").read_text("utf-8").splitlines()
    assert [line[:2] for line in lines] == ["1.", "2.", "3.", "4.", "5."]
    assert " preflight" in lines[3]


@pytest.mark.parametrize("target", TARGETS)
def test_no_place_is_left_to_fill(bundles: Mapping[str, Path], target: str) -> None:
    texts = [path for path in bundles[target].iterdir() if path.is_file()]
    assert [path.name for path in texts if re.search(r"<<\w+>>", path.read_text("utf-8"))] == []


# Its libraries.


@pytest.mark.parametrize("target", TARGETS)
def test_all_that_the_till_imports_is_pinned_with_hashes(bundles: Mapping[str, Path], target: str) -> None:
    code = bundles[target] / TARGETS[target].CODE
    pins = (code / "requirements.txt").read_text("utf-8")
    names = set(re.findall(r"^([a-z0-9-]+)==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", pins, re.MULTILINE))
    lasting = {"uvicorn"}  # `litfass till` and the sandbox's page, which no function of a host has
    assert imported(code / "functions") - names <= (set() if target == "server" else lasting)


def imported(package: Path) -> set[str]:
    """The distributions that a package imports besides Python's own."""
    found = set()
    for file in package.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"functions"}


@pytest.mark.parametrize("target", ["vercel", "lambda"])
def test_pip_takes_them_for_the_host_by_their_hashes(bundles: Mapping[str, Path], target: str) -> None:
    pins = bundles[target] / TARGETS[target].CODE / "requirements.txt"
    libc = ("--platform", "manylinux_2_28_x86_64", "--platform", "manylinux2014_x86_64")
    host = ("--only-binary", ":all:", "--python-version", python_for(target, "3.13"), *libc)
    words = ("install", "-q", "--dry-run", "--ignore-installed", "--require-hashes", *host, "-r", str(pins))
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True)


def test_the_versions_are_those_that_run_here(bundles: Mapping[str, Path]) -> None:
    import starlette  # noqa: PLC0415 (what is asked of it is its version alone)

    assert f"\nstarlette=={starlette.__version__} " in (bundles["server"] / "requirements.txt").read_text("utf-8")


def test_an_index_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": "http://127.0.0.1:1/simple",
        "PIP_FIND_LINKS": "",
        "PIP_RETRIES": "0",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BundleError, match=r"^the package index has no answer for the till's libraries on Python 3\.13"):
        requirements.pinned(("msgspec",), "3.13", ("x86_64",))


def test_the_python_of_this_machine_is_taken_where_the_host_has_it() -> None:
    chosen = [python_for(target, "3.11") for target in TARGETS]
    assert chosen == ["3.11", "3.12", "3.13"]


# What a platform does with it.


def vercel_answer(plan: Plan, path: str, files: tuple[str, ...] = ()) -> tuple[int, str, dict[str, str]]:
    """Status, where it leads, and headers: the routes in their order, as Vercel documents them."""
    settings = json.loads(vercel.files(plan)["vercel.json"])
    headers: dict[str, str] = {}
    for route in settings["routes"]:
        if "handle" in route:
            if path in files:
                return 200, path, headers
        elif found := re.fullmatch(route["src"], path):
            own = {name: found.expand(value.replace("$1", r"\1")) for name, value in route.get("headers", {}).items()}
            headers |= own
            if not route.get("continue"):
                return route.get("status", 200), own.get("Location", route.get("dest", "")), headers
    return 404, "", headers


@pytest.mark.parametrize("base", ["", "/mag"])
def test_vercel_sends_each_address_where_it_belongs(base: str) -> None:
    plan = a_plan((f"{base}/old/", f"{base}/new/"), base=base)
    asked = {
        "/till/quote": (200, "/api/index"),
        "/buy/TEA:1,BREAD:2": (200, "/api/index"),
        "/old/": (301, f"{base}/new/"),
        "/stories": (308, f"{base}/stories/"),
        "/assets/a.css": (200, f"{base}/assets/a.css"),
        "/en/nothing/": (404, f"{base}/en/404.html"),
        "/nothing.html": (404, f"{base}/404.html"),
        "/_till/catalog.json": (404, f"{base}/404.html"),
    }
    given = {path: vercel_answer(plan, base + path, (f"{base}/assets/a.css",))[:2] for path in asked}
    assert given == asked


def test_vercel_says_the_headers_of_the_site_but_not_over_the_tills() -> None:
    plan = a_plan()
    assert vercel_answer(plan, "/assets/a.css", ("/assets/a.css",))[2] == {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "immutable",
    }
    assert vercel_answer(plan, "/till/quote")[2] == {}


def test_vercels_schedule_asks_for_the_chores() -> None:
    settings = json.loads(vercel.files(a_plan(base="/mag"))["vercel.json"])
    assert settings["crons"] == [{"path": "/mag/till/chores", "schedule": "* * * * *"}]


def test_what_vercel_calls_is_the_till(bundles: Mapping[str, Path]) -> None:
    program = "import api.index as index, functions; print(type(index.app).__name__, functions.__file__)"
    assert called(bundles["vercel"], program).split() == [
        "InPassing",
        str(bundles["vercel"] / "functions" / "__init__.py"),
    ]


def test_what_amazon_calls_answers_a_quote_from_the_bundles_catalogue(bundles: Mapping[str, Path]) -> None:
    folder = bundles["lambda"] / "function"
    sku = next(iter(json.loads((folder / "private/_till/catalog.json").read_text("utf-8"))["variants"]))
    cart = json.dumps({"lines": [{"sku": sku, "quantity": 2}]}).encode()
    asked = event("function-url", "POST", "/till/quote", cart, {"content-type": "application/json"})
    program = f"import lambda_function, json; print(json.dumps(lambda_function.handler({asked!r}, None)))"
    answer = json.loads(called(folder, program))
    assert (answer["statusCode"], json.loads(answer["body"])["lines"][0]["sku"]) == (200, sku)


def called(folder: Path, program: str) -> str:
    """What a program says that runs in a bundle's folder with the settings of a deployed function."""
    settings = {
        "LITFASS_PAYMENT": "stripe",
        "LITFASS_DATABASE_URL": "postgresql://db.example/shop",
        "LITFASS_SITE_URL": "https://shop.example",
        "LITFASS_MAIL_URL": "smtps://mail.example",
        "STRIPE_SECRET_KEY": "sk_test_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_1",
    }
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, env=settings, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


class _Template(yaml.SafeLoader):
    """YAML with CloudFormation's own words, of which only what they are said of stays."""


def _said_of(loader: _Template, _word: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    return loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else node.value


_Template.add_multi_constructor("!", _said_of)


def test_amazons_template_has_the_function_its_schedule_and_all_ways_to_it() -> None:
    template = yaml.load(aws_lambda.files(a_plan(base="/mag"))["template.yaml"], _Template)
    till = template["Resources"]["Till"]["Properties"]
    assert (till["Handler"], till["Runtime"]) == ("lambda_function.handler", "python3.13")
    assert till["Events"]["Chores"]["Properties"]["ScheduleExpression"] == "rate(1 minute)"
    front = template["Resources"]["Front"]["Properties"]["DistributionConfig"]
    assert [one["PathPattern"] for one in front["CacheBehaviors"]] == ["/mag/till/*", "/mag/buy/*"]


def test_who_asks_amazons_function_past_its_front_cannot_say_that_he_is_another() -> None:
    resources = yaml.load(aws_lambda.files(a_plan())["template.yaml"], _Template)["Resources"]
    named = resources["Till"]["Properties"]["Environment"]["Variables"]["LITFASS_CLIENT_HEADER"]
    script = resources["Client"]["Properties"]["FunctionCode"]
    assert named == ["x-client-${Stack}", {"Stack": [2, ["/", "AWS::StackId"]]}]
    assert (f"headers['{named[0]}'] = {{ value: event.viewer.ip }}" in script[0], script[1]) == (True, named[1])


def test_more_aliases_than_amazons_function_holds_are_refused() -> None:
    many = tuple((f"/a-story-with-a-long-name-{number}/", f"/stories/{number}/") for number in range(200))
    with pytest.raises(BundleError, match="CloudFront's functions hold 10,000 bytes, too little for the 200 aliases"):
        aws_lambda.files(a_plan(*many))


def test_containers_have_a_timer_for_each_word_that_systemd_has_one_for(bundles: Mapping[str, Path]) -> None:
    compose = yaml.safe_load((bundles["server"] / "compose.yaml").read_text("utf-8"))
    names = [name for name, *_ in server.TIMERS]
    assert list(compose["services"]) == ["migrate", "till", *(f"timer-{name}" for name in names), "caddy"]
    timers = {path.name for path in (bundles["server"] / "systemd").glob("*.timer")}
    assert timers == {f"litfass-{name}.timer" for name in names}


def test_caddy_hides_the_tills_files_and_follows_aliases(bundles: Mapping[str, Path]) -> None:
    text = (bundles["server"] / "Caddyfile").read_text("utf-8")
    assert "hide _till _headers _redirects" in text
    assert 'redir "/alt/" "/stories/erste-schritte/" 301' in text


def test_a_server_below_a_path_strips_it_from_files_alone() -> None:
    text = server.files(a_plan(base="/mag"))["Caddyfile"]
    expected = ("@till path /mag/till/* /mag/buy/*", "handle /mag/* {", 'uri strip_prefix "/mag"', "handle /mag/en/* {")
    assert [words for words in expected if words not in text] == []
    assert "rewrite * /en/404.html" in text


def test_a_till_on_an_origin_of_its_own_is_reached_below_its_own_path() -> None:
    plan = a_plan(base="/mag", till="https://till.example/till")
    made = server.files(plan)
    assert "{$LITFASS_HOST:till.example} {" in made["Caddyfile"]
    assert "@till path /till/* /buy/*" in made["Caddyfile"]
    assert "LITFASS_TILL_URL=https://till.example/till\n" in made["litfass.env.example"]
    assert vercel_answer(plan, "/till/quote")[:2] == (200, "/api/index")


# The folder.


def test_bundling_again_replaces_what_is_ours_and_keeps_the_rest(magazine: Magazine, tmp_path: Path) -> None:
    folder = magazine.bundle("vercel", tmp_path / "bundle")
    (folder / ".vercel").mkdir()
    (folder / ".vercel" / "project.json").write_text("{}")
    (folder / "public" / "gone.html").write_text("old")
    magazine.bundle("vercel", folder)
    assert (folder / ".vercel" / "project.json").is_file()
    assert not (folder / "public" / "gone.html").exists()
    with pytest.raises(BundleError, match='is not empty, and no bundle for "server"'):
        magazine.bundle("server", folder)


def test_a_folder_of_others_is_left_alone(magazine: Magazine, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(BundleError, match="is not empty, and no bundle"):
        magazine.bundle("server", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_a_magazine_with_errors_is_not_bundled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    magazine = a_magazine(tmp_path / "mine")
    story = magazine.root / "content" / "stories" / "erste-schritte.md"
    story.write_text(story.read_text("utf-8").replace("title:", "titel:", 1), "utf-8")
    assert main(["bundle", "--target", "server", "--site", str(magazine.root)]) == 1
    assert "nothing is bundled, since the site cannot be built" in capsys.readouterr().err
    assert not (magazine.root / "bundle-server").exists()


def test_the_rules_are_those_that_the_build_has_written(magazine: Magazine) -> None:
    rules = read(magazine.output, "")
    assert dict(rules.everywhere)["X-Content-Type-Options"] == "nosniff"
    assert ("/alt/", "/stories/erste-schritte/") in rules.redirects
    assert rules.not_found == (("/en/*", "/en/404.html"), ("/*", "/404.html"))
    assert [pattern for pattern, _ in rules.headers if "_till" in pattern] == []
