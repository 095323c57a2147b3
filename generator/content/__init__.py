"""Content: all that lies below ``content/``, read by what it is: what did not change is not read again.

Rules of the room: a file that has the stamp it had is not opened; a thing whose files and whose site.yml have the
digests they had comes from the memory; the rest is read, shared out over processes. What comes from the memory is told
as if it had been read, diagnostics included. Without a memory all is read.
"""

from __future__ import annotations

from generator.content.again import Again, read_again
from generator.content.bodies import BODIES
from generator.content.packing import Pickler, no_collections, packed, unpacked
from generator.content.reading import Reading, read_content
from generator.content.things import Body, make_thing

__all__ = [
    "BODIES",
    "Again",
    "Body",
    "Pickler",
    "Reading",
    "make_thing",
    "no_collections",
    "packed",
    "read_again",
    "read_content",
    "unpacked",
]
