"""Serve: the magazine and its shop on one machine, as they change, without an account anywhere.

Rules of the room: nothing is made before it is asked for; nothing is written but pictures into the cache and the
shop's own files. What the room has to say goes to the caller.
"""

from __future__ import annotations

import logging
import signal
import threading
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import uvicorn

from generator.diagnostics import Report, as_text
from generator.magazine import read_site
from generator.schema.editor import MENDED, NOTHING_YET, READ_AGAIN, UNMENDED
from generator.serve.addresses import Origins
from generator.serve.app import create_app
from generator.serve.editor import Editor
from generator.serve.fault import UnservableError
from generator.serve.findings import Findings
from generator.serve.greeting import greeting
from generator.serve.ports import listen
from generator.serve.preview import Preview
from generator.serve.scene import Scene, stock_of
from generator.serve.shop import Shop, Source
from generator.serve.watch import Later, watch
from generator.serve.wishes import Wishes

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import FrameType

    from starlette.types import ASGIApp

    from generator.serve.preview import State

_log = logging.getLogger(__name__)

__all__ = ["Scene", "UnservableError", "Wishes", "serve", "stock_of"]


def serve(root: Path, wishes: Wishes, say: Callable[[str], None]) -> bool:
    """Serve the site in ``root`` until somebody stops it; False if site.yml cannot be read. Raises UnservableError."""
    editor, report = Editor.named(wishes.editor), Report()
    site = read_site(root, wishes.scene.moment(""), report)
    if site is None:
        say("\n".join(as_text(found) for found in report.diagnostics))
        return False
    with ExitStack() as stack:
        sockets, port = listen(wishes.host, wishes.port)
        bank_sockets, bank_port = listen(wishes.host, port + 1 if wishes.port else 0)
        origins = Origins(host=wishes.host, port=port, bank_port=bank_port)
        changes = Later()
        stack.enter_context(watch(root, changes.tell))  # before the first reading, which misses nothing then
        stack.callback(changes.tell_to, lambda _paths: None)
        preview = Preview(root, wishes.scene, f"{origins.own}{site.base_path}")
        _tell(preview.state, say)
        shop = Shop.open(root, origins=origins, base_path=site.base_path, source=_source(preview))
        stack.callback(shop.close)
        shop.store.play(lambda: edition.scene if (edition := preview.state.edition) else None, preview.counted)
        stack.enter_context(_in_background(shop.bank, bank_sockets))
        changes.tell_to(lambda paths: _tell_again(preview.read(paths), say))
        stack.enter_context(_beside(preview, "ahead", preview.make_ahead))
        stack.enter_context(_beside(preview, "clock", preview.keep_time))
        stack.enter_context(_beside(preview, "till", partial(_do_chores, shop, preview, origins.own)))
        findings = Findings(root=root, editor=editor, inside=f"{site.base_path}/_litfass")
        app = create_app(preview, base_path=site.base_path, findings=findings, origins=origins, till=shop.app)
        for line in greeting(origins, site.base_path, wishes.terminal):
            say(line)
        _run(_Server(_config(app), preview), sockets)
    return True


def _source(preview: Preview) -> Source:
    """What the till sells is what pages show, at the same moment."""
    return Source(
        catalog=partial(_file, preview, "catalog"),
        pages=partial(_file, preview, "till"),
        now=lambda: edition.now if (edition := preview.state.edition) else datetime.now(UTC),
    )


def _file(preview: Preview, channel: str) -> bytes:
    """The one file of a channel, as it is now."""
    [file] = preview.channel(channel)
    return file.content


def _tell_again(state: State | None, say: Callable[[str], None]) -> None:
    """What came of a change, such that an editor's program can read it."""
    if state is not None:
        say(READ_AGAIN)
        _tell(state, say)
        if not state.errors:
            say(MENDED)


def _tell(state: State | None, say: Callable[[str], None]) -> None:
    for found in state.errors if state else ():
        say(as_text(found))
    if state and state.errors:
        say(UNMENDED if state.edition else NOTHING_YET)


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2)


class _Server(uvicorn.Server):
    """A server that lets the browsers that wait for changes go before it waits for them."""

    def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
        super().__init__(config)
        self._preview = preview

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._preview.close()
        super().handle_exit(sig, frame)


def _run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
    """Run until a signal; uvicorn raises it again when it is done, and then it has done its work."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        server.run(sockets)
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def _do_chores(shop: Shop, preview: Preview, origin: str) -> None:
    """The work that the till does by itself; loading it must not hold up the first page."""
    preview.wait_for_readers()
    if not preview.closed:
        from functions.chores.background import Background  # noqa: PLC0415 (as it says)

        with Background(shop.app(origin).state.till):
            preview.wait_for_end()


@contextmanager
def _beside(preview: Preview, name: str, work: Callable[[], None]) -> Iterator[None]:
    """Work in a thread of its own, which ends when the preview is closed."""

    def watched() -> None:
        try:
            work()
        except Exception:  # noqa: BLE001 (the rim of a thread: our own fault, which must not end in silence)
            _log.exception("this is a fault of the tool, not of your content; the preview goes on without its %s", name)

    thread = threading.Thread(target=watched, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        preview.close()
        thread.join()


@contextmanager
def _in_background(app: ASGIApp, sockets: list[socket.socket]) -> Iterator[None]:
    """Another server in a thread of its own."""
    server = uvicorn.Server(_config(app))
    thread = threading.Thread(target=server.run, args=(sockets,), name="sandbox bank", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
