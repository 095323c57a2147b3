"""A server for ssh on this machine: OpenSSH's own, with a key and a host key of its own, and a way there in PATH."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SERVER = """
ListenAddress 127.0.0.1
AuthorizedKeysFile {folder}/key.pub
HostKey {folder}/host
PidFile none
UsePAM no
PasswordAuthentication no
StrictModes no
PermitRootLogin yes
LogLevel QUIET
"""
_CLIENT = """
IdentityFile {folder}/key
UserKnownHostsFile {folder}/known_hosts
GlobalKnownHostsFile none
IdentitiesOnly yes
BatchMode yes
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SshServer:
    """``netloc`` is where it answers; ``path`` a folder for PATH, whose ``ssh`` has the key and knows the host."""

    netloc: str
    path: Path

    def url(self, folder: Path) -> str:
        """A folder there, which is one here as well."""
        return f"ssh://{self.netloc}{folder}"


@contextmanager
def ssh_server(folder: Path) -> Iterator[SshServer]:
    """A running server whose files lie in a folder."""
    folder.mkdir(exist_ok=True)
    binary = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    assert binary, "no sshd: install OpenSSH's server"
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # as root it wants this folder, which Debian makes at boot alone
    for name in ("key", "host"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "server").write_text(_SERVER.format(folder=folder) + f"Port {port}\n", "ascii")
    (folder / "client").write_text(_CLIENT.format(folder=folder), "ascii")
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text('ascii')}", "ascii")
    with subprocess.Popen([binary, "-D", "-f", folder / "server"]) as running:
        try:
            _answers(port)
            yield SshServer(netloc=f"127.0.0.1:{port}", path=_way(folder))
        finally:
            running.terminate()


def _way(folder: Path) -> Path:
    """A folder with an ``ssh`` that reads our configuration instead of the user's."""
    (folder / "bin").mkdir()
    (folder / "bin/ssh").write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {folder}/client "$@"\n', "ascii")
    (folder / "bin/ssh").chmod(0o755)
    return folder / "bin"


def _answers(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.recv(1)
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return
