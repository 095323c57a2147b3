"""What the till needs, pinned and with hashes: what is installed here, as the package index has it for the host.

Rules of the room: the versions are those that this environment runs, so that what was tried here is what runs there; a
library that is not installed here comes in its newest fitting version. Which of them are needed, and the hashes, pip is
asked; it knows the index, the proxies and the certificates of this machine. Only wheels count: nothing is compiled.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, distributions, requires
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from generator.bundling.fault import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: What `functions` imports on every host; the Postgres driver, so that a server may grow.
TILL = ("babel", "jinja2", "msgspec", "psycopg", "starlette", "stripe", "tzdata")

#: Wheels for the C libraries of 2014 and later, by processor.
_GLIBC = ("manylinux2014", "manylinux_2_17", "manylinux_2_28")
MACHINES = ("x86_64", "aarch64")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HEAD = "# What the till needs, pinned: pip install --require-hashes -r requirements.txt\n"


class _Archive(msgspec.Struct):
    hashes: dict[str, str] = {}


class _Download(msgspec.Struct):
    archive_info: _Archive


class _Metadata(msgspec.Struct):
    name: str
    version: str


class _Item(msgspec.Struct):
    metadata: _Metadata
    download_info: _Download


class _Report(msgspec.Struct):
    """The part of pip's installation report (format 1) that counts."""

    install: list[_Item]


def pinned(names: Iterable[str], python: str, machines: Iterable[str] = MACHINES) -> str:
    """``requirements.txt`` for CPython ``python`` (such as 3.13) on Linux. Raises BundleError."""
    wanted = _ranges(tuple(names))
    with tempfile.TemporaryDirectory(prefix="litfass-") as folder, ThreadPoolExecutor() as pool:
        constraints = Path(folder) / "constraints.txt"
        constraints.write_text("\n".join(_installed()), "utf-8")
        reports = pool.map(lambda machine: _asked(wanted, python, machine, constraints), machines)
        hashes: dict[str, set[str]] = {}
        for item in (item for report in reports for item in report.install):
            pin = f"{_normal(item.metadata.name)}=={item.metadata.version}"
            hashes.setdefault(pin, set()).add(_hash(item))
    lines = (
        " \\\n    ".join((pin, *(f"--hash=sha256:{one}" for one in sorted(hashes[pin])))) for pin in sorted(hashes)
    )
    return _HEAD + "\n".join(lines) + "\n"


def _ranges(names: tuple[str, ...]) -> tuple[str, ...]:
    """The requirements as litfass itself states them, extras' among them, without their conditions."""
    try:
        stated = requires("litfass") or ()
    except PackageNotFoundError:
        stated = ()
    known = {_normal(_NAME.match(line)[0]): line.partition(";")[0].strip() for line in stated}  # type: ignore[index]  # every requirement begins with a name
    return tuple(known.get(name, name) for name in names)


def _installed() -> Iterator[str]:
    """The versions that are installed here."""
    return (f"{found.name}=={found.version}" for found in distributions() if found.name != "litfass")


def _asked(wanted: tuple[str, ...], python: str, machine: str, constraints: Path) -> _Report:
    """What pip would install there."""
    command = [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"),
        *("--only-binary", ":all:", "--implementation", "cp", "--python-version", python),
        *(word for libc in _GLIBC for word in ("--platform", f"{libc}_{machine}")),
        *("--target", str(constraints.parent / machine)),  # where nothing is put; pips before 25 ask for it
        *("--constraint", str(constraints), *wanted),
    ]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 (pip, and our own names)
    if done.returncode:
        raise BundleError(_why(done.stderr.decode(errors="replace"), python, machine))
    return msgspec.json.decode(done.stdout, type=_Report)


def _why(said: str, python: str, machine: str) -> str:
    """What pip says, in a sentence of ours."""
    if "No module named pip" in said:
        return "the hashes of the till's libraries are asked by pip, which is not installed: python -m ensurepip"
    errors = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR: ")]
    cause = errors[0] if errors else said.strip()
    return (
        f"the package index has no answer for the till's libraries on Python {python}, {machine}: {cause} "
        "Is it reachable from here? Another Python is chosen by --python."
    )


def _hash(item: _Item) -> str:
    try:
        return item.download_info.archive_info.hashes["sha256"]
    except KeyError:
        message = f"the package index gives no SHA-256 of {item.metadata.name} {item.metadata.version}."
        raise BundleError(message) from None


def _normal(name: str) -> str:
    """A name as indexes write it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
