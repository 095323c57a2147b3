"""Places that content goes to besides pages: one file per channel, each from the same graph.

Rules of the room: a channel makes artifacts and writes nothing; equal graphs give equal bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.channels import feeds, headers, sitemap, till
from generator.channels.till import TillPages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.model import Artifact
    from generator.views.context import ViewContext

__all__ = ["TillPages", "artifacts"]


def artifacts(context: ViewContext, pages: TillPages, payment_origins: Iterable[str] = ()) -> tuple[Artifact, ...]:
    """All files of all channels. ``payment_origins`` are added to those of the site's payment provider."""
    return (
        *sitemap.artifacts(context),
        *feeds.artifacts(context),
        *headers.artifacts(context, payment_origins),
        *till.artifacts(context, pages),
    )
