"""The schema: numbered migrations, and the refusal to work on any other than this version's.

Rules of the room: a migration that was released is never changed. Only `litfass migrate` and `serve` migrate. The
release before goes on with the new schema while machines are exchanged: a migration adds, and says in
`litfass_schema.oldest` if an older release must not run on it any more.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from functions.faults import StoreError

if TYPE_CHECKING:
    from functions.store.database import Database, Session

#: The number of the last file in ``migrations/``; said here so that a start need not list a folder.
VERSION = 2

_FOLDER = Path(__file__).parent / "migrations"


def migrations() -> tuple[tuple[int, str], ...]:
    """Every migration: its number and its statements, in order."""
    return tuple((int(file.name[:4]), file.read_text("utf-8")) for file in sorted(_FOLDER.glob("*.sql")))


def migrate(database: Database) -> int:
    """Bring the schema to this version; how many ran. Raises StoreError if it is too new for this release."""
    with database.writing(create=True) as session:
        session.execute(database.backend.lock_schema)
        known = version(database, session)
        if known > VERSION and not _is_fit(session, known):
            raise StoreError(_mismatch(known))
        missing = [(number, text) for number, text in migrations() if number > known]
        if known == 0:
            session.execute("CREATE TABLE litfass_schema (version BIGINT NOT NULL)")
            session.execute("INSERT INTO litfass_schema (version) VALUES (0)")
        for number, text in missing:
            for statement in statements(text):
                session.execute(statement)
            session.execute("UPDATE litfass_schema SET version = :number", number=number)
        if known == 1:
            _tell_mails(session)
    return len(missing)


class _Contact(msgspec.Struct):
    email: str


class _Body(msgspec.Struct):
    contact: _Contact


def _tell_mails(session: Session) -> None:
    """Schema 2 has an order's mail address in a column; the two databases read JSON in different words."""
    for row in session.rows("SELECT id, body FROM orders"):
        known = msgspec.convert(row, dict[str, str])
        email = msgspec.json.decode(known["body"], type=_Body).contact.email.lower()
        session.execute("UPDATE orders SET email = :email WHERE id = :id", email=email, id=known["id"])


def statements(text: str) -> list[str]:
    """The single statements of a migration; a comment stands on lines of its own, a semicolon at a line's end."""
    code = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    return [part.strip() for part in code.split(";\n") if part.strip()]


def verify(database: Database) -> None:
    """Raises StoreError if this release must not run on the schema."""
    with database.reading() as session:
        known = version(database, session)
        fit = _is_fit(session, known)
    if not fit:
        raise StoreError(_mismatch(known))


def _is_fit(session: Session, known: int) -> bool:
    """Whether this release runs on that schema: its own, or a newer one that says so."""
    if known <= VERSION:
        return known == VERSION
    row = session.row("SELECT oldest FROM litfass_schema")
    return msgspec.convert(row or {"oldest": known}, dict[str, int])["oldest"] <= VERSION


def version(database: Database, session: Session) -> int:
    """The schema's version, 0 if there is none yet."""
    if session.row(database.backend.find_schema) is None:
        return 0
    return msgspec.convert(session.row("SELECT version FROM litfass_schema"), dict[str, int])["version"]


def _mismatch(known: int) -> str:
    """Why this litfass does not touch that store."""
    if known > VERSION:
        return f"the store has schema {known}, this litfass knows {VERSION}: install the litfass that made it"
    return f"the store has schema {known}, this litfass needs {VERSION}: run `litfass migrate`"
