"""New: a magazine, its next story, product or translation; files of an editor's program.

Rules of the room: it writes what is not there yet, and over nothing but what it made itself. A file of content is
whole: the decoder has read it before it lies there.
"""

from __future__ import annotations

from generator.new.editor import Prepared, prepare_editor
from generator.new.magazine import NotEmptyError, new_magazine
from generator.new.naming import id_of
from generator.new.thing import CannotError, Made, Wish, new_thing

__all__ = [
    "CannotError",
    "Made",
    "NotEmptyError",
    "Prepared",
    "Wish",
    "id_of",
    "new_magazine",
    "new_thing",
    "prepare_editor",
]
