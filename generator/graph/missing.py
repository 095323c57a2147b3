"""What is missing: translations, and the pages that the law wants of a shop; and tags that nobody meant.

Rules of the room: nothing here stops a build; where words are missing, those of the original stand on the page.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from generator.diagnostics import Location, nearest, right_word
from generator.model import FreePage, Product, Story

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.diagnostics import Report
    from generator.model import Content, Entity, Language, SiteGraph

#: What every shop must say somewhere (§ 5 DDG, Art. 13 GDPR, Art. 246a EGBGB).
_WANTED = ("imprint", "privacy", "shipping", "terms", "withdrawal")


def tell_missing(graph: SiteGraph, content: Content, report: Report) -> None:
    """Tell what the magazine lacks, as far as it is visible."""
    _tell_translations(graph, content, report)
    _tell_tags(graph, content, report)
    if not content.broken:  # what a broken file would say is not missing
        _tell_legal_pages(graph, report)
        _tell_tax_number(graph, report)
        _tell_unused(graph, content, report)


def _tell_translations(graph: SiteGraph, content: Content, report: Report) -> None:
    """Notes of what has no translation; a warning where a page that the law wants is missing in a language."""
    default = graph.site.default_language
    shown: tuple[Entity, ...] = (
        *graph.stories.values(),
        *graph.products.values(),
        *graph.pages.values(),
        *graph.terms.values(),
    )
    for one in shown if len(graph.site.languages) > 1 else ():
        # An edition that has faults is written all the same; a tag without a file has no words to translate.
        thing = content.things.get((one.kind, one.id))
        if one.language == default and thing is not None and one.at is not None:
            for language in graph.site.languages:
                if language.code not in thing.names:
                    _tell_translation(one, one.at, language, report)


def _tell_translation(original: Entity, at: Location, language: Language, report: Report) -> None:
    file = at.file.removesuffix(".md").removesuffix(f".{original.language}") + f".{language.code}.md"
    if isinstance(original, FreePage) and original.role:
        what = f"The page {original.id} ({original.role})"
        message = f"{what} is not there in {language.name}, where the law wants it too."
        report.warning("W204", message, f"Write {file}", at=at)
    else:
        message = f"The {original.kind} {original.id} has no translation in {language.name}."
        report.note("N205", message, f"It would be {file}", at=at)


def _tell_legal_pages(graph: SiteGraph, report: Report) -> None:
    """A warning where something is sold and the shop does not say what it must."""
    there = {page.role for page in graph.pages.values()}
    missing = [role for role in _WANTED if role not in there]
    if missing and graph.products:
        message = f"The magazine sells, and has no page for what the law wants said: {', '.join(missing)}."
        hint = f"Write each into content/pages, with such a line: role: {missing[0]}"
        report.warning("W207", message, hint)


def _tell_tax_number(graph: SiteGraph, report: Report) -> None:
    """A warning where invoices would not say whose VAT they show (§ 14 (4) no. 2 UStG)."""
    seller = graph.site.organization
    charges = any(market.vat == "included" for market in graph.site.markets)
    if charges and graph.products and not (seller.tax_number or seller.vat_id):
        message = "The magazine sells with VAT, and its invoices have neither a tax number nor a VAT id."
        hint = "Write one below organization, such as: vat_id: DE123456789"
        report.warning("W210", message, hint, at=Location(file="site.yml"))


def _tell_tags(graph: SiteGraph, content: Content, report: Report) -> None:
    """A warning of a tag that stands once, has no file, and is nearly another: most likely a slip."""
    default = graph.site.default_language
    originals = (one for thing in content.things.values() for one in thing.entities[:1])
    tagged = [one for one in originals if isinstance(one, Story | Product)]
    uses = Counter(tag for one in tagged for tag in one.tags)
    files = {id_ for (kind, id_), thing in content.things.items() if kind == "tag" and not thing.broken}
    others = files | {tag for tag, count in uses.items() if count > 1}
    slips = {tag: near for tag in uses if tag not in others and (near := _slip(tag, others))}
    for one in tagged if slips else ():
        for tag in slips.keys() & set(one.tags):
            named = content.references[one.kind, one.id, default]
            at = next((reference.at for reference in named if (reference.kind, reference.id) == ("tag", tag)), None)
            hint = f"If it is meant, give it a file: content/tags/{tag}.md"
            message = f'The tag "{tag}" stands only here; did you mean "{slips[tag]}"?'
            is_inflected = tag[-1] != slips[tag][-1]  # which may be meant
            fix = () if is_inflected or slips[tag] in one.tags else right_word(at, tag, others)
            report.warning("W206", message, hint, at=at, fix=fix)


def _tell_unused(graph: SiteGraph, content: Content, report: Report) -> None:
    """Notes of sections, tags and authors under which nothing is listed."""
    stories = graph.stories.values()
    listed: tuple[Story | Product, ...] = (*stories, *graph.products.values())
    used = {
        "author": {author for story in stories for author in story.authors},
        "section": {one.section for one in listed},
        "tag": {tag for one in listed for tag in one.tags},
    }
    for (kind, id_), thing in content.things.items():
        if kind in used and not thing.broken and id_ not in used[kind]:
            message = f"Nothing visible is listed under the {kind} {id_}, and so it has no page."
            report.note("N208", message, at=thing.entities[0].at)


def _slip(word: str, known: Collection[str]) -> str:
    """The word that was meant, where one is so near that only a letter or two differ."""
    near = nearest(word, known)
    differ = sum((Counter(word) - Counter(near)).values()) + sum((Counter(near) - Counter(word)).values())
    return near if near and len(word) > 3 and differ <= 2 else ""  # noqa: PLR2004 - a letter exchanged is two
