"""From the words of a command to the options of a build."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from generator.build import Options
from generator.commands.saying import progress

if TYPE_CHECKING:
    import argparse

    from generator.cluster import Cluster


def options(given: argparse.Namespace, cluster: Cluster | None = None) -> Options:
    """How to build; progress goes to stderr."""
    return Options(
        drafts=given.drafts,
        future=given.future,
        expired=given.expired,
        strict=getattr(given, "strict", False),
        preview=getattr(given, "preview", ""),
        jobs=given.jobs or os.cpu_count() or 1,
        cluster=cluster,
        progress=progress(sys.stderr),
    )
