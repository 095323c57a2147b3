"""A mail server on this machine that takes letters, or says that it cannot."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that takes letters, or answers every recipient with ``refusal``."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refusal: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.refusal = refusal
        self.taken: list[bytes] = []


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box = cast("Mailbox", self.server)
        self.wfile.write(b"220 tests\r\n")
        for line in self.rfile:
            word = line.split(b":")[0].split()[0].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                box.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(b"250 taken\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            elif word == b"RCPT" and box.refusal:
                self.wfile.write(box.refusal + b"\r\n")
            else:
                self.wfile.write(b"250 fine\r\n")


@contextmanager
def mailbox(*, refuses: bool = False, refusal: bytes = b"451 later") -> Iterator[tuple[Mailbox, str]]:
    with Mailbox(refusal if refuses else b"") as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server, f"smtp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
