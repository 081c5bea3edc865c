"""Traces of requests and jobs, sent to a collector: OTLP over HTTP as JSON, without a library.

Source: OpenTelemetry protocol 1.5 (OTLP/HTTP, JSON encoding); W3C Trace Context, also its second level (traceresponse);
docs/decisions/045-watching.md. Attributes are words of ours, numbers, and hashes of statements: nothing that a caller or a row says.
"""

import asyncio
import logging
import os
import re
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from hashlib import sha256
from time import perf_counter
from typing import NamedTuple, TypeVar

import httpx2
import orjson

from domain.time.spent import Course, Span, begin

PARENT = re.compile(r"(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
MOST_CHARACTERS = 200
GATHER_SECONDS = 1.0
"""How long spans are gathered before they are sent together."""
PATIENCE_SECONDS = 5.0
KEPT_SPANS = 5000
"""Most spans that wait to be sent; what comes when there are so many is dropped."""
SERVER, INTERNAL = 2, 1
FAILED = 2

Given = TypeVar("Given")
Attributes = dict[str, str | int]


class Parent(NamedTuple):
    """What a caller says of the trace to which its request belongs."""

    trace: str
    span: str
    sampled: bool


def parent_of(traceparent: str | None) -> Parent | None:
    """Return what a header says; None for none, or one that is not valid."""
    match = PARENT.fullmatch(traceparent) if traceparent and len(traceparent) <= MOST_CHARACTERS else None
    return Parent(match[1], match[2], bool(int(match[3], 16) & 1)) if match else None


class Ids(NamedTuple):
    """The ids of a span: of its trace, its own, and of the span above it, empty for none."""

    trace: str
    span: str
    parent: str


class Traces:
    """Gathers spans and sends them. `clock` gives the moments; `log` is told when the collector stops taking them, and takes them again."""

    def __init__(self, address: str, client: httpx2.AsyncClient, clock: Callable[[], datetime], log: logging.Logger) -> None:
        self._address = address
        self._client = client
        self._clock = clock
        self._log = log
        self._waiting: list[dict[str, object]] = []
        self._sending: asyncio.Task[None] | None = None
        self._refused = False

    def end(self, name: str, ids: Ids, course: Course, began: float, told: Attributes, *, kind: int, failed: bool) -> None:
        """Add the spans of a request or job that ends now; `began`: monotonic seconds."""
        now, ended = self._clock().timestamp(), perf_counter()

        def made(each: Span, ids: Ids, told: Attributes, kind: int = INTERNAL) -> dict[str, object]:
            began, until = (str(round((now - (ended - at)) * 1e9)) for at in (each.began, each.ended))
            times = {"startTimeUnixNano": began, "endTimeUnixNano": until}
            named = {"traceId": ids.trace, "spanId": ids.span, "parentSpanId": ids.parent, "name": each.name, "kind": kind}
            return {**named, **times, "attributes": [attribute(*fact) for fact in told.items()]}

        whole = made(Span(name, began, ended), ids, told, kind) | ({"status": {"code": FAILED}} if failed else {})
        parts = (made(each, Ids(ids.trace, new_span(), ids.span), attributes_of(each)) for each in course.spans or ())
        self._add([whole, *parts])

    def around(self, name: str, do: Callable[[Given], Awaitable[object]]) -> Callable[[Given], Awaitable[object]]:
        """Return a job that is traced each time it is done."""

        async def traced(given: Given) -> object:
            course, began, failed = begin(traced=True), perf_counter(), True
            try:
                done = await do(given)
                failed = False
                return done
            finally:
                ids = Ids(new_trace(), new_span(), "")
                self.end("job", ids, course, began, {"lianbang.job": name}, kind=INTERNAL, failed=failed)

        return traced

    async def close(self) -> None:
        """Send what waits."""
        if self._sending is not None:
            self._sending.cancel()
        await self._send()

    def _add(self, spans: Iterable[dict[str, object]]) -> None:
        self._waiting += spans
        del self._waiting[KEPT_SPANS:]
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_soon())

    async def _send_soon(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER_SECONDS)
            await self._send()

    async def _send(self) -> None:
        """Send what waits; what the collector does not take is dropped."""
        spans, self._waiting = self._waiting, []
        if not spans:
            return
        service = [{"key": "service.name", "value": {"stringValue": "lianbang"}}]
        body = {"resourceSpans": [{"resource": {"attributes": service}, "scopeSpans": [{"scope": {"name": "lianbang"}, "spans": spans}]}]}
        try:
            headers = {"Content-Type": "application/json"}
            answer = await self._client.post(self._address, content=orjson.dumps(body), headers=headers, timeout=PATIENCE_SECONDS)
            refused = not answer.is_success
        except (httpx2.HTTPError, httpx2.InvalidURL):
            refused = True
        if refused is not self._refused:
            self._refused = refused
            self._log.warning("traces are not taken" if refused else "traces are taken again")


def new_trace() -> str:
    """Return the id of a new trace: 32 hexadecimal digits."""
    return os.urandom(16).hex()


def new_span() -> str:
    """Return the id of a new span: 16 hexadecimal digits."""
    return os.urandom(8).hex()


def attributes_of(span: Span) -> Attributes:
    """Return what is told of a part: words of ours, and of its statement a hash."""
    told: Attributes = {f"lianbang.{name}": value for name, value in span.facts}
    if span.statement is not None:
        told["lianbang.statement"] = sha256(span.statement.encode()).hexdigest()[:16]
    return told


def attribute(key: str, value: str | int) -> dict[str, object]:
    """Return an attribute as JSON; a whole number is a text there."""
    return {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}
