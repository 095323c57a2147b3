"""The site: its languages, the brand, and what site.yml settles for all pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from functions.catalog import Market
    from generator.model.brand import Brand


@dataclass(frozen=True, kw_only=True, slots=True)
class Language:
    """A language of the site: BCP 47 ``code``, own name, and the site's words in it.

    ``prefix`` is "" for the default language, "/en" for another.
    """

    code: str
    name: str
    prefix: str
    title: str
    tagline: str = ""
    description: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Organization:
    """The brand as imprint, mails, invoices and structured data name it; ``country`` is ISO 3166-1 alpha-2.

    ``tax_number`` is what the tax office knows it by, ``vat_id`` the VAT identification number.
    """

    name: str
    mail: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    telephone: str = ""
    tax_number: str = ""
    vat_id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """site.yml, decoded. ``base_url`` has no trailing slash and may have a path; languages: the default first.

    ``till_url`` is where the till answers if that is not below ``base_url``, "" else; it ends with "/till".
    ``payment_means`` says by language what the till takes; ``version`` is the tool's that the site was made for.
    ``extensions`` are the paths of Python files that bring blocks.
    ``lenient`` says whether stories of other tools are read as far as they can be: see the room `lenient`.
    ``preview``: a trial for few eyes, at an address of its own.
    """

    base_url: str
    timezone: ZoneInfo
    theme: str
    languages: tuple[Language, ...]
    markets: tuple[Market, ...]
    organization: Organization
    payment: Literal["sandbox", "stripe"] = "stripe"
    page_size: int = 12
    return_days: int = 14
    payment_means: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    brand: Brand | None = None
    lenient: bool = False
    till_url: str = ""
    extensions: tuple[str, ...] = ()
    preview: bool = False

    @property
    def base_path(self) -> str:
        """The path of ``base_url``, "" or such as "/magazine"."""
        path = urlsplit(self.base_url).path
        return path.rstrip("/")

    @property
    def till(self) -> str:
        """The till's address for pages: a path, absolute if the till answers on another origin."""
        return self.till_url or f"{self.base_path}/till"

    @property
    def buy(self) -> str:
        """Where permalinks begin, beside the till."""
        return f"{self.till.removesuffix('/till')}/buy"

    @property
    def till_origin(self) -> str:
        """Scheme, host and port of a till on another origin than the site, "" of one beside it."""
        till, site = urlsplit(self.till_url), urlsplit(self.base_url)
        is_apart = self.till_url and (till.scheme, till.netloc) != (site.scheme, site.netloc)
        return f"{till.scheme}://{till.netloc}" if is_apart else ""

    @property
    def default_language(self) -> str:
        """The code of the language at the root."""
        return self.languages[0].code

    def language(self, code: str) -> Language:
        """The language of that code. Raises KeyError if the site has none."""
        return {language.code: language for language in self.languages}[code]
