"""The door of the packing table, and what every page behind it begins with.

Who knocks (`knock`) is mailed a link, who comes by it (`arrive`) sees one button, the button opens a session (`enter`),
and signing out ends it (`leave`). Every other handler of the table is `guarded`.

Rules of the room: nobody learns which addresses may sign in. A link holds for a quarter of an hour and works once, by a
button, so that a program that looks into mails opens nothing. The store knows links and sessions by digests only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from functions.desk.views import DeskView, LinkView, SignInView
from functions.letters.payloads import SignIn
from functions.limits import Limit
from functions.problems import problem
from functions.store import Letter
from functions.web import RefusedError, see_other

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.responses import Response

    from functions.problems import Problem
    from functions.till import Till
    from functions.web import Inquiry

LINK_MINUTES = 15
SESSION = timedelta(hours=12)
#: For one address, so that nobody's letter-box is filled; `limits.KNOCK` is for one client.
_ADDRESSED = Limit("sign_in_mail", most=8, seconds=900)
_LONGEST_MAIL = 254

#: The pages behind the door: the word's key and the address below /till/desk.
_TABS = (("pack", ""), ("returns", "returns"), ("stock", "stock"), ("post", "letters"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """The packing table as one request finds it: in which language, asked for by the address or by the browser.

    ``page`` is the address of the page below that of the table; a form's answer is no page, and stands for the table.
    """

    till: Till
    inquiry: Inquiry
    language: str
    page: str = ""

    def path(self, rest: str = "", **query: str) -> str:
        """An address of the table, which keeps the language that was asked for."""
        return _path(self.till, rest, language=self.inquiry.asked("language") and self.language, **query)

    def view(self, here: str) -> DeskView:
        """What every page has; ``here`` is the key of its tab."""
        closed = self.till.store().marks.all().get("closed")
        return DeskView(
            tabs=tuple((word, self.path(rest)) for word, rest in _TABS),
            here=here,
            languages=self.languages(),
            sign_out=self.path("sign-out"),
            closed_since=closed.at.astimezone(self.till.timezone) if closed else None,
            told=told if (told := self.inquiry.asked("told")) in TOLD else "",
        )

    def languages(self) -> tuple[tuple[str, str], ...]:
        """The same page in the other languages: code and address."""
        others = (language for language in self.till.pages().languages if language != self.language)
        return tuple((language, _path(self.till, self.page, language=language)) for language in others)

    def show(self, template: str, title: str, view: object, status: int = HTTPStatus.OK) -> Response:
        """A page of the table; ``title`` is a word's key."""
        return self.till.show(template, self.language, title, view, status)


#: What a page may be told to say, by the address that a form leads back to.
TOLD = frozenset(
    {
        "packed",
        "shipped",
        "delivered",
        "meanwhile",
        "refunded",
        "stock",
        "again",
        "linked",
        "label",
        "arrived",
        "closed",
    }
)


def guarded(page: str = "") -> Callable[[Callable[[Desk], Response]], Callable[[Till, Inquiry], Response]]:
    """A handler for who is signed in; everybody else is shown the way in.

    ``page`` is the handler's address below that of the table, such as ``orders/{number}``; "" for a form's.
    """

    def guard(handler: Callable[[Desk], Response]) -> Callable[[Till, Inquiry], Response]:
        def handle(till: Till, inquiry: Inquiry) -> Response:
            desk = replace(_open(till, inquiry), page=page.format_map(inquiry.path))
            mail = till.store().sign_ins.mail_of("session", _cookie(till, inquiry), till.now())
            if mail not in till.settings.desk_mails:
                return _ask(desk, "ask", status=HTTPStatus.FORBIDDEN)
            return handler(desk)

        return handle

    return guard


