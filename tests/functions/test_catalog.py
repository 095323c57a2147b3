from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import functions
from functions.catalog import (
    VERSION,
    Catalog,
    CatalogError,
    Market,
    Measure,
    Period,
    Rate,
    ShippingService,
    Shop,
    Variant,
    Withdrawal,
    dump,
    load,
    raw,
    schema,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
FOLDER = Path(functions.__file__).parent
KEEPS_TO_THE_SCHEMA = jsonschema.Draft202012Validator(json.loads(schema()))

skus = st.from_regex(r"[A-Za-z0-9._-]{1,64}", fullmatch=True)
words = st.dictionaries(st.sampled_from(["de", "en"]), st.text(max_size=20))
counts = st.integers(min_value=0, max_value=10**6)
moments = st.none() | st.integers(min_value=0, max_value=4 * 10**9)
periods = st.builds(Period, price=counts, list_price=st.none() | counts, start=moments, end=moments)
variants = st.builds(
    Variant,
    sku=skus,
    product=skus,
    title=words,
    description=words,
    urls=words,
    options=st.dictionaries(
        st.sampled_from(["de", "en"]), st.lists(st.tuples(st.text(), st.text()), max_size=2).map(tuple)
    ),
    prices=st.dictionaries(st.just("de"), st.lists(periods, max_size=3).map(tuple)),
    weight_g=counts,
    content=st.none() | st.builds(Measure, amount=counts, unit=st.sampled_from(["g", "ml", "mm", "cm2", "piece"])),
    opening_stock=counts,
    available_from=st.none() | st.dates(),
    maximum=counts,
    withdrawal=st.none() | st.builds(Withdrawal, exception=st.just("perishable"), reason=words),
)


def catalogue(*members: Variant) -> Catalog:
    return Catalog(
        version=VERSION,
        build="b1",
        timezone="Europe/Berlin",
        languages=("de", "en"),
        shop=Shop(name={"de": "Wegwarte"}, mail="post@wegwarte.example"),
        markets={"de": Market(id="de", currency="EUR", countries=("DE", "AT"))},
        variants={member.sku: raw(member) for member in members},
    )


def variant(*prices: Period) -> Variant:
    return Variant(sku="A", product="a", title={"de": "A"}, prices={"de": prices})


@given(st.lists(variants, max_size=3))
def test_what_is_written_is_read_back(members: list[Variant]) -> None:
    catalog = catalogue(*members)
    read = load(dump(catalog))
    assert dump(read) == dump(catalog)
    expected = {member.sku: member for member in members}
    assert expected == {sku: read.variant(sku) for sku in read.variants}


@given(st.lists(variants, max_size=3))
def test_what_is_written_keeps_to_the_schema(members: list[Variant]) -> None:
    KEEPS_TO_THE_SCHEMA.validate(json.loads(dump(catalogue(*members))))


def test_holidays_are_written_as_days_in_their_order() -> None:
    days = [date(2027, 5, 1), date(2026, 12, 25), date(2026, 12, 26)]
    market = Market(id="de", currency="EUR", countries=("DE",), ships_from="DE", holidays={"DE": frozenset(days)})
    data = dump(msgspec.structs.replace(catalogue(), markets={"de": market}))
    assert json.loads(data)["markets"]["de"]["holidays"] == {"DE": ["2026-12-25", "2026-12-26", "2027-05-01"]}
    assert load(data).markets["de"] == market


def test_what_was_pickled_is_written_as_before() -> None:
    variant = Variant(sku="A", product="a", title={"de": "A"}, gtin="".join(()))
    assert raw(pickle.loads(pickle.dumps(variant))) == raw(variant)


def test_the_schema_on_file_is_that_of_the_code() -> None:
    assert schema() == (FOLDER / "catalog.schema.json").read_bytes()


def test_a_variant_is_not_looked_at_before_it_is_asked_for() -> None:
    data = json.loads(dump(catalogue()))
    data["variants"] = {"BROKEN": {"sku": 1}}
    catalog = load(json.dumps(data).encode())
    with pytest.raises(msgspec.ValidationError):
        catalog.variant("BROKEN")


def test_an_unknown_sku_has_no_variant() -> None:
    assert catalogue().variant("A") is None


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period(price=1), 1),
        (Period(price=1, start=SECONDS), 1),
        (Period(price=1, start=SECONDS + 1), None),
        (Period(price=1, end=SECONDS), None),
        (Period(price=1, end=SECONDS + 1), 1),
    ],
)
def test_a_price_holds_from_its_start_until_just_before_its_end(period: Period, expected: int | None) -> None:
    found = variant(period).price_at("de", NOW)
    assert expected == (found.price if found else None)


def test_of_several_prices_the_last_holds() -> None:
    found = variant(Period(price=3), Period(price=2, start=SECONDS - 60)).price_at("de", NOW)
    assert found == Period(price=2, start=SECONDS - 60)


def test_a_price_is_the_same_at_one_moment_in_every_zone() -> None:
    local = NOW.astimezone(ZoneInfo("Pacific/Auckland"))
    priced = variant(Period(price=1, end=SECONDS), Period(price=2, start=SECONDS))
    assert priced.price_at("de", local) == priced.price_at("de", NOW)


def test_there_is_no_price_outside_a_market() -> None:
    assert variant(Period(price=1)).price_at("ch", NOW) is None


@given(moment=st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_prices_that_follow_each_other_leave_no_gap(moment: datetime) -> None:
    half = int((NOW + timedelta(days=1)).timestamp())
    priced = variant(Period(price=1, end=half), Period(price=2, start=half))
    assert priced.price_at("de", moment) is not None


def test_the_market_of_a_country_is_the_first_that_delivers_there() -> None:
    catalog = catalogue()
    assert catalog.market_of("AT") == catalog.markets["de"]
    assert catalog.market_of("US") is None


@pytest.mark.parametrize(
    ("weight_g", "goods", "expected"), [(2000, 100, 490), (2001, 100, 790), (31_501, 100, None), (500, 6000, 0)]
)
def test_shipping_costs_by_weight_and_nothing_from_a_value_on(weight_g: int, goods: int, expected: int | None) -> None:
    service = ShippingService(
        id="standard",
        name={},
        countries=("DE",),
        rates=(Rate(price=790, up_to_g=31_500), Rate(price=490, up_to_g=2000)),
        free_from=6000,
    )
    assert expected == service.price(weight_g, goods)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the catalogue cannot be read: Input data was truncated"),
        (b"[]", "the catalogue cannot be read: Expected `object`, got `array`"),
        (b"{}", "the catalogue cannot be read: Object missing required field `version`"),
    ],
)
def test_what_is_no_catalogue_is_refused_by_name(data: bytes, message: str) -> None:
    with pytest.raises(CatalogError) as caught:
        load(data)
    assert str(caught.value) == message


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(CatalogError) as caught:
        load(dump(msgspec.structs.replace(catalogue(), version=2)))
    assert str(caught.value) == (
        "the catalogue has version 2, this till reads version 1: build the site again with this litfass"
    )


def test_a_field_that_is_not_known_yet_is_passed_over() -> None:
    data = json.loads(dump(catalogue())) | {"season": "autumn"}
    assert load(json.dumps(data).encode()).build == "b1"
