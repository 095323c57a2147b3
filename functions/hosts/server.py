"""The till as a server of its own: ``uvicorn functions.hosts.server:app``, in a container or on any machine.

Rules of the room: all settings come from the environment, and it refuses to start while one is missing. Another build
beside it is taken up while it runs.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, asynccontextmanager, contextmanager
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from functions.app import load_handlers
from functions.chores.background import Background
from functions.hosts import application
from functions.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from starlette.applications import Starlette

    from functions.till import Till


def create(environment: Mapping[str, str]) -> Starlette:
    """The application by the settings in ``environment``. Raises SettingsError."""
    app = application(environment, lifespan=_work)
    load_handlers()
    return app


@asynccontextmanager
async def _work(app: Starlette) -> AsyncIterator[None]:
    """Send letters and clear up as long as the server runs."""
    till: Till = app.state.till
    with ExitStack() as stack:
        stack.callback(till.store().close)
        if till.settings.payment == "sandbox":
            stack.enter_context(_bank(till))
        stack.enter_context(Background(till))
        yield


@contextmanager
def _bank(till: Till) -> Iterator[None]:
    """The sandbox's payment page on its own port, for a trial before real money."""
    import uvicorn  # noqa: PLC0415 (with a real provider another server may run this application)

    from functions.payments.sandbox import Sandbox  # noqa: PLC0415
    from functions.payments.sandbox_page import create_sandbox_app  # noqa: PLC0415

    sandbox = till.provider()
    assert isinstance(sandbox, Sandbox)
    port = urlsplit(till.settings.sandbox_url).port or 80
    config = uvicorn.Config(create_sandbox_app(sandbox), host="0.0.0.0", port=port, lifespan="off")  # noqa: S104 (a trial is shown to others)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, name="sandbox-page", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
        sandbox.close()


def __getattr__(name: str) -> Starlette:
    """``app``, made when a server asks for it, so that importing this module starts nothing."""
    if name != "app":
        message = f"module {__name__} has no attribute {name}"
        raise AttributeError(message)
    try:
        return create(os.environ)
    except SettingsError as error:
        raise SystemExit(str(error)) from error
