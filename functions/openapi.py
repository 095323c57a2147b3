"""`GET /till/openapi.json`: the till's own description, OpenAPI 3.1.

Rules of the room: it says what the handlers do, to the pattern; a test holds it against the routes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.cart import MAXIMUM_AMOUNT, MAXIMUM_LINES, MAXIMUM_QUANTITY
from functions.problems import MESSAGES
from functions.web import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from functions.till import Till
    from functions.web import Inquiry

Schema = dict[str, object]

_SKU: Schema = {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}
_MINOR: Schema = {"type": "integer", "description": "minor units, VAT included"}
_TEXT: Schema = {"type": "string"}
_SHORT: Schema = {"type": "string", "maxLength": 64, "pattern": "^[ -~]*$"}
_LINE: Schema = {
    "type": "object",
    "required": ["sku", "quantity"],
    "properties": {
        "sku": _SKU,
        "quantity": {"type": "integer", "minimum": 1, "maximum": MAXIMUM_QUANTITY},
        "seen_price": {"type": ["integer", "null"], "minimum": 0, "maximum": MAXIMUM_AMOUNT},
        "source": {**_SHORT, "description": "the story and block it came from"},
    },
}
_CART: Schema = {
    "type": "object",
    "required": ["lines"],
    "properties": {
        "id": {"type": "string", "pattern": "^[A-Za-z0-9_-]{0,64}$"},
        "lines": {
            "type": "array",
            "minItems": 1,
            "maxItems": MAXIMUM_LINES,
            "items": {"$ref": "#/components/schemas/Line"},
        },
    },
}
_PROBLEM: Schema = {
    "type": "object",
    "required": ["code", "path", "message", "severity"],
    "properties": {
        "code": {"enum": sorted(MESSAGES)},
        "path": _TEXT,
        "message": _TEXT,
        "severity": {"enum": ["error", "warning"]},
    },
}
_COUNTRY: Schema = {"type": "string", "pattern": "^([A-Z]{2})?$"}


def handle(till: Till, _inquiry: Inquiry) -> Response:
    """Answer with the description; its server is this shop."""
    return as_json(document(till.settings.site_url, till.settings.payment))


def document(site_url: str, provider: str) -> Schema:
    """The description of the till at ``site_url``."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Litfass till", "version": "1", "description": "Takes a cart to a payment provider."},
        "servers": [{"url": site_url}],
        "paths": {**_programs(), **_pages(), **_provider(provider)},
        "components": {
            "schemas": {"Line": _LINE, "Cart": _CART, "Problem": _PROBLEM, "Problems": _problems(), "Quote": _quote()}
        },
    }


def _problems() -> Schema:
    return {
        "type": "object",
        "required": ["problems"],
        "properties": {"problems": {"type": "array", "items": {"$ref": "#/components/schemas/Problem"}}},
    }


def _quote() -> Schema:
    part = dict.fromkeys(("net", "tax", "gross"), _MINOR)
    return {
        "type": "object",
        "required": ["currency", "market", "lines", "goods", "shipping", "tax", "total", "services", "problems"],
        "properties": {
            "currency": _TEXT,
            "market": _TEXT,
            "lines": {"type": "array", "items": _quoted_line()},
            "goods": _MINOR,
            "shipping": {"type": ["integer", "null"], "description": "null while no delivery is possible"},
            "tax": {
                "type": "array",
                "items": {"type": "object", "properties": {"rate_basis_points": {"type": "integer"}, **part}},
            },
            "total": _MINOR,
            "services": {"type": "array", "items": _service()},
            "problems": {"type": "array", "items": {"$ref": "#/components/schemas/Problem"}},
        },
    }


def _quoted_line() -> Schema:
    return {
        "type": "object",
        "properties": {
            **dict.fromkeys(("sku", "title", "url", "image", "source"), _TEXT),
            "quantity": {"type": "integer"},
            "options": {"type": "array", "items": {"type": "array", "items": _TEXT}},
            "unit_price": _MINOR,
            "total": _MINOR,
            "list_price": {"type": ["integer", "null"]},
            "availability": {"enum": ["in_stock", "sold_out", "made_to_order"]},
        },
    }


def _service() -> Schema:
    day = {"type": "string", "format": "date"}
    return {
        "type": "object",
        "properties": {"id": _TEXT, "name": _TEXT, "price": _MINOR, "earliest": day, "latest": day},
    }


def _programs() -> Schema:
    """What answers JSON."""
    request = {
        "type": "object",
        "required": ["lines"],
        "properties": {
            **_CART["properties"],  # type: ignore[dict-item]  # a mapping, as written above
            "country": {**_COUNTRY, "description": "ISO 3166-1 alpha-2; left out while it is open"},
            **dict.fromkeys(("language", "market", "service"), _SHORT),
        },
    }
    items = {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {
                "availability": {"enum": ["in_stock", "sold_out", "made_to_order"]},
                "free": {"type": ["integer", "null"]},
            },
        },
    }
    skus = _parameter("sku", "query", {"type": "array", "items": _SKU, "minItems": 1, "maxItems": 100})
    return {
        "/till/quote": {
            "post": _operation(
                "quote",
                "What a cart costs.",
                {
                    "200": _json({"$ref": "#/components/schemas/Quote"}, "the quote"),
                    **_refusals("400", "413", "415", "422"),
                },
                body={"application/json": {"schema": request}},
            )
        },
        "/till/availability": {
            "get": _operation(
                "availability",
                "What can be had.",
                {
                    "200": _json(
                        {"type": "object", "properties": {"items": items}}, "by SKU; unknown ones are left out"
                    ),
                    **_refusals("422"),
                },
                parameters=[skus],
            )
        },
        "/till/health": {
            "get": _operation(
                "health",
                "Whether catalogue and store answer.",
                {"200": _json({"type": "object"}, "they do"), "503": _json({"type": "object"}, "they do not")},
            )
        },
        "/till/openapi.json": {
            "get": _operation("openapi", "This description.", {"200": _json({"type": "object"}, "OpenAPI 3.1")})
        },
    }


