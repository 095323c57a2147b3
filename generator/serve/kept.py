"""Kept: what was made of the magazine, over all its changes; looked at again only when somebody asks for it again.

Rules of the room: a change does no work. It puts keys in doubt; whoever asks for a page has those that the page was
made from compared, with the fingerprints that they had. A facet in doubt is made again, and if it comes out equal
nothing has changed for those who read it (as in the red-green algorithm of Rust's compiler). What is not remembered
counts as changed, so that forgetting costs time and nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from generator.diagnostics import Report
from generator.fingerprints import Fingerprints, keys_of_thing
from generator.render import page_key
from generator.serve.turns import Turns
from generator.views.facts import FACETS, Facets, parts_of
from generator.views.facts import key as key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.magazine import Magazine
    from generator.model import Artifact, Page
    from generator.model import Key as Thing
    from generator.views.facts import Facet, Key

#: How many targets, facets and keys are remembered; a page has some thirty facets, a facet some ten keys.
_TARGETS, _FACETS, _KEYS = 500, 30_000, 300_000

#: Its files are read whenever they are used: compared after that, they might be others already.
_READ_LATE = (key_of("till"),)

Value = TypeVar("Value")


@dataclass(slots=True)
class _Known:
    """A key: its fingerprint as of the version ``checked``, which it has had since another one at least."""

    fingerprint: bytes
    checked: int
    since: int


@dataclass(slots=True)
class _Made(Generic[Value]):
    """What was made of which keys: right as of the version ``checked``, and equal since another one at least."""

    value: Value
    keys: frozenset[Key]
    checked: int
    since: int


class Kept:
    """The targets and facets of a magazine that changes; versions count up."""

    def __init__(self) -> None:
        """Nothing is made, and there is no magazine: see `renew`."""
        self._turns = Turns()
        self._targets: _Recent[_Made[tuple[Artifact, ...]]] = _Recent(_TARGETS)
        self._facets: _Recent[_Made[object]] = _Recent(_FACETS)
        self._known: _Recent[_Known] = _Recent(_KEYS)
        self._version = self._whole = 0
        self._doubts: dict[Key, int] = {}

    def renew(self, magazine: Magazine, version: int, changed: Iterable[Thing] | None) -> None:
        """From now on all is made of this magazine, in which these things are others; None: anything may be."""
        languages = [language.code for language in magazine.site.languages]
        with self._turns.taken():
            self._magazine = magazine
            self._fingerprint = Fingerprints(magazine.renderer, magazine.images)
            self._version = version
            if changed is None:
                self._whole = version
                self._doubts.clear()
            else:
                keys = (key for thing in changed for key in keys_of_thing(*thing, languages))
                self._doubts.update(dict.fromkeys(keys, version))

    def page(self, page: Page, report: Report) -> bytes | None:
        """The HTML of a page, made if it is not as it should be; None if there is no such page any more.

        What a template fails at is not kept.
        """
        with self._turns.taken():
            return self._page(page, report)

    def page_ahead(self, page: Page) -> None:
        """Make a page that nobody waits for, when nobody waits for anything."""
        with self._turns.left():
            self._page(page, Report())

    def channel(self, name: str) -> tuple[Artifact, ...]:
        """The files of a channel."""
        with self._turns.taken():
            self._note(_READ_LATE)
            return self._files(key_of("channel", name), Report())

    def _page(self, page: Page, report: Report) -> bytes | None:
        at = page.kind, page.subject, page.language, page.number
        if at not in self._magazine.renderer.context.routes.by_key:
            return None
        return self._files(page_key(page), report)[0].content

    def _files(self, target: Key, report: Report) -> tuple[Artifact, ...]:
        known = self._targets.find(target)
        if known is not None and self._is_fresh(known):
            return known.value
        facets = self._new_facets()
        files, keys = replace(self._magazine.renderer, facets=facets).files(target, report)
        self._learn(facets.take())
        if not report.failed:
            self._note(keys)
            self._targets.put(target, _Made(files, keys, self._version, self._version))
        return files

    def _is_fresh(self, made: _Made[Value]) -> bool:
        if made.checked < self._version:
            if any(self._since(key) > made.checked for key in made.keys):
                return False
            made.checked = self._version
        return True

    def _since(self, key: Key) -> int:
        """Since which version a key has stood for what it does now; a later one where that is not known."""
        return self._facet_since(key) if parts_of(key)[0] in FACETS else self._key_since(key)

    def _key_since(self, key: Key) -> int:
        known = self._known.find(key)
        if known is not None and known.checked >= max(self._whole, self._doubts.get(key, 0)):
            return known.since
        now = self._fingerprint(key)
        since = known.since if known is not None and known.fingerprint == now else self._version
        self._known.put(key, _Known(now, self._version, since))
        return since

    def _facet_since(self, key: Key) -> int:
        known = self._facets.find(key)
        if known is None:
            return self._version
        if self._is_fresh(known):
            return known.since
        facets = self._new_facets()
        try:
            facets.make(key)
        except KeyError:  # what it speaks of is gone
            return self._version
        self._learn(facets.take())
        made = self._facets.find(key)
        return made.since if made is not None else self._version

    def _new_facets(self) -> Facets:
        """Facets for one target, which live on in the room alone."""
        return Facets(self._magazine.renderer.context, self._value)

    def _value(self, key: Key, /) -> object:
        known = self._facets.find(key)
        return known.value if known is not None and self._is_fresh(known) else None

    def _learn(self, facets: Mapping[Key, Facet]) -> None:
        for key, facet in facets.items():
            before = self._facets.find(key)
            since = before.since if before is not None and before.value == facet.value else self._version
            self._note(facet.keys)
            self._facets.put(key, _Made(facet.value, facet.keys, self._version, since))

    def _note(self, keys: Iterable[Key]) -> None:
        """Know the fingerprints of what was read just now."""
        for key in keys:
            if parts_of(key)[0] not in FACETS:
                self._key_since(key)


class _Recent(OrderedDict[str, Value]):
    """The values that were found or put last, so many at most."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def find(self, key: str) -> Value | None:
        found = self.get(key)
        if found is not None:
            self.move_to_end(key)
        return found

    def put(self, key: str, value: Value) -> None:
        self[key] = value
        self.move_to_end(key)
        if len(self) > self._most:
            self.popitem(last=False)
