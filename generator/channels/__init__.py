"""Places that content goes to besides pages: one file per channel, each from the same graph.

Rules of the room: a channel makes artifacts and writes nothing; equal graphs give equal bytes.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from generator.channels import feeds, headers, podcast, sitemap, till
from generator.channels.till import TillPages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.model import Artifact
    from generator.views import ViewContext

    Channel: TypeAlias = Callable[[ViewContext, Callable[[], TillPages]], tuple[Artifact, ...]]

__all__ = ["CHANNELS", "TillPages"]

CHANNELS: Mapping[str, Channel] = MappingProxyType(
    {
        "sitemap": lambda context, _: sitemap.artifacts(context),
        "feeds": lambda context, _: feeds.artifacts(context),
        "podcast": lambda context, _: podcast.artifacts(context),
        "headers": lambda context, _: headers.artifacts(context),
        "catalog": lambda context, _: till.catalog_artifacts(context),
        "till": lambda context, pages: till.pages_artifacts(context, pages()),
    }
)
"""All channels by name: each makes its files of a context; the second is asked for what the theme gives the till."""
