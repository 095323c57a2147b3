"""A machine of one's own: containers behind Caddy, or systemd's units; a till whose process lasts.

Rules of the room: the site lies as `litfass deploy ssh://…` leaves it, so that the next edition needs no bundle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from generator.bundling.plan import indented, template
from generator.deploy.releases import RECORD, Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.bundling.plan import Plan

LIBRARIES = ("python-multipart", "uvicorn")
PYTHONS = ("3.13", "3.12", "3.11", "3.14")
ADAPTER, CODE = "server", ""

#: What is done again and again: the shop's words, and after how many seconds. The copies of the database belong on
#: another disk, where they are to be taken from there.
TIMERS = (
    ("outbox", "outbox", 60),
    ("reconcile", "reconcile", 3_600),
    ("backup", "backup /var/lib/litfass/backups", 86_400),
)


def place(plan: Plan, path: str) -> str:
    """As a release, whole: the till's files lie in it, and no server shows them."""
    return f"site/releases/{plan.deploy.id}/{path}"


def links(plan: Plan) -> Mapping[str, str]:
    """The release that is live."""
    return {"site/current": f"releases/{plan.deploy.id}"}


def files(plan: Plan) -> Mapping[str, str]:
    """Containers, Caddy, units."""
    timers = " ".join(f"litfass-{name}.timer" for name, *_ in TIMERS)
    confined = template("server/systemd/confined").rstrip()
    record = Record(made_by="litfass", deploy=plan.deploy)
    return {
        place(plan, RECORD): msgspec.json.format(msgspec.json.encode(record)).decode(),
        "README.md": plan.filled("server/README.md", timer_units=timers),
        "compose.yaml": plan.filled("server/compose.yaml", timers=_services()),
        "Containerfile": plan.filled("server/Containerfile"),
        ".dockerignore": template("server/dockerignore"),
        "Caddyfile": caddyfile(plan),
        "litfass.env.example": plan.filled("server/litfass.env.example"),
        "systemd/litfass-till.service": plan.filled("server/systemd/litfass-till.service", confined=confined),
        **{
            f"systemd/litfass-{name}.{kind}": plan.filled(
                f"server/systemd/timer.{kind}", words=words, seconds=str(seconds), confined=confined
            )
            for name, words, seconds in TIMERS
            for kind in ("service", "timer")
        },
    }


def caddyfile(plan: Plan) -> str:
    """What Caddy does: the rules of the pages in its words."""
    rules = plan.rules
    lines = [f"header {pattern} {name} {_quoted(value)}" for pattern, pairs in rules.headers for name, value in pairs]
    lines += [f"redir {_quoted(source)} {_quoted(target)} 301" for source, target in rules.redirects]
    missing = (
        f"handle {pattern} {{\n\trewrite * {page.removeprefix(plan.base_path)}\n\tfile_server\n}}"
        for pattern, page in rules.not_found
    )
    return plan.filled(
        "server/Caddyfile",
        rules=indented("\n".join(lines), "\t\t"),
        missing=indented("\n".join(missing), "\t\t\t"),
    )


def _services() -> str:
    """A container for each timer: it works, waits, and works again."""
    return "\n".join(
        f"  timer-{name}:\n    <<: [*till, *after]\n"
        f'    command: [sh, -c, "while :; do python -m functions.cli {words}; sleep {seconds}; done"]'
        for name, words, seconds in TIMERS
    )


def _quoted(text: str) -> str:
    """A word of a Caddyfile."""
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'
