"""The theme: folders that shadow each other, and the words of each language.

Rules of the room: a file is looked up in the site's own ``themes/<name>/`` first, then in the bundled theme of that
name, then in the parent that theme.yml names under ``extends:``. A site overrides one file by putting it there. This
room reads files; `templates` knows Jinja.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from functions.wording import Wording
from generator.diagnostics import Diagnostic, Location, Severity, did_you_mean, nearest
from generator.source import Mapping as Node
from generator.source import Scalar, read_file, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from functions.wording import Text
    from generator.diagnostics import Report

_SETTINGS = ("name", "title", "description", "version", "extends", "author", "license", "licence", "params")
_GENERATOR = Path(__file__).parent.parent
_DEEPEST = 8  # parents of parents; more is a circle
_TEMPLATES = ("templates", "till")
_TEXTS = frozenset({".html", ".txt", ".css", ".js", ".mjs"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """A theme, its folders most specific first. ``words`` are by language; ``params`` the free settings of theme.yml.

    ``root`` is the site's folder, from which diagnostics count paths. ``texts`` are those of a theme that was carried
    elsewhere, by path: see `carried`.
    """

    name: str
    root: Path
    folders: tuple[Path, ...]
    params: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    texts: Mapping[Path, str] | None = None

    def find(self, path: str, *, below: Path | None = None) -> Path | None:
        """The file that a theme path such as ``templates/story.html`` means, or None.

        ``below`` is a file found before: then the one it shadows is meant.
        """
        found = [folder / path for folder in self.folders if self._has(folder / path)]
        if below in found:
            found = found[found.index(below) + 1 :]
        return found[0] if found else None

    def files(self, folder: str) -> dict[str, Path]:
        """All files below a folder such as ``assets`` by their path within it, sorted; shadowed ones are left out."""
        found: dict[str, Path] = {}
        for base in self.folders:
            for path in self._below(base / folder):
                name = path.relative_to(base / folder).as_posix()
                if not any(part.startswith(".") for part in Path(name).parts):
                    found.setdefault(name, path)
        return dict(sorted(found.items()))

    def text(self, path: Path) -> str:
        """The text of one of its files."""
        return text_of(path) if self.texts is None else self.texts[path]

    def carried(self) -> Theme:
        """The theme with the texts of its templates in it, for a machine that has not its folders."""
        texts: dict[Path, str] = {}
        for path in {path for folder in _TEMPLATES for base in self.folders for path in self._below(base / folder)}:
            with suppress(UnicodeDecodeError):  # a file that is none of the theme's
                texts[path] = self.text(path)
        return replace(self, texts=texts)

    def shown(self, path: Path) -> str:
        """How a diagnostic names a file of the theme."""
        return shown(path, self.root)

    def wording(self, language: str) -> Wording:
        """The words of a language; those that it lacks are the default language's."""
        return Wording(language=language, words=self.words[language])

    def _has(self, path: Path) -> bool:
        return path.is_file() if self.texts is None else path in self.texts

    def _below(self, folder: Path) -> Iterable[Path]:
        """All files below a folder."""
        if self.texts is None:
            return (path for path in folder.rglob("*") if path.is_file())
        return (path for path in self.texts if path.is_relative_to(folder))


def shown(path: Path, root: Path) -> str:
    """A path as diagnostics write it: relative to the site where it lies in it."""
    resolved = path.resolve()
    base = root.resolve()
    return resolved.relative_to(base).as_posix() if resolved.is_relative_to(base) else resolved.as_posix()


def text_of(path: Path) -> str:
    """The text of a theme's file, without the mark that some editors put before it."""
    return path.read_text("utf-8-sig")


def bundled() -> Path:
    """The folder of the themes that come with the tool: in the wheel, or the repository's own in a checkout."""
    wheel = _GENERATOR / "_bundled" / "themes"
    return wheel if wheel.is_dir() else _GENERATOR.parent / "themes"


