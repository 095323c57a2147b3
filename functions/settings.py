"""What an operator decides, read from the environment once, before anything starts.

Rules of the room: every missing or malformed setting is named, all at once; nothing is read later. There is no
default for who takes the money, so that a till on the internet never gives goods away by oversight.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: What these hosts set in every function's environment (K_SERVICE is Cloud Run's); a file written there is gone with
#: the process, and so is what a process remembers.
_FORGETFUL = ("AWS_LAMBDA_FUNCTION_NAME", "VERCEL", "K_SERVICE")

#: Where a hook may go without encryption; and what Standard Webhooks asks of a key, in bytes.
_THIS_MACHINE, _SHORTEST_KEY = ("localhost", "127.0.0.1", "::1"), 24

#: What the tool, the proxy of a bundle, a workflow and the tests read, each after LITFASS_.
_OF_OTHERS = ("EDITOR", "HOST", "TILL", "DEPLOY_URL", "CHROMIUM", "LAW_EXAMPLES", "TEST_POSTGRES_URL", "TEST_WORKERS")

#: Returns and disputes need the address for a while.
LEAST_DAYS = 30

#: Stripe's own page; a redirect to it follows the form that places the order.
_STRIPE_ORIGIN = "https://checkout.stripe.com"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The till's settings, valid once they exist.

    ``site_url`` has no trailing slash and may have a path. ``site_folder`` is the built site: the catalogue and the
    till's pages lie in its ``_till``. ``sandbox_url`` is the second origin on which the sandbox's payment page lives.
    ``stripe_api_base`` is "" for Stripe itself; ``stripe_webhook_secrets`` are two while one takes the other's place.
    ``till_origin_url`` is where the till answers if that is not below the site, "" else. ``desk_mails`` may sign in at
    the packing table; ``alert_mail`` is told what is overdue, "" meaning the shop. ``hooks`` are addresses that hear
    what becomes of orders, signed with each of ``hooks_secrets``. ``chores_secret`` is what a host's schedule says to
    be let in. ``client_header`` is the header in which the host's proxy names the client, "" for none. ``keep_days`` is
    how long an order that is over remembers who made it, 0 for ever. ``preview``: a trial. ``unread`` has a sentence
    for each name of the environment that looks like a setting and is none.
    """

    payment: Literal["sandbox", "stripe"]
    database_url: str
    site_url: str
    mail_url: str
    site_folder: Path = Path("public")
    sandbox_url: str = "http://localhost:8001"
    sandbox_secret: str = ""
    stripe_secret_key: str = ""
    stripe_webhook_secrets: tuple[str, ...] = ()
    stripe_api_base: str = ""
    till_origin_url: str = ""
    desk_mails: tuple[str, ...] = ()
    alert_mail: str = ""
    hooks: tuple[str, ...] = ()
    hooks_secrets: tuple[str, ...] = ()
    chores_secret: str = ""
    client_header: str = ""
    keep_days: int = 400
    preview: bool = False
    unread: tuple[str, ...] = ()

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
        return self.till_origin_url or f"{self.site_url}/till"

    @property
    def till_base_path(self) -> str:
        """The path below which the till's addresses lie, "/till" and "/buy" not included."""
        return urlsplit(self.till_url).path.removesuffix("/till")

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins whose pages are ours: the site's and the till's."""
        return (self.origin, origin(self.till_url))

    @property
    def is_apart(self) -> bool:
        """Whether the till answers on another origin than the site."""
        return len(set(self.origins)) > 1

    @property
    def form_action_origins(self) -> tuple[str, ...]:
        """Where a form of the till may lead by our redirect: the Content-Security-Policy names it beside 'self'.

        Chromium sends the form and then blocks the redirect to an origin that is not named.
        """
        if self.payment == "sandbox":
            return (origin(self.sandbox_url),)
        return (origin(self.stripe_api_base) if self.stripe_api_base else _STRIPE_ORIGIN,)


class SettingsError(Exception):
    """The till cannot start; ``problems`` says why, one sentence for each setting."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("the till cannot start:\n" + "\n".join(f"  {problem}" for problem in problems))


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings that ``environment`` holds. Raises SettingsError, naming every setting that is missing or wrong."""
    reader = _Reader(environment)
    stripe = reader.one_of("LITFASS_PAYMENT", ("stripe", "sandbox")) == "stripe"
    required = None if stripe else ""
    settings = Settings(
        payment="stripe" if stripe else "sandbox",
        database_url=reader.text("LITFASS_DATABASE_URL", _database),
        site_url=reader.text("LITFASS_SITE_URL", _web).rstrip("/"),
        mail_url=reader.text("LITFASS_MAIL_URL", _mail),
        site_folder=Path(reader.text("LITFASS_SITE_DIR", _folder, default="public")),
        sandbox_url=reader.text("LITFASS_SANDBOX_URL", _web, default="http://localhost:8001").rstrip("/"),
        sandbox_secret=reader.text("LITFASS_SANDBOX_SECRET", _long, default=""),
        stripe_secret_key=reader.text("STRIPE_SECRET_KEY", _key, default=required),
        stripe_webhook_secrets=reader.texts("STRIPE_WEBHOOK_SECRET", _webhook, default=required),
        stripe_api_base=reader.text("STRIPE_API_BASE", _web, default="").rstrip("/"),
        till_origin_url=reader.text("LITFASS_TILL_URL", _till, default="").rstrip("/"),
        desk_mails=tuple(mail.lower() for mail in reader.texts("LITFASS_DESK_MAILS", _address, default="")),
        alert_mail=reader.text("LITFASS_ALERT_MAIL", _address, default=""),
        hooks=reader.texts("LITFASS_HOOKS", _web_hook, default=""),
        hooks_secrets=reader.texts("LITFASS_HOOKS_SECRET", _hooks_secret, default=""),
        chores_secret=reader.text("LITFASS_CHORES_SECRET", _long, default="")
        or reader.text("CRON_SECRET", _long, default=""),
        client_header=reader.text("LITFASS_CLIENT_HEADER", _header, default="").lower(),
        keep_days=reader.days("LITFASS_KEEP_DAYS", 400),
        preview=reader.one_of("LITFASS_PREVIEW", ("yes", "no"), default="no") == "yes",
        unread=reader.unread(),
    )
    problems = (*reader.problems, *_contradictions(settings, environment))
    if problems:
        raise SettingsError((*problems, *settings.unread))
    return settings


def _contradictions(settings: Settings, environment: Mapping[str, str]) -> tuple[str, ...]:
    """What is well by itself, but not beside the other settings or on this host."""
    found, forgetful = [], any(environment.get(host) for host in _FORGETFUL)
    if settings.database_url.startswith("sqlite:") and forgetful:
        fault = "must be a Postgres here: files do not last on this host, and orders would be lost"
        found.append(f"LITFASS_DATABASE_URL {fault}")
    if settings.payment == "sandbox" and forgetful:
        found.append(
            "LITFASS_PAYMENT must be stripe here, for a trial with a key sk_test_…: the sandbox forgets payments"
        )
    if settings.hooks and not settings.hooks_secrets:
        found.append("LITFASS_HOOKS_SECRET is not set, and LITFASS_HOOKS needs it")
    if settings.preview and settings.payment == "stripe":
        found.append("LITFASS_PAYMENT must be sandbox in a preview (LITFASS_PREVIEW)")
    return tuple(found)


class _Reader:
    """Reads settings one by one and collects what is wrong with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.problems: list[str] = []
        self._known = {word: f"LITFASS_{word}" for word in _OF_OTHERS}
        self._environment = environment

    def unread(self) -> tuple[str, ...]:
        """A sentence for each name of ours that nobody reads, with the one that may be meant; never its value."""
        known = self._known.values()
        ours = (name for name in sorted(self._environment) if name.upper().startswith("LITFASS_"))
        return tuple(_unread(name, self._known) for name in ours if name not in known)

    def one_of(self, name: str, known: tuple[str, ...], default: str | None = None) -> str:
        """The setting, which must be one of ``known``."""
        return self.text(name, lambda value: "" if value in known else f"must be one of: {', '.join(known)}", default)

    def days(self, name: str, default: int) -> int:
        """The setting as a number of days."""
        value = self.text(name, _days, str(default))
        return default if _days(value) else int(value)

    def texts(self, name: str, check: Callable[[str], str], default: str | None = None) -> tuple[str, ...]:
        """The entries of a setting that commas part, each held to ``check``."""

        def check_all(value: str) -> str:
            return next((fault for part in _parts(value) if (fault := check(part))), "")

        return _parts(self.text(name, check_all, default))

    def text(self, name: str, check: Callable[[str], str], default: str | None = None) -> str:
        """The setting if ``check`` finds nothing to say; ``default`` where it is not set, None meaning required."""
        self._known[name.removeprefix("LITFASS_")] = name
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


