"""The endpoint from outside: who gets in, which status tells what, in which language. Source: GraphQL over HTTP, first edition."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from uuid import uuid4

import pytest
from starlette.types import Message

from domain.message.message import text
from domain.viewer import Language
from tests.api.conftest import ELSEWHERE, GRAPHQL, HELLO, JSON, PATIENCE, PER_MINUTE, Door, error
from tests.builders.world import NOW

# --- who gets in


async def test_a_query_is_answered_with_200_in_the_media_type_of_graphql(door: Door) -> None:
    response = await door.post(HELLO)
    assert (response.status_code, response.headers["content-type"]) == (200, f"{GRAPHQL}; charset=utf-8")
    assert response.json() == {"data": {"hello": "hello "}, "extensions": {"cost": {"requestsLeft": PER_MINUTE - 1}}}


@pytest.mark.parametrize("content", [HELLO, b"{", b"[" * 10_000, {"query": "{"}, b"\xff"])
async def test_a_stranger_is_refused_before_anything_is_read(door: Door, content: object) -> None:
    del door.client.headers["Authorization"]
    response = await door.post(content, Content_Type="text/plain", Accept="image/png")
    assert (response.status_code, response.headers["www-authenticate"]) == (401, 'Bearer realm="lianbang"')
    assert error(response)["code"] == "UNAUTHENTICATED"
    assert door.executor.asked == []


async def test_a_stranger_with_a_body_of_any_size_is_refused_without_its_being_read(door: Door) -> None:
    async def body() -> AsyncIterator[bytes]:
        raise AssertionError("read")
        yield b""

    response = await door.client.post("/graphql", content=body(), headers={"Authorization": "Bearer a.b.c"})
    assert response.status_code == 401


async def test_a_token_that_is_not_valid_is_challenged_as_such(door: Door) -> None:
    for shown in ("Bearer a.b.c", "Basic YTpi", f"Bearer {door.issuer.issue(uuid4(), 'x', NOW)}"):
        response = await door.post(HELLO, Authorization=shown)
        assert response.headers["www-authenticate"] == 'Bearer realm="lianbang", error="invalid_token"'
        assert response.status_code == 401


async def test_an_expired_token_is_refused(door: Door) -> None:
    expired = door.issuer.issue(door.viewer.membership, "cadre.federation.330110", NOW - timedelta(days=2))
    assert (await door.post(HELLO, Authorization=f"Bearer {expired}")).status_code == 401


async def test_a_token_in_the_address_or_the_body_is_no_token(door: Door) -> None:
    token = door.client.headers.pop("Authorization").split()[1]
    assert (await door.client.post("/graphql", params={"access_token": token}, json=HELLO)).status_code == 401
    assert (await door.client.post("/graphql", data={"access_token": token})).status_code == 401


async def test_a_good_token_that_names_nobody_here_is_403_and_says_why(door: Door) -> None:
    for language, told in (("en", "The sign-in is valid"), ("zh", "登录有效")):
        response = await door.post(HELLO, Authorization=f"Bearer {ELSEWHERE}", Accept_Language=language)
        assert (response.status_code, error(response)) == (
            403,
            error(response) | {"code": "FORBIDDEN", "reason": "SIGN_IN_WITHOUT_MEMBERSHIP"},
        )
        assert response.json()["errors"][0]["message"].startswith(told)


async def test_a_membership_that_ends_while_a_request_is_on_its_way_is_401(door: Door) -> None:
    response = await door.post({"query": "{ over }"})
    assert (response.status_code, error(response)["code"]) == (401, "UNAUTHENTICATED")
    assert "invalid_token" in response.headers["www-authenticate"]


async def test_an_account_that_asks_too_often_is_told_to_wait(door: Door) -> None:
    asked = [await door.post(HELLO) for _ in range(PER_MINUTE)]
    assert {each.status_code for each in asked} == {200}
    assert [each.json()["extensions"]["cost"]["requestsLeft"] for each in asked] == [*reversed(range(PER_MINUTE))]
    response = await door.post(HELLO)
    assert (response.status_code, error(response)["code"]) == (429, "RATE_LIMITED")
    assert response.headers["retry-after"] == "1"


# --- which status tells what


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ("{", 400),
        ("", 400),
        ("\0", 400),
        ("{ unknown }", 422),
        ("query A { hello } query B { hello }", 422),
        ("subscription { ticks }", 422),
        ("{a" * 900 + "}" * 900, 400),
        ("{ hello }" * 2000, 422),
    ],
)
async def test_a_document_that_cannot_be_executed_has_no_data(door: Door, document: str, status: int) -> None:
    for response in (await door.post({"query": document}), await door.client.get("/graphql", params={"query": document or " "})):
        assert (response.status_code, response.headers["content-type"]) == (status, f"{GRAPHQL}; charset=utf-8")
        assert "data" not in response.json()


@pytest.mark.parametrize("accept", [JSON, "*/*", f"{JSON}, {GRAPHQL};q=0.5"])
@pytest.mark.parametrize("document", ["{", "{ unknown }", "query A { hello } query B { hello }", "{ hello }" * 2000])
async def test_what_graphql_refuses_comes_with_200_where_json_is_asked_for_so_that_the_errors_are_read(
    door: Door, document: str, accept: str
) -> None:
    for response in (
        await door.post({"query": document}, Accept=accept),
        await door.client.get("/graphql", params={"query": document}, headers={"Accept": accept}),
    ):
        assert (response.status_code, response.headers["content-type"]) == (200, f"{JSON}; charset=utf-8")
        assert list(response.json()) == ["errors", "extensions"]


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (HELLO, {"Authorization": "Bearer a.b.c"}, 401),
        (b"{", {}, 400),
        (b"[]", {}, 400),
        ({"query": 7}, {}, 422),
        (HELLO, {"Content_Type": "text/plain"}, 415),
        (b"{}", {"Content_Length": "1048577"}, 413),
        ({"query": "{ explodes }"}, {}, 500),
        ({"query": "{ away }"}, {}, 503),
    ],
)
async def test_what_http_refuses_keeps_its_status_for_json_too(
    door: Door, content: object, headers: Mapping[str, str], status: int
) -> None:
    response = await door.post(content, Accept=JSON, **headers)
    assert (response.status_code, response.headers["content-type"]) == (status, f"{JSON}; charset=utf-8")
    assert error(response)["code"]


async def test_an_answer_says_what_it_depends_on(door: Door) -> None:
    for response in (await door.post(HELLO), await door.post(b"{"), await door.post(HELLO, Authorization="Bearer a.b.c")):
        assert {"Accept", "Accept-Encoding"} <= set(response.headers["vary"].split(", "))


async def test_data_with_errors_is_a_partial_success(door: Door) -> None:
    response = await door.post({"query": "{ hello broken }"})
    assert response.status_code == 294
    assert response.json()["data"] == {"hello": "hello ", "broken": None}


async def test_clients_that_know_only_json_get_200_for_a_partial_success(door: Door) -> None:
    response = await door.post({"query": "{ hello broken }"}, Accept=JSON)
    assert (response.status_code, response.headers["content-type"]) == (200, f"{JSON}; charset=utf-8")


async def test_a_fault_in_a_part_of_the_answer_is_logged_and_the_rest_is_given(door: Door) -> None:
    response = await door.post({"query": "mutation { change fails }"})
    assert (response.status_code, response.json()["data"]) == (294, {"change": 1, "fails": None})
    assert [line["error"] for line in door.lines() if line["event"] == "fault"] == ["RuntimeError"]


async def test_a_database_that_is_lost_in_the_middle_is_503(door: Door) -> None:
    response = await door.post({"query": "mutation { loses }"})
    assert (response.status_code, error(response)["code"]) == (503, "UNAVAILABLE")


async def test_a_database_that_is_lost_when_something_was_done_does_not_keep_that_from_the_caller(door: Door) -> None:
    response = await door.post({"query": "mutation { change loses }"})
    assert (response.status_code, response.json()["data"]) == (294, {"change": {}, "loses": None})


async def test_what_is_executed_is_told_until_when_the_request_is_answered(door: Door) -> None:
    await door.post(HELLO)
    (deadline,) = door.executor.deadlines
    assert (deadline.seconds, deadline.clock) == (PATIENCE, asyncio.get_running_loop().time)
    assert deadline.began <= deadline.clock()


async def test_a_fault_of_ours_is_masked_and_found_by_its_trace(door: Door) -> None:
    response = await door.post({"query": "{ explodes }"})
    assert (response.status_code, error(response)["code"]) == (500, "INTERNAL")
    assert "secret" not in response.text + door.log.getvalue()
    (fault,) = [line for line in door.lines() if line["event"] == "fault"]
    assert (fault["error"], fault["trace"]) == ("RuntimeError", error(response)["trace"])
    assert response.headers["x-trace-id"] == fault["trace"]


async def test_a_database_out_of_reach_is_503_and_says_nothing_of_it(door: Door) -> None:
    response = await door.post({"query": "{ away }"})
    assert (response.status_code, error(response)["code"]) == (503, "UNAVAILABLE")
    assert "db.internal" not in response.text + door.log.getvalue()
    assert response.headers["retry-after"]


async def test_a_request_that_takes_too_long_is_given_up(door: Door) -> None:
    door.hurry(patience=0.1)
    response = await door.post({"query": "{ hangs }"})
    assert (response.status_code, error(response)["code"]) == (503, "UNAVAILABLE")


async def test_a_refusal_repeats_nothing_of_what_was_sent(door: Door) -> None:
    shout = "e7f3" * 500
    for content in ({"query": 1, shout: shout}, {"query": "{ hello }", "operationName": [shout]}, [shout], f'{{"{shout}'.encode()):
        assert "e7f3" not in (await door.post(content, Accept_Language=shout)).text


# --- in which language, and with which headers


@pytest.mark.parametrize(
    ("accept_language", "spoken"),
    [
        (None, Language.ZH),
        ("en", Language.EN),
        ("en-GB,zh;q=0.9", Language.EN),
        ("fr, zh-Hans;q=0.8, en;q=0.3", Language.ZH),
        ("fr", Language.ZH),
        ("en;q=0", Language.ZH),
        ("en;q=x", Language.ZH),
        ("en," * 1000, Language.ZH),
    ],
)
async def test_messages_are_in_the_language_asked_for_or_that_of_the_account(
    door: Door, accept_language: str | None, spoken: Language
) -> None:
    headers = {"Accept_Language": accept_language} if accept_language else {}
    refused = await door.post(b"{", **headers)
    assert refused.json()["errors"][0]["message"] == text("REQUEST_NOT_JSON", spoken)
    assert (await door.post({"query": "{ speaks }"}, **headers)).json()["data"] == {"speaks": spoken}


async def test_no_answer_is_kept_framed_or_guessed_at(door: Door) -> None:
    for response in (await door.post(HELLO), await door.post(b"{"), await door.client.get("/elsewhere")):
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert "set-cookie" not in response.headers


async def test_a_page_of_another_origin_is_given_no_permission(door: Door) -> None:
    response = await door.post(HELLO, Origin="https://elsewhere.example")
    assert [name for name in response.headers if name.startswith("access-control")] == []


# --- who leaves


async def test_a_reading_is_given_up_when_its_caller_leaves(door: Door) -> None:
    asked: asyncio.Queue[Message] = asyncio.Queue()
    asked.put_nowait({"type": "http.request", "body": b'{"query": "{ hangs }"}'})
    sent: list[Message] = []
    headers = {"authorization": door.client.headers["Authorization"], "content-type": JSON}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "raw_path": b"/graphql", "query_string": b"", "headers": raw}

    async def send(message: Message) -> None:
        sent.append(message)

    answering = asyncio.create_task(door.app(scope, asked.get, send))
    await door.executor.hanging.wait()
    asked.put_nowait({"type": "http.disconnect"})
    await answering
    assert (sent, door.executor.given_up) == ([], 1)
