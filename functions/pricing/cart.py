"""The cart as a browser sends it, read strictly: what is not understood is a problem, never a guess.

Rules of the room: pure. A line carries no price that counts; `seen_price` is only what the shopper saw. Keys that
are not known here (titles, pictures: the page's own) are passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeGuard

import msgspec

from functions.catalog import SKU
from functions.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAXIMUM_LINES = 100
MAXIMUM_QUANTITY = 9_999
MAXIMUM_JSON = 200_000
MAXIMUM_NESTING = 16
MAXIMUM_AMOUNT = 1_000_000_000


class NestedError(ValueError):
    """The JSON is nested deeper than MAXIMUM_NESTING levels."""


def _number(text: str) -> float:
    """2.0 is a whole number in JSON's eyes (JSON Schema, 6.1.1), and some programs write it so."""
    number = float(text)
    return int(number) if number.is_integer() else number


_DECODER = msgspec.json.Decoder(float_hook=_number)
_ID = re.compile(r"[A-Za-z0-9_-]{0,64}")
_DIGITS = re.compile(r"[0-9]{1,4}")
_TAKEN = re.compile(r"take-([1-9][0-9]?)")
_LONGEST = {"group": 64, "source": 200, "configuration": 200}

Choice = tuple[str, str, int]
"""One step of a configuration: option, value, amount."""


class CartLine(msgspec.Struct, frozen=True, kw_only=True):
    """So many of one variant. ``source`` is the story and block it came from, as ``scotland#2``; "" is none.

    ``seen_price`` is the unit price in minor units that the shopper was shown; None if the page did not say.
    ``group`` is the title of the set that the line was bought with, in the page's words; ``configuration`` is empty for
    what is sold as it is.
    """

    sku: str
    quantity: int
    configuration: tuple[Choice, ...] = ()
    group: str = ""
    seen_price: int | None = None
    source: str = ""

    @property
    def identity(self) -> tuple[str, tuple[Choice, ...], str]:
        """Two lines of the same identity are one line."""
        return self.sku, self.configuration, self.group


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of one browser's cart; ``id`` is "" where it has none (no JavaScript): the till then makes one."""

    id: str = ""
    lines: tuple[CartLine, ...] = ()

    def as_json(self) -> str:
        """The cart as the hidden field ``cart`` carries it; `from_form` reads it back."""
        return msgspec.json.encode(self).decode()


Read = tuple[Cart, tuple[Problem, ...]]
"""The lines that could be read, and what is wrong with the others."""


def merged(lines: Iterable[CartLine]) -> tuple[CartLine, ...]:
    """Lines of one identity put together, in the order of their first.

    The first source named is kept, and the lowest price seen: a higher one is then always shown as changed.
    """
    together: dict[object, CartLine] = {}
    for line in lines:
        known = together.get(line.identity)
        together[line.identity] = line if known is None else _sum(known, line)
    return tuple(together.values())


def from_form(fields: Mapping[str, str]) -> Read:
    """The cart of a form: its field ``cart`` (JSON), or the fields ``sku``, ``quantity`` and ``source`` of one card.

    A set that is bought with one act has a ``group``, and for each item a number: of ``sku-1`` and ``quantity-1`` the
    line is in the cart if there is a ``take-1``.
    """
    if "cart" in fields:
        return from_text(fields["cart"])
    if "group" in fields:
        numbers = sorted(int(found[1]) for name in fields if (found := _TAKEN.fullmatch(name)))
        return from_json({"lines": [_form_line(fields, f"-{number}") for number in numbers]})
    if "sku" not in fields:
        return Cart(), (problem("empty_cart", "cart"),)
    return from_json({"lines": [_form_line(fields, "")]})


def _form_line(fields: Mapping[str, str], number: str) -> dict[str, object]:
    """A line as the fields of a form tell it, still to be checked."""
    quantity = fields.get(f"quantity{number}", "1")
    return {
        "sku": fields.get(f"sku{number}"),
        "quantity": int(quantity) if _DIGITS.fullmatch(quantity) else quantity,
        "group": fields.get("group", "") if number else "",
        "source": fields.get("source", ""),
    }


def from_permalink(text: str) -> Read:
    """The cart of ``/buy/<sku>:<n>,<sku>:<n>``; ``:<n>`` may be left out for one."""
    pairs = [part.partition(":") for part in text.split(",")]
    return from_json(
        {
            "lines": [
                {"sku": sku, "quantity": int(count) if _DIGITS.fullmatch(count) else count if colon else 1}
                for sku, colon, count in pairs
            ]
        }
    )


