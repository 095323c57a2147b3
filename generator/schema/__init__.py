"""Schema: what an editor's program needs to help: JSON Schemas, settings and snippets, made for one site.

Rules of the room: it is pure, and what it says is derived: keys from the decoder's (a test compares both), words from
`words`, blocks from their registry, ids from the site's own files. Who writes the files is somebody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.schema import editor
from generator.schema.coupons import coupons_yml
from generator.schema.kinds import front_matter
from generator.schema.known import Known, ids_of, tax_classes
from generator.schema.shapes import DIALECT
from generator.schema.sites import site_yml
from generator.schema.snippets import snippets
from generator.schema.words import WORDS, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.blocks import Block
    from generator.schema.shapes import Schema

__all__ = ["WORDS", "Known", "editor_files", "ids_of", "schemas", "shared_files", "tax_classes", "words"]


def schemas(known: Known) -> dict[str, Schema]:
    """A JSON Schema for each kind of front matter and its translations (``story-words``), site.yml and coupons.yml."""
    shapes = {**front_matter(known), "site": site_yml(known.language), "coupons": coupons_yml(known)}
    return {name: {"$schema": DIALECT, "title": name, **shape} for name, shape in shapes.items()}


def editor_files(known: Known, blocks: Iterable[Block]) -> dict[str, Schema]:
    """The files that are the tool's own, by their paths below the site: schemas and snippets."""
    shapes = schemas(known)
    found = {editor.schema_file(name): shape for name, shape in shapes.items()}
    return {**found, f"{editor.FOLDER}/litfass.code-snippets": snippets(known, blocks, shapes)}


def shared_files(known: Known) -> dict[str, Schema]:
    """The files of which the tool has a part, and whoever uses the editor's program the rest."""
    return {
        f"{editor.FOLDER}/settings.json": editor.settings(known),
        f"{editor.FOLDER}/extensions.json": editor.recommendations(),
        f"{editor.FOLDER}/tasks.json": editor.tasks(),
    }
