"""Events as Amazon documents them: of a function URL, of API Gateway's HTTP APIs (payload 2.0), and of schedules."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from mangum.types import LambdaCognitoIdentity, LambdaMobileClientContext

Front = str
FRONTS: tuple[Front, ...] = ("function-url", "api-gateway")

_DOMAINS = {
    "function-url": ("q1w2e3r4t5", "q1w2e3r4t5.lambda-url.eu-central-1.on.aws"),
    "api-gateway": ("r3pmxmplak", "r3pmxmplak.execute-api.eu-central-1.amazonaws.com"),
}
#: Of other types both fronts make base64.
_TEXT = ("text/", "application/json", "application/javascript", "application/xml")


def event(
    front: Front,
    method: Literal["GET", "POST"],
    url: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    cookies: tuple[str, ...] = (),
) -> dict[str, object]:
    """A request in payload format 2.0: header names are lower-case, values of one name are joined with commas."""
    path, _, query = url.partition("?")
    given = {"accept": "*/*", "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https", **(headers or {})}
    identity, domain = _DOMAINS[front]
    is_text = given.get("content-type", "").startswith(_TEXT)
    made: dict[str, object] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": quote(path),
        "rawQueryString": query,
        "headers": {"host": domain, **given},
        "requestContext": {
            "accountId": "anonymous" if front == "function-url" else "123456789012",
            "apiId": identity,
            "domainName": domain,
            "domainPrefix": identity,
            "http": {
                "method": method,
                "path": quote(path),
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.9",
                "userAgent": "Mozilla/5.0",
            },
            "requestId": "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
            "routeKey": "$default",
            "stage": "$default",
            "time": "23/Nov/2026:09:00:00 +0000",
            "timeEpoch": 1795424400000,
        },
        "isBase64Encoded": bool(body) and not is_text,
    }
    if query:
        made["queryStringParameters"] = {name: ",".join(values) for name, values in parse_qs(query).items()}
    if cookies:
        made["cookies"] = list(cookies)
    if body:
        made["body"] = body.decode() if is_text else base64.b64encode(body).decode()
    return made


def of_rule() -> dict[str, object]:
    """What an EventBridge rule with a schedule sends."""
    return {
        "version": "0",
        "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-11-23T09:00:00Z",
        "region": "eu-central-1",
        "resources": ["arn:aws:events:eu-central-1:123456789012:rule/till"],
        "detail": {},
    }


def of_scheduler() -> dict[str, object]:
    """What EventBridge's Scheduler sends where a schedule names no input of its own."""
    return {
        **of_rule(),
        "source": "aws.scheduler",
        "resources": ["arn:aws:scheduler:eu-central-1:123456789012:schedule/default/till"],
        "detail": "{}",
    }


@dataclass(kw_only=True)
class Context:
    """What Amazon says of a call."""

    function_name: str = "till"
    function_version: str = "$LATEST"
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:123456789012:function:till"
    memory_limit_in_mb: int = 512
    aws_request_id: str = "e1506fd5-9e7b-434f-bd42-4f8fa224b599"
    log_group_name: str = "/aws/lambda/till"
    log_stream_name: str = "2026/11/23/[$LATEST]56ff88b1"
    identity: LambdaCognitoIdentity | None = None
    client_context: LambdaMobileClientContext | None = None
    left_seconds: float = 60

    def get_remaining_time_in_millis(self) -> int:
        return int(self.left_seconds * 1000)


def body_of(answer: Mapping[str, object]) -> str:
    """The body of an answer in payload format 2.0, which must survive as JSON."""
    json.dumps(answer)
    body = str(answer["body"])
    return base64.b64decode(body).decode() if answer["isBase64Encoded"] else body
