"""One small file for each platform that the till runs on; here is what all of them begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.app import create_app
from functions.settings import from_environment
from functions.site import Site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.applications import Starlette
    from starlette.types import Lifespan


def application(environment: Mapping[str, str], lifespan: Lifespan[Starlette] | None = None) -> Starlette:
    """The till by the settings in ``environment``, with the build that lies there. Raises SettingsError."""
    settings = from_environment(environment)
    site = Site(settings)
    return create_app(settings, site.catalog, site.pages, lifespan=lifespan)
