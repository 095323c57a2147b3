from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from functions.catalog import Market, Rate, ShippingService
from generator.decode import decode_site
from generator.diagnostics import Report
from generator.model import Language, Organization, Site
from generator.source import read_yaml

SITE = """
litfass: "0.1"
base_url: https://wayside.example/magazine/
timezone: Europe/Berlin
languages:
  en: {name: English, title: Wayside, tagline: Long walks, params: {issue: "07"}}
  pt-BR: {name: Português, title: Caminho}
organization: {name: Wayside, mail: shop@wayside.example, postal_code: 00700, country: DE, vat_id: de 123 456 789}
markets:
  eu:
    currency: EUR
    countries: [DE, AT]
    tax: {DE: {standard: 19, reduced: 7}, AT: {standard: 20, reduced: 5.5}}
    cut_off: 11:30
    handling_days: [0, 2]
    ships_from: DE-BE
    shipping:
      - id: post
        name: {en: Post, pt-BR: Correio}
        countries: [DE, AT]
        transit_days: [1, 3]
        free_from: 60.00
        rates: [{up_to: 2 kg, price: 4.90}, {price: 7.90}]
payment_means: {en: Card}
"""


def decoded(text: str) -> Site | None:
    report = Report()
    node = read_yaml("site.yml", text, report)
    assert node is not None
    return decode_site(node, report)


def messages(text: str) -> list[str]:
    report = Report()
    node = read_yaml("site.yml", text, report)
    assert node is not None
    assert decode_site(node, report) is None
    return [found.message for found in report.diagnostics]


def test_site_yml_is_a_site() -> None:
    assert decoded(SITE) == Site(
        base_url="https://wayside.example/magazine",
        timezone=ZoneInfo("Europe/Berlin"),
        theme="litfass",
        version="0.1",
        languages=(
            Language(
                code="en", name="English", prefix="", title="Wayside", tagline="Long walks", params={"issue": "07"}
            ),
            Language(code="pt-BR", name="Português", prefix="/pt-BR", title="Caminho"),
        ),
        organization=Organization(
            name="Wayside",
            mail="shop@wayside.example",
            postal_code="00700",
            country="DE",
            vat_id="DE123456789",
        ),
        payment_means={"en": "Card", "pt-BR": "Card"},
        markets=(
            Market(
                id="eu",
                currency="EUR",
                countries=("DE", "AT"),
                tax={"DE": {"standard": 1900, "reduced": 700}, "AT": {"standard": 2000, "reduced": 550}},
                cut_off_minute=11 * 60 + 30,
                handling_days=(0, 2),
                ships_from="DE-BE",
                shipping=(
                    ShippingService(
                        id="post",
                        name={"en": "Post", "pt-BR": "Correio"},
                        countries=("DE", "AT"),
                        transit_days=(1, 3),
                        free_from=6000,
                        rates=(Rate(price=490, up_to_g=2000), Rate(price=790)),
                    ),
                ),
            ),
        ),
    )


def test_a_site_of_a_small_business_needs_no_tax_rates() -> None:
    text = SITE.replace(
        "    tax: {DE: {standard: 19, reduced: 7}, AT: {standard: 20, reduced: 5.5}}\n", "    vat: exempt\n"
    )
    site = decoded(text)
    assert site is not None
    assert (site.markets[0].vat, site.markets[0].tax) == ("exempt", {})


@pytest.mark.parametrize(
    ("written", "cure"),
    [
        ("de_be", "Write: DE-BE"),
        ("de", "Write: DE"),
        ("BE-BRU", "Known are: BE, BE-Flemish, BE-French, BE-German."),
        ("Berlin", "Write a country, or a part of it with holidays of its own: DE, DE-BE"),
    ],
)
def test_a_place_has_holidays_that_are_known(written: str, cure: str) -> None:
    report = Report()
    node = read_yaml("site.yml", SITE.replace("DE-BE", written), report)
    assert node is not None
    assert decode_site(node, report) is None
    assert [(one.message, one.hint) for one in report.diagnostics] == [
        (f'ships_from "{written}" is no place whose holidays are known.', cure)
    ]


def test_a_till_may_answer_elsewhere_and_its_address_ends_as_a_tills() -> None:
    site = decoded(f"till_url: https://till.example/shop/till/\n{SITE}")
    assert site is not None
    assert (site.till, site.buy, site.till_origin) == (
        "https://till.example/shop/till",
        "https://till.example/shop/buy",
        "https://till.example",
    )
    wrong = messages(f"till_url: https://till.example\n{SITE}")
    assert wrong == ['till_url "https://till.example" does not end with /till.']


def test_a_till_is_reached_by_https_but_on_this_machine() -> None:
    wrong = messages(f"till_url: http://till.example/till\n{SITE}")
    assert wrong == ['till_url "http://till.example/till" would send addresses in the open.']
    assert decoded(f"till_url: http://till.localhost:8001/till\n{SITE}") is not None


def test_all_faults_of_site_yml_are_told_at_once() -> None:
    text = SITE.replace("EUR", "EURO").replace("Europe/Berlin", "Berlin").replace("name: English, ", "")
    assert messages(text) == [
        'timezone "Berlin" is no time zone.',
        "the language en needs the key name.",
        'currency "EURO" is no currency code.',
    ]


def test_a_site_needs_a_language_and_a_market() -> None:
    text = SITE.partition("languages:")[0] + "languages: {}\norganization: {name: A, mail: a@b.example}\nmarkets: {}\n"
    assert messages(text) == ["languages needs one language at least.", "markets needs one market at least."]


def test_the_last_rate_alone_may_have_no_limit() -> None:
    text = SITE.replace("[{up_to: 2 kg, price: 4.90}, {price: 7.90}]", "[{price: 7.90}, {up_to: 2 kg, price: 4.90}]")
    assert messages(text) == ["The rates are not in the order of their weights."]