def from_text(text: str) -> Read:
    """The cart of a JSON text."""
    if len(text) > MAXIMUM_JSON:
        return Cart(), (problem("bad_cart", "cart"),)
    try:
        return from_json(decoded(text))
    except ValueError:
        return Cart(), (problem("bad_cart", "cart"),)


def decoded(text: str | bytes) -> object:
    """What a JSON text says. Raises ValueError if it is none, NestedError if it is nested deeper than any cart."""
    raw = text.encode() if isinstance(text, str) else text
    try:
        data = _DECODER.decode(raw)
    except RecursionError as error:
        raise NestedError from error
    # So few brackets cannot be deep, and a cart has seldom more.
    if raw.count(b"[") + raw.count(b"{") > MAXIMUM_NESTING and _is_deeper(data, MAXIMUM_NESTING):
        raise NestedError
    return data


def _is_deeper(data: object, levels: int) -> bool:
    """Whether it is nested deeper than that; looked at level by level."""
    level = [data]
    for _ in range(levels):
        level = [child for value in level if isinstance(value, dict | list) for child in _children(value)]
    return any(isinstance(value, dict | list) for value in level)


def _children(value: dict[object, object] | list[object]) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value


def from_json(data: object) -> Read:
    """The cart of decoded JSON: ``{"id", "lines": [{sku, quantity, configuration, group, seen_price, source}]}``."""
    if not isinstance(data, dict) or not isinstance(lines := data.get("lines"), list):
        return Cart(), (problem("bad_cart", "lines"),)
    if not lines:
        return Cart(), (problem("empty_cart", "lines"),)
    if len(lines) > MAXIMUM_LINES:
        return Cart(), (problem("too_many_lines", "lines", maximum=MAXIMUM_LINES),)
    cart_id = data.get("id", "")
    if not isinstance(cart_id, str) or not _ID.fullmatch(cart_id):
        return Cart(), (problem("malformed", "id"),)
    read = [_line(line, f"lines[{index}]") for index, line in enumerate(lines)]
    good = tuple(line for line in read if isinstance(line, CartLine))
    return Cart(id=cart_id, lines=merged(good)), tuple(line for line in read if isinstance(line, Problem))


def _sum(first: CartLine, second: CartLine) -> CartLine:
    """Two lines of one identity as one."""
    seen = [price for price in (first.seen_price, second.seen_price) if price is not None]
    return msgspec.structs.replace(
        first,
        quantity=first.quantity + second.quantity,
        seen_price=min(seen, default=None),
        source=first.source or second.source,
    )


def _line(data: object, path: str) -> CartLine | Problem:
    """One line, or the first thing wrong with it."""
    if not isinstance(data, dict):
        return problem("bad_cart", path)
    sku, quantity, seen = data.get("sku"), data.get("quantity"), data.get("seen_price")
    if not isinstance(sku, str) or not SKU.fullmatch(sku):
        return problem("sku_malformed", f"{path}.sku")
    if not _whole(quantity, 1, MAXIMUM_QUANTITY):
        return problem("quantity_malformed", f"{path}.quantity", maximum=MAXIMUM_QUANTITY)
    if seen is not None and not _whole(seen, 0, MAXIMUM_AMOUNT):
        return problem("malformed", f"{path}.seen_price")
    return _described(data, path, sku, quantity, seen)


def _described(
    data: Mapping[object, object], path: str, sku: str, quantity: int, seen: int | None
) -> CartLine | Problem:
    """The line with its texts, or the first thing wrong with those."""
    group, source, choices = data.get("group", ""), data.get("source", ""), data.get("configuration", [])
    if not _short(group, _LONGEST["group"]):
        return problem("malformed", f"{path}.group")
    if not _short(source, _LONGEST["source"]):
        return problem("malformed", f"{path}.source")
    if not isinstance(choices, list) or len(choices) > MAXIMUM_LINES or not all(map(_is_choice, choices)):
        return problem("malformed", f"{path}.configuration")
    configuration = tuple(map(tuple, choices))
    return CartLine(
        sku=sku, quantity=quantity, seen_price=seen, configuration=configuration, group=group, source=source
    )


def _is_choice(data: object) -> bool:
    """Whether that is [option, value, amount]."""
    match data:
        case [option, value, amount]:
            longest = _LONGEST["configuration"]
            return _short(option, longest) and _short(value, longest) and _whole(amount, 1, MAXIMUM_QUANTITY)
        case _:
            return False


def _whole(value: object, least: int, most: int) -> TypeGuard[int]:
    """Whether that is a whole number in the range; True and 1.0 are not."""
    return type(value) is int and least <= value <= most


def _short(value: object, longest: int) -> TypeGuard[str]:
    """Whether that is one line of text; control characters and lone surrogates no store would take."""
    return isinstance(value, str) and len(value) <= longest and value.isprintable()
