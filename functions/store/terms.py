"""Legal texts as they stood: an order names a version, and its mail carries the texts of that version.

Rules of the room: what is kept is never changed; a changed text is another version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from functions.store.outcomes import Document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from functions.store.database import Session


def keep(session: Session, version: str, language: str, documents: Iterable[Document]) -> None:
    """Keep the texts; those kept already stay."""
    for document in documents:
        session.execute(
            "INSERT INTO terms (version, language, kind, title, url, text) "
            "VALUES (:version, :language, :kind, :title, :url, :text) ON CONFLICT DO NOTHING",
            version=version,
            language=language,
            kind=document.kind,
            title=document.title,
            url=document.url,
            text=document.text,
        )


def kept(session: Session, version: str, language: str) -> tuple[Document, ...]:
    """The texts of a version in a language, by kind."""
    found = session.rows(
        "SELECT kind, title, url, text FROM terms WHERE version = :version AND language = :language ORDER BY kind",
        version=version,
        language=language,
    )
    return msgspec.convert(found, tuple[Document, ...])
