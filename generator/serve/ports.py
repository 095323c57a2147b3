"""Ports: a name and a number become sockets that listen, before anything slow is done."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket

from generator.serve.fault import UnservableError


class PortTakenError(UnservableError):
    """Somebody else listens there already, or the system does not allow it; the message says what to do."""


def listen(host: str, port: int) -> tuple[list[socket.socket], int]:
    """Listen on every address of ``host``, the same port on each, which is returned; 0 means any free one.

    A browser may try ::1 before 127.0.0.1 for localhost, so both must answer. Raises PortTakenError.
    """
    found: list[socket.socket] = []
    try:
        for family, address in _addresses(host):
            try:
                made = socket.create_server((address, port), family=family)
            except OSError as error:
                if error.errno == errno.EADDRNOTAVAIL and found:
                    continue  # a name with an address that this machine does not have, such as ::1 in a container
                raise
            found.append(made)
            port = made.getsockname()[1]
    except OSError as error:
        for made in found:
            made.close()
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        message = f"nothing can listen on {host}:{port}: {reason}. Name another port with --port."
        raise PortTakenError(message) from error
    return found, port


def is_every_address(host: str) -> bool:
    """Whether the host is no host but all of this machine's addresses: 0.0.0.0 or ::."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    """The addresses of a name, IPv4 first."""
    infos = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    found = {(family, str(where[0])): None for family, _, _, _, where in infos}
    return sorted(found, key=lambda one: one[0] != socket.AF_INET)
