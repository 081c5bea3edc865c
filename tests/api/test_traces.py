"""What a collector is sent of a request, and what never. Source: docs/decisions/045-watching.md; OTLP/HTTP; W3C Trace Context."""

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import orjson
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.edge import Edge, exchange_of
from api.metrics import Metrics
from api.traces import KEPT_SPANS, Traces
from domain.time.spent import Phase, Timed, ran
from tests.builders.world import NOW

TRACE, CALLER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PERSONAL = "诸葛明远 330110199001010011 13800000000"
STATEMENT = f"select '{PERSONAL}', $1"


class Collector:
    """Takes what is sent, or does not."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []
        self.status = 200
        self.client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(Starlette(routes=[Route("/v1/traces", self.take, methods=["POST"])]))
        )

    async def take(self, request: Request) -> Response:
        assert request.headers["content-type"] == "application/json"
        self.bodies.append(orjson.loads(await request.body()))
        return Response(b"{}", self.status)

    @property
    def spans(self) -> list[dict[str, Any]]:
        return [span for body in self.bodies for span in body["resourceSpans"][0]["scopeSpans"][0]["spans"]]


@pytest.fixture
def collector() -> Collector:
    return Collector()


@pytest.fixture
def traces(collector: Collector) -> Traces:
    return Traces("http://collector/v1/traces", collector.client, lambda: NOW, logging.getLogger("traces"))


async def answers(request: Request) -> Response:
    """A request whose every word is personal, and which does what requests do."""
    assert PERSONAL.encode() in await request.body()
    with Timed(Phase.DATABASE, STATEMENT):
        pass
    ran("referralSign", "OK", 0.0)
    exchange_of(request.scope).name = "referralSign"
    return Response(status_code=503 if request.url.path == "/graphql" else 200)


@asynccontextmanager
async def serving(traces: Traces) -> AsyncIterator[httpx2.AsyncClient]:
    edge = Middleware(Edge, paths=frozenset({"/graphql"}), log=logging.getLogger("silent"), metrics=Metrics(), traces=traces)
    app = Starlette(routes=[Route("/{path:path}", answers, methods=["POST"])], middleware=[edge])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://lianbang") as client:
        yield client
    await traces.close()


def told(span: dict[str, Any]) -> dict[str, str]:
    return {each["key"]: next(iter(each["value"].values())) for each in span["attributes"]}


async def test_a_request_is_a_span_below_its_caller_s_with_its_parts_below_it(traces: Traces, collector: Collector) -> None:
    async with serving(traces) as client:
        response = await client.post("/graphql", content=PERSONAL.encode(), headers={"traceparent": f"00-{TRACE}-{CALLER}-01"})
    whole, *parts = collector.spans
    assert (whole["traceId"], whole["parentSpanId"], whole["name"], whole["status"]) == (TRACE, CALLER, "POST /graphql", {"code": 2})
    assert response.headers["traceresponse"] == f"00-{TRACE}-{whole['spanId']}-01"
    assert told(whole)["http.response.status_code"] == "503"
    assert [(part["name"], part["traceId"], part["parentSpanId"]) for part in parts] == [
        ("database", TRACE, whole["spanId"]),
        ("command", TRACE, whole["spanId"]),
    ]
    assert re.fullmatch("[0-9a-f]{16}", told(parts[0])["lianbang.statement"])
    assert told(parts[1]) == {"lianbang.action": "referralSign", "lianbang.code": "OK"}
    assert int(whole["startTimeUnixNano"]) <= int(parts[0]["startTimeUnixNano"]) <= int(whole["endTimeUnixNano"])


async def test_nothing_that_a_caller_or_a_statement_says_is_sent(traces: Traces, collector: Collector) -> None:
    async with serving(traces) as client:
        headers = {b"user-agent": PERSONAL.encode(), b"traceparent": f"00-{TRACE}-{CALLER}-01-13800000000".encode()}
        await client.post(f"/{PERSONAL}", params={"query": PERSONAL}, content=PERSONAL.encode(), headers=headers)
    sent = orjson.dumps(collector.bodies).decode()
    assert len(collector.spans) == 3
    assert [word for word in PERSONAL.split() if word in sent] == []


async def test_a_caller_who_traces_nothing_is_not_traced(traces: Traces, collector: Collector) -> None:
    async with serving(traces) as client:
        response = await client.post("/graphql", content=PERSONAL.encode(), headers={"traceparent": f"00-{TRACE}-{CALLER}-00"})
    assert (collector.spans, response.headers["x-trace-id"]) == ([], TRACE)
    assert "traceresponse" not in response.headers


async def test_a_job_is_traced_also_where_it_fails(traces: Traces, collector: Collector) -> None:
    async def fails(_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await traces.around("seal the audit trail", fails)(None)
    await traces.close()
    (span,) = collector.spans
    assert (span["name"], told(span), span["status"]) == ("job", {"lianbang.job": "seal the audit trail"}, {"code": 2})


async def test_a_collector_that_takes_nothing_is_told_of_once_and_nothing_piles_up(
    traces: Traces, collector: Collector, caplog: pytest.LogCaptureFixture
) -> None:
    async def done(_: object) -> None:
        pass

    collector.status = 503
    for _ in range(2):
        for _ in range(KEPT_SPANS + 1):
            await traces.around("job", done)(None)
        await traces.close()
    collector.status = 200
    await traces.around("job", done)(None)
    await traces.close()
    assert [len(body["resourceSpans"][0]["scopeSpans"][0]["spans"]) for body in collector.bodies] == [KEPT_SPANS, KEPT_SPANS, 1]
    assert [record.getMessage() for record in caplog.records] == ["traces are not taken", "traces are taken again"]
