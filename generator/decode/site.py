"""site.yml to `Site`: languages, organization, markets with their taxes and ways to deliver.

Rules of the room: the first language is the default; no price, tax or shipping rule stands outside a market.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.core import Locale, UnknownLocaleError

from functions.catalog import Market, Rate, ShippingService
from generator.decode import values
from generator.decode.brand import brand
from generator.decode.fields import Fields
from generator.decode.misread import refuse
from generator.decode.moments import clock
from generator.decode.readers import boolean, choice, each, identifier, integer, pairs, text, token
from generator.diagnostics import did_you_mean
from generator.model import Language, Organization, Site

if TYPE_CHECKING:
    from generator.decode.readers import Reader
    from generator.source import Mapping, Node

_EXTENSION = re.compile(r"extensions/[A-Za-z0-9_]+\.py")
_TAX_CLASS = re.compile(r"[a-z][a-z0-9_]*")
_THIS_MACHINE = re.compile(r"(.+\.)?localhost|127\.0\.0\.1|::1")


def site(node: Mapping) -> Site:
    """The site as site.yml describes it. Raises Misread with everything that is wrong."""
    fields = Fields(node, "site.yml")
    languages = fields.need("languages", _languages, ())
    codes = tuple(language.code for language in languages)
    found = Site(
        version=fields.may("litfass", token, ""),
        base_url=fields.need("base_url", values.web_address, ""),
        till_url=fields.may("till_url", _till, ""),
        timezone=fields.need("timezone", values.zone, ZoneInfo("UTC")),
        brand=fields.may("brand", brand, None),
        theme=fields.may("theme", identifier, "litfass"),
        lenient=fields.may("lenient", boolean, otherwise=False),
        extensions=fields.may("extensions", each(_extension), ()),
        payment=cast("Literal['sandbox', 'stripe']", fields.may("payment", choice("sandbox", "stripe"), "stripe")),
        page_size=fields.may("page_size", integer(1, 500), 12),
        return_days=fields.may("return_days", integer(14, 365), 14),
        languages=languages,
        organization=fields.need("organization", _organization, Organization(name="", mail="")),
        markets=fields.need("markets", _markets(codes), ()),
        payment_means=fields.may("payment_means", words(codes), {}),
    )
    fields.finish()
    return found


def _extension(node: Node, name: str) -> str:
    path = text(node, name)
    if not _EXTENSION.fullmatch(path):
        hint = "Put it into the folder extensions/ and write: extensions: [extensions/my_block.py]"
        refuse("E134", f'"{path}" is no Python file of the folder extensions/.', hint, at=node.at)
    return path


def _till(node: Node, name: str) -> str:
    address = values.web_address(node, name)
    if address.startswith("http:") and not _THIS_MACHINE.fullmatch(urlsplit(address).hostname or ""):
        better = address.replace("http:", "https:", 1)
        refuse("E117", f'{name} "{address}" would send addresses in the open.', f"Write: {better}", at=node.at)
    if not address.endswith("/till"):
        refuse("E117", f'{name} "{address}" does not end with /till.', f"Write: {address}/till", at=node.at)
    return address


def _languages(node: Node, name: str) -> tuple[Language, ...]:
    codes = [code for code, _ in pairs(lambda value, _: value, _language_code)(node, name)]
    if not codes:
        refuse("E107", f"{name} needs one language at least.", "Write: de: {name: Deutsch, title: …}", at=node.at)
    found = pairs(lambda value, code: _language(value, code, "" if code == codes[0] else f"/{code}"))(node, name)
    return tuple(language for _, language in found)


def _language_code(node: Node, name: str) -> str:
    code = token(node, name)
    try:
        Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError):
        hint = "Write its code, such as de, en or pt-BR."
        refuse("E117", f'"{code}" is no language that is known.', hint, at=node.at)
    return code


def _language(node: Node, code: str, prefix: str) -> Language:
    fields = Fields(node, f"the language {code}")
    found = Language(
        code=code,
        prefix=prefix,
        name=fields.need("name", text, ""),
        title=fields.need("title", text, ""),
        tagline=fields.may("tagline", text, ""),
        description=fields.may("description", text, ""),
        params=dict(fields.may("params", pairs(text), ())),
    )
    fields.finish()
    return found


def _organization(node: Node, name: str) -> Organization:
    fields = Fields(node, name)
    found = Organization(
        name=fields.need("name", text, ""),
        mail=fields.need("mail", values.mail, ""),
        street=fields.may("street", text, ""),
        postal_code=fields.may("postal_code", text, ""),
        city=fields.may("city", text, ""),
        country=fields.may("country", values.country, ""),
        telephone=fields.may("telephone", text, ""),
        tax_number=fields.may("tax_number", text, ""),
        vat_id=fields.may("vat_id", values.vat_id, ""),
    )
    fields.finish()
    return found


def words(codes: tuple[str, ...]) -> Reader[dict[str, str]]:
    """One text by language; where one is missing the default language's stands. One text alone is for all."""

    def read(node: Node, name: str) -> dict[str, str]:
        if not codes:
            return {}  # the languages are broken, and told already
        others = "".join(f", {code}: …" for code in codes[1:])
        fields = Fields(node, name, example=f"{{{codes[0]}: %s{others}}}")
        default = fields.need(codes[0], text, "")
        found = {code: fields.may(code, text, default) for code in codes}
        fields.finish()
        return found

    return read


