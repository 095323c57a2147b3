"""What can be wrong with the machinery, where who meets it must not have to load the machinery.

Rules of the room: exceptions only, whose messages are for the operator.
"""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot be used: it is away, its URL is malformed, or its schema is another version's.

    The message says why, and the cure where we know it; it is for the operator, never for a shopper.
    """
