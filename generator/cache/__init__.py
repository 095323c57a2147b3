"""The cache: the one owner of ``.litfass/``, where finished pictures and what was read wait for the next build.

Rules of the room: a file's name, and a row's key, say all of its content, so that what is there is right. The folder
may be deleted at any time, also while somebody reads it; then the work is done again.
"""

from __future__ import annotations

from generator.cache.files import Cache
from generator.cache.memory import Changes, Memory
from generator.cache.version import code_version

__all__ = ["Cache", "Changes", "Memory", "code_version"]
