"""A new story, product or translation: where it lies, what it is called, and that it can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.decode import decode_thing
from generator.diagnostics import Location, Report, did_you_mean
from generator.magazine import Moment, read_content, read_site
from generator.model import Product, Story
from generator.new.naming import id_of
from generator.new.product import product_text, product_words_text, sku_of
from generator.new.story import story_text, story_words_text
from generator.routes import FOLDERS
from generator.schema import Known
from generator.source import SourceFile, read_document, read_file

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from typing import Literal, NoReturn

    from generator.model import Content, Site


class CannotError(Exception):
    """Nothing is written; the message says why, and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What is to be written. ``id`` "" follows from the title; ``section`` and ``author`` "" are the site's first.

    ``of`` is the id of what is to be translated into ``language``; both are "" for what is new.
    """

    kind: Literal["story", "product"]
    title: str = ""
    id: str = ""
    section: str = ""
    author: str = ""
    of: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A file that was written: its ``path`` below the site, and the path of its page."""

    path: str
    url: str


def new_thing(root: Path, wish: Wish, now: datetime, report: Report) -> Made | None:
    """Write a story, a product or a translation into the magazine in ``root``; ``now`` is aware.

    None if site.yml cannot be read, which is reported; what else is wrong with the magazine is no hindrance.
    Raises CannotError, and OSError if the file cannot be written.
    """
    site = read_site(root, Moment(now=now), report)
    if site is None:
        return None
    content = read_content(root, site, Report())
    made = _translated(root, wish, site, content) if wish.of else _begun(wish, now, site, content)
    path, text, url = made
    if (root / path).exists() or (root / path).is_symlink():
        _refuse(f"{path} is there already, and stays as it is. Choose another title, or an --id of its own.")
    _prove(root, path, text, wish, site)
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    with (root / path).open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return Made(path=path, url=url)


def _begun(wish: Wish, now: datetime, site: Site, content: Content) -> tuple[str, str, str]:
    """Path, text and address of something new."""
    known, title = Known.of(site, content), " ".join(wish.title.split())
    id_ = wish.id or id_of(title, site.default_language)
    if not id_:
        _refuse(f'"{title}" has no letter from a to z to make a name of. Add one: --id moor')
    if (wish.kind, id_) in content.things:
        there = content.things[wish.kind, id_].entities
        at = there[0].at.file if there and there[0].at else f"The {wish.kind} {id_}"
        _refuse(f"{at} is there already, and stays as it is. Choose another title, or an --id of its own.")
    section = _chosen("section", wish.section, known.sections)
    if wish.kind == "story":
        if not section:
            _refuse("A story stands in a section, and there is none. Write one first: content/sections/name.md")
        author = _chosen("author", wish.author, known.authors)
        text = story_text(title, section, author, now.astimezone(site.timezone), known)
    else:
        taken = {variant.sku.casefold() for product in content.products for variant in product.variants}
        text = product_text(title, sku_of(id_, taken), section, site, known)
    folder = FOLDERS[wish.kind]
    return f"content/{folder}/{id_}.md", text, f"{site.base_path}/{folder}/{id_}/"


def _translated(root: Path, wish: Wish, site: Site, content: Content) -> tuple[str, str, str]:
    """Path, text and address of a translation."""
    others = tuple(language.code for language in site.languages[1:])
    if wish.language not in others:
        hint = did_you_mean(wish.language, others) or "site.yml names one language alone."
        _refuse(f"One cannot translate into {wish.language} here. {hint}")
    thing = content.things.get((wish.kind, wish.of))
    if thing is None:
        known = [id_ for kind, id_ in content.things if kind == wish.kind]
        _refuse(f'There is no {wish.kind} "{wish.of}". {did_you_mean(wish.of, known)}')
    original = thing.entities[0] if thing.entities else None
    if original is None or original.at is None or isinstance(original, Story) is not (wish.kind == "story"):
        _refuse(f"The {wish.kind} {wish.of} has errors. Mend them first: litfass check")
    if wish.language in thing.names:
        _refuse(f"The {wish.kind} {wish.of} is there in {wish.language} already, and stays as it is.")
    body, title = _body(root, original.at), " ".join(wish.title.split())
    slug = id_of(title, wish.language)
    if isinstance(original, Story):
        text = story_words_text(title, slug, original, wish.language, body)
    else:
        assert isinstance(original, Product)  # of the two kinds the other
        text = product_words_text(title, slug, original, wish.language, body)
    path = f"{original.at.file.removesuffix('.md')}.{wish.language}.md"
    prefix = site.language(wish.language).prefix
    return path, text, f"{site.base_path}{prefix}/{FOLDERS[wish.kind]}/{slug or original.slug}/"


def _body(root: Path, at: Location) -> str:
    """The text of the file that begins at a place."""
    file = read_file(root, at.file, Report())
    return read_document(file, Report()).body if file else ""


def _chosen(kind: str, wish: str, known: tuple[str, ...]) -> str:
    """The id that was wished for, or the first; "" if there is none."""
    if wish and wish not in known:
        _refuse(f'There is no {kind} "{wish}". {did_you_mean(wish, known)}')
    return wish or next(iter(known), "")


def _prove(root: Path, path: str, text: str, wish: Wish, site: Site) -> None:
    """Raise CannotError if the decoder would refuse the file."""
    report = Report()
    documents = [read_document(SourceFile(path=path, text=text, digest=""), report)]
    if wish.of and (original := read_file(root, path.removesuffix(f".{wish.language}.md") + ".md", Report())):
        documents.insert(0, read_document(original, Report()))
    decode_thing(documents, site, report)
    errors = [found for found in report.diagnostics if found.at and found.at.file == path and found.code[0] == "E"]
    if errors:
        _refuse(f"{errors[0].message} {errors[0].hint}")


def _refuse(why: str) -> NoReturn:
    raise CannotError(why.strip())
