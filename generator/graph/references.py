"""References: every name in a text or a front matter, held against what exists and is visible.

Rules of the room: what only an editor can have done is an error; what the clock alone hides is a warning. Drafts that
are not shown, and what is over, may be unfinished.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from generator.diagnostics import did_you_mean, right_word
from generator.graph.visibility import start
from generator.model import TERM_KINDS, Product, Story, Term

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from generator.diagnostics import Report
    from generator.graph.visibility import Visibility
    from generator.model import Content, Entity, FreePage, Key, Reference

KINDS = ("story", "product", "page", *TERM_KINDS)
#: What a text may name more than once.
_OFTEN = ("story", "product", "page")
_GONE = {"draft": "is a draft", "future": "is not published yet", "expired": "has expired"}


def check_references(
    content: Content,
    shown: Iterable[Entity],
    hidden: Iterable[tuple[Entity, str]],
    seen: Visibility,
    report: Report,
) -> None:
    """Tell every reference that leads nowhere.

    ``shown`` is what can be seen, tags without a file among it; ``hidden`` the rest, with the reasons.
    """
    _Resolver(content, tuple(shown), tuple(hidden), seen, report).check()


class _Resolver:
    """Every reference held against what exists."""

    def __init__(
        self,
        content: Content,
        shown: tuple[Entity, ...],
        hidden: tuple[tuple[Entity, str], ...],
        seen: Visibility,
        report: Report,
    ) -> None:
        self._content = content
        self._shown = shown
        self._hidden = hidden
        self._broken = content.broken
        self._seen = seen
        self._report = report

    def check(self) -> None:
        """Tell every reference that leads nowhere. Drafts that are not shown, and what is over, may be unfinished."""
        good = {(one.kind, one.id) for one in self._shown}
        good |= {("product", sku) for one in self._shown if isinstance(one, Product) for sku in _skus(one)}
        unfinished = {(one.kind, one.id) for one, _ in self._hidden}
        for key, thing in self._content.things.items():
            for language, names in thing.names.items():
                if not good.issuperset(names) and key not in unfinished:
                    self._check(key, language, self._seen)
        later = (one for one, why in self._hidden if why == "future")
        for one in (*later, *(self._shown if self._seen.future else ())):
            if isinstance(one, Story) and start(one) > self._seen.now:
                self._check((one.kind, one.id), one.language, replace(self._seen, now=start(one)))

    @cached_property
    def _known(self) -> dict[str, dict[str, Entity]]:
        """Everything by its kind and its id or SKU; the default language's edition where there are several."""
        found: dict[str, dict[str, Entity]] = {kind: {} for kind in KINDS}
        for one in (*self._content.entities, *self._shown):
            found[one.kind].setdefault(one.id, one)
        for product in self._content.products:
            found["product"].update(dict.fromkeys(_skus(product), product))
        return found

    def _check(self, key: Key, language: str, seen: Visibility) -> None:
        """Check what an edition refers to, front matter first; of a broken one only the body is known."""
        named = self._content.references[*key, language]
        for reference in named:
            found = self._known[reference.kind].get(reference.id)
            if found is None:
                self._unknown(reference, {one.id for one in named if one.kind == reference.kind})
            elif not isinstance(found, Term):
                self._not_seen(reference, found, seen.hidden(found))

    def _unknown(self, reference: Reference, named: Collection[str]) -> None:
        kind, id_ = reference.kind, reference.id
        # Whose file is broken is not unknown; its SKUs cannot be known either.
        is_sku = kind == "product" and id_ != id_.lower()
        if (kind, id_) in self._broken or (is_sku and any(one == kind for one, _ in self._broken)):
            return
        known = [*self._known[kind], *(other for one, other in self._broken if one == kind)]
        several = kind == "product" and "," in id_
        hint = f"Several stand in {{products}}, in a line :ids: {id_}" if several else did_you_mean(id_, known)
        code = "E201" if kind == "product" else "E209"
        fix = right_word(reference.at, id_, known if kind in _OFTEN else [one for one in known if one not in named])
        self._report.error(code, f'There is no {kind} "{id_}".', hint, at=reference.at, fix=fix)

    def _not_seen(self, reference: Reference, found: Story | Product | FreePage, why: str) -> None:
        if not why:
            return
        message = f'The {reference.kind} "{reference.id}" {_GONE[why]}'
        related = (found.at,) if found.at else ()
        if isinstance(found, Product):
            hint = "Take its line draft: true away, or name another product here."
            self._report.error("E202", f"{message}, so it cannot be sold.", hint, at=reference.at, related=related)
        else:
            is_block = reference.at is not None and reference.at.text.startswith(":::")
            message += "; its card is left out here." if is_block else "; the words stand here without a link."
            self._report.warning("W203", message, _until(found, why), at=reference.at, related=related)


def _until(found: Story | FreePage, why: str) -> str:
    """What would make a hidden story or page visible."""
    if isinstance(found, Story) and why == "future":
        return f"It appears on {start(found):%Y-%m-%d at %H:%M}."
    if isinstance(found, Story) and why == "expired" and found.expiry_date:
        return f"Its expiryDate is {found.expiry_date:%Y-%m-%d %H:%M}."
    return "Take its line draft: true away when it is ready."


def _skus(product: Product) -> Iterator[str]:
    return (variant.sku for variant in product.variants)
