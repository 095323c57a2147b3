"""``litfass schedule``: what time alone will change, for people and for whoever builds again then."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.commands.saying import CONTENT_ERRORS, DONE, WRONG_USE, is_site, tell_errors
from generator.commands.words import flag, in_site, moment, now

if TYPE_CHECKING:
    import argparse

    from generator.schedule import Change

HELP = "what changes next: stories that appear or expire, prices that begin or end, things that come, another year"


def declare(command: argparse.ArgumentParser) -> None:
    """After which moment, and in which shape."""
    in_site(command)
    command.add_argument("--now", type=moment, metavar="ISO-8601", help="after this moment")
    flag(command, "--next", "print the next moment alone, such as 2026-12-24T18:00+01:00; nothing if there is none")
    flag(command, "--json", "print all changes as JSON")


def run(given: argparse.Namespace) -> int:
    """A line for each change: when, what, and which file says so."""
    from generator.schedule import schedule  # noqa: PLC0415 (see the room's rules)

    if not is_site(given.site):
        return WRONG_USE
    found = schedule(given.site, now(given))
    failed = tell_errors(found.diagnostics)
    if given.json:
        print(json.dumps([_as_json(change) for change in found.changes], indent=1, ensure_ascii=False))
    elif given.next:
        for change in found.changes[:1]:
            print(_moment(change))
    else:
        for change in found.changes:
            print(f"{change.at:%Y-%m-%d %H:%M}  {change.words}  {change.file}")
    return CONTENT_ERRORS if failed else DONE


def _moment(change: Change) -> str:
    """The moment to the second where it has any, so that whoever builds then does not come too early."""
    return change.at.isoformat(timespec="seconds" if change.at.second else "minutes")


def _as_json(change: Change) -> dict[str, str]:
    return {
        "at": _moment(change),
        "kind": change.kind,
        "subject": change.subject,
        "words": change.words,
        "file": change.file,
    }