def load_theme(root: Path, name: str, languages: Sequence[str], report: Report) -> Theme | None:
    """Find a theme and read its settings and words; ``languages`` has the default first. None if it does not exist."""
    chain: list[Path] = []
    params: dict[str, str] = {}
    wanted = name
    for _ in range(_DEEPEST):
        folders = [folder / wanted for folder in (root / "themes", bundled()) if (folder / wanted).is_dir()]
        folders = list({folder.resolve(): folder for folder in folders}.values())
        if not folders:
            known = sorted(
                {path.name for base in (root / "themes", bundled()) if base.is_dir() for path in base.iterdir()}
            )
            report.error(
                "E601", f'there is no theme "{wanted}".', did_you_mean(wanted, known), at=_setting(root, chain)
            )
            return None
        chain += [folder for folder in folders if folder not in chain]
        settings = [_read_settings(folder / "theme.yml", root, report) for folder in folders]
        for read in reversed(settings):
            params = {**read[1], **params}
        wanted = next((parent for parent, _ in settings if parent), "")
        if not wanted:
            break
    words = _words(root, chain, languages, report)
    theme = Theme(name=name, root=root, folders=tuple(chain), params=params, words=words)
    unreadable = [path for path in theme.files("").values() if path.suffix in _TEXTS and not _is_text(path)]
    for path in unreadable:
        read_file(root, theme.shown(path), report)  # which tells why
    return None if unreadable else theme


def _is_text(path: Path) -> bool:
    try:
        text_of(path)
    except (FileNotFoundError, UnicodeDecodeError):
        return False
    return True


def _setting(root: Path, chain: list[Path]) -> Location:
    return Location(file=shown(chain[-1] / "theme.yml", root) if chain else "site.yml")


def _read_settings(file: Path, root: Path, report: Report) -> tuple[str, dict[str, str]]:
    """The parent's name ("" for none) and the params of a theme.yml; a site's overrides need none."""
    node = _read(file, root, report)
    parent, params = "", {}
    for key, value in node.entries if node else ():
        if key.text not in _SETTINGS:
            report.error(
                "E602", f'unknown key "{key.text}" in theme.yml.', did_you_mean(key.text, _SETTINGS), at=key.at
            )
        elif key.text == "extends" and isinstance(value, Scalar):
            parent = value.text
        elif key.text == "params" and isinstance(value, Node):
            params = {name.text: word.text for name, word in value.entries if isinstance(word, Scalar)}
    return parent, params


def _read(file: Path, root: Path, report: Report) -> Node | None:
    """A YAML file of a theme; None if there is none, or if it cannot be read."""
    read = read_file(root, shown(file, root), report) if file.is_file() else None
    return read_yaml(read.path, read.text, report) if read else None


def _words(root: Path, chain: list[Path], languages: Sequence[str], report: Report) -> dict[str, Mapping[str, Text]]:
    own = {language: _translation(root, chain, language, report) for language in languages}
    default = own[languages[0]]
    for language, words in own.items():
        missing = sorted(default.keys() - words.keys())
        file = f"themes/{chain[0].name}/translations/{language}.yml"
        report.add(
            Diagnostic(
                severity=Severity.NOTE,
                code="N608",
                message=f'the theme has no word "{key}" in {language}; that of {languages[0]} stands there.',
                hint=f"Add {key}: to {file}.",
            )
            for key in missing
        )
    return {language: {**default, **words} for language, words in own.items()}


def _translation(root: Path, chain: list[Path], language: str, report: Report) -> dict[str, Text]:
    words: dict[str, Text] = {}
    for folder in reversed(chain):
        node = _read(folder / "translations" / f"{language}.yml", root, report)
        known = tuple(words)
        for key, value in node.entries if node else ():
            near = nearest(key.text, known) if known and key.text not in words else ""
            if near and not _is_used(key.text, chain):
                message = f'the theme has no word "{key.text}" to replace, and no template uses it.'
                report.warning("W610", message, f'Did you mean "{near}"?', at=key.at)
            if isinstance(value, Scalar):
                words[key.text] = value.text
            elif isinstance(value, Node) and all(isinstance(word, Scalar) for _, word in value.entries):
                forms = {form.text: word.text for form, word in value.entries if isinstance(word, Scalar)}
                words[key.text] = {"other": "", **forms}
                if "other" not in forms:
                    report.error("E603", f'the plural "{key.text}" has no form "other".', "Add other: …", at=key.at)
            else:
                report.error(
                    "E603", f'"{key.text}" is neither a text nor plural forms.', "Write one: … and other: …", at=key.at
                )
    return words


def _is_used(key: str, chain: list[Path]) -> bool:
    """Whether a template names the word."""
    templates = (path for folder in chain for ending in ("html", "txt") for path in folder.rglob(f"*.{ending}"))
    return any(re.search(rf"""["']{re.escape(key)}["']""", path.read_text("utf-8", "replace")) for path in templates)
