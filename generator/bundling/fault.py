"""What is in the way of a bundle."""

from __future__ import annotations


class BundleError(Exception):
    """No bundle was made; the message says why, and the cure."""
