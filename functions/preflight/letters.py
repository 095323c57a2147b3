"""Does the mail server take the shop's letters? It is logged in to and asked; nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from functions.letters.post import NotTakenError, Post
from functions.preflight.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.preflight.finding import Scene


def check(scene: Scene) -> Iterator[Finding]:
    """Login, sender, and whether its domain is the site's."""
    settings, sender = scene.settings, scene.build.catalog.shop.mail
    parts = urlsplit(settings.mail_url)
    if parts.scheme == "file":
        if settings.preview:
            yield Finding.good("mail", f"letters are put into {parts.path}")
        else:
            cure = "LITFASS_MAIL_URL=smtp://user:password@host:587"
            yield Finding.fault("mail", "letters are put into a folder, and nobody gets them", cure)
        return
    try:
        Post(url=settings.mail_url).check(sender)
    except NotTakenError as error:
        cure = "see LITFASS_MAIL_URL, and whether that server sends for the domain of `mail:` in site.yml"
        yield Finding.fault("mail", f"{parts.hostname} takes no letters from {sender}: {error}", cure)
    else:
        yield Finding.good("mail", f"{parts.hostname} takes letters from {sender}")
    yield from _domain(sender, urlsplit(settings.site_url).hostname or "")


def _domain(sender: str, site: str) -> Iterator[Finding]:
    """A letter from a stranger's domain is easily taken for fraud (SPF, DKIM, DMARC)."""
    domain = sender.rpartition("@")[2].lower()
    if domain != site and not site.endswith(f".{domain}") and not domain.endswith(f".{site.removeprefix('www.')}"):
        cure = "see that SPF, DKIM and DMARC of that domain let this server send"
        yield Finding.warning("mail", f"letters come from {domain}, the site is {site}", cure)
