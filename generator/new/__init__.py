"""New: a magazine to begin with, and in a magazine the next story, product or translation.

Rules of the room: it writes what is not there yet, and never over anything. A file that it writes is whole: the decoder
has read it before it lies there.
"""

from __future__ import annotations

from generator.new.magazine import NotEmptyError, new
from generator.new.naming import id_of
from generator.new.thing import CannotError, Made, Wish, new_thing

__all__ = ["CannotError", "Made", "NotEmptyError", "Wish", "id_of", "new", "new_thing"]
