"""The post: letters are handed to a mail server or put into a folder.

Rules of the room: it knows no order. What was refused for good is told apart from what may be taken later; neither says
whom the letter was for, since mail servers repeat the address in their answers.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

_SUBMISSION_PORT, _TLS_PORT = 587, 465
_ACCEPTED, _FOR_GOOD = 250, 500
_UNENCRYPTED = "the mail server offers no encryption: the password stays here"
#: The enhanced status code in a server's answer (RFC 3463), all of it that names nobody.
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


class NotTakenError(Exception):
    """The letter was not taken; the message says why and names nobody.

    ``for_good``: no other attempt would end otherwise. ``away``: no letter would be taken just now.
    """

    def __init__(self, message: str, *, for_good: bool = False, away: bool = False) -> None:
        super().__init__(message)
        self.for_good = for_good
        self.away = away


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """Where letters go: ``smtp://user:password@host:port``, ``smtps://…`` or ``file:///folder``.

    The server may take ``timeout_seconds`` for each of its answers.
    """

    url: str
    timeout_seconds: float = 20

    def send(self, key: str, message: EmailMessage) -> None:
        """Hand the letter over. Raises NotTakenError."""
        with _explained():
            if urlsplit(self.url).scheme == "file":
                self._put(key, message)
            else:
                with self._ready() as server:
                    server.send_message(message)

    def check(self, sender: str) -> None:
        """Log in and ask whether letters of that sender would be taken; nothing is sent. Raises NotTakenError."""
        with _explained(), self._ready() as server:
            code, answer = server.mail(sender)
            if code != _ACCEPTED:
                raise smtplib.SMTPSenderRefused(code, answer, sender)
            server.rset()

    def _put(self, key: str, message: EmailMessage) -> None:
        """Into the folder, whole or not at all; the same letter again replaces itself."""
        folder = Path(url2pathname(urlsplit(self.url).path))
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{key}.draft"
        draft.write_bytes(message.as_bytes())
        draft.replace(folder / f"{key}.eml")

    @contextmanager
    def _ready(self) -> Iterator[smtplib.SMTP]:
        """The server, encrypted and logged in to."""
        parts = urlsplit(self.url)
        with self._server() as server:
            if parts.scheme == "smtp":
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
                elif parts.username:
                    raise NotTakenError(_UNENCRYPTED, away=True)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield server

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        """A connection. Once a letter was taken, a bad farewell changes nothing any more."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        server: smtplib.SMTP
        if parts.scheme == "smtps":
            context = ssl.create_default_context()
            server = smtplib.SMTP_SSL(host, parts.port or _TLS_PORT, timeout=self.timeout_seconds, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or _SUBMISSION_PORT, timeout=self.timeout_seconds)
        try:
            yield server
            with suppress(OSError):
                server.quit()
        finally:
            server.close()


@contextmanager
def _explained() -> Iterator[None]:
    """What went wrong within becomes a NotTakenError."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise NotTakenError(_said("recipient refused", code, answer), for_good=code >= _FOR_GOOD) from None
    except smtplib.SMTPResponseException as error:
        said = _said(type(error).__name__, error.smtp_code, error.smtp_error)
        raise NotTakenError(said, away=not isinstance(error, smtplib.SMTPDataError)) from None
    except OSError as error:
        said = f"{type(error).__name__}: {error.strerror or 'no answer'}"
        raise NotTakenError(said, away=not isinstance(error, smtplib.SMTPNotSupportedError)) from None


def _said(what: str, code: int, answer: bytes | str) -> str:
    """An answer of the server without its words."""
    text = answer.decode("ascii", "replace") if isinstance(answer, bytes) else answer
    return " ".join((what, str(code), *_STATUS.findall(text)[:1]))
