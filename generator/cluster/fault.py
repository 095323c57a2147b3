"""What can go wrong with a cluster, as one sentence for whoever builds."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Report

INSTALL = "pip install 'litfass[cluster]'"


class ClusterError(Exception):
    """Not everything was made: what was wrong, and how to mend it. It travels from a worker to the one that builds."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


@contextmanager
def telling(report: Report) -> Iterator[None]:
    """A ClusterError within the block becomes a diagnostic, and ends it."""
    try:
        yield
    except ClusterError as error:
        report.error("E904", error.message, error.hint)
