"""Mail: a letter as text and HTML, with the headers that mail readers and servers go by.

Rules of the room: a letter that is tried again carries the same Message-ID, so that a server or reader can see that it
is the same; all letters of an order refer to one, so that a reader puts them together. It loads nothing from anywhere:
no picture, no font, no pixel that tells who has read it.
"""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from functions.letters import kinds

if TYPE_CHECKING:
    from functions.order import Order
    from functions.store import DueLetter
    from functions.till import Till


def compose(till: Till, letter: DueLetter, order: Order | None) -> EmailMessage:
    """The letter as it is sent. Raises LookupError if what it is about is not there (any more)."""
    told = kinds.tell(till, letter, order)
    head, pages, host = told.view.head, till.pages(), urlsplit(till.settings.site_url).hostname
    message = EmailMessage(policy=SMTP)
    message["Subject"] = head.subject
    message["From"] = _address(head.shop, head.shop_mail)
    message["To"] = _address(head.shop if told.to == head.shop_mail else "", told.to)
    message["Reply-To"] = _address("", told.answer)
    message["Date"] = till.now()
    message["Message-ID"] = f"<{letter.key}@{host}>"
    if told.thread:
        # A name that no letter has: whichever of them is not written, the others still belong together (RFC 5322).
        message["References"] = f"<thread-{told.thread}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office notes stay away
    message.set_content(pages.text(f"mail_{letter.kind}.txt", told.language, told.view))
    message.add_alternative(pages.text(f"mail_{letter.kind}.html", told.language, told.view), subtype="html")
    return message


def _address(name: str, address: str) -> Address:
    """An address for a header; the parts are given apart, so that no odd letter can break out of them."""
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)
