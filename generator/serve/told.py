"""Told: what a browser is told of the preview whenever it changes, as JSON.

Rules of the room: values in, values out; the scripts of the room draw it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.serve.scene import MalformedSceneError, Scene, stock_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.serve.edition import Edition
    from generator.serve.preview import State


def told(state: State, url: str) -> dict[str, object]:
    """The state for a browser that shows the page at ``url``; see ``browser/live.js`` for what each means."""
    edition = state.edition
    return {
        "version": state.version,
        "edition": edition.version if edition else 0,
        "errors": len(state.errors),
        "warnings": len(state.warnings),
        "scene": _scene(state.scene, edition),
        "languages": [*_languages(edition, url)] if edition else [],
    }


def scene_of(form: Mapping[str, str]) -> Scene:
    """The scene that the bar's form asks for. Raises MalformedSceneError."""
    stock = form.get("stock", "")
    return Scene(
        now=_moment(form.get("now", "")),
        **{name: form.get(name) == "on" for name in ("drafts", "future", "expired")},
        stock=dict(stock_of(word) for word in stock.split() if word != "sold_out"),
        sold_out="sold_out" in stock.split(),
    )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        message = f'"{text}" is no moment; write it like 2026-12-24T18:00'
        raise MalformedSceneError(message) from None


def _scene(scene: Scene, edition: Edition | None) -> dict[str, object]:
    """The scene as the bar's fields have it, in the site's own time; ``next`` is when something will change."""
    zone = edition.magazine.site.timezone if edition else UTC
    now = scene.now or datetime.now(UTC)
    until = edition.magazine.graph.steady[1] if edition else None
    return {
        "fixed": scene.now is not None,
        "now": _local(now if now.tzinfo is None else now.astimezone(zone), exact=scene.now is not None),
        "next": _local(until.astimezone(zone), exact=True) if until else "",
        "zone": str(zone),
        "drafts": scene.drafts,
        "future": scene.future,
        "expired": scene.expired,
        "stock": dict(scene.stock),
        "sold_out": scene.sold_out,
    }


def _local(moment: datetime, *, exact: bool) -> str:
    """As a field of the type datetime-local has it, to the minute unless seconds matter."""
    wall = moment.replace(tzinfo=None, microsecond=0)
    return wall.isoformat(timespec="seconds" if exact and wall.second else "minutes")


def _languages(edition: Edition, url: str) -> Iterator[dict[str, object]]:
    """Each language, with the page that is the same in it, or its home page."""
    page, by_key = edition.places.pages.get(url), edition.magazine.renderer.context.routes.by_key
    for language in edition.magazine.site.languages:
        home = by_key["home", "", language.code, 1]
        other = by_key.get((page.kind, page.subject, language.code, page.number), home) if page else home
        yield {"code": language.code, "name": language.name, "url": other.url, "here": other is page}
