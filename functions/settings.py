"""What an operator decides, read from the environment once, before anything starts.

Rules of the room: every missing or malformed setting is named, all at once; nothing is read later. There is no
default for who takes the money, so that a till on the internet never gives goods away by oversight.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


#: What these hosts set in every function's environment; a file written there is gone with the process.
_FORGETFUL = ("AWS_LAMBDA_FUNCTION_NAME", "VERCEL")


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The till's settings, valid once they exist.

    ``site_url`` has no trailing slash and may have a path. ``site_folder`` is the built site: the catalogue and the
    till's pages lie in its ``_till``. ``sandbox_url`` is the second origin on which the sandbox's payment page lives.
    ``stripe_api_base`` is "" for Stripe itself.
    """

    payment: Literal["sandbox", "stripe"]
    database_url: str
    site_url: str
    mail_url: str
    site_folder: Path = Path("public")
    sandbox_url: str = "http://localhost:8001"
    sandbox_secret: str = ""
    stripe_secret_key: str = ""
    stripe_webhook_secret: str = ""
    stripe_api_base: str = ""

    @property
    def base_path(self) -> str:
        """The path of ``site_url``, "" or such as "/magazine"."""
        return urlsplit(self.site_url).path

    @property
    def origin(self) -> str:
        """Scheme, host and port of the site, as a browser's Origin header writes them."""
        return origin(self.site_url)

    @property
    def till_url(self) -> str:
        """Where the till answers, absolute, without a trailing slash."""
        return f"{self.site_url}/till"


class SettingsError(Exception):
    """The till cannot start; ``problems`` says why, one sentence for each setting."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("the till cannot start:\n" + "\n".join(f"  {problem}" for problem in problems))


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings that ``environment`` holds. Raises SettingsError, naming every setting that is missing or wrong."""
    reader = _Reader(environment)
    payment = reader.one_of("LITFASS_PAYMENT", ("stripe", "sandbox"))
    stripe = payment == "stripe"
    values = {
        "database_url": reader.text("LITFASS_DATABASE_URL", _database),
        "site_url": reader.text("LITFASS_SITE_URL", _web).rstrip("/"),
        "mail_url": reader.text("LITFASS_MAIL_URL", _mail),
        "sandbox_url": reader.text("LITFASS_SANDBOX_URL", _web, default="http://localhost:8001").rstrip("/"),
        "sandbox_secret": reader.text("LITFASS_SANDBOX_SECRET", _long, default=""),
        "stripe_secret_key": reader.text("STRIPE_SECRET_KEY", _key, default=None if stripe else ""),
        "stripe_webhook_secret": reader.text("STRIPE_WEBHOOK_SECRET", _webhook, default=None if stripe else ""),
        "stripe_api_base": reader.text("STRIPE_API_BASE", _web, default="").rstrip("/"),
    }
    if values["database_url"].startswith("sqlite:") and any(environment.get(host) for host in _FORGETFUL):
        fault = "must be a Postgres here: files do not last on this host, and orders would be lost"
        reader.problems.append(f"LITFASS_DATABASE_URL {fault}")
    folder = Path(reader.text("LITFASS_SITE_DIR", _folder, default="public"))
    if reader.problems:
        raise SettingsError(tuple(reader.problems))
    return Settings(payment="stripe" if stripe else "sandbox", site_folder=folder, **values)


class _Reader:
    """Reads settings one by one and collects what is wrong with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.problems: list[str] = []
        self._environment = environment

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        """The setting, which must be one of ``known``."""
        return self.text(name, lambda value: "" if value in known else f"must be one of: {', '.join(known)}")

    def text(self, name: str, check: Callable[[str], str], default: str | None = None) -> str:
        """The setting if ``check`` finds nothing to say; ``default`` where it is not set, None meaning required."""
        value = self._environment.get(name, "").strip()
        if not value:
            if default is None:
                self.problems.append(f"{name} is not set")
            return default or ""
        try:
            fault = check(value)
        except ValueError:  # urlsplit, on an address such as http://[
            fault = "cannot be read as an address"
        if fault:
            self.problems.append(f"{name} {fault}")
        return value


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _web(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        return "must be an address such as https://shop.example"
    return "must have no query and no fragment" if parts.query or parts.fragment else ""


def _database(value: str) -> str:
    known = ("sqlite:", "postgres://", "postgresql://")
    return "" if value.startswith(known) else "must begin with sqlite: or postgresql://"


def _mail(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme == "file":
        return "" if parts.path.startswith("/") else "must name an absolute folder, such as file:///var/mail"
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        return ""
    return "must begin with smtp://, smtps:// or file:///"


def _key(value: str) -> str:
    return "" if value.startswith(("sk_", "rk_")) else "must begin with sk_ or rk_"


def _webhook(value: str) -> str:
    return "" if value.startswith("whsec_") else "must begin with whsec_"


def _long(value: str) -> str:
    shortest = 16
    return "" if len(value) >= shortest else f"must have {shortest} characters at least"


def _folder(value: str) -> str:
    return "" if Path(value).is_dir() else f"must name the folder of the built site; {value} is none"