def knock(till: Till, inquiry: Inquiry) -> Response:
    """`POST /till/desk/sign-in`: mail a link, if that address may have one. The answer is the same for all."""
    desk = _open(till, inquiry)
    mail = inquiry.form().get("mail", "").strip().lower()
    if "@" not in mail or len(mail) > _LONGEST_MAIL:
        fault = problem("email_malformed" if mail else "required", "mail")
        return _ask(desk, "ask", mail[:_LONGEST_MAIL], (fault,), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    often = till.limiter.wait_seconds(_ADDRESSED, mail, till.now(), till.store)
    if mail in till.settings.desk_mails and not often:
        _send_link(desk, mail)
    return _ask(desk, "sent", mail)


def arrive(till: Till, inquiry: Inquiry) -> Response:
    """`GET /till/desk/links/<link>`: show the button, and do nothing."""
    desk = _open(till, inquiry)
    if till.store().sign_ins.mail_of("link", inquiry.path["link"], till.now()) is None:
        return _ask(desk, "expired", status=HTTPStatus.GONE)
    action = desk.path(f"links/{inquiry.path['link']}")
    return desk.show("desk_link.html", "till.desk.title", LinkView(action=action))


def enter(till: Till, inquiry: Inquiry) -> Response:
    """`POST /till/desk/links/<link>`: use the link up for a session."""
    desk = _open(till, inquiry)
    mail = till.store().sign_ins.take("link", inquiry.path["link"], till.now())
    if mail is None:
        return _ask(desk, "expired", status=HTTPStatus.GONE)
    secret = till.token()
    till.store().sign_ins.put("session", secret, mail, until=till.now() + SESSION, now=till.now())
    return _with_cookie(till, see_other(desk.path()), secret, int(SESSION.total_seconds()))


def leave(till: Till, inquiry: Inquiry) -> Response:
    """`POST /till/desk/sign-out`: end the session."""
    desk = _open(till, inquiry)
    till.store().sign_ins.take("session", _cookie(till, inquiry), till.now())
    return _with_cookie(till, see_other(desk.path()), "", 0)


def _open(till: Till, inquiry: Inquiry) -> Desk:
    """The table. Raises RefusedError (404) where there is none."""
    if not till.settings.desk_mails:
        raise RefusedError(HTTPStatus.NOT_FOUND, problem("not_found", ""))
    return Desk(till=till, inquiry=inquiry, language=till.language_of(inquiry))


def _send_link(desk: Desk, mail: str) -> None:
    till, secret = desk.till, desk.till.token()
    till.store().sign_ins.put("link", secret, mail, until=till.now() + timedelta(minutes=LINK_MINUTES), now=till.now())
    url = f"{till.settings.till_url}/desk/links/{secret}?{urlencode({'language': desk.language})}"
    payload = SignIn(to=mail, language=desk.language, url=url, minutes=LINK_MINUTES).as_json()
    letter = Letter(key=f"sign-in-{till.entropy(9).hex()}", kind="sign_in", order=None, payload=payload)
    till.store().put_letter(letter, now=till.now())


def _ask(
    desk: Desk,
    state: str,
    mail: str = "",
    problems: Iterable[Problem] = (),
    *,
    status: int = HTTPStatus.OK,
) -> Response:
    """The page that asks for an address."""
    view = SignInView(
        state=state,
        action=desk.path("sign-in"),
        mail=mail,
        again=desk.path(desk.page),
        problems=desk.till.say(problems, desk.language),
        languages=desk.languages(),
    )
    return desk.show("desk_sign_in.html", "till.desk.title", view, status)


def _path(till: Till, rest: str, **query: str) -> str:
    asked = urlencode({name: value for name, value in query.items() if value})
    return till.path(f"desk/{rest}".rstrip("/")) + (f"?{asked}" if asked else "")


def _cookie(till: Till, inquiry: Inquiry) -> str:
    """The secret of the session that the browser has, or ""."""
    pairs = (pair.strip().partition("=") for pair in inquiry.headers.get("cookie", "").split(";"))
    return next((value for name, _, value in pairs if name == _cookie_name(till)), "")


def _cookie_name(till: Till) -> str:
    """With this prefix browsers take it from this host alone, over https; a machine of one's own has no https."""
    return "__Host-desk" if till.settings.till_url.startswith("https:") else "desk"


def _with_cookie(till: Till, answer: Response, secret: str, seconds: int) -> Response:
    name = _cookie_name(till)
    secure = name.startswith("__Host-")
    answer.set_cookie(name, secret, max_age=seconds, path="/", secure=secure, httponly=True, samesite="strict")
    return answer
