"""``litfass new``: begin a magazine, a story, a product or a translation."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.saying import CONTENT_ERRORS, DONE, WRONG_USE, is_site, refuse, tell
from generator.commands.words import in_site

if TYPE_CHECKING:
    import argparse

    from generator.new import Wish

HELP = "begin a magazine, a story, a product or a translation"

_KINDS = ("story", "product")


def declare(command: argparse.ArgumentParser) -> None:
    """What is begun, and what it is called."""
    command.usage = (
        "litfass new [magazine] DIR\n"
        '       litfass new {story,product} "Title" [--id ID] [--section ID] [--author ID] [--site DIR]\n'
        '       litfass new {story,product} ["Title"] --translate ID LANGUAGE [--site DIR]'
    )
    command.add_argument("what", metavar="WHAT", help="story, product or magazine; any other word is a magazine's DIR")
    command.add_argument("name", nargs="?", default="", metavar="NAME", help="the title, or the magazine's folder")
    in_site(command)
    command.add_argument("--id", default="", help="the name of the file (made of the title)")
    command.add_argument("--section", default="", metavar="ID", help="the section it stands in (the first)")
    command.add_argument("--author", default="", metavar="ID", help="who wrote the story (the first)")
    translate = "write the translation of what there is, its words to be replaced"
    command.add_argument("--translate", nargs=2, default=("", ""), metavar=("ID", "LANGUAGE"), help=translate)


def run(given: argparse.Namespace) -> int:
    """Write it, and say where."""
    if given.what in _KINDS:
        return _thing(given)
    folder = given.name if given.what == "magazine" else given.what
    if not folder or (given.name and given.what != "magazine"):
        return refuse('name one folder: litfass new my-magazine; or write: litfass new story "Title"')
    return _magazine(Path(folder))


def _magazine(folder: Path) -> int:
    from generator.diagnostics import Report  # noqa: PLC0415 (see the room's rules)
    from generator.new import NotEmptyError, new_magazine, prepare_editor  # noqa: PLC0415

    try:
        made = new_magazine(folder)
        done = prepare_editor(folder, datetime.now(UTC), Report())
    except NotEmptyError as error:
        return refuse(error)
    except OSError as error:
        return refuse(f"{folder} cannot be made: {error.strerror}.")
    made += len(done.written) if done else 0
    print(f"{folder} is a magazine of {made} files. Read it, and buy in it: cd {folder} && litfass serve")
    return DONE


def _thing(given: argparse.Namespace) -> int:
    from generator.diagnostics import Report  # noqa: PLC0415 (see the room's rules)
    from generator.new import CannotError, new_thing  # noqa: PLC0415

    of, _ = given.translate
    if not (given.name.strip() or of):
        return refuse(f'what is it called? Write: litfass new {given.what} "Title"')
    if not is_site(given.site):
        return WRONG_USE
    report = Report()
    try:
        made = new_thing(given.site, _wish(given), datetime.now(UTC), report)
    except CannotError as error:
        return refuse(error)
    except OSError as error:
        return refuse(f"it cannot be written: {error.strerror}.")
    if made is None:
        tell(report.diagnostics, sys.stderr)
        return CONTENT_ERRORS
    print(f"{given.site / made.path}")
    print(f"http://localhost:8000{made.url} in the preview: litfass serve --drafts")
    return DONE


def _wish(given: argparse.Namespace) -> Wish:
    from generator.new import Wish  # noqa: PLC0415 (see the room's rules)

    of, language = given.translate
    return Wish(
        kind=given.what,
        title=given.name,
        id=given.id,
        section=given.section,
        author=given.author,
        of=of,
        language=language,
    )
