"""Targets: pages and channels are made, those that are stale, by as many hands as there are, and their links checked.

Rules of the room: a target is made by whoever has the renderer and a stage, in any process; what comes back is digests
and facts, not pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from generator.diagnostics import Report
from generator.lenient import told_beside_others
from generator.links import check_links
from generator.processes import portions, shared_out
from generator.render import make_targets
from generator.write import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from generator.cluster import Cluster
    from generator.facts import Facts
    from generator.magazine import Magazine
    from generator.render import Portion, Renderer, Stage
    from generator.views.facts import Key

#: From here on a second process saves more than it costs to start; and so many targets are a portion at most.
_MANY, _PORTION = 100, 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Hands:
    """Who does the work: so many processes of this machine (``jobs``), or for targets a ``cluster``.

    ``progress`` hears what is made, how many are done, and of how many.
    """

    jobs: int
    progress: Callable[[str, int, int], None]
    cluster: Cluster | None = None


def make_stale(
    magazine: Magazine, facts: Facts, stage: Stage, lying: Mapping[str, str] | None, hands: Hands, report: Report
) -> dict[str, str]:
    """Make what must be made again, and check its links: the digests by path of all files but pictures.

    ``lying`` are those of what lies in the output; None: it does not matter.
    """
    renderer = facts.begin(magazine.renderer, lying)
    stale = tuple(facts.because)
    for portion in _made(renderer, stage, stale, hands):
        facts.add(portion)
        report.add(portion.diagnostics)
    if hands.cluster:
        facts.complete(renderer)
    files = {asset.path: stage.put(asset.path, asset.content) for asset in magazine.assets.files.values()}
    for target in facts.targets:
        files |= facts.files(target)
    if not report.failed:
        pictures = [made.path for picture in magazine.images.pictures.values() for made in picture.renditions]
        paths = {*files, *pictures, *magazine.media.paths}
        is_lost = facts.has_lost_ids or not (lying or {}).keys() <= {*paths, MANIFEST}
        # A lenient site goes live with links that lead nowhere, and they are to be told of pages that stay, too.
        every = is_lost or magazine.site.lenient
        _check_links(magazine, facts, facts.targets if every else stale, paths, report)
    return files


class Nowhere:
    """A stage that keeps nothing."""

    def put(self, path: str, content: bytes) -> str:
        """Take a file, and let go of it."""
        del path, content
        return ""


def _check_links(
    magazine: Magazine, facts: Facts, targets: Iterable[Key], paths: Collection[str], report: Report
) -> None:
    """Tell the links of these targets that lead nowhere."""
    routes = magazine.renderer.context.routes
    pages = dict(zip(facts.targets, routes.pages, strict=False))  # the targets begin with the pages
    moved = {redirect.source: redirect.target for redirect in routes.redirects}
    ids = _Ids(facts, {page.url: target for target, page in pages.items()})
    found = ((pages[target], facts.mentioned(target)) for target in targets if target in pages)
    told = Report()
    check_links(found, ids, paths, magazine.graph, told, moved)
    report.add(told_beside_others(told.diagnostics, lenient=magazine.site.lenient))


class _Ids(Mapping[str, "Collection[str]"]):
    """The ids on each page by its URL, looked up when asked for."""

    def __init__(self, facts: Facts, targets: Mapping[str, Key]) -> None:
        self._facts = facts
        self._targets = targets

    def __getitem__(self, url: str) -> Collection[str]:
        return self._facts.ids(self._targets[url])

    def __contains__(self, url: object) -> bool:
        return url in self._targets

    def __iter__(self) -> Iterator[str]:
        return iter(self._targets)

    def __len__(self) -> int:
        return len(self._targets)


def _made(renderer: Renderer, stage: Stage, targets: Sequence[Key], hands: Hands) -> Iterator[Portion]:
    """The targets as they are done, portion by portion."""
    is_much, done = len(targets) >= _MANY, 0
    jobs = hands.jobs if is_much else 1
    shares = portions(targets, max(2 * jobs, -(-len(targets) // _PORTION)))
    if hands.cluster and is_much:
        made = hands.cluster.made(renderer, stage, shares)
    else:
        if jobs > 1:  # what is compiled before the processes part need not be compiled by each
            for template in {page.template for page in renderer.context.routes.pages}:
                renderer.templates.digest(template)
        made = shared_out(partial(make_targets, renderer, stage), shares, jobs)
    for portion in made:
        done += len(portion.made)
        hands.progress("pages", done, len(targets))
        yield portion
