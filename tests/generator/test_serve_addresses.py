"""Which addresses are this machine's, and how a phone learns of them."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PIL import Image as Pillow

from generator.serve.addresses import Origins, network_address
from generator.serve.greeting import greeting, qr_lines

if TYPE_CHECKING:
    from starlette.types import Scope

EVERYWHERE = Origins(host="0.0.0.0", port=8000, bank_port=8001)


def asked(host: str, arrived: str = "192.0.2.7") -> Scope:
    return {"type": "http", "headers": [(b"host", host.encode())], "server": (arrived, 8000)}


@pytest.mark.parametrize(
    ("host", "arrived", "origin"),
    [
        ("localhost:8000", "127.0.0.1", "http://localhost:8000"),
        ("127.0.0.1:8000", "127.0.0.1", "http://127.0.0.1:8000"),
        ("192.0.2.7:8000", "192.0.2.7", "http://192.0.2.7:8000"),
        ("192.0.2.7:8000", "::ffff:192.0.2.7", "http://192.0.2.7:8000"),
        ("[2001:db8::7]:8000", "2001:db8::7", "http://[2001:db8::7]:8000"),
        (f"{socket.gethostname()}.local:8000", "192.0.2.7", f"http://{socket.gethostname().lower()}.local:8000"),
    ],
)
def test_an_address_of_this_machine_is_where_the_shopper_stays(host: str, arrived: str, origin: str) -> None:
    assert EVERYWHERE.of(asked(host, arrived)) == origin
    assert EVERYWHERE.bank(origin) == f"{origin.removesuffix('8000')}8001"


@pytest.mark.parametrize(
    "host",
    ["", "shop.example:8000", "192.0.2.8:8000", "192.0.2.7:9000", "192.0.2.7", "192.0.2.7:x", "[::1", "a@b:8000"],
)
def test_any_other_address_is_not_believed(host: str) -> None:
    assert EVERYWHERE.of(asked(host)) == "http://localhost:8000"
    assert not EVERYWHERE.is_known(asked(host))


def test_with_one_host_only_its_own_address_is_said() -> None:
    origins = Origins(host="localhost", port=8000, bank_port=8001)
    assert [*greeting(origins, "/mag", "plain")] == ["http://localhost:8000/mag/  (stop with Ctrl-C)"]


def test_with_every_address_that_of_the_network_is_said_and_drawn() -> None:
    address = network_address()
    first, *others = greeting(EVERYWHERE, "", "plain")
    assert first == "http://localhost:8000/  (stop with Ctrl-C)"
    if not address:  # a machine without a network has nothing to say
        assert others == []
        return
    assert others[0] == f"http://{address}:8000/  (for other devices in this network)"
    assert read(others[1:]) == f"http://{address}:8000/"


def test_without_a_terminal_nothing_is_drawn() -> None:
    assert all(line.startswith("http://") for line in greeting(EVERYWHERE, "", "none"))


@pytest.mark.parametrize("url", ["http://192.0.2.7:8000/", "http://198.51.100.200:65534/some/longer/magazine/"])
def test_the_code_that_is_drawn_can_be_read(url: str) -> None:
    assert read([*qr_lines(url, colour=False)]) == url


def test_in_colour_each_line_is_white_on_black_and_ends_so() -> None:
    plain = [*qr_lines("http://192.0.2.7:8000/", colour=False)]
    assert [*qr_lines("http://192.0.2.7:8000/", colour=True)] == [f"\x1b[97;40m{line}\x1b[0m" for line in plain]


def read(lines: list[str]) -> str:
    """What a phone reads off a dark terminal."""
    light = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
    rows = [bytes(light[letter][half] for letter in line) for line in lines for half in (0, 1)]
    picture = Pillow.frombytes("L", (len(rows[0]), len(rows)), b"".join(rows))
    found = zxingcpp.read_barcodes(picture.resize((picture.width * 8, picture.height * 8), Pillow.Resampling.NEAREST))
    return str(found[0].text)
