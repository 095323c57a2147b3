"""Products in another language: a translation replaces words, by the ids of options and the order of pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from generator.decode.fields import Fields
from generator.decode.misread import Misread, refuse
from generator.decode.readers import each, pairs, text, token
from generator.decode.words import image_words, named, params
from generator.diagnostics import did_you_mean
from generator.model import Manufacturer, Option, OptionValue, Product
from generator.source import Scalar, Sequence

if TYPE_CHECKING:
    from functions.catalog import Withdrawal
    from generator.decode.place import Place
    from generator.decode.readers import Reader
    from generator.diagnostics import Diagnostic
    from generator.model import Image
    from generator.source import Mapping, Node

_FACTS = (
    "brand",
    "section",
    "tags",
    "weight",
    "variants",
    "tax",
    "manufacturer",
    "discontinued",
    "no_discount",
    "successor",
    "draft",
)

_BLANK = Product(
    id="",
    language="",
    words_language="",
    slug="",
    title="",
    description="",
    images=(),
    options=(),
    variants=(),
    tax_class="",
    manufacturer=Manufacturer(name="", address="", contact=""),
)  # stands for a default edition that is broken, so that a translation's own faults are found all the same


def product_words(data: Mapping, place: Place, default: Product | None) -> Product | None:
    """A translation of ``default``; None, its own faults found all the same, if that is broken. Raises Misread."""
    fields = Fields(data, "A translated product", facts=_FACTS, home=place.home)
    words = named(fields, default.slug if default else place.id, described=True)
    base = default or _BLANK
    found = replace(
        words.on(base, place.language, data.at),
        words_language=place.language,
        images=fields.may("images", _images(default, place.home), base.images),
        options=fields.may("options", _options(default), base.options),
        facts=fields.may("facts", pairs(text, text), base.facts),
        material=fields.may("material", text, base.material),
        ingredients=fields.may("ingredients", text, base.ingredients),
        allergens=fields.may("allergens", text, base.allergens),
        safety=fields.may("safety", each(text), base.safety),
        withdrawal=fields.may("withdrawal", _withdrawal(default, place), base.withdrawal),
        params={**base.params, **params(fields)},
    )
    fields.finish()
    return None if default is None else found


def with_reasons(default: Product, translations: tuple[Product, ...]) -> tuple[Product, ...]:
    """All editions of a product, each knowing the reason of a withdrawal exception in every language."""
    if default.withdrawal is None:
        return (default, *translations)
    reason = dict(default.withdrawal.reason)
    reason.update({one.language: one.withdrawal.reason[one.language] for one in translations if one.withdrawal})
    withdrawal = msgspec.structs.replace(default.withdrawal, reason=reason)
    return tuple(replace(one, withdrawal=withdrawal) for one in (default, *translations))


def _images(default: Product | None, home: str) -> Reader[tuple[Image, ...]]:
    """The words of the pictures, by position; pictures beyond the translated ones keep the default's words."""

    def read(node: Node, name: str) -> tuple[Image, ...]:
        if not isinstance(node, Sequence):
            refuse("E108", f"{name} must be a list.", "Write one line for each picture: - {alt: …}", at=node.at)
        known = default.images if default else (None,) * len(node.items)
        if len(node.items) > len(known):
            message = f"{name} has {len(node.items)} entries, {home} has {len(known)}."
            refuse("E126", message, "Take out the ones too many.", at=node.items[len(known)].at)
        found: list[Diagnostic] = []
        words: list[Image | None] = list(known)
        for index, item in enumerate(node.items):
            try:
                words[index] = image_words(known[index], home)(item, "A translated picture")
            except Misread as misread:
                found += misread.found
        if found:
            raise Misread(*found)
        return tuple(image for image in words if image)

    return read


def _options(default: Product | None) -> Reader[tuple[Option, ...]]:
    """The titles of options and of their values, by id."""

    def read(node: Node, name: str) -> tuple[Option, ...]:
        written = each(_option(default))(node, name)
        titles = {one.id: one for one in written}
        return tuple(_renamed(one, titles.get(one.id)) for one in (default.options if default else ()))

    return read


def _renamed(option: Option, words: Option | None) -> Option:
    titles = {value.id: value.title for value in words.values} if words else {}
    return Option(
        id=option.id,
        title=words.title if words else option.title,
        values=tuple(OptionValue(id=value.id, title=titles.get(value.id, value.title)) for value in option.values),
    )


def _option(default: Product | None) -> Reader[Option]:
    def read(node: Node, _: str) -> Option:
        fields = Fields(node, "A translated option")
        id_ = fields.need("id", token, "")
        known = {option.id: option for option in default.options} if default else {}
        if default and id_ and id_ not in known:
            hint = did_you_mean(id_, tuple(known))
            fields.wrong("E126", f'The product has no option "{id_}".', hint, at=fields.place("id"))
        option = known.get(id_)
        ids = tuple(value.id for value in option.values) if option else None
        title = fields.may("title", text, option.title if option else "")
        found = Option(id=id_, title=title, values=fields.may("values", each(_value(ids)), ()))
        fields.finish()
        return found

    return read


def _value(known: tuple[str, ...] | None) -> Reader[OptionValue]:
    def read(node: Node, _: str) -> OptionValue:
        if isinstance(node, Scalar) and (known is None or node.text in known):
            return OptionValue(id=node.text, title=node.text)  # such as S, the same in every language
        fields = Fields(node, "A translated value", example=f"{{id: {(known or ('…',))[0]}, title: %s}}")
        found = OptionValue(id=fields.need("id", token, ""), title=fields.need("title", text, ""))
        fields.finish()
        if known is not None and found.id not in known:
            hint = did_you_mean(found.id, known)
            refuse("E126", f'The option has no value "{found.id}".', hint, at=fields.place("id"))
        return found

    return read


def _withdrawal(default: Product | None, place: Place) -> Reader[Withdrawal | None]:
    def read(node: Node, name: str) -> Withdrawal | None:
        fields = Fields(node, name, facts=("exception",), home=place.home)
        reason = fields.need("reason", text, "")
        fields.finish()
        if default is None or default.withdrawal is None:
            return None
        return msgspec.structs.replace(default.withdrawal, reason={place.language: reason})

    return read
