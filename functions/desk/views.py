"""What the packing table's templates may see, as in `views.till`. Addresses of the till are ready to be used.

Rules of the room: values stay values; words that depend on a state are keys of the theme, ``till.desk.state.<state>``
and the like.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from functions.carriers import Parcel
    from functions.contact import Contact
    from functions.money import Money
    from functions.pricing.delivery import Window
    from functions.views.till import ProblemView


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskView:
    """What every page has: ``tabs`` pairs a word's key with an address, ``here`` is the one of them that is shown.

    ``languages`` pairs a code with the address of this page in it, the present one not among them. ``closed_since`` is
    since when nothing is sold, None while the shop is open. ``told`` is what has just happened, a word's key or "".
    """

    tabs: tuple[tuple[str, str], ...]
    here: str
    languages: tuple[tuple[str, str], ...]
    sign_out: str
    closed_since: datetime | None
    told: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInView:
    """The way in. ``state`` is ask, sent (whether or not that address may sign in) or expired.

    ``again`` is the page that was asked for: a link in a mail leads there without the cookie, one of our own with it.
    """

    state: str
    action: str
    mail: str
    again: str
    problems: tuple[ProblemView, ...]
    languages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkView:
    """The page that a mailed link leads to: only its button signs in, so that a program that reads mails does not."""

    action: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RowView:
    """An order in a list. ``send_by`` is the day on which it has to leave, None where nothing is promised or has left.

    ``flags`` are of late, today, express, pre_order, made, returned (in part), withdrawal (an open one), withdrawn
    (some pieces, of which there are so many): what a packer has to know first. ``available_from`` is the last day of a
    pre-order that is still to come, ``more`` how many titles are not named.
    """

    number: str
    url: str
    name: str
    place: str
    pieces: int
    titles: tuple[str, ...]
    more: int
    state: str
    service: str
    send_by: date | None
    available_from: date | None
    flags: tuple[str, ...]
    withdrawn: int
    parcel: Parcel | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TableView:
    """The lists: what is to be packed, what cannot be yet, what is packed, what stands still, what is on its way."""

    desk: DeskView
    find_action: str
    find: str
    slips_url: str
    to_pack: tuple[RowView, ...]
    pre_ordered: tuple[RowView, ...]
    packed: tuple[RowView, ...]
    disputed: tuple[RowView, ...]
    shipped: tuple[RowView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PackLineView:
    """A line to be packed: ``quantity`` is what is left of ``ordered`` after what was given back.

    ``withdrawn`` of these are not to be sent, ``to_pack`` are. ``position`` is its place in the order, ``price`` what
    one was paid for.
    """

    position: int
    sku: str
    title: str
    options: tuple[tuple[str, str], ...]
    image: str
    group: str
    ordered: int
    quantity: int
    withdrawn: int
    price: Money
    available_from: date | None
    digital: bool

    @property
    def to_pack(self) -> int:
        """How many go into the parcel."""
        return 0 if self.digital else self.quantity - self.withdrawn


@dataclass(frozen=True, kw_only=True, slots=True)
class StepView:
    """A step of the history; ``word`` is a word's key."""

    at: datetime
    word: str
    note: str
    parcel: Parcel | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundView:
    """What was given back or is about to be; ``state`` is due, done or failed."""

    at: datetime
    amount: Money
    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderView:
    """One order. ``*_action`` is where a form leads, "" where that step cannot be taken.

    ``carriers`` pairs ids with names. ``next`` is the order to be packed after this one, number and address.
    ``carrier``, ``code`` and ``problems`` are what was sent and why it was not taken; before, ``carrier`` is what the
    order's service names, or "". ``left`` is what can go back.
    """

    desk: DeskView
    row: RowView
    ordered_at: datetime
    promise: Window | None
    contact: Contact
    lines: tuple[PackLineView, ...]
    steps: tuple[StepView, ...]
    refunds: tuple[RefundView, ...]
    papers: tuple[tuple[str, str], ...]
    status_url: str
    slip_url: str
    packed_action: str
    shipped_action: str
    delivered_action: str
    refund_action: str
    carriers: tuple[tuple[str, str], ...]
    carrier: str
    code: str
    problems: tuple[ProblemView, ...]
    total: Money
    shipping: Money
    left: Money
    restock: bool
    next: tuple[str, str] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundPageView:
    """What is about to be given back: shown before the button that does it. ``hidden`` are the form's fields."""

    desk: DeskView
    number: str
    order_url: str
    action: str
    hidden: tuple[tuple[str, str], ...]
    lines: tuple[PackLineView, ...]
    shipping: bool
    restock: bool
    amount: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class SlipView:
    """A delivery note in its order's language: ``words`` are by key, the day and the country are written out."""

    language: str
    words: Mapping[str, str]
    number: str
    ordered_on: str
    contact: Contact
    country: str
    shop: str
    seller: tuple[str, ...]
    service: str
    lines: tuple[PackLineView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SlipsView:
    """Delivery notes to be printed together, a sheet each."""

    desk: DeskView
    back: str
    slips: tuple[SlipView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnView:
    """A withdrawal that the shop is not through with; ``contract`` and ``contact`` are the shopper's own words.

    ``order`` is "" until it is known. ``due_on`` is the last day for the money, ``lines`` are the order's, ``meant``
    how many of each position the shopper gives back. ``*_action`` is where a form leads, "" where that makes no sense.
    """

    id: str
    received_at: datetime
    due_on: date
    name: str
    contact: str
    contract: str
    order: str
    order_url: str
    lines: tuple[PackLineView, ...]
    meant: Mapping[int, int]
    label: str
    link_action: str
    label_action: str
    arrived_action: str
    close_action: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnsView:
    """What was withdrawn, the oldest first."""

    desk: DeskView
    returns: tuple[ReturnView, ...]
    problems: tuple[ProblemView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StockRowView:
    """An article that is counted; ``free`` is what can be sold of it."""

    sku: str
    title: str
    options: tuple[tuple[str, str], ...]
    image: str
    free: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StockView:
    """Articles found by ``find``; ``more`` is how many others there are, ``reasons`` why a number may be corrected."""

    desk: DeskView
    find_action: str
    find: str
    set_action: str
    reasons: tuple[str, ...]
    rows: tuple[StockRowView, ...]
    more: int
    problems: tuple[ProblemView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterView:
    """A letter, a hook or a refund that has not gone out. ``dead`` is whether it was given up.

    ``word`` is the key of what a mail's kind is called, "" for the others: a hook's kind is its type.
    """

    key: str
    kind: str
    word: str
    channel: str
    order: str
    order_url: str
    dead: bool
    at: datetime
    attempts: int
    error: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LettersView:
    """What waits to go out, what was given up first."""

    desk: DeskView
    retry_action: str
    letters: tuple[LetterView, ...]
