"""Carriers: a parcel as one text, and where it is followed."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from functions.carriers import CARRIERS, Parcel, named_in, note_of, parcel_of


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_parcel_is_followed_at_its_carriers(carrier: str) -> None:
    note = note_of(carrier, " 0034 0434-1610.9401/5902 ")
    assert note == f"{carrier} 00340434-161094015902"
    parcel = parcel_of(note)
    assert (parcel.carrier, parcel.code) == (CARRIERS[carrier][0], "00340434-161094015902")
    assert urlsplit(parcel.url).scheme == "https"
    assert parcel.url.endswith("00340434-161094015902")


def test_a_number_alone_is_a_number_alone() -> None:
    assert note_of("", "rx123456789de") == "RX123456789DE"
    assert note_of("pigeon", "rx123456789de") == "RX123456789DE"
    assert parcel_of("RX123456789DE") == Parcel(carrier="", code="RX123456789DE", url="")


@pytest.mark.parametrize(
    ("service", "carrier"),
    [
        ("DHL Paket", "dhl"),
        ("Versand mit dhl-express", "dhl"),
        ("Deutsche Post, Großbrief", "post"),
        ("Standard", ""),
        ("DHL oder Hermes", ""),
        ("Österreichische Post", ""),
        ("Pick-ups", ""),
    ],
)
def test_a_service_may_name_its_carrier(service: str, carrier: str) -> None:
    assert named_in(service) == carrier


def test_a_carrier_alone_has_no_address() -> None:
    assert note_of("post", "") == "post"
    assert parcel_of("post") == Parcel(carrier="Deutsche Post", code="", url="")


def test_a_parcel_may_be_an_address() -> None:
    assert parcel_of("https://track.example/4711") == Parcel(carrier="", code="", url="https://track.example/4711")


def test_nothing_is_nothing() -> None:
    assert note_of("", " ") == ""
    assert parcel_of("") == Parcel(carrier="", code="", url="")


@pytest.mark.parametrize("code", ["123", "A" * 41, "<b>0034</b>", "0034?x=1", "٣٤٥٦٧"])
def test_what_is_no_number_is_refused(code: str) -> None:
    assert note_of("dhl", code) is None
