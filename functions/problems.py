"""Problems: what a shopper can mend, as data.

Rules of the room: a code never changes its meaning; its words in a language are the theme's text `problem.<code>`,
filled with `Problem.values`. The English message is for programs and logs. Details of our own faults never come here.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from functions.money import Money

Value = str | int | Money
"""What fills a placeholder of a problem's words; Money is written as the reader's language writes it."""

MESSAGES = {
    "bad_cart": "The cart cannot be read.",
    "too_many_lines": "A cart holds at most {maximum} lines.",
    "empty_cart": "The cart is empty.",
    "required": "This field is required.",
    "malformed": "This is not a valid value.",
    "too_long": "This is longer than {maximum} characters.",
    "email_malformed": "This is not an e-mail address.",
    "country_malformed": "This is not a country code of two letters.",
    "sku_malformed": "This is not an article number.",
    "quantity_malformed": "A quantity is a whole number from 1 to {maximum}.",
    "quantity_too_large": "At most {count} of {sku} can be ordered at once.",
    "unknown_sku": "There is no article {sku}.",
    "not_for_sale": "{sku} is no longer for sale.",
    "price_changed": "The price of {sku} has changed from {seen} to {price}.",
    "sold_out": "{sku} is sold out.",
    "insufficient_stock": "Only {count} of {sku} left.",
    "outside_delivery_area": "We do not deliver to {country}.",
    "no_service": "There is no way to deliver this cart to {country}; it may be too heavy.",
    "unknown_service": "This way of delivery is not offered for this cart.",
    "coupon_unknown": "There is no such coupon.",
    "coupon_ended": "This coupon has ended.",
    "coupon_spent": "This coupon has been used as often as it can be.",
    "coupon_minimum": "This coupon holds from a value of goods of {minimum} on.",
    "coupon_not_applicable": "This coupon takes nothing off this cart.",
    "coupon_too_many_tries": "Too many codes were tried; please try again later.",
    "nothing_chosen": "No article was chosen.",
    "total_too_small": "The least that can be paid is {minimum}.",
    "facts_changed": "The total, the delivery or the terms have changed since the review.",
    "already_ordered": "This cart has become order {number} already; this would be another.",
    "try_again": "Someone else was ordering the same; please try once more.",
    "payment_unavailable": "The payment page cannot be opened at the moment. The order is kept.",
    "unknown_order": "There is no such order.",
    "nothing_to_refund": "Nothing of that can be given back.",
    "parcel_malformed": "This is not the number of a parcel.",
    "stock_malformed": "This is not a whole number from 0 to {maximum}.",
    "stock_gone": "Of {sku} not so many are left to be taken away.",
    "foreign_origin": "This form was sent from another site.",
    "forged_event": "This event is not the payment provider's.",
    "not_a_form": "The request is not a form of this till.",
    "not_json": "The request is not JSON.",
    "nested_too_deep": "The JSON is nested deeper than {maximum} levels.",
    "body_too_large": "The request is too long.",
    "address_too_long": "The address is too long.",
    "headers_too_large": "The headers are too many or too long.",
    "too_slow": "The request took too long to arrive.",
    "too_many_requests": "Too many requests; please try again in {count} minutes.",
    "not_found": "There is nothing at this address.",
    "method_not_allowed": "This address cannot be used in this way.",
    "sales_closed": "Nothing is sold at the moment; the cart stays as it is.",
    "store_unavailable": "The till cannot look anything up at the moment; please send the same again later.",
    "internal": "The till has failed.",
}
"""Every code there is, with its message in English."""


class Severity(StrEnum):
    """Whether a problem stops the order, or has only to be seen and confirmed before it."""

    ERROR = "error"
    WARNING = "warning"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in the way of the order.

    ``path`` says where: ``lines[0].quantity`` or a form field's name; "" is the whole. ``values`` fill the words;
    ``count`` chooses their plural form.
    """

    code: str
    path: str
    message: str
    severity: Severity = Severity.ERROR
    values: tuple[tuple[str, Value], ...] = ()

    def as_json(self) -> dict[str, str]:
        """The problem as the till's JSON answers carry it."""
        return {"code": self.code, "path": self.path, "message": self.message, "severity": str(self.severity)}


def problem(code: str, path: str, *, severity: Severity = Severity.ERROR, **values: Value) -> Problem:
    """The problem of that code. Raises KeyError if the code is not in `MESSAGES`."""
    message = MESSAGES[code].format_map(values)
    return Problem(code=code, path=path, message=message, severity=severity, values=tuple(values.items()))