def _pages() -> Schema:
    """What answers pages: the forms, and what comes after them."""
    token = _parameter("token", "path", {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"})
    lines = _parameter("lines", "path", {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}(:[1-9][0-9]{0,3})?$"})
    moved = {"303": _moved("on to the next page")}
    return {
        "/till/checkout": {"post": _form("checkout", "Ask for address and delivery.", _checkout_fields(), {}, "409")},
        "/till/review": {"post": _form("review", "Show what will be ordered.", _address_fields(), {}, "409")},
        "/till/order": {
            "post": _form("order", "Order with obligation to pay.", _order_fields(), moved, "403", "409", "503")
        },
        "/till/orders/{token}": {
            "get": _operation(
                "order_status",
                "Where an order stands.",
                {"200": _page("the order"), "404": _page("no such order")},
                parameters=[token],
            )
        },
        "/till/orders/{token}/pay": {
            "post": _operation(
                "order_pay",
                "Go on paying.",
                {**moved, **{code: _page("a problem") for code in ("403", "404", "409", "413", "503")}},
                parameters=[token],
            )
        },
        "/till/orders/{token}/cancelled": {
            "get": _operation(
                "order_cancelled",
                "Back from the payment page without paying.",
                {**moved, "404": _page("no such order")},
                parameters=[token],
            )
        },
        "/buy/{lines}": {
            "get": _operation(
                "buy",
                "A permalink to some articles.",
                {
                    "200": _page("a form that leads into the till"),
                    "404": _page("nothing of it is for sale"),
                    "422": _page("no articles"),
                },
                parameters=[lines, _parameter("language", "query", _SHORT, required=False)],
            )
        },
    }


def _provider(name: str) -> Schema:
    provider = _parameter("provider", "path", {"enum": [name]})
    return {
        "/till/webhooks/{provider}": {
            "post": _operation(
                "webhook",
                "Signed news of the payment provider.",
                {"200": _json({"type": "object"}, "taken in"), **_refusals("400", "404", "413", "500")},
                parameters=[provider],
                body={"application/json": {"schema": {"type": "object"}}},
            )
        }
    }


def _checkout_fields() -> Schema:
    card = {
        "sku": _SKU,
        "quantity": {"type": "string", "pattern": "^[1-9][0-9]{0,3}$"},
        "source": _SHORT,
        "language": _SHORT,
    }
    cart = {"cart": {"$ref": "#/components/schemas/Cart"}, "language": _SHORT}
    return {
        "anyOf": [
            {"type": "object", "required": ["sku"], "properties": card},
            {"type": "object", "required": ["cart"], "properties": cart},
        ]
    }


def _address_fields() -> Schema:
    def field(longest: int, shortest: int = 1) -> Schema:
        return {"type": "string", "minLength": shortest, "maxLength": longest, "pattern": "^[A-Za-z0-9]*$"}

    return {
        "type": "object",
        "required": ["cart", "email", "name", "line1", "postal_code", "city", "country"],
        "properties": {
            "cart": {"$ref": "#/components/schemas/Cart"},
            "email": {"type": "string", "pattern": "^[a-z0-9]{1,20}@[a-z0-9]{1,20}\\.[a-z]{2,6}$"},
            "name": field(100),
            "line1": field(100),
            "line2": field(100, 0),
            "postal_code": field(12),
            "city": field(80),
            "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
            "service": _SHORT,
            "language": _SHORT,
        },
    }


def _order_fields() -> Schema:
    address = _address_fields()
    return {
        "type": "object",
        "required": [*address["required"], "attempt", "total"],  # type: ignore[misc]  # a list, as written above
        "properties": {
            **address["properties"],  # type: ignore[dict-item]  # a mapping, as written above
            "attempt": {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$", "description": "minted by the review"},
            "total": {"type": "string", "pattern": "^[0-9]{1,12}$", "description": "what the review showed"},
        },
    }


def _form(name: str, summary: str, fields: Schema, further: Mapping[str, object], *codes: str) -> Schema:
    """A form that is posted, and the page that answers."""
    content = {
        "application/x-www-form-urlencoded": {
            "schema": fields,
            "encoding": {"cart": {"contentType": "application/json"}},
        }
    }
    answers = {code: _page("a problem") for code in ("400", "413", "415", "422", *codes)}
    shown = {} if further else {"200": _page("the next page")}
    return _operation(name, summary, {**shown, **further, **answers}, body=content)


def _operation(
    name: str,
    summary: str,
    answers: Mapping[str, object],
    *,
    parameters: list[Schema] | None = None,
    body: Mapping[str, object] | None = None,
) -> Schema:
    operation: Schema = {"operationId": name, "summary": summary, "responses": answers}
    if parameters:
        operation["parameters"] = parameters
    if body:
        operation["requestBody"] = {"required": True, "content": body}
    return operation


def _parameter(name: str, place: str, schema: Schema, *, required: bool = True) -> Schema:
    return {"name": name, "in": place, "required": required, "schema": schema}


def _json(schema: Schema, description: str) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _page(description: str) -> Schema:
    return {"description": description, "content": {"text/html": {"schema": _TEXT}}}


def _moved(description: str) -> Schema:
    return {"description": description, "headers": {"location": {"required": True, "schema": _TEXT}}}


def _refusals(*codes: str) -> Schema:
    return {code: _json({"$ref": "#/components/schemas/Problems"}, "problems") for code in codes}
