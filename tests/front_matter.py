"""Front matter as the decoder finds it, and as an editor's program sees it.

That program makes types of words, by the core schema of YAML 1.2.2 (chapter 10.3).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from generator.decode import decode_coupons, decode_site, decode_thing
from generator.decode.place import FOLDERS
from generator.diagnostics import Report
from generator.schema import Known, schemas
from generator.source import Mapping, Scalar, SourceFile, read_document, read_yaml
from tests.test_sites import SITES, sections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic
    from generator.model import Site
    from generator.source import Document, Node

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

BASE = sections(SITES / "_base.txt")

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_OTHER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_SAME = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def seen(node: Node) -> Json:
    """A node as a JSON value."""
    if isinstance(node, Mapping):
        return {key.text: seen(value) for key, value in node.entries}
    if not isinstance(node, Scalar):
        return [seen(item) for item in node.items]
    return node.text if node.quoted else _typed(node.text)


def _typed(text: str) -> bool | float | str | None:
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def is_seen_as_written(node: Node) -> bool:
    """Whether no word of it became another: ``0123`` is 123 to an editor's program, ``~`` is nothing, 1e3 is 1000."""
    return all(_is_kept(one) for one in _scalars(node))


def _is_kept(node: Scalar) -> bool:
    value = seen(node)
    if node.quoted or isinstance(value, str):
        return not _OTHER.fullmatch(node.text) or node.quoted
    if value is None or isinstance(value, bool):
        return node.text in {"", "true", "false"}
    return _SAME.fullmatch(node.text) is not None


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for _, value in node.entries:
            yield from _scalars(value)
    else:
        for item in node.items:
            yield from _scalars(item)


@cache
def site_of(text: str) -> Site | None:
    node = read_yaml("site.yml", text, Report())
    return decode_site(node, Report()) if node else None


def document(path: str, text: str, report: Report) -> Document:
    return read_document(SourceFile(path=path, text=text, digest=""), report)


def told_of(name: str, text: str) -> tuple[Diagnostic, ...]:
    """What the decoder says of a front matter of a kind, of site.yml or of coupons.yml."""
    report = Report()
    if name in {"site", "coupons"}:
        node, of_all = read_yaml(f"{name}.yml", text, report), site_of(BASE["site.yml"])
        assert node is not None
        assert of_all is not None
        if name == "site":
            decode_site(node, report)
        else:
            decode_coupons(node, of_all, report)
        return report.diagnostics
    kind, _, words = name.partition("-")
    plural = next(folder for folder, singular in FOLDERS.items() if singular == kind)
    home, site = f"content/{plural}/x.md", site_of(BASE["site.yml"])
    assert site is not None
    path = f"content/{plural}/x.de.md" if words else home
    documents = [document(path, f"---\n{text}\n---\n", report)]
    original = document(home, "---\ntitle: X\n---\n", Report())
    decode_thing([original, *documents] if words else documents, site, report)
    return report.diagnostics


def keys_of(name: str, way: str) -> set[str]:
    """The keys that a schema has in one of its groups."""
    shape: object = schemas(Known())[name]
    for step in way.split("/") if way else ():
        assert isinstance(shape, dict)
        if step.isdecimal():
            shape = shape["anyOf"][int(step)]
        else:
            shape = (shape.get("items") or shape["additionalProperties"]) if step == "*" else shape["properties"][step]
    assert isinstance(shape, dict)
    return set(shape["properties"])
