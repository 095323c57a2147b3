"""`GET /till/openapi.json`: the till's own description, OpenAPI 3.1.

Rules of the room: the description is the file ``openapi.json``, kept by hand; a test holds it against the routes and
the limits of the code. What the payment provider calls stands under ``webhooks``; the packing table, which is for its
own pages alone, stands nowhere. Here it learns where this shop is, who takes the money, and which problems there are.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from functions.problems import MESSAGES
from functions.web import as_json

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.till import Till
    from functions.web import Inquiry

_PROBLEMS = {"application/json": {"schema": {"$ref": "#/components/schemas/Problems"}}}
_FILE = Path(__file__).with_name("openapi.json")


def handle(till: Till, _inquiry: Inquiry) -> Response:
    """Answer with the description; its server is this shop."""
    return as_json(document(till.settings.site_url, till.settings.payment))


#: What the gate answers at every address, and to every body, in the way in which the address answers else.
_OUT_OF_BOUNDS = {"414": "the address is too long", "429": "too many requests", "431": "the headers are too large"}
_OF_BODIES = {"408": "the body took too long", "413": "the body is too long"}


def _of_the_gate(method: str, responses: dict[str, Any]) -> dict[str, Any]:
    """The responses that the gate adds to an operation which has these."""
    contents = [response["content"] for response in responses.values() if "content" in response]
    for_people = any("text/html" in content for content in contents)
    content = {"text/html": {}} if for_people else _PROBLEMS
    answers = _OUT_OF_BOUNDS | (_OF_BODIES if method == "post" else {})
    return {status: {"description": text, "content": content} for status, text in answers.items()}


@lru_cache(maxsize=4)
def document(site_url: str, provider: str) -> dict[str, object]:
    """The description of the till at ``site_url`` with that payment provider."""
    content = json.loads(_FILE.read_text("utf-8"))
    content["servers"] = [{"url": site_url}]
    for part in ("paths", "webhooks"):
        for methods in content[part].values():
            for method, operation in methods.items():
                operation["responses"] |= _of_the_gate(method, operation["responses"])
    webhook = content["webhooks"]["/till/webhooks/{provider}"]["post"]
    webhook["parameters"][0]["schema"] = {"enum": [provider]}
    content["components"]["schemas"]["Problem"]["properties"]["code"] = {"enum": sorted(MESSAGES)}
    described: dict[str, object] = content
    return described
