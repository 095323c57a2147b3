"""What a bundle is made from, and how a file of configuration is filled in.

Rules of the room: values only. A place to fill is ``<<name>>``, a line of its own where it takes several; a name that
is not given is our fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.bundling.rules import Rules
    from generator.deploy import Deploy

_PLACE = re.compile(r"<<(\w+)>>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The facts. Addresses have no trailing slash; ``python`` is such as 3.13; ``deploy`` names this build.

    ``till_url`` is where the till answers, up to and including ``/till``, on whatever origin.
    """

    site_url: str
    till_url: str
    payment: str
    python: str
    deploy: Deploy
    rules: Rules

    @property
    def host(self) -> str:
        """The till's domain, with a port where there is one."""
        return urlsplit(self.till_url).netloc

    @property
    def till_path(self) -> str:
        """The path below which the till's addresses lie, ``/till`` and ``/buy`` not included."""
        return urlsplit(self.till_url).path.removesuffix("/till")

    @property
    def base_path(self) -> str:
        """The path of the site, "" or such as "/magazine"."""
        return urlsplit(self.site_url).path

    def filled(self, name: str, **more: str) -> str:
        """A file of ``files/`` with its places filled: by the facts, and by ``more``."""
        facts = {
            "site_url": self.site_url,
            "host": self.host,
            "base": self.base_path,
            "till": self.till_url,
            "till_path": self.till_path,
            "payment": self.payment,
            "python": self.python,
        }
        return _PLACE.sub(lambda place: {**facts, **more}[place[1]], template(name))


class Target(Protocol):
    """A module of this room: a kind of host."""

    @property
    def LIBRARIES(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the module
        """What the till needs there beside what it needs everywhere."""

    @property
    def PYTHONS(self) -> tuple[str, ...]:  # noqa: N802 - as above
        """The versions that there are; the first is taken where that of this machine is none of them."""

    @property
    def ADAPTER(self) -> str:  # noqa: N802 - as above
        """The module of `functions.hosts`."""

    @property
    def CODE(self) -> str:  # noqa: N802 - as above
        """The folder that `functions` and the requirements lie in, "" or with a slash at its end."""

    def place(self, plan: Plan, path: str) -> str:
        """Where a file of the built site goes; "" for nowhere."""

    def links(self, plan: Plan) -> Mapping[str, str]:
        """Symbolic links, path → what it leads to."""

    def files(self, plan: Plan) -> Mapping[str, str]:
        """The platform's own configuration, path → text."""


def template(name: str) -> str:
    """A file of ``files/`` as it is."""
    return (files("generator.bundling") / "files" / name).read_text("utf-8")


def indented(text: str, by: str) -> str:
    """All lines with as much before them, none after them."""
    return "\n".join(f"{by}{line}".rstrip() for line in text.splitlines())
