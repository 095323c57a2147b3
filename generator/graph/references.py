"""References: every name in a text or a front matter, held against what exists and is visible.

Rules of the room: what only an editor can have done is an error; what the clock alone hides is a warning. Drafts that
are not shown, and what is over, may be unfinished.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.diagnostics import did_you_mean
from generator.graph.visibility import start
from generator.model import Product, Story, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.diagnostics import Report
    from generator.graph.visibility import Visibility
    from generator.model import Content, Entity, FreePage, Key, Reference

_GONE = {"draft": "is a draft", "future": "is not published yet", "expired": "has expired"}


def check_references(
    content: Content, entities: Iterable[Entity], terms: Iterable[Term], seen: Visibility, report: Report
) -> None:
    """Tell every reference that leads nowhere; ``terms`` are all that there are, tags without a file among them."""
    _Resolver(content, (*entities, *terms), seen, report).check()


class _Resolver:
    """Every reference held against what exists."""

    def __init__(self, content: Content, entities: Iterable[Entity], seen: Visibility, report: Report) -> None:
        self._content = content
        self._broken = content.broken
        self._seen = seen
        self._report = report
        self._known: dict[str, dict[str, Entity]] = {
            kind: {} for kind in ("story", "product", "page", "section", "tag", "author")
        }
        for one in entities:
            self._known[one.kind].setdefault(one.id, one)
            if isinstance(one, Product):
                self._known["product"].update({variant.sku: one for variant in one.variants})
        self._good = frozenset(
            (kind, name) for kind, known in self._known.items() for name, one in known.items() if not seen.hidden(one)
        )

    def check(self) -> None:
        """Tell every reference that leads nowhere. Drafts that are not shown, and what is over, may be unfinished."""
        for key, thing in self._content.things.items():
            for one in thing.entities:
                why = self._seen.hidden(one)
                if why in {"", "future"}:
                    then = start(one) if isinstance(one, Story) else self._seen.now
                    seen = replace(self._seen, now=then) if then > self._seen.now else self._seen
                    self._check(key, one.language, seen)
            for language in thing.names if thing.broken else ():
                self._check(key, language, self._seen)

    def _check(self, key: Key, language: str, seen: Visibility) -> None:
        """Check what an edition refers to, front matter first; of a broken one only the body is known."""
        names = self._content.things[key].names.get(language, ())
        if seen is self._seen and self._good.issuperset(names):
            return
        for reference in self._content.references[*key, language]:
            found = self._known[reference.kind].get(reference.id)
            if found is None:
                self._unknown(reference)
            elif not isinstance(found, Term):
                self._hidden(reference, found, seen.hidden(found))

    def _unknown(self, reference: Reference) -> None:
        kind, id_ = reference.kind, reference.id
        # Whose file is broken is not unknown; its SKUs cannot be known either.
        is_sku = kind == "product" and id_ != id_.lower()
        if (kind, id_) in self._broken or (is_sku and any(one == kind for one, _ in self._broken)):
            return
        known = [*self._known[kind], *(other for one, other in self._broken if one == kind)]
        several = kind == "product" and "," in id_
        hint = f"Several stand in {{products}}, in a line :ids: {id_}" if several else did_you_mean(id_, known)
        self._report.error("E201", f'There is no {kind} "{id_}".', hint, at=reference.at)

    def _hidden(self, reference: Reference, found: Story | Product | FreePage, why: str) -> None:
        if not why:
            return
        message = f'The {reference.kind} "{reference.id}" {_GONE[why]}'
        related = (found.at,) if found.at else ()
        if isinstance(found, Product):
            hint = "Take its line draft: true away, or name another product here."
            self._report.error("E202", f"{message}, so it cannot be sold.", hint, at=reference.at, related=related)
        else:
            message = f"{message}; the words stand here without a link."
            self._report.warning("W203", message, _until(found, why), at=reference.at, related=related)


def _until(found: Story | FreePage, why: str) -> str:
    """What would make a hidden story or page visible."""
    if isinstance(found, Story) and why == "future":
        return f"It appears on {start(found):%Y-%m-%d at %H:%M}."
    if isinstance(found, Story) and why == "expired" and found.expiry_date:
        return f"Its expiryDate is {found.expiry_date:%Y-%m-%d %H:%M}."
    return "Take its line draft: true away when it is ready."
