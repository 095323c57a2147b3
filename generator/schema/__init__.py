"""Schema: what an editor's program needs to help: JSON Schemas, settings and snippets, made for one site.

Rules of the room: it is pure, and what it says is derived: keys from the decoder's (a test compares both), words from
`words`, blocks from their registry, ids from the site's own files. Who writes the files is somebody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.schema.kinds import front_matter
from generator.schema.known import Known, ids_of, tax_classes
from generator.schema.shapes import DIALECT
from generator.schema.sites import site_yml
from generator.schema.words import WORDS, words

if TYPE_CHECKING:
    from generator.schema.shapes import Schema

__all__ = ["WORDS", "Known", "ids_of", "schemas", "tax_classes", "words"]


def schemas(known: Known) -> dict[str, Schema]:
    """A JSON Schema for each kind of front matter, for translations (``story-words``), and for site.yml (``site``)."""
    shapes = {**front_matter(known), "site": site_yml(known.language)}
    return {name: {"$schema": DIALECT, "title": name, **shape} for name, shape in shapes.items()}
