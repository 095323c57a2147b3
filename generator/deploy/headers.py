"""What a store says with a file: its type here, its caching as `channels.headers` decides for every host."""

from __future__ import annotations

from pathlib import PurePosixPath

from generator.channels.headers import HASHED_FOLDERS, cache_control

__all__ = ["cache_control", "content_type", "is_hashed"]

#: Not the machine's own table: equal outputs are to be served equally, whoever deploys them.
_TYPES = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


def content_type(path: str) -> str:
    """The type of a file, by its name."""
    return _TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")


def is_hashed(path: str) -> bool:
    """True if the file's name changes with its content, so that it lies beside its predecessors."""
    return path.partition("/")[0] in HASHED_FOLDERS
