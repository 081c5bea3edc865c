"""The outermost layer of every request: trace id, headers of every response, access log, metrics, and masking of faults.

Source: docs/design.md 6 and 8 (INTERNAL); W3C Trace Context (traceparent).
"""

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.failure import Failure
from api.http.heads import Heads
from api.http.media import JSON, answer_type, language
from api.log import fault, tell
from api.metrics import Answered, Metrics
from api.serving.proxies import Proxies
from api.traces import SERVER, Attributes, Ids, Traces, new_span, new_trace, parent_of
from domain.time.deadline import ENDLESS, Deadline
from domain.time.spent import OK, Course, begin
from domain.viewer import Language

METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})
HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
"""Of every response that does not say otherwise, as they are sent."""


@dataclass(slots=True)
class Exchange:
    """Facts of one request, which inner layers fill in for the log and the metrics."""

    trace: str
    headers: Heads
    account: UUID | None = None
    operation: str = "none"
    name: str = "none"
    """What is asked, from a limited number of words."""
    code: str = OK
    """Of the first error."""
    refused: str | None = None
    """Why a credential was refused."""
    spoken: Language | None = None
    """The language in which the caller wants to be answered, where they say it."""
    told: Iterable[tuple[bytes, bytes]] = ()
    """Headers of its response that does not say otherwise, beside those of every response."""
    deadline: Deadline = ENDLESS
    course: Course = field(default_factory=Course)


def exchange_of(scope: Scope) -> Exchange:
    """Return the exchange that the edge began for this request."""
    exchange = scope["state"]["exchange"]
    assert isinstance(exchange, Exchange)
    return exchange


def trace_of(request: Request) -> str:
    """Return the trace id of a request."""
    return exchange_of(request.scope).trace


class Edge:
    """Wraps the application. `paths`: those that are logged and counted by name; all others are `other`, since a caller wrote them."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        doors: Mapping[str, ASGIApp] | None = None,
        paths: frozenset[str],
        log: logging.Logger,
        metrics: Metrics,
        traces: Traces | None = None,
        proxies: Proxies | None = None,
    ) -> None:
        """`doors`: what answers at a path in the place of the application, which is not asked who does: it takes every method, and says
        itself what is wrong. `traces`: where spans go; None: none are made. `proxies`: those whose word of who asks is taken.
        """
        self._app = app
        self._doors = doors or {}
        self._paths = paths
        self._log = log
        self._metrics = metrics
        self._traces = traces
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request: trace, access log, metrics, and faults."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        headers = Heads(scope["headers"])
        if self._proxies and scope["client"]:
            peer, port = scope["client"]
            scope["client"] = (self._proxies.caller(peer, headers.getlist("x-forwarded-for")), port)
        parent = parent_of(headers.get("traceparent"))
        traces = self._traces if parent is None or parent.sampled else None
        exchange = Exchange(parent.trace if parent else new_trace(), headers, course=begin(traced=traces is not None))
        headers_told = [*HEADERS, (b"x-trace-id", exchange.trace.encode())]
        ids = None if traces is None else Ids(exchange.trace, new_span(), parent.span if parent else "")
        if ids is not None:
            headers_told.append((b"traceresponse", f"00-{ids.trace}-{ids.span}-01".encode()))
        scope.setdefault("state", {})["exchange"] = exchange
        status, unread = 0, has_body(headers)

        async def receive_and_note() -> Message:
            nonlocal unread
            message = await receive()
            unread = unread and message.get("more_body", False)
            return message

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = with_headers(message.get("headers", ()), [*exchange.told, *headers_told])
                if unread:  # whatever else is sent is not waited for
                    MutableHeaders(scope=message)["connection"] = "close"
            await send(message)

        try:
            await self._doors.get(scope["path"], self._app)(scope, receive_and_note, send_with_headers)
        except asyncio.CancelledError:  # the server stops, and waits no longer
            exchange.code = "UNAVAILABLE"
            if not status:
                await failed(headers, exchange.trace, Failure(HTTPStatus.SERVICE_UNAVAILABLE, "UNAVAILABLE"))(
                    scope, receive, send_with_headers
                )
            raise
        except Exception as error:  # noqa: BLE001 -- the edge: what nobody foresaw is logged by its type and masked
            self._log.error("fault", extra={"facts": {"trace": exchange.trace, **fault(error)}})
            exchange.code = "INTERNAL"
            if not status:
                await internal(headers, exchange.trace)(scope, receive, send_with_headers)
        finally:
            path = scope["path"] if scope["path"] in self._paths else "other"
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._tell(method, path, exchange, status, time.perf_counter() - began)
            if traces is not None and ids is not None:
                told: Attributes = {"http.request.method": method, "url.path": path, "http.response.status_code": status}
                told |= {"lianbang.operation": exchange.name, "lianbang.code": exchange.code}
                fails = status >= HTTPStatus.INTERNAL_SERVER_ERROR
                traces.end(f"{method} {path}", ids, exchange.course, began, told, kind=SERVER, failed=fails)

    def _tell(self, method: str, path: str, exchange: Exchange, status: int, seconds: float) -> None:
        asks, course = exchange.name != "none" or exchange.code != OK, exchange.course
        asked = (exchange.name, exchange.code) if asks else None
        self._metrics.gather(Answered(path, exchange.operation, status, seconds, course, asked))
        facts: dict[str, object] = {"trace": exchange.trace, "method": method, "path": path, "status": status, "ms": milliseconds(seconds)}
        if asked is not None:
            facts["operation"], facts["code"] = asked
            for phase, spent in course.seconds.items():
                facts[phase._value_] = milliseconds(spent)
        if exchange.refused is not None:
            self._metrics.count_refused(exchange.refused)
            facts["refused"] = exchange.refused
        if exchange.account is not None:
            facts["account"] = exchange.account
        tell(self._log, "request", facts)


def milliseconds(seconds: float) -> float:
    """Return seconds as a log line tells them."""
    return round(seconds * 10_000) / 10


def with_headers(own: Iterable[tuple[bytes, bytes]], told: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers of a response with those of `told` that it does not have; names are in lower case."""
    headers = [*own]
    names = {name for name, _ in headers}
    return headers + [each for each in told if each[0] not in names]


def has_body(headers: Heads) -> bool:
    """Return whether the headers announce a body."""
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def internal(headers: Heads, trace: str) -> Response:
    """Return the answer to a fault of ours: the code INTERNAL and the trace id, nothing else."""
    return failed(headers, trace, Failure(HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL"))


def failed(headers: Heads, trace: str, failure: Failure) -> Response:
    """Return the answer to a request that failed, in the media type and language that it accepts."""
    spoken, kind = language(headers.getlist("accept-language")) or Language.ZH, answer_type(headers.getlist("accept")) or JSON
    return Response(failure.body(spoken, trace), failure.status, {"content-type": f"{kind}; charset=utf-8"})
