"""An S3 on this machine: moto's server behind real HTTP, with a log of what it was asked and a gate that can refuse."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIEnvironment

    Gate = Callable[[str, str], bool]

#: As the store's owner; moto looks no closer.
_SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=x/20261121/us-east-1/s3/aws4_request, Signature=0"}

_DENIED = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"


def _open(_act: str, _key: str) -> bool:
    return True


@dataclass
class S3Server:
    """``asked`` are acts (GET, HEAD, PUT, COPY, DELETE …) with bucket and key, in the order of their coming.

    ``gate`` sees each before it is done; where it says no, the answer is 403. ``owner`` sees the objects.
    """

    owner: httpx.Client = field(default_factory=lambda: httpx.Client(headers=_SIGNED))
    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    gate: Gate = _open
    _moto: DomainDispatcherApplication = field(default_factory=lambda: DomainDispatcherApplication(create_backend_app))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        act = "COPY" if "x-amz-copy-source" in request.headers else request.method
        key = request.path.strip("/")
        with self._lock:
            self.asked.append((act, key))
        if self.gate(act, key):
            answer: Iterable[bytes] = self._moto(environ, start_response)
            return answer
        request.get_data()
        return Response(_DENIED, 403, content_type="application/xml")(environ, start_response)

    def make(self, bucket: str) -> None:
        """Begin anew, with one empty bucket."""
        self.reset()
        self.owner.post("/moto-api/reset")
        self.owner.put(f"/{bucket}")
        self.reset()

    def reset(self) -> None:
        """Forget what was asked, and let everybody in."""
        self.asked, self.gate = [], _open

    def keys(self, *acts: str) -> list[str]:
        """The keys of what was asked by these acts."""
        return [key for act, key in self.asked if act in acts]


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: ``asked`` has it."""


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """A running server at a free port."""
    store = S3Server()
    server = make_server("127.0.0.1", 0, store, threaded=True, request_handler=_Quiet)
    store.url = f"http://127.0.0.1:{server.port}"
    store.owner.base_url = store.url
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with store.owner:
            yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
