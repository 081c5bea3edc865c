"""Responses to requests that are not executed: a status, a code, a text in the caller's language, nothing of what was sent.

Source: GraphQL over HTTP, first edition (Status Codes); docs/design.md 8 (Errors). The texts stand in domain/message/message.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

import orjson

from domain.message.message import text
from domain.message.refusal import Path
from domain.viewer import Language

Tells = Callable[[BaseException], bool]


class Failure(Exception):
    """A request is not executed. `reason`: the key of its text, where that is not `code`; `path`: the place in the variables at fault;
    `facts`: for the placeholders of the text."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        reason: str | None = None,
        headers: Mapping[str, str] | None = None,
        path: Path = (),
        facts: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.reason = reason
        self.headers = headers or {}
        self.path = path
        self.facts = facts or {}

    def body(self, language: Language, trace: str) -> bytes:
        """Return the GraphQL response: one error, no data."""
        facts = {"code": self.code, "trace": trace, "reason": self.reason, "path": self.path}
        extensions = {name: fact for name, fact in facts.items() if fact}
        return orjson.dumps({"errors": [{"message": text(self.reason or self.code, language, self.facts), "extensions": extensions}]})


def bad(reason: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST, **headers: str) -> Failure:
    """Return the failure of a request that is refused for its HTTP form; header names have underscores for hyphens."""
    return Failure(status, "BAD_USER_INPUT", reason, {name.replace("_", "-"): value for name, value in headers.items()})


@dataclass(frozen=True)
class Troubles:
    """Recognises failures of the database, each answered with a code and when to retry (docs/decisions/013-failures.md).

    `now`: whether the database is known to be unreachable at this moment, so that a request fails at once.
    """

    is_away: Tells
    is_busy: Tells
    took_too_long: Tells
    now: Callable[[], bool] = lambda: False

    def failure(self, error: BaseException) -> Failure | None:
        """Return the failure to answer an error with; None for a fault of the platform."""
        if self.is_busy(error):
            return busy()
        if isinstance(error, TimeoutError) or self.is_away(error) or self.took_too_long(error):
            return unavailable()
        return None


def unavailable() -> Failure:
    """Return the failure UNAVAILABLE: the database is out of reach, or too slow."""
    return Failure(HTTPStatus.SERVICE_UNAVAILABLE, "UNAVAILABLE", headers={"Retry-After": "5"})


def busy() -> Failure:
    """Return the failure BUSY: others hold what the request needs, and nothing was done."""
    return Failure(HTTPStatus.SERVICE_UNAVAILABLE, "BUSY", headers={"Retry-After": "1"})
