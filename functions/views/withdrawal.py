"""What the templates of the withdrawal function may see (§ 356a BGB); as in `views.till`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from functions.pages import Document


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnLineView:
    """A line of an order of which some can be given back: ``most`` of them, ``chosen`` by the shopper.

    ``withdrawal`` says why it is excluded from withdrawal, "" if it is not; it can be chosen all the same.
    """

    name: str
    title: str
    options: tuple[tuple[str, str], ...]
    most: int
    chosen: int
    withdrawal: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawView:
    """The first step of a withdrawal: who, which contract, and where the receipt goes (§ 356a (2) BGB).

    ``fields`` has every field's value, ``errors`` what is wrong by field. ``lines`` are those of the order whose page
    it was opened from, whose token is ``order``; else both are empty.
    """

    action: str
    fields: Mapping[str, str]
    errors: Mapping[str, str]
    order: str
    lines: tuple[ReturnLineView, ...]
    home_url: str
    documents: Mapping[str, Document]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclarationView:
    """A withdrawal in full: before it is declared, with the button, and after it, with the time at which it came.

    ``hidden`` are the form's fields, name and value; ``received_at`` is None before. ``status_url`` is the page of the
    order it was opened from, or "".
    """

    action: str
    hidden: tuple[tuple[str, str], ...]
    name: str
    email: str
    statement: str
    received_at: datetime | None
    status_url: str
    home_url: str
    documents: Mapping[str, Document]
