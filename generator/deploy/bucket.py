"""A target that keeps objects, such as a bucket: what is not hashed is copied into its place, step by step.

Rules of the room: assets and pictures first, since a page may ask for them at once; then feeds and the like, then
pages, then what no longer belongs is removed. Whoever dies on the way leaves a working site, old pages or new with all
that they need.

At the target everything of ours lies below ``_till/deploys``: ``state.json``, a list of files for each deploy, and what
is not hashed once more by its digest. A page goes live as a copy of that, within the store, in a deploy and in a
rollback alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from generator.deploy import plan
from generator.deploy.fault import DeployError
from generator.deploy.headers import cache_control, content_type
from generator.deploy.history import Deploy, History, Lists
from generator.deploy.output import Output
from generator.deploy.target import Target, each
from generator.deploy.words import Kept, Outcome, silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta
    from pathlib import Path

    from generator.deploy.words import Progress, Terms


def deploy(folder: Path, url: str, now: datetime, terms: Terms, progress: Progress = silent) -> Outcome:
    """Bring the output in a folder to a target.

    Raises:
        DeployError: it was not done, or not wholly.

    """
    output = Output.read(folder)
    history = History.read(Target.open(url))
    new = Deploy.of(output, now, before=history.state.live)
    live = history.find(history.state.live)
    new.check(url, live)
    if live and live.build == new.build and not history.state.begun:
        return Outcome(deploy=live, planned=terms.dry_run)
    lists = history.lists()
    missing = _missing(output, history, lists)
    switch = plan.switch(history.before(lists), output.files)
    outcome = Outcome(
        deploy=new,
        uploaded=tuple(missing.values()),
        changed=switch.changed,
        removed=switch.gone,
        planned=terms.dry_run,
    )
    if terms.dry_run:
        return outcome
    history.write_list(new.id, output.files)
    _upload(history.target, output, missing, progress)
    recent = (*history.state.deploys, new)[-terms.keep : -1]
    history = history.begin(new.id, tuple(one for one in history.state.deploys if one in recent or one is live))
    with history.alone(output.files):
        _switch(history.target, switch, output.files, progress)
        _close(history, new, {**lists, new.id: dict(output.files)}, terms.grace)
    return outcome


def rollback(url: str, now: datetime, to: str = "", *, dry_run: bool = False, progress: Progress = silent) -> Outcome:
    """Bring back the pages of the deploy ``to``, else of the one before; after a broken one, of the last whole one.

    Raises:
        DeployError: it was not done, or not wholly.

    """
    history = History.read(Target.open(url))
    goal = _goal(history, to)
    lists = history.lists()
    files = lists.get(goal.id)
    kept = history.target.sizes(plan.KEPT)
    if files is None or any(place.startswith(plan.KEPT) and place not in kept for place in plan.objects(files)):
        message = f"{url}: deploy {goal.id} is no longer whole there. Build that state again and deploy it."
        raise DeployError(message)
    switch = plan.switch(history.before(lists), files)
    if not dry_run:
        was_there = (history.state.live, *history.state.begun)
        history = history.begin(goal.id, history.state.deploys)
        known = (path for one in was_there for path in lists.get(one) or ())
        leaving = plan.leaving(history.state.leaving, known, files, now)
        with history.alone(files):
            _switch(history.target, switch, files, progress)
            history.end(msgspec.structs.replace(history.state, live=goal.id, leaving=leaving))
    return Outcome(deploy=goal, changed=switch.changed, removed=switch.gone, planned=dry_run)


def deploys(url: str) -> Kept:
    """The deploys that can be brought back.

    Raises:
        DeployError: the target cannot be read.

    """
    state = History.read(Target.open(url)).state
    return Kept(deploys=state.deploys, live=state.live)


def live(url: str) -> frozenset[str]:
    """The paths of the files that readers find at a target.

    Raises:
        DeployError: it cannot be read.

    """
    history = History.read(Target.open(url))
    return frozenset(history.lists().get(history.state.live) or ())


def _missing(output: Output, history: History, lists: Lists) -> dict[str, str]:
    """What is not in the store yet: place → path. Where a deploy died on its way, the store is asked."""
    needed = plan.objects(output.files)
    if lists.keys() <= {one.id for one in history.state.deploys}:
        there = {place for files in lists.values() for place in plan.objects(files or {})}
        return {place: path for place, path in needed.items() if place not in there}
    folders = {place.rpartition("/")[0] if place.startswith(plan.KEPT) else place.partition("/")[0] for place in needed}
    sizes = {place: size for folder in sorted(folders) for place, size in history.target.sizes(folder).items()}
    return {place: path for place, path in needed.items() if sizes.get(place) != output.size(path)}


def _upload(target: Target, output: Output, missing: Mapping[str, str], progress: Progress) -> None:
    def put(place: str) -> None:
        path = missing[place]
        target.put(place, output.content(path), content_type(path), cache_control(path))

    each(put, missing, lambda done: progress("uploading", done, len(missing)))


def _switch(target: Target, switch: plan.Switch, files: Mapping[str, str], progress: Progress) -> None:
    for step in switch.steps:
        _copy(target, step, files, progress)
    each(target.remove, switch.gone, lambda done: progress("removing", done, len(switch.gone)))


def _copy(target: Target, step: tuple[str, ...], files: Mapping[str, str], progress: Progress) -> None:
    def copy(path: str) -> None:
        target.copy(plan.stored(path, files[path]), path)

    each(copy, step, lambda done: progress("pages", done, len(step)))


def _close(history: History, new: Deploy, lists: Lists, grace: timedelta) -> None:
    """Remove what nobody can come back to, and say that the pages are whole.

    In this order: whoever dies between leaves a list behind, and the next deploy removes the rest.
    """
    state = history.state
    kept = (*state.deploys, new)
    needed = {place for one in kept for place in plan.objects(lists.get(one.id) or {})}
    leaving = plan.leaving(state.leaving, _paths(lists.values()), lists[new.id] or {}, new.at)
    over = set(plan.expired(leaving, needed, new.at, grace))
    dropped = [one for one in lists if one not in {deploy.id for deploy in kept}]
    copies = {place for one in dropped for place in plan.objects(lists[one] or {}) if place.startswith(plan.KEPT)}
    each(history.target.remove, sorted(over | copies - needed), lambda _done: None)
    each(history.drop_list, dropped, lambda _done: None)
    left = {path: since for path, since in leaving.items() if path not in over}
    history.end(msgspec.structs.replace(state, live=new.id, deploys=kept, leaving=left))


def _paths(lists: Iterable[Mapping[str, str] | None]) -> Iterable[str]:
    return (path for files in lists for path in files or ())


def _goal(history: History, to: str) -> Deploy:
    """The deploy to go back to."""
    url, state = history.target.url, history.state
    live = history.find(state.live)
    if live is None:
        message = f"{url}: nothing was deployed there. Deploy first: litfass deploy {url}"
        raise DeployError(message)
    identity = to or (live.id if state.begun else live.before)
    goal = history.find(identity)
    if goal is None:
        kept = ", ".join(one.id for one in state.deploys)
        what = f"there is no deploy {identity}" if identity else f"there is none before {live.id}"
        message = f"{url}: {what}. Kept are: {kept}"
        raise DeployError(message)
    return goal
