"""The words of the command line, their meanings and their limits; what they do is the business of `cli`."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from generator import __version__

#: The shop's words, which belong to the till; `functions.cli` explains them.
SHOP = ("stock", "orders", "outbox", "migrate", "till")


def parser() -> argparse.ArgumentParser:
    """The parser of all commands of the build tool; ``command`` is the name of the one that was chosen."""
    top = argparse.ArgumentParser(
        prog="litfass",
        description="Renders a brand's magazine from Markdown stories, and lets readers buy from inside the story.",
        epilog=f"The shop's own commands: {', '.join(SHOP)} (litfass stock --help).",
    )
    top.add_argument("--version", action="version", version=f"litfass {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True, dest="command")
    _build(_command(commands, "build", "make the site"))
    _serve(_command(commands, "serve", "read and buy on this machine, without an account anywhere"))
    _check(_command(commands, "check", "everything but writing"))
    _list(_command(commands, "list", "what readers do not see yet, or no longer"))
    _clean(_command(commands, "clean", "remove the output and what is kept for the next build"))
    _deploy(_command(commands, "deploy", "bring the output to where readers find it"))
    back = "bring back the pages of an earlier deploy"
    _rollback(commands.add_parser("rollback", help=back, description=f"litfass rollback: {back}."))
    new = commands.add_parser("new", help="begin a magazine", description="litfass new: begin a magazine.")
    new.add_argument("folder", type=Path, metavar="DIR", help="an empty or a new folder")
    return top


def _build(command: argparse.ArgumentParser) -> None:
    _content_options(command)
    _flag(command, "--strict", "take warnings for errors")
    _flag(command, "--json", "say what was done as JSON")
    _flag(command, "--explain", "say which pages were made again, and because of what")
    command.add_argument("--output", type=Path, metavar="DIR", help="where to (public in the site's folder)")
    cluster = "the address of a Dask scheduler, tcp://host:8786, whose workers make the pages"
    command.add_argument("--cluster", default="", metavar="ADDRESS", help=cluster)
    staging = "what all its machines reach: s3://bucket/path, or a folder (.litfass/staging in the site's folder)"
    command.add_argument("--staging", default="", metavar="PLACE", help=staging)


def _check(command: argparse.ArgumentParser) -> None:
    _content_options(command)
    _flag(command, "--strict", "take warnings for errors")
    command.add_argument("--format", choices=("text", "json", "github"), default="text", help="how to tell")


def _serve(command: argparse.ArgumentParser) -> None:
    _content_options(command)
    ports = "of the magazine (8000); the next one is the sandbox bank's"
    command.add_argument("--port", type=_port, default=8000, metavar="N", help=ports)
    host = "name or address to listen on (localhost); with this machine's own, other devices can read and buy"
    command.add_argument("--host", default="localhost", metavar="H", help=host)


def _list(command: argparse.ArgumentParser) -> None:
    command.add_argument("what", choices=("drafts", "future", "expired"))
    command.add_argument("--now", type=_moment, metavar="ISO-8601", help="as of this moment")


def _clean(command: argparse.ArgumentParser) -> None:
    command.add_argument("--output", type=Path, metavar="DIR", help="what to remove (public in the site's folder)")


def _deploy(command: argparse.ArgumentParser) -> None:
    _target(command)
    command.add_argument("--output", type=Path, metavar="DIR", help="what to bring (public in the site's folder)")
    grace = "how long assets stay that no page needs any more (30)"
    command.add_argument("--grace", type=_days, default=30, metavar="DAYS", help=grace)
    keep = "how many deploys a rollback can choose from (5)"
    command.add_argument("--keep", type=_kept, default=5, metavar="N", help=keep)


def _rollback(command: argparse.ArgumentParser) -> None:
    _target(command)
    command.add_argument("--to", default="", metavar="ID", help="the deploy to bring back (the one before)")
    _flag(command, "--list", "say which deploys there are")


def _target(command: argparse.ArgumentParser) -> None:
    url = "where: s3://bucket/path, gs://bucket/path or file:///folder"
    command.add_argument("url", type=_url, metavar="URL", help=url)
    _flag(command, "--dry-run", "say what would be done, and do nothing")


def _command(
    # argparse gives its subparsers no public type.
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    words: str,
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=words, description=f"litfass {name}: {words}.")
    command.add_argument("--site", type=Path, default=Path(), metavar="DIR", help="the magazine's folder (this one)")
    return command


def _content_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--now", type=_moment, metavar="ISO-8601", help="as of this moment, such as 2026-12-24T18:00")
    _flag(command, "--drafts", "with drafts")
    _flag(command, "--future", "with what has a date to come")
    _flag(command, "--expired", "with what has expired")
    command.add_argument("--jobs", type=_jobs, metavar="N", default=None, help="processes (one per core)")


def _flag(command: argparse.ArgumentParser, name: str, words: str) -> None:
    command.add_argument(name, action="store_true", help=words)


def _moment(text: str) -> datetime:
    """A moment; without a zone it is in the site's."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no moment; write it like 2026-12-24 or 2026-12-24T18:00"
        raise argparse.ArgumentTypeError(message) from None


def _jobs(text: str) -> int:
    return _between(text, 1, 256)


def _port(text: str) -> int:
    return _between(text, 0, 65_534)


def _days(text: str) -> int:
    return _between(text, 0, 3_650)


def _kept(text: str) -> int:
    return _between(text, 2, 100)


def _url(text: str) -> str:
    if "://" in text:
        return text
    message = f"{text!r} is no URL; write it like s3://bucket/path"
    raise argparse.ArgumentTypeError(message)


def _between(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        message = f"{text!r} is no number from {least} to {most}"
        raise argparse.ArgumentTypeError(message)
    return int(text)
