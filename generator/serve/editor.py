"""The editor's editor: how a place in a file is opened, by a link or by a command.

Rules of the room: a link is followed by the browser, a command is run by the preview without a shell; neither reads
or writes anything.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from generator.diagnostics import did_you_mean
from generator.serve.fault import UnservableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CODE = "://file{file}:{line}:{column}"
_JETBRAINS = "://open?file={file}&line={line}&column={column}"

#: What each opens a place by, as their makers document it.
EDITORS: Mapping[str, str] = MappingProxyType(
    {
        **{name: f"{name}{_CODE}" for name in ("vscode", "vscode-insiders", "vscodium", "cursor", "windsurf", "zed")},
        **{name: f"{name}{_JETBRAINS}" for name in ("idea", "pycharm", "phpstorm", "webstorm")},
        "bbedit": "x-bbedit://open?url=file://{file}&line={line}&column={column}",
        "textmate": "txmt://open?url=file://{file}&line={line}&column={column}",
        "sublime": "subl {file}:{line}:{column}",
        "emacs": "emacsclient --no-wait +{line}:{column} {file}",
        "kate": "kate --line {line} --column {column} {file}",
        "gedit": "gedit {file} +{line}:{column}",
    }
)


class UnknownEditorError(UnservableError):
    """LITFASS_EDITOR names no editor; the message says what it may be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Editor:
    """A pattern with ``{file}``, ``{line}`` and ``{column}``: of a URL, or of a command's words."""

    pattern: str

    @classmethod
    def named(cls, wish: str) -> Self:
        """VS Code for "", an editor by its name, else a URL or a command. Raises UnknownEditorError."""
        wish = wish.strip()
        pattern = EDITORS.get(wish.lower(), wish or EDITORS["vscode"])
        if "://" not in pattern and pattern == wish:
            words = shlex.split(pattern)
            if shutil.which(words[0]) is None:
                hint = (
                    did_you_mean(wish, tuple(EDITORS)) or f"It may be one of {', '.join(EDITORS)}, a URL or a command."
                )
                message = f'LITFASS_EDITOR: there is no editor and no command "{words[0]}". {hint}'
                raise UnknownEditorError(message)
            pattern = pattern if "{file}" in pattern else f"{pattern} {{file}}"
        return cls(pattern=pattern)

    def url(self, file: Path, line: int, column: int) -> str:
        """The address that opens a place; "" if it takes a command."""
        if "://" not in self.pattern:
            return ""
        path = file.as_posix()
        return _filled(self.pattern, quote(path if path.startswith("/") else f"/{path}"), line, column)

    def open(self, file: Path, line: int, column: int) -> subprocess.Popen[bytes] | None:
        """Run the command that opens a place; None if it cannot be run."""
        words = [_filled(word, str(file), line, column) for word in shlex.split(self.pattern)]
        try:
            return subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 (who runs the preview has named it)
        except OSError:
            return None


def _filled(pattern: str, file: str, line: int, column: int) -> str:
    return pattern.replace("{file}", file).replace("{line}", str(line)).replace("{column}", str(column))
