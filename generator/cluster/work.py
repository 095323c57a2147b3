"""What a worker does: it opens the bundle of a build once, makes portions, and puts their files into the staging area.

Rules of the room: one portion at a time in each process, since rendering is Python and threads would only wait for
each other.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import threading
import weakref
import zlib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import permutations
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

import msgspec

from generator import __version__
from generator.cluster.bundle import open_bundle
from generator.cluster.fault import ClusterError
from generator.render import make_targets
from generator.write.stage import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.cluster.staging import Staging
    from generator.render import Portion, Renderer
    from generator.views.facts import Key

#: What decides on the bytes of a page beside our own code.
_LIBRARIES = ("babel", "jinja2", "markupsafe", "msgspec", "nh3", "zxing-cpp")

_alone = threading.Lock()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A portion that was made; its files lie in the staging area as one object of this ``name``."""

    portion: Portion
    name: str

    def files(self, staging: Staging) -> Mapping[str, bytes]:
        """The files by path."""
        return msgspec.msgpack.decode(zlib.decompress(staging.get(self.name)), type=dict[str, bytes])


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """Makes portions of a build wherever it is called. ``code`` is that of whoever builds: see `code`."""

    staging: Staging
    code: tuple[str, ...]

    def __call__(self, targets: Sequence[Key]) -> Sent:
        """Make some targets."""
        if self.code != code():
            own, others = (", ".join(sorted(one - other)) for one, other in permutations(map(set, (code(), self.code))))
            message = f"a worker has {own}, but the one that builds {others}."
            raise ClusterError(message, "Install the same on all machines.")
        stage = _Stage()
        with _alone:
            portion = make_targets(_opened(self.staging), stage, targets)
        return Sent(portion=portion, name=self.staging.put(zlib.compress(msgspec.msgpack.encode(stage.files), 1)))


@cache
def code() -> tuple[str, ...]:
    """What must be the same where pages are made, for the same bytes: Python, the libraries, and our own code."""
    home = Path(__file__).parent.parent.parent
    files = sorted(path for folder in ("generator", "functions") for path in (home / folder).rglob("*.py"))
    own = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]
    python = "Python {}.{}".format(*sys.version_info)
    return (python, f"litfass {__version__} ({own})", *(f"{name} {version(name)}" for name in _LIBRARIES))


@dataclass(frozen=True, slots=True)
class _Stage:
    """Files as they are made."""

    files: dict[str, bytes] = field(default_factory=dict)

    def put(self, path: str, content: bytes) -> str:
        """Take a file; the digest of its content."""
        self.files[path] = content
        return digest_of(content)


@lru_cache(maxsize=1)
def _opened(staging: Staging) -> Renderer:
    """The renderer of a build, until another one's is asked for. Its folder is in Dask's own, which is tidied up."""
    from distributed import get_worker  # noqa: PLC0415 - an extra

    folder = Path(tempfile.mkdtemp(prefix="litfass-", dir=get_worker().local_directory))
    renderer = open_bundle(staging, folder)
    weakref.finalize(renderer.templates, rmtree, folder, ignore_errors=True)
    return renderer
