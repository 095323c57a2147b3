"""Findings: diagnostics as a browser shows them, in the overlay and in place of a page that cannot be made.

Rules of the room: one HTML for both, readable without a script; each place is a link, or a button, that opens it in
the editor's editor.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from markupsafe import Markup

from generator.diagnostics import with_caret
from generator.theme import bundled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from generator.diagnostics import Diagnostic, Location
    from generator.serve.editor import Editor

_PAGE = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Litfass: to be mended</title>'
    '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
    '<link rel="stylesheet" href="{inside}/tools.css"></head>'
    '<body class="wrong"><main><h1>This page cannot be made yet</h1>'
    "<p>It comes by itself as soon as this is mended.</p>{findings}</main></body></html>"
)
_FOUND = Markup(
    '<li class="{severity}"><p><b>{severity} {code}</b> {message} <i>{hint}</i></p>{place}{source}{more}</li>'
)
_LINK = Markup('<a class="place" href="{url}">{place}</a>')
_BUTTON = Markup(
    '<form method="post" action="{inside}/open"><input type="hidden" name="file" value="{file}">'
    '<input type="hidden" name="line" value="{line}"><input type="hidden" name="column" value="{column}">'
    '<button class="place">{place}</button></form>'
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """Makes HTML of findings in the site in ``root``; ``inside`` is the path below which the preview's own lies."""

    root: Path
    editor: Editor
    inside: str

    def page(self, found: Iterable[Diagnostic]) -> bytes:
        """A page that says what is to be mended before it can be another one."""
        return _PAGE.format(inside=self.inside, findings=self.list(found)).encode()

    def list(self, found: Iterable[Diagnostic]) -> Markup:
        """All of them, each with its place, source and caret."""
        items = Markup("").join(self._item(one) for one in found)
        return Markup('<ol class="findings">{}</ol>').format(items)

    def file(self, name: str) -> Path | None:
        """The file of the site, or of a theme that is bundled, that a diagnostic calls so; None if there is none."""
        path, own = PurePath(name), bundled().resolve()
        if ".." in path.parts or (path.is_absolute() and not path.is_relative_to(own)):
            return None
        file = self.root.resolve() / path
        return file if file.is_file() else None

    def _item(self, found: Diagnostic) -> Markup:
        source = Markup("<pre>{}\n{}</pre>").format(*with_caret(found.at)) if found.at and found.at.text else ""
        more = Markup("").join(Markup("<p>see also {}</p>").format(self._place(at)) for at in found.related)
        place = self._place(found.at) if found.at else ""
        return _FOUND.format(
            severity=found.severity,
            code=found.code,
            message=found.message,
            hint=found.hint,
            place=place,
            source=source,
            more=more,
        )

    def _place(self, at: Location) -> Markup:
        file = self.file(at.file)
        if file is None:
            return Markup('<span class="place">{}</span>').format(at)
        url = self.editor.url(file, at.line, at.column)
        if url:
            return _LINK.format(url=url, place=at)
        return _BUTTON.format(inside=self.inside, file=at.file, line=at.line, column=at.column, place=at)
