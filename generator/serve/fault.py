"""What keeps a preview from being served, as one sentence for whoever typed the command."""

from __future__ import annotations


class UnservableError(Exception):
    """The preview cannot be what it is to be; the message says what to do."""
