from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from generator import __version__
from generator.cli import main
from tests.tiny import write_files

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = "---\ntitle: Hill\ndescription: Up.\nsection: wlaks\ndate: 2026-10-01\n---\nUp.\n"


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    output = capsys.readouterr()
    return code, output.out, output.err


def test_a_build_ends_with_a_summary(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "build", "--site", site)
    assert (code, err) == (0, "")
    assert re.fullmatch(r"31 pages in \d+\.\d s · 42 files rewritten, 0 removed, 0 unchanged · 4 notes\n", out)
    assert (site / "public/index.html").is_file()


def test_a_build_explains_what_was_made_again(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "build", "--site", site)
    story = site / "content/stories/moor.md"
    story.write_text(story.read_text().replace("title: Over", "title: Across"))
    code, out, _ = said(capsys, "build", "--site", site, "--explain")
    assert code == 0
    assert re.search(r"^\d+ pages \(teaser of moor en en\): .*home en 1", out, re.MULTILINE)


def test_errors_in_the_content_are_code_1_and_say_that_nothing_was_written(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(site, {"content/stories/hill.md": BROKEN})
    code, out, err = said(capsys, "build", "--site", site)
    assert (code, out) == (1, "")
    assert err == (
        'content/stories/hill.md:4:10: error E209: There is no section "wlaks". Did you mean "walks"?\n'
        "    section: wlaks\n"
        "             ^^^^^\n"
        f"1 error, 5 notes. Nothing was written; {site / 'public'} is as it was.\n"
    )


def test_a_staging_area_without_a_cluster_is_wrong_use(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "build", "--site", site, "--staging", site / "staging")
    assert (code, out) == (2, "")
    assert err == "litfass: --staging is for the workers of a --cluster ADDRESS, and there is none.\n"


def test_a_folder_that_is_no_site_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "build", "--site", tmp_path)
    assert code == 2
    assert err.startswith(f"litfass: there is no site.yml in {tmp_path}.\n")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["bild"],
        ["build", "--now", "tomorrow"],
        ["build", "--jobs", "0"],
        ["serve", "--port", "70000"],
        ["check", "--format", "xml"],
        ["list", "everything"],
    ],
)
def test_words_that_are_not_understood_are_wrong_use(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("usage: litfass")


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert (stopped.value.code, capsys.readouterr().out) == (0, f"litfass {__version__}\n")


def test_our_own_fault_is_code_70_with_a_traceback(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "build", "--site", site, "--output", "no\0path")  # nobody thought of that
    assert code == 70
    assert err.startswith("Traceback")
    assert err.endswith(f"litfass {__version__}: this is a fault of the tool, not of your content.\n")


def test_a_build_for_machines_is_json(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "build", "--site", site, "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["ok"], told["removed"], told["unchanged"], len(told["diagnostics"])) == (True, [], 0, 4)
    assert "index.html" in told["rewritten"]


def test_a_failed_build_for_machines_names_place_and_code(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(site, {"content/stories/hill.md": BROKEN})
    code, out, _ = said(capsys, "build", "--site", site, "--json")
    told = json.loads(out)
    found = next(one for one in told["diagnostics"] if one["severity"] == "error")
    assert (code, told["ok"], told["rewritten"]) == (1, False, [])
    assert (found["code"], found["file"], found["line"], found["column"]) == ("E209", "content/stories/hill.md", 4, 10)


def test_check_of_a_good_site_lists_what_is_missing_in_a_language(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, "check", "--site", site)
    assert code == 0
    assert re.search(r"\n1 N151, 4 N205\n5 notes · 31 pages · \d+\.\d s\n$", out)


def test_check_for_github_annotates_the_line(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(site, {"content/stories/hill.md": BROKEN})
    code, out, _ = said(capsys, "check", "--site", site, "--format", "github")
    assert code == 1
    first = next(line for line in out.splitlines() if line.startswith("::error"))
    assert first.startswith("::error file=content/stories/hill.md,line=4,col=10,title=E209::There is no section")


def test_check_as_json_has_the_same_findings(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(site, {"content/stories/hill.md": BROKEN})
    code, out, _ = said(capsys, "check", "--site", site, "--format", "json")
    errors = [found for found in json.loads(out)["diagnostics"] if found["severity"] == "error"]
    assert (code, len(errors)) == (1, 1)


SLIP = "---\ntitel: Hill\ndescription: Up.\nsection: walks\ndate: 2026-10-01\n---\n# Up\n"


def test_check_mends_what_is_certain_and_looks_again(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(site, {"content/stories/hill.md": SLIP})
    code, out, _ = said(capsys, "check", "--site", site, "--fix")
    assert code == 0
    assert (site / "content/stories/hill.md").read_text() == SLIP.replace("titel", "title").replace("# Up", "## Up")
    assert re.findall(r"^mended \S+ (\w+)", out, re.MULTILINE) == ["E106", "W414"]


def test_a_dry_run_shows_what_would_be_mended_and_changes_nothing(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(site, {"content/stories/hill.md": SLIP})
    code, out, err = said(capsys, "check", "--site", site, "--fix", "--dry-run")
    assert (code, len(err.splitlines())) == (1, 2)
    assert out.splitlines()[:6] == [
        "--- a/content/stories/hill.md",
        "+++ b/content/stories/hill.md",
        "@@ -1,7 +1,7 @@",
        " ---",
        "-titel: Hill",
        "+title: Hill",
    ]
    assert (site / "content/stories/hill.md").read_text() == SLIP


def test_a_dry_run_without_fix_is_wrong_use(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "check", "--site", site, "--dry-run")[0] == 2


def test_check_counts_what_it_finds_by_code(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "check", "--site", site, "--format", "json")
    told = json.loads(out)
    assert (told["counts"], {one["fixable"] for one in told["diagnostics"]}) == ({"N151": 1, "N205": 4}, {False})


def test_check_names_addresses_that_readers_know_and_that_are_gone(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = f"file://{tmp_path / 'live'}"
    said(capsys, "build", "--site", site)
    said(capsys, "deploy", target, "--site", site)
    story = site / "content/stories/moor.md"
    story.write_text(story.read_text().replace("title: Over", "slug: over\ntitle: Over"))
    said(capsys, "build", "--site", site)
    _, out, _ = said(capsys, "check", "--site", site, "--live", target)
    assert "moor.md:1:1: note N305: The address /stories/moor/ was there" in out
    said(capsys, "check", "--site", site, "--live", target, "--fix")
    assert "\naliases: [/stories/moor/]\n---\n" in story.read_text()


def test_a_target_that_leads_nowhere_is_wrong_use(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "check", "--site", site, "--live", "nowhere://x")[0] == 2


def test_list_names_what_is_hidden(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(
        site, {"content/stories/hill.md": BROKEN.replace("wlaks", "walks").replace("---\n", "---\ndraft: true\n", 1)}
    )
    assert said(capsys, "list", "drafts", "--site", site) == (
        0,
        "content/stories/hill.md  Hill  date 2026-10-01T00:00+02:00\n",
        "",
    )


def test_clean_removes_what_build_made(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build", "--site", str(site)])
    assert said(capsys, "clean", "--site", site)[0] == 0
    assert not (site / "public").exists()


def test_a_pipe_gets_no_colour_and_no_progress(site: Path) -> None:
    write_files(site, {"content/stories/hill.md": BROKEN})
    words = [sys.executable, "-m", "generator.cli", "build", "--site", str(site)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "\x1b" not in done.stderr
    assert "\r" not in done.stderr


@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)])
def test_a_terminal_gets_colour_unless_it_says_no(site: Path, no_colour: str, *, coloured: bool) -> None:
    write_files(site, {"content/stories/hill.md": BROKEN})
    ours, theirs = os.openpty()
    words = [sys.executable, "-m", "generator.cli", "build", "--site", str(site)]
    environment = {**os.environ, "NO_COLOR": no_colour}
    with subprocess.Popen(words, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        process.wait()
        seen = os.read(ours, 100_000).decode()
    os.close(ours)
    assert ("\x1b[31merror" in seen) is coloured