def _markets(codes: tuple[str, ...]) -> Reader[tuple[Market, ...]]:
    def read(node: Node, name: str) -> tuple[Market, ...]:
        found = pairs(lambda value, market: _market(value, market, codes), identifier)(node, name)
        if not found:
            refuse("E107", f"{name} needs one market at least.", at=node.at)
        return tuple(market for _, market in found)

    return read


def _market(node: Node, name: str, codes: tuple[str, ...]) -> Market:
    fields = Fields(node, f"the market {name}")
    currency = fields.need("currency", values.currency, "EUR")
    countries = fields.need("countries", each(values.country), ())
    vat = cast("Literal['included', 'exempt']", fields.may("vat", choice("included", "exempt"), "included"))
    tax = dict(fields.may("tax", pairs(_tax, values.country), ()))
    shipping = fields.need("shipping", each(_service(currency, codes)), ())
    found = Market(
        id=name,
        currency=currency,
        countries=countries,
        vat=vat,
        tax=tax,
        shipping=shipping,
        cut_off_minute=fields.may("cut_off", clock, 12 * 60),
        handling_days=fields.may("handling_days", values.days, (0, 1)),
        ships_from=fields.may("ships_from", values.place, ""),
    )
    _check_countries(fields, found)
    fields.finish()
    return found


def _check_countries(fields: Fields, market: Market) -> None:
    """Every country of a market has VAT rates and a way to be delivered to; no service goes elsewhere."""
    if fields.failed:
        return
    if not market.countries:
        fields.wrong("E127", f"The market {market.id} has no country.", at=fields.place("countries"))
    served = {country for service in market.shipping for country in service.countries}
    for country in market.countries:
        if market.vat == "included" and country not in market.tax:
            hint = f"Add: {country}: {{standard: 19, reduced: 7}} with that country's rates."
            fields.wrong("E127", f"The market {market.id} has no tax for {country}.", hint, at=fields.place("tax"))
        if country not in served:
            hint = "Add it to the countries of a service, or take it out of the market."
            fields.wrong("E127", f"No shipping service goes to {country}.", hint, at=fields.place("shipping"))
    for country in sorted(served - set(market.countries)):
        hint = did_you_mean(country, market.countries)
        message = f"A shipping service goes to {country}, which is no country of the market {market.id}."
        fields.wrong("E127", message, hint, at=fields.place("shipping"))


def _tax(node: Node, name: str) -> dict[str, int]:
    rates = dict(pairs(values.percent, _tax_class)(node, name))
    if not rates:
        refuse("E107", f"{name} needs one rate at least.", f"Write: {name}: {{standard: 19}}", at=node.at)
    return rates


def _tax_class(node: Node, name: str) -> str:
    word = token(node, name)
    if not _TAX_CLASS.fullmatch(word):
        refuse("E115", f'The tax class "{word}" may have only small letters and digits.', at=node.at)
    return word


def _service(currency: str, codes: tuple[str, ...]) -> Reader[ShippingService]:
    def read(node: Node, _: str) -> ShippingService:
        fields = Fields(node, "a shipping service")
        free_from = fields.may("free_from", values.money(currency), None)
        rates = fields.need("rates", each(_rate(currency)), ())
        found = ShippingService(
            id=fields.need("id", identifier, ""),
            name=fields.need("name", words(codes), {}),
            countries=fields.need("countries", each(values.country), ()),
            rates=rates,
            free_from=None if free_from is None else free_from.minor,
            transit_days=fields.may("transit_days", values.days, (1, 3)),
        )
        _check_rates(fields, rates)
        fields.finish()
        return found

    return read


def _check_rates(fields: Fields, rates: tuple[Rate, ...]) -> None:
    """Rates go up by weight, so that the first that fits is the right one; only the last may have no limit."""
    for light, heavy in pairwise(rates):
        if light.up_to_g is None or (heavy.up_to_g is not None and heavy.up_to_g <= light.up_to_g):
            hint = "Sort them by up_to, the lightest first; only the last may go without."
            fields.wrong("E127", "The rates are not in the order of their weights.", hint, at=fields.place("rates"))
            return


def _rate(currency: str) -> Reader[Rate]:
    def read(node: Node, _: str) -> Rate:
        fields = Fields(node, "a shipping rate")
        price = fields.need("price", values.money(currency), None)
        up_to = fields.may("up_to", values.weight, None)
        fields.finish()
        return Rate(price=0 if price is None else price.minor, up_to_g=up_to)

    return read
