"""Things: the files of one thing to all that is known of it, and where that is kept already, to nothing at all.

Rules of the room: a thing depends on its own files and on the facts of site.yml, so that things can be read in any
order and in any process. What it comes to is named by a digest of all that it depends on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.blocks import ExtensionError, ImageBlock
from generator.content.lenient import is_lenient, read_leniently
from generator.content.packing import packed
from generator.decode import decode_thing
from generator.diagnostics import Report, Severity
from generator.markdown import parse
from generator.model import Language, Prose, Thing
from generator.source import read_document, read_file

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from pathlib import Path

    from generator.blocks import Blocks
    from generator.model import Key, Reference, Site
    from generator.source import SourceFile


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """The body of an edition, and all that the edition refers to, front matter first."""

    prose: Prose
    references: tuple[Reference, ...]


#: The body of a story that is left out: it names nothing.
_NOTHING = Body(prose=Prose(html=""), references=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Portion:
    """Some things as they were read: their digests, and packed what they came to.

    ``things`` are by digest, without those that were known before; the ``faulty`` have errors, and are not to be kept.
    ``bodies`` are by name: see `name_of`.
    """

    digests: Mapping[Key, str]
    things: bytes
    faulty: bytes
    bodies: Mapping[str, bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Reads things below ``root``; of those whose digest is ``known`` the files alone. It can be pickled.

    ``facts`` are those of ``site`` and of the ``blocks``: see `facts_of`.
    """

    root: Path
    site: Site
    blocks: Blocks
    facts: str
    known: Container[str] = frozenset()

    def __call__(self, things: Sequence[tuple[Key, Mapping[str, str]]]) -> Portion:
        """Read things, each with its files by language."""
        digests: dict[Key, str] = {}
        made: dict[bool, dict[str, Thing]] = {False: {}, True: {}}
        bodies: dict[str, bytes] = {}
        for key, editions in things:
            report = Report()
            files = self.files(editions, report)
            lost = (path for language, path in editions.items() if language not in files)
            digest = digests[key] = digest_of(self.facts, files.values(), lost)
            if digest not in self.known or report.failed:
                thing, own = make_thing(files, self.site, self.blocks, report)
                made[_failed(thing)][digest] = thing
                bodies |= {name_of(digest, language): packed(body) for language, body in own.items()}
        return Portion(digests=digests, things=packed(made[False]), faulty=packed(made[True]), bodies=bodies)

    def files(self, editions: Mapping[str, str], report: Report) -> dict[str, SourceFile]:
        """The files of a thing by language."""
        found = ((language, read_file(self.root, path, report)) for language, path in editions.items())
        return {language: file for language, file in found if file}

    def body(self, editions: Mapping[str, str], language: str) -> Body | None:
        """The body of one edition as its file is now; None if it has gone away."""
        _, bodies = make_thing(self.files(editions, Report()), self.site, self.blocks, Report())
        return bodies.get(language)


def make_thing(
    files: Mapping[str, SourceFile], site: Site, blocks: Blocks, report: Report
) -> tuple[Thing, dict[str, Body]]:
    """A thing and its bodies by language, out of its files by language."""
    documents = {language: read_document(file, report) for language, file in files.items()}
    decoded = decode_thing(documents.values(), site, report)
    bodies = {}
    for language, document in documents.items():
        prose = parse(
            document.body,
            file=document.file.path,
            first_line=document.body_line,
            language=language,
            report=report,
            blocks=blocks.directives,
            holding=blocks.holding,
        )
        front = decoded.references if language == site.default_language else ()
        bodies[language] = Body(prose=prose, references=(*front, *_named(prose, blocks, report)))
    entities, told = decoded.entities, report.diagnostics
    if is_lenient(files, told, site):
        texts = {language: body.prose for language, body in bodies.items()}
        entities, told = read_leniently(entities, files, texts, told, site)
        read = {one.language for one in entities}
        bodies = {language: body if language in read else _NOTHING for language, body in bodies.items()}
    pictures = {language: _pictures(body.prose) for language, body in bodies.items()}
    media = {language: blocks.media(body.prose.embeds) for language, body in bodies.items()}
    thing = Thing(
        entities=entities,
        names={language: tuple((one.kind, one.id) for one in body.references) for language, body in bodies.items()},
        pictures={language: shown for language, shown in pictures.items() if shown},
        media={language: played for language, played in media.items() if played},
        diagnostics=told,
        broken=not entities,
    )
    return thing, bodies


def _named(prose: Prose, blocks: Blocks, report: Report) -> tuple[Reference, ...]:
    """What the blocks of a text refer to; what is wrong with them is told."""
    try:
        blocks.check(prose.embeds, report)
        return tuple(one for embed in prose.embeds for one in blocks.references(embed))
    except ExtensionError as error:
        error.tell(report)
        return ()


def facts_of(site: Site, blocks: Blocks) -> str:
    """A digest of what in site.yml has a part in what things come to: not its address, nor how the brand speaks."""
    languages = tuple(Language(code=one.code, name="", prefix="", title="") for one in site.languages)
    told = repr(replace(site, base_url="", theme="", brand=None, version="", languages=languages))
    return hashlib.blake2b(f"{told}\n{blocks.digest}".encode(), digest_size=16).hexdigest()


def digest_of(facts: str, files: Iterable[SourceFile], lost: Iterable[str] = ()) -> str:
    """A digest of all that a thing depends on: its files, of those that are ``lost`` the paths alone, and the facts."""
    told = "\n".join((facts, *(f"{file.path} {file.digest}" for file in files), *lost))
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def name_of(digest: str, language: str) -> str:
    """The name of a body: that of its thing, and its language."""
    return f"{digest} {language}"


def _failed(thing: Thing) -> bool:
    return any(one.severity is Severity.ERROR for one in thing.diagnostics)


def _pictures(prose: Prose) -> tuple[str, ...]:
    return tuple(dict.fromkeys(embed.argument for embed in prose.embeds if embed.block == ImageBlock.name))
