"""The contact: only the shape is checked, and nothing that could forge a mail's headers passes."""

from __future__ import annotations

import pytest

from functions.contact import Contact, from_form

GOOD = {
    "email": "ada@example.org",
    "name": "Ada Müller-O’Neill",
    "line1": "Weg 1",
    "line2": "",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
}


def problems(**fields: str) -> list[tuple[str, str]]:
    return [(found.code, found.path) for found in from_form({**GOOD, **fields})[1]]


def test_an_address_is_read_trimmed() -> None:
    read = from_form({**GOOD, "name": "  Ada Müller-O’Neill ", "country": "de"})
    assert read == (Contact(**GOOD), ())


def test_every_missing_field_is_named_at_once() -> None:
    assert [found.path for found in from_form({})[1]] == ["email", "name", "line1", "postal_code", "city", "country"]


@pytest.mark.parametrize(
    "email",
    [
        "ada",
        "ada@",
        "@example.org",
        "a b@example.org",
        "a@b",
        "a@b.org,c@d.org",
        "a@b..c",
        "a@-b.org",
        "(a)@b.org",
        "a\\@b.org",
        "ä@example.org",
        "a@straße.example",
        "=?utf-8?q?all=40evil.example=2C?=@b.org",
        "=?utf-8?q?x=0D=0ABcc=3Aall=40evil.example?=@b.org",
        "a@" + "b" * 64 + ".org",
    ],
)
def test_what_is_no_mail_address_is_a_problem(email: str) -> None:
    assert problems(email=email) == [("email_malformed", "email")]


@pytest.mark.parametrize("email", ["a.b+c@sub.example.org", "o'neill@example.org", "a@xn--strae-oqa.example"])
def test_unusual_mail_addresses_pass(email: str) -> None:
    assert problems(email=email) == []


def test_a_domain_is_written_as_mail_servers_know_it() -> None:
    contact, found = from_form({**GOOD, "email": "ida@Bücher.example"})
    assert (contact.email, found) == ("ida@xn--bcher-kva.example", ())


def test_what_a_phone_puts_into_a_text_unseen_is_taken_out() -> None:
    contact, found = from_form(
        {**GOOD, "name": "\u202aAda\u00a0Mu\u0308ller-O’Neill\u202c", "city": "Ber\u00adlin\u200b"}
    )
    assert (contact, found) == (Contact(**GOOD), ())


@pytest.mark.parametrize("text", ["\u200b", "\u00a0 ", "\u2003"])
def test_a_field_with_nothing_to_see_in_it_is_empty(text: str) -> None:
    assert problems(name=text) == [("required", "name")]


def test_a_line_break_in_a_name_is_a_problem() -> None:
    assert problems(name="Ada\r\nBcc: all@example.org") == [("malformed", "name")]


def test_a_field_that_is_too_long_is_a_problem() -> None:
    assert problems(city="x" * 81) == [("too_long", "city")]


def test_a_country_is_two_letters() -> None:
    assert problems(country="Deutschland") == [("country_malformed", "country")]
