"""Greeting: where the preview is read, on this machine and on the phone on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from generator.serve.addresses import network_address
from generator.serve.ports import is_every_address
from generator.views.qr import modules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.serve.addresses import Origins

#: What stands in one place of the terminal: is the upper module of two light, is the lower?
_HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
#: Bright white on black, whatever the terminal's own colours are.
_COLOURS, _DONE = "\x1b[97;40m", "\x1b[0m"


def greeting(origins: Origins, base_path: str, terminal: Literal["none", "plain", "colour"]) -> Iterator[str]:
    """The lines that say where it is; with every address listened on, that of the network too, and its QR code."""
    yield f"{origins.own}{base_path}/  (stop with Ctrl-C)"
    address = network_address() if is_every_address(origins.host) else ""
    if address:
        url = f"http://{address}:{origins.port}{base_path}/"
        yield f"{url}  (for other devices in this network)"
        if terminal != "none":
            yield from qr_lines(url, colour=terminal == "colour")


def qr_lines(url: str, *, colour: bool) -> Iterator[str]:
    """The QR code of a URL, two rows of it to a line; what is light is drawn, the quiet zone around it too.

    Without ``colour`` that takes a dark terminal.
    """
    rows = [[module > 0 for module in row] for row in modules(url, "L")]
    rows += [[True] * len(rows)] * (len(rows) % 2)
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        line = "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        yield f"{_COLOURS}{line}{_DONE}" if colour else line
