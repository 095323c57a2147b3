"""What can go wrong at the rim of a deploy, as one sentence for whoever typed the command."""

from __future__ import annotations


class DeployError(Exception):
    """The command was not done; the text says why, and how to mend it."""


class ChangedError(Exception):
    """Somebody else wrote an object since it was read."""
