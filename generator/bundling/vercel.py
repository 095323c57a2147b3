"""Vercel: the site by its network, the till as a function of its Python runtime, chores by its cron.

Rules of the room: ``routes`` say all, in their order, since the shorter words of vercel.json know no page of each
language for what is not found.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from generator.bundling.rules import FILES
from generator.deploy.output import PRIVATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.bundling.plan import Plan

LIBRARIES = ()
PYTHONS = ("3.12", "3.13", "3.14")
ADAPTER, CODE = "vercel", ""

_FUNCTION = "api/index.py"
_LONGEST_SECONDS = 60


def place(plan: Plan, path: str) -> str:
    """The site below its path in ``public``; what the till works with beside it, where nothing is served."""
    if path.startswith(PRIVATE):
        return f"private/{path}"
    return "" if path in FILES else f"public{plan.base_path}/{path}"


def links(_plan: Plan) -> Mapping[str, str]:
    """None."""
    return {}


def files(plan: Plan) -> Mapping[str, str]:
    """The project's settings, and what its function is."""
    return {
        "README.md": plan.filled("vercel/README.md"),
        "vercel.json": json.dumps(_settings(plan), indent=1, ensure_ascii=False) + "\n",
        _FUNCTION: plan.filled("vercel/index.py.txt"),
        ".python-version": f"{plan.python}\n",
    }


def _settings(plan: Plan) -> dict[str, object]:
    return {
        "$schema": "https://openapi.vercel.sh/vercel.json",
        "framework": None,
        "outputDirectory": "public",
        "functions": {_FUNCTION: {"maxDuration": _LONGEST_SECONDS, "excludeFiles": "public/**"}},
        "crons": [{"path": f"{plan.till_path}/till/chores", "schedule": "* * * * *"}],
        "routes": _routes(plan),
    }


def _routes(plan: Plan) -> list[dict[str, object]]:
    rules, base, till = plan.rules, re.escape(plan.base_path), re.escape(plan.till_path)
    return [
        {"src": f"^{till}/(?:till|buy)/.*$", "dest": f"/{_FUNCTION.removesuffix('.py')}", "check": True},
        *({"src": _pattern(pattern), "headers": dict(pairs), "continue": True} for pattern, pairs in rules.headers),
        *({"src": _pattern(old), "status": 301, "headers": {"Location": new}} for old, new in rules.redirects),
        {"src": f"^({base}(?:/[^/]+)*/[^/.]+)$", "status": 308, "headers": {"Location": "$1/"}},
        {"handle": "filesystem"},
        *({"src": _pattern(pattern), "status": 404, "dest": page} for pattern, page in rules.not_found),
    ]


def _pattern(pattern: str) -> str:
    """A pattern of ``_headers`` as the whole regular expression that Vercel wants."""
    return f"^{re.escape(pattern).replace(re.escape('*'), '.*')}$"
