"""What the store takes and answers, frozen.

Rules of the room: values only; a refusal that a shopper can meet is a value, a store that cannot work an exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.order import Order, State


class StoreError(Exception):
    """The store cannot be used: it is away, its URL is malformed, or its schema is another version's.

    The message says why, and the cure where we know it; it is for the operator, never for a shopper.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """The order is in the store; ``repeated`` if its attempt had been placed before: then it is the first one."""

    order: Order
    repeated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class OutOfStock:
    """Nothing was placed or released: ``free`` says what is left of each SKU that falls short."""

    free: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """Nothing was placed: the cart has another order that must be dealt with first.

    While it is ``placed``, expire its session and name it in ``replaces``; else it has been paid or is being paid.
    """

    order: Order


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A mail to be written: ``key`` is unique, so that the same act twice sends one. ``kind`` names its template.

    With ``after`` it is written only if the order has been in that state before.
    """

    key: str
    kind: str
    order: str
    after: State | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DueLetter:
    """A letter whose time has come. ``attempts`` counts from 1, this one included."""

    key: str
    kind: str
    order: str
    attempts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StockLevel:
    """A counted SKU: what it started from (the catalogue's ``opening_stock`` then) and what can be sold now."""

    sku: str
    opening: int
    free: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A legal text as it stood in one version: ``kind`` is terms, withdrawal, shipping, privacy or imprint."""

    kind: str
    title: str
    url: str
    text: str
