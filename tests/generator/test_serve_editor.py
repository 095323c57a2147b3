"""How a place is opened in the editor's editor, and how findings show it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostic, Location, Severity
from generator.serve.editor import Editor, UnknownEditorError
from generator.serve.findings import Findings

STORY = Path("/mag/content/stories/käse & brot.md")


@pytest.mark.parametrize(
    ("wish", "url"),
    [
        ("", "vscode://file/mag/content/stories/k%C3%A4se%20%26%20brot.md:7:12"),
        ("Cursor", "cursor://file/mag/content/stories/k%C3%A4se%20%26%20brot.md:7:12"),
        ("idea", "idea://open?file=/mag/content/stories/k%C3%A4se%20%26%20brot.md&line=7&column=12"),
        ("my://x?{line},{column},{file}", "my://x?7,12,/mag/content/stories/k%C3%A4se%20%26%20brot.md"),
        (sys.executable, ""),
    ],
)
def test_a_place_has_an_address_unless_it_takes_a_command(wish: str, url: str) -> None:
    assert Editor.named(wish).url(STORY, 7, 12) == url


def test_a_name_that_is_near_an_editors_is_asked_for() -> None:
    with pytest.raises(UnknownEditorError) as refused:
        Editor.named("vscod")
    assert 'there is no editor and no command "vscod". Did you mean "vscode"?' in str(refused.value)


def test_a_command_is_run_with_the_place_as_words_of_its_own(tmp_path: Path) -> None:
    written = tmp_path / "written"
    script = f"import sys, pathlib; pathlib.Path({str(written)!r}).write_text(repr(sys.argv[1:]))"
    editor = Editor.named(f'{sys.executable} -c "{script}" +{{line}}:{{column}} {{file}}')
    process = editor.open(STORY, 7, 12)
    assert process is not None
    process.wait()
    assert written.read_text() == repr(["+7:12", str(STORY)])


def test_a_command_without_a_place_gets_the_file(tmp_path: Path) -> None:
    assert Editor.named(sys.executable).pattern == f"{sys.executable} {{file}}"
    assert Editor(pattern=str(tmp_path / "gone")).open(STORY, 1, 1) is None


def findings(root: Path, editor: str) -> Findings:
    (root / "a.md").touch()
    return Findings(root=root, editor=Editor.named(editor), inside="/_litfass")


FOUND = Diagnostic(
    severity=Severity.ERROR,
    code="E103",
    message="1 < 2",
    hint="So?",
    at=Location(file="a.md", line=3, column=4, length=2, text="ab <i>"),
)


def test_a_finding_shows_its_place_as_a_link_its_source_and_a_caret(tmp_path: Path) -> None:
    assert findings(tmp_path, "").list([FOUND]) == (
        '<ol class="findings"><li class="error"><p><b>error E103</b> 1 &lt; 2 <i>So?</i></p>'
        f'<a class="place" href="vscode://file{tmp_path}/a.md:3:4">a.md:3:4</a>'
        "<pre>ab &lt;i&gt;\n   ^^</pre></li></ol>"
    )


def test_where_it_takes_a_command_the_place_is_a_button(tmp_path: Path) -> None:
    assert (
        '<form method="post" action="/_litfass/open"><input type="hidden" name="file" value="a.md">'
        '<input type="hidden" name="line" value="3"><input type="hidden" name="column" value="4">'
        '<button class="place">a.md:3:4</button></form>'
    ) in findings(tmp_path, sys.executable).list([FOUND])


def test_what_is_no_file_is_only_said(tmp_path: Path) -> None:
    gone = Diagnostic(severity=Severity.WARNING, code="W1", message="m", at=Location(file="gone.md"))
    assert '<span class="place">gone.md:1:1</span>' in findings(tmp_path, "").list([gone])
