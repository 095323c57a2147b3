"""Editor: the files of ``.vscode`` that let an editor's program help: what to complete, to underline, and to run.

Rules of the room: the names of settings are VS Code's. Its YAML extension (redhat.vscode-yaml, 1.20 or newer, which
reads draft 2020-12) completes and underlines site.yml. It does not look into Markdown yet (its issue 207); there the
preview does: its task underlines what `litfass serve` says after each save, in the words of `litfass check`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.decode.place import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.schema.known import Known
    from generator.schema.shapes import Schema

FOLDER = ".vscode"
EXTENSIONS = ("redhat.vscode-yaml",)

#: Where a program's terminal finds the tool: in the environment that lies in the magazine, if there is one.
_UNIX = "${workspaceFolder}/.venv/bin:${env:PATH}"
_PATHS = {"linux": _UNIX, "osx": _UNIX, "windows": "${workspaceFolder}\\.venv\\Scripts;${env:PATH}"}

#: A line of `litfass check`: file, line, column, severity, code, words.
FINDING = r"^(\S.*?):(\d+):(\d+): (error|warning|note) ([EWN]\d{3}): (.*)$"
#: What `litfass serve` says once it has read a change, before it tells what is wrong, and behind that.
READ_AGAIN = "Read again."
MENDED = "Nothing to mend."
UNMENDED = "The pages stay as they were until this is mended."
NOTHING_YET = "There is nothing to show until this is mended."


def schema_file(name: str) -> str:
    """Where the schema of a kind lies."""
    return f"{FOLDER}/litfass/{name}.schema.json"


def settings(known: Known) -> Schema:
    """``settings.json``: which schema is whose, where dropped pictures go, what is to be left alone."""
    made = {f"{name}/**": True for name in ("public", ".litfass", ".till")}
    return {
        "yaml.schemas": _associations(known),
        "markdown.copyFiles.destination": {"/content/**/*": "/content/images/"},
        "markdown.editor.drop.copyIntoWorkspace": "mediaFiles",
        "markdown.editor.filePaste.copyIntoWorkspace": "mediaFiles",
        "[markdown]": {
            "editor.wordWrap": "on",
            "editor.wordBasedSuggestions": "off",
            "editor.quickSuggestions": {"other": "on", "comments": "off", "strings": "off"},
        },
        "files.eol": "\n",
        **{f"terminal.integrated.env.{system}": {"PATH": path} for system, path in _PATHS.items()},
        "search.exclude": made,
        "files.watcherExclude": made,
    }


def _associations(known: Known) -> dict[str, object]:
    """The files of each schema. A translation is one by the language in its name."""
    found: dict[str, object] = {
        f"./{schema_file('site')}": "/site.yml",
        f"./{schema_file('coupons')}": "/content/coupons.yml",
    }
    for folder, kind in FOLDERS.items():
        words = [f"/content/{folder}/**/*.{language}.md" for language in known.languages[1:]]
        found[f"./{schema_file(kind)}"] = [f"/content/{folder}/**/*.md", *(f"!{one}" for one in words)]
        if words:
            found[f"./{schema_file(f'{kind}-words')}"] = words
    return found


def tasks() -> Schema:
    """``tasks.json``: the preview, which goes on underlining what is wrong, and a check of everything."""
    matcher: Schema = {
        "owner": "litfass",
        "source": "litfass",
        "severity": "info",
        "fileLocation": ["relative", "${workspaceFolder}"],
        "pattern": {"regexp": FINDING, **_groups("file", "line", "column", "severity", "code", "message")},
    }
    ends = "|".join(map(_exactly, (MENDED, UNMENDED, NOTHING_YET)))
    watched = {
        "activeOnStart": True,
        "beginsPattern": f"^{_exactly(READ_AGAIN)}$",
        "endsPattern": f"^({ends}|https?://.*)$",
    }
    preview = {
        "label": "litfass: preview",
        "detail": "Shows the magazine as you write it, and underlines what is wrong after each save",
        "type": "shell",
        "command": "litfass serve --drafts",
        "isBackground": True,
        "problemMatcher": {**matcher, "background": watched},
        "runOptions": {"runOn": "folderOpen", "instanceLimit": 1},
        "presentation": {"reveal": "silent", "panel": "dedicated"},
    }
    check = {
        "label": "litfass: check",
        "detail": "Names every mistake, with its cure",
        "type": "shell",
        "command": "litfass check --drafts",
        "problemMatcher": {**matcher, "owner": "litfass-check"},
        "group": {"kind": "build", "isDefault": True},
        "presentation": {"reveal": "silent"},
    }
    return {"version": "2.0.0", "tasks": [preview, check]}


def _exactly(words: str) -> str:
    return words.replace(".", r"\.")


def _groups(*names: str) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(names, start=1)}


def recommendations() -> Schema:
    """``extensions.json``: what a program should offer to install."""
    return {"recommendations": list(EXTENSIONS)}
