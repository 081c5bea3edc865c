"""What is written down of a request: its line in the log, its count, its trace. Source: docs/design.md 6; W3C Trace Context."""

import re

import pytest

from api.traces import parent_of
from tests.api.conftest import ELSEWHERE, Door

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


async def test_a_request_is_one_line_without_a_word_of_the_caller(door: Door) -> None:
    await door.post(
        {"query": "query Li($name: String) { hello(name: $name) }", "variables": {"name": "李四"}, "operationName": "Li"},
        traceparent=PARENT,
    )
    (line,) = door.lines()
    assert min(line.pop(spent) for spent in ("ms", "waiting", "database", "validating")) >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("at"))
    assert line == {
        "level": "INFO",
        "from": "test",
        "event": "request",
        "trace": TRACE,
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "operation": "hello",
        "code": "OK",
        "account": str(door.viewer.account),
    }


async def test_paths_and_methods_that_a_caller_makes_up_are_neither_logged_nor_counted_by_name(door: Door) -> None:
    await door.client.request("BREW", "/330110199001010011")
    (line,) = door.lines()
    assert (line["method"], line["path"], line["status"]) == ("other", "other", 404)
    assert "330110199001010011" not in door.log.getvalue()


async def test_requests_are_counted_by_path_operation_and_status(door: Door) -> None:
    await door.post({"query": "query Secret { hello }"})
    await door.post(b"{")
    count = door.metrics.registry.get_sample_value
    assert count("lianbang_requests_total", {"path": "/graphql", "operation": "query", "status": "200"}) == 1
    assert count("lianbang_requests_total", {"path": "/graphql", "operation": "none", "status": "400"}) == 1
    assert count("lianbang_request_seconds_count", {"path": "/graphql", "operation": "query"}) == 1
    assert count("lianbang_operations_total", {"name": "hello", "operation": "query", "code": "OK"}) == 1
    assert count("lianbang_operations_total", {"name": "none", "operation": "none", "code": "BAD_USER_INPUT"}) == 1
    assert count("lianbang_phase_seconds_count", {"phase": "validating"}) == 1


@pytest.mark.parametrize(
    ("token", "reason"), [(None, "MISSING"), ("Bearer x", "INVALID"), (f"Bearer {ELSEWHERE}", "SIGN_IN_WITHOUT_MEMBERSHIP")]
)
async def test_credentials_that_are_refused_are_counted_by_why(door: Door, token: str | None, reason: str) -> None:
    del door.client.headers["Authorization"]
    await door.post({"query": "{ hello }"}, Authorization=token)
    assert door.metrics.registry.get_sample_value("lianbang_credentials_refused_total", {"reason": reason}) == 1
    assert door.lines()[0]["refused"] == reason


async def test_what_nobody_foresaw_is_masked_wherever_it_happens(door: Door) -> None:
    response = await door.client.get("/broken", headers={"Accept-Language": "en"})
    assert response.status_code == 500
    assert response.json()["errors"][0]["extensions"] == {"code": "INTERNAL", "trace": response.headers["x-trace-id"]}
    assert "secret" not in response.text + door.log.getvalue()
    assert [line["event"] for line in door.lines()] == ["fault", "request"]
    assert door.lines()[0]["where"][-1].startswith("conftest.py:")


def test_a_valid_traceparent_is_taken_up() -> None:
    assert parent_of(PARENT) == (TRACE, "00f067aa0ba902b7", True)
    assert parent_of(PARENT[:-1] + "0") == (TRACE, "00f067aa0ba902b7", False)
    assert parent_of(PARENT.replace("00-", "01-", 1) + "-further") == (TRACE, "00f067aa0ba902b7", True)


@pytest.mark.parametrize(
    "said", [None, "", TRACE, PARENT.upper(), PARENT.replace(TRACE, "0" * 32), f"ff{PARENT[2:]}", f"{PARENT}\n", PARENT * 50, "00-李-1-01"]
)
async def test_anything_else_is_answered_by_a_trace_of_our_own(door: Door, said: str | None) -> None:
    assert parent_of(said) is None
    one, other = [await door.post({"query": "{ hello }"}) for _ in range(2)]
    assert re.fullmatch(r"[0-9a-f]{32}", one.headers["x-trace-id"])
    assert one.headers["x-trace-id"] != other.headers["x-trace-id"]
    assert "traceresponse" not in one.headers
