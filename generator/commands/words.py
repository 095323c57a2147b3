"""Words that several commands take, and what stands for a value on the command line."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit


def in_site(command: argparse.ArgumentParser) -> None:
    """Take the folder of the magazine."""
    command.add_argument("--site", type=Path, default=Path(), metavar="DIR", help="the magazine's folder (this one)")


def of_content(command: argparse.ArgumentParser) -> None:
    """Take the folder, the moment and what is to be shown."""
    in_site(command)
    command.add_argument("--now", type=moment, metavar="ISO-8601", help="as of this moment, such as 2026-12-24T18:00")
    flag(command, "--drafts", "with drafts")
    flag(command, "--future", "with what has a date to come")
    flag(command, "--expired", "with what has expired")
    command.add_argument("--jobs", type=jobs, metavar="N", default=None, help="processes (one per core)")


def at_target(command: argparse.ArgumentParser) -> None:
    """Take the place where readers find the site."""
    url = "where: ssh://user@host/folder, s3://bucket/path, gs://bucket/path or file:///folder"
    command.add_argument("url", type=address, metavar="URL", help=url)
    flag(command, "--dry-run", "say what would be done, and do nothing")
    command.add_argument("--then", default="", metavar="COMMAND", help="what the server of ssh:// runs afterwards")


def flag(command: argparse.ArgumentParser, name: str, words: str) -> None:
    """Take a word that stands alone."""
    command.add_argument(name, action="store_true", help=words)


def output_of(given: argparse.Namespace) -> Path:
    """The output that was given with ``--output``, or the one in the site's folder."""
    chosen: Path | None = given.output
    return chosen or given.site / "public"


def now(given: argparse.Namespace) -> datetime:
    """The moment that was given, or the present."""
    chosen: datetime | None = given.now
    return chosen or datetime.now(UTC)


def moment(text: str) -> datetime:
    """A moment; without a zone it is in the site's."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no moment; write it like 2026-12-24 or 2026-12-24T18:00"
        raise argparse.ArgumentTypeError(message) from None


def jobs(text: str) -> int:
    """A number of processes."""
    return between(text, 1, 256)


def address(text: str) -> str:
    """A URL."""
    if "://" in text:
        return text
    message = f"{text!r} is no URL; write it like s3://bucket/path"
    raise argparse.ArgumentTypeError(message)


def web_address(text: str) -> str:
    """The address of a site, without the slash at its end; "" for none."""
    parts = urlsplit(text)
    if not text or (parts.scheme in {"http", "https"} and parts.hostname and not parts.query and not parts.fragment):
        return text.rstrip("/")
    message = f"{text!r} is no site's address; write it like https://preview.shop.example"
    raise argparse.ArgumentTypeError(message)


def between(text: str, least: int, most: int) -> int:
    """A number within limits."""
    if not text.isdecimal() or not least <= int(text) <= most:
        message = f"{text!r} is no number from {least} to {most}"
        raise argparse.ArgumentTypeError(message)
    return int(text)
