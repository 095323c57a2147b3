"""Addresses: by which the preview is reached, on this machine and from others in its network.

Rules of the room: what a browser says of an address is believed only where it is one of this machine's, so that no
answer leads anywhere else. Nothing is sent to find out.
"""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from generator.serve.ports import is_every_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Scope

#: No machine's (RFC 5737); a socket that is to send there says from which address it would.
_ELSEWHERE = ("198.51.100.1", 9)


@dataclass(frozen=True, kw_only=True, slots=True)
class Origins:
    """Where magazine and bank answer: ``host`` is what was asked for, the ports are those of the two."""

    host: str
    port: int
    bank_port: int

    @property
    def own(self) -> str:
        """The magazine's origin as this machine reads it."""
        return _origin("localhost" if is_every_address(self.host) else self.host, self.port)

    def of(self, scope: Scope) -> str:
        """The origin that a request names, if it is one of this machine's; else `own`."""
        named = host_of(scope)
        with suppress(ValueError):
            parts = urlsplit(f"//{named}")
            if parts.hostname and parts.port == self.port and self._is_ours(parts.hostname, scope):
                return _origin(parts.hostname, self.port)
        return self.own

    def is_known(self, scope: Scope) -> bool:
        """Whether a request names an origin of this machine."""
        return self.of(scope) == f"http://{host_of(scope).lower()}"

    def bank(self, origin: str) -> str:
        """The bank's origin for who reads the magazine at another."""
        return _origin(urlsplit(origin).hostname or self.host, self.bank_port)

    def _is_ours(self, name: str, scope: Scope) -> bool:
        """Whether a name is this machine's: its own names, and the address at which the request arrived."""
        machine = socket.gethostname().lower()
        arrived = str((scope.get("server") or ("",))[0])
        return name in {"localhost", self.host.lower(), machine, f"{machine}.local"} or _is_same(name, arrived)


def host_of(scope: Scope) -> str:
    """The Host header of a request, "" if there is none."""
    headers: Mapping[bytes, bytes] = dict(scope["headers"])
    return headers.get(b"host", b"").decode("latin-1")


def network_address() -> str:
    """The address of this machine in its network, "" if it has none."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_ELSEWHERE)
        return str(probe.getsockname()[0])
    with suppress(OSError):
        found = {str(where[0]) for *_, where in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
        return next((one for one in sorted(found) if not ipaddress.ip_address(one).is_loopback), "")
    return ""


def _is_same(name: str, address: str) -> bool:
    """Whether two addresses are one; an IPv4 address may arrive as a part of IPv6."""
    try:
        one, other = ipaddress.ip_address(name), ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return one == (getattr(other, "ipv4_mapped", None) or other)


def _origin(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
