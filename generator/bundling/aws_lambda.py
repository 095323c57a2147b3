"""Amazon: the till as a function, chores by EventBridge, the site in a bucket behind CloudFront; one template of SAM.

Rules of the room: the bucket is filled by `litfass deploy s3://…`; the bundle's ``site`` is for other hosts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.bundling.fault import BundleError
from generator.bundling.plan import indented
from generator.deploy.output import PRIVATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.bundling.plan import Plan

LIBRARIES = ("mangum",)
#: Not 3.11, whose machines have a C library of 2018.
PYTHONS = ("3.13", "3.12", "3.14")
ADAPTER, CODE = "aws_lambda", "function/"

_FUNCTION = "lambda_function.py"

#: CloudFront takes no function that is longer, in bytes.
_LONGEST = 10_000

#: Headers that CloudFront has words of its own for, and takes by no others.
_KNOWN = {
    "Content-Security-Policy": ("ContentSecurityPolicy", "ContentSecurityPolicy"),
    "Referrer-Policy": ("ReferrerPolicy", "ReferrerPolicy"),
}


def place(plan: Plan, path: str) -> str:
    """The site below its path in ``site``; what the till works with beside the function."""
    return f"{CODE}private/{path}" if path.startswith(PRIVATE) else f"site{plan.base_path}/{path}"


def links(_plan: Plan) -> Mapping[str, str]:
    """None."""
    return {}


def files(plan: Plan) -> Mapping[str, str]:
    """The template, and what the function is."""
    behaviours = (
        plan.filled("lambda/behaviour.yaml", pattern=f"{plan.till_path}/{folder}/*").rstrip()
        for folder in ("till", "buy")
    )
    return {
        "README.md": plan.filled("lambda/README.md"),
        "template.yaml": plan.filled(
            "lambda/template.yaml",
            missing=plan.rules.not_found[-1][1].removeprefix("/"),
            pages_js=indented(_pages(plan), "        "),
            till_js=indented(plan.filled("lambda/till.js.txt"), "          "),
            security_headers=json.dumps(_security(plan)),
            custom_headers=json.dumps({"Items": _others(plan)}),
            behaviours="\n".join(behaviours),
        ),
        f"{CODE}{_FUNCTION}": plan.filled("lambda/lambda_function.py.txt"),
    }


def _pages(plan: Plan) -> str:
    """The function that leads from aliases to pages."""
    code = plan.filled("lambda/pages.js.txt", moved=json.dumps(dict(plan.rules.redirects)))
    if len(code.encode()) > _LONGEST:
        count = len(plan.rules.redirects)
        message = (
            f"CloudFront's functions hold {_LONGEST:,} bytes, too little for the {count} aliases of this magazine. "
            "Take another target, or away the aliases that nobody follows any more."
        )
        raise BundleError(message)
    return code


def _security(plan: Plan) -> dict[str, dict[str, object]]:
    """The headers that CloudFront knows, in its words."""
    given = dict(plan.rules.everywhere)
    known: dict[str, dict[str, object]] = {
        word: {key: given[name], "Override": True} for name, (word, key) in _KNOWN.items() if name in given
    }
    if "X-Content-Type-Options" in given:
        known["ContentTypeOptions"] = {"Override": True}
    if "Strict-Transport-Security" in given:
        age = given["Strict-Transport-Security"].partition("max-age=")[2].partition(";")[0]
        known["StrictTransportSecurity"] = {"AccessControlMaxAgeSec": int(age), "Override": True}
    return known


def _others(plan: Plan) -> list[dict[str, object]]:
    """The headers that it does not know."""
    own = {*_KNOWN, "X-Content-Type-Options", "Strict-Transport-Security"}
    return [
        {"Header": name, "Value": value, "Override": True} for name, value in plan.rules.everywhere if name not in own
    ]
