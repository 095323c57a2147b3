"""Letters about an order: written from the theme's templates, and handed to a mail server or put into a folder.

Rules of the room: a letter is made anew from the order each time it is tried and carries the same Message-ID, so that
a server or reader can see that it is the same. It shows the legal texts of the version that the order records.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from functions import facts
from functions.money import Money
from functions.pages import Document
from functions.till_views import MailView

if TYPE_CHECKING:
    from functions.order import Order
    from functions.store import DueLetter
    from functions.till import Till
    from functions.wording import Wording

_TIMEOUT_SECONDS = 20
_SUBMISSION_PORT, _TLS_PORT = 587, 465


def compose(till: Till, letter: DueLetter, order: Order) -> EmailMessage:
    """The letter as it is sent: to the shopper as text and HTML, to the shop as text."""
    pages, shop = till.pages(), till.catalog().shop
    language = order.language if letter.kind != "shop" else till.catalog().languages[0]
    wording = pages.wording(language)
    view = _view(till, order, wording)
    total = wording.money(Money(minor=order.total, currency=order.currency))
    key = f"mail.order.subject.{order.state}" if letter.kind == "order" else f"mail.{letter.kind}.subject"
    name = shop.name.get(language, "")
    message = EmailMessage(policy=SMTP)
    message["Subject"] = wording.t(key, shop=name, number=order.number, total=total)
    message["From"] = _address(name, shop.mail)
    message["To"] = _address(name, shop.mail) if letter.kind == "shop" else _address("", order.contact.email)
    message["Reply-To"] = _address("", order.contact.email if letter.kind == "shop" else shop.mail)
    message["Date"] = till.now()
    message["Message-ID"] = f"<{letter.key}@{urlsplit(till.settings.site_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office notes stay away
    message.set_content(pages.text(f"mail_{letter.kind}.txt", language, view))
    if letter.kind == "order":
        message.add_alternative(pages.text(f"mail_{letter.kind}.html", language, view), subtype="html")
    return message


def _view(till: Till, order: Order, wording: Wording) -> MailView:
    shop, origin = till.catalog().shop, till.settings.origin
    country = wording.territory(shop.country) if shop.country else ""
    kept = till.store().terms(order.terms_version, order.language)
    return MailView(
        number=order.number,
        state=str(order.state),
        created_at=order.created_at.astimezone(till.timezone),
        contact=order.contact,
        sum=facts.of_order(order),
        status_url=till.order_url(order.token),
        site_url=till.settings.site_url,
        shop=shop.name.get(order.language, ""),
        shop_mail=shop.mail,
        shop_address="\n".join(line for line in (shop.address, country, shop.telephone) if line),
        means=shop.payment_means.get(order.language, ""),
        documents={text.kind: Document(title=text.title, url=f"{origin}{text.url}", text=text.text) for text in kept},
    )


def _address(name: str, address: str) -> Address:
    """An address for a header; the parts are given apart, so that no odd letter can break out of them."""
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """Where letters go: ``smtp://user:password@host:port``, ``smtps://…`` or ``file:///folder``."""

    url: str

    def send(self, key: str, message: EmailMessage) -> None:
        """Hand the letter over. Raises OSError or smtplib.SMTPException if it was not taken."""
        if urlsplit(self.url).scheme == "file":
            self._put(key, message)
        else:
            self._hand_over(message)

    def _put(self, key: str, message: EmailMessage) -> None:
        """Into the folder, whole or not at all; the same letter again replaces itself."""
        folder = Path(url2pathname(urlsplit(self.url).path))
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{key}.draft"
        draft.write_bytes(message.as_bytes())
        draft.replace(folder / f"{key}.eml")

    def _hand_over(self, message: EmailMessage) -> None:
        parts = urlsplit(self.url)
        host, context = parts.hostname or "", ssl.create_default_context()
        server: smtplib.SMTP
        if parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, parts.port or _TLS_PORT, timeout=_TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or _SUBMISSION_PORT, timeout=_TIMEOUT_SECONDS)
        with server:
            if parts.scheme == "smtp":
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=context)
                elif parts.username:
                    message_text = f"{host} offers no encryption: the password stays here"
                    raise smtplib.SMTPNotSupportedError(message_text)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)