def _unread(name: str, known: Mapping[str, str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 (most names are right)

    near = get_close_matches(name.upper().removeprefix("LITFASS_"), known, n=1)
    return f"{name} is read by nobody" + (f"; is {known[near[0]]} meant?" if near else "")


def _parts(value: str) -> tuple[str, ...]:
    return tuple(part for part in (entry.strip() for entry in value.split(",")) if part)


def _web(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        return "must be an address such as https://shop.example"
    return "must have no query and no fragment" if parts.query or parts.fragment else ""


def _till(value: str) -> str:
    return _web(value) or ("" if urlsplit(value).path.rstrip("/").endswith("/till") else "must end with /till")


def _web_hook(value: str) -> str:
    parts = urlsplit(value)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
    return "" if secure and parts.hostname else "must name addresses such as https://erp.example/hooks"


def _address(value: str) -> str:
    local, at, host = value.partition("@")
    return "" if local and at and "." in host and " " not in value else "must be a mail address"


def _days(value: str) -> str:
    whole = value.isascii() and value.isdigit() and len(value) <= len("36500")
    return "" if whole and (value == "0" or int(value) >= LEAST_DAYS) else f"must be 0 or {LEAST_DAYS} days at least"


def _header(value: str) -> str:
    return "" if value.replace("-", "").isalnum() else "must be the name of a header, such as x-forwarded-for"


def _database(value: str) -> str:
    known = value.startswith(("sqlite:", "postgres://", "postgresql://"))
    return "" if known else "must begin with sqlite: or postgresql://"


def _mail(value: str) -> str:
    parts = urlsplit(value)
    beyond = parts.path.strip("/") if parts.scheme.startswith("smtp") else ""
    if parts.query or parts.fragment or beyond or parts.port == 0:
        return "must be such as smtp://user:password@host:587; in a password # is written %23, / %2F and ? %3F"
    if parts.scheme == "file":
        return "" if parts.path.startswith("/") else "must name an absolute folder, such as file:///var/mail"
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        return ""
    return "must begin with smtp://, smtps:// or file:///"


def _key(value: str) -> str:
    return "" if value.startswith(("sk_", "rk_")) else "must begin with sk_ or rk_"


def _webhook(value: str) -> str:
    return "" if value.startswith("whsec_") else "must begin with whsec_"


def _hooks_secret(value: str) -> str:
    fault = "must be whsec_ and the base64 of 24 bytes at least"
    try:
        key = base64.b64decode(value.removeprefix("whsec_"), validate=True)
    except ValueError:
        return fault
    return "" if value.startswith("whsec_") and len(key) >= _SHORTEST_KEY else fault


def _long(value: str) -> str:
    shortest = 16
    return "" if len(value) >= shortest else f"must have {shortest} characters at least"


def _folder(value: str) -> str:
    return "" if Path(value).is_dir() else f"must name the folder of the built site; {value} is none"
