"""A folder to deploy: the built site, the till with its catalogue, its libraries pinned, and a platform's own files.

Rules of the room: a target is a module of `TARGETS` and a folder of ``files/``. Nothing of the generator goes along,
and of the till only the adapter of that platform. What the till works with lies where no reader comes.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from generator.bundling import aws_lambda, requirements, server, vercel
from generator.bundling.fault import BundleError
from generator.bundling.folder import stage
from generator.bundling.plan import Plan, Target
from generator.bundling.rules import read
from generator.deploy import Deploy
from generator.deploy.output import PRIVATE, Output
from generator.write import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["TARGETS", "BundleError", "Bundled", "Wish", "bundle", "python_for"]

TARGETS: Mapping[str, Target] = MappingProxyType({"server": server, "vercel": vercel, "lambda": aws_lambda})
"""Every platform, by the word of ``--target``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What is to be bundled: for which of `TARGETS`, where readers find site and till, and for which Python."""

    target: str
    site_url: str
    till_url: str
    payment: str
    python: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundled:
    """What was made: how many files of the site, and how many libraries are pinned."""

    site: int
    libraries: int


def python_for(target: str, running: str) -> str:
    """The Python to bundle for: the running one (such as 3.13) where the target has it, else the target's first."""
    known = TARGETS[target].PYTHONS
    return running if running in known else known[0]


def bundle(output: Path, folder: Path, wish: Wish, now: datetime) -> Bundled:
    """Make a bundle of the finished site in ``output``.

    Raises:
        BundleError: it cannot be made, or its libraries cannot be pinned.
        DeployError: the output is no finished site.

    """
    target = TARGETS[wish.target]
    built = Output.read(output, with_till=True)
    plan = Plan(
        site_url=wish.site_url,
        till_url=wish.till_url,
        payment=wish.payment,
        python=wish.python,
        deploy=Deploy.of(built, now, before=""),
        rules=read(output, urlsplit(wish.site_url).path),
    )
    with stage(folder, wish.target) as staged:
        pins = requirements.pinned((*requirements.TILL, *target.LIBRARIES), wish.python)
        count = _put_site(built, plan, target, staged)
        _put_till(staged / target.CODE, target.ADAPTER)
        texts = {**target.files(plan), f"{target.CODE}requirements.txt": pins}
        for path, text in texts.items():
            _put(staged / path, text.encode())
        for path, goal in target.links(plan).items():
            (staged / path).symlink_to(goal)
    return Bundled(site=count, libraries=pins.count("=="))


def _put_site(built: Output, plan: Plan, target: Target, staged: Path) -> int:
    """The site's files, each as the build made it; how many readers may find."""
    places = {path: target.place(plan, path) for path in built.files}
    for path, place in places.items():
        if place:
            _put(staged / place, built.content(path))
    if place := target.place(plan, MANIFEST):
        _put(staged / place, (built.folder / MANIFEST).read_bytes())
    return sum(not path.startswith(PRIVATE) for path in places)


def _put_till(folder: Path, adapter: str) -> None:
    """The installed package, with one adapter."""
    package = Path(str(resources("functions")))
    others = {file.name for file in (package / "hosts").glob("*.py")} - {"__init__.py", f"{adapter}.py"}

    def left_out(where: str, names: list[str]) -> set[str]:
        here = {name for name in names if name in {"__pycache__", "README.md", "py.typed"}}
        return here | (others if Path(where) == package / "hosts" else set())

    shutil.copytree(package, folder / "functions", ignore=left_out)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
