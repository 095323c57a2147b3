"""Stores: buckets and folders by their URL, through fsspec, which comes with an extra; and what their libraries raise.

Rules of the room: it opens, and knows nothing of what is put there. Credentials and endpoints come from the
environment, as each store's own tools have them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a store's library raises besides OSError: module and name.
_FAULTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "s3": (("botocore.exceptions", "BotoCoreError"),),
    "gs": (("gcsfs.retry", "HttpError"), ("google.auth.exceptions", "GoogleAuthError")),
}


def opened(url: str, options: Mapping[str, object]) -> tuple[object, str]:
    """A file system of fsspec, and the path of ``url`` in it.

    Raises:
        ImportError: the store's library is not installed.
        ValueError: the URL names no store.

    """
    core = importlib.import_module("fsspec.core")
    return cast("tuple[object, str]", core.url_to_fs(url, **options))


def faults_of(url: str) -> tuple[type[Exception], ...]:
    """What a store may raise when it is used. Raises ImportError."""
    named = _FAULTS.get(url.partition("://")[0], ())
    return (OSError, *(getattr(importlib.import_module(module), name) for module, name in named))
