"""Packing: values as bytes and back, quickly: a magazine of ten thousand stories is unpacked at each build.

Rules of the room: what is packed is the house's own, read by the same code that wrote it (see `cache`).
"""

from __future__ import annotations

import gc
import pickle
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def packed(value: object) -> bytes:
    """A value as bytes."""
    stream = BytesIO()
    Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


def unpacked(content: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    """The value that was packed."""
    return pickle.loads(content)  # noqa: S301 - written by ourselves, into the site's own folder


@contextmanager
def no_collections() -> Iterator[None]:
    """Without Python's collector, which would walk again and again over all that is made in bulk, and find nothing.

    Nor does it look at it later: things do not refer to each other in circles, and go when nobody refers to them.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


class Pickler(pickle.Pickler):
    """Frozen dataclasses by their values alone: what dataclasses do by themselves takes five times as long to read."""

    def reducer_override(self, value: object) -> Any:  # noqa: ANN401 - as pickle has it
        """The values of a dataclass; all else as ever."""
        kind = type(value)
        if is_dataclass(kind) and hasattr(kind, "__slots__"):
            return _restored, (kind, *(getattr(value, field.name) for field in fields(kind)))
        return NotImplemented


def _restored(kind: type, *values: object) -> object:
    made: object = object.__new__(kind)
    for put, value in zip(_setters(kind), values, strict=True):
        put(made, value)
    return made


@cache
def _setters(kind: type) -> tuple[Callable[[object, object], None], ...]:
    """What sets each field of a dataclass, frozen or not."""
    return tuple(getattr(kind, field.name).__set__ for field in fields(kind))
