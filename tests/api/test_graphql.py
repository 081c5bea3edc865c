"""The endpoint from outside: who gets in, what is taken, which status tells what. Source: GraphQL over HTTP, first edition."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from domain.message import text
from domain.viewer import Language
from schema.execute import Request
from tests.api.conftest import PER_MINUTE, Door
from tests.builders.world import NOW

GRAPHQL, JSON = "application/graphql-response+json", "application/json"
HELLO = {"query": "{ hello }"}


def error(response: httpx.Response) -> dict[str, str]:
    """The extensions of the one error of a response that has no data."""
    body = response.json()
    assert list(body) == ["errors"]
    (only,) = body["errors"]
    assert only["message"]
    extensions: dict[str, str] = only["extensions"]
    return extensions


# --- who gets in


async def test_a_query_is_answered_with_200_in_the_media_type_of_graphql(door: Door) -> None:
    response = await door.post(HELLO)
    assert (response.status_code, response.headers["content-type"]) == (200, f"{GRAPHQL}; charset=utf-8")
    assert response.json() == {"data": {"hello": "hello "}}


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
    expired = door.issuer.issue(door.viewer.membership, "cadre", NOW - timedelta(days=2))
    assert (await door.post(HELLO, Authorization=f"Bearer {expired}")).status_code == 401


async def test_a_token_in_the_address_or_the_body_is_no_token(door: Door) -> None:
    token = door.client.headers.pop("Authorization").split()[1]
    assert (await door.client.post("/graphql", params={"access_token": token}, json=HELLO)).status_code == 401
    assert (await door.client.post("/graphql", data={"access_token": token})).status_code == 401


async def test_a_membership_that_ends_while_a_request_is_on_its_way_is_401(door: Door) -> None:
    response = await door.post({"query": "{ over }"})
    assert (response.status_code, error(response)["code"]) == (401, "UNAUTHENTICATED")
    assert "invalid_token" in response.headers["www-authenticate"]


async def test_an_account_that_asks_too_often_is_told_to_wait(door: Door) -> None:
    statuses = [(await door.post(HELLO)).status_code for _ in range(PER_MINUTE)]
    assert set(statuses) == {200}
    response = await door.post(HELLO)
    assert (response.status_code, error(response)["code"]) == (429, "RATE_LIMITED")
    assert response.headers["retry-after"] == "1"


# --- what is taken


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "BREW"])
async def test_other_methods_are_refused_and_told_which_are_taken(door: Door, method: str) -> None:
    response = await door.client.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "",
        "text/plain",
        "application/graphql",
        "multipart/form-data; boundary=x",
        "application/json; charset=gbk",
        "application/jsonp",
    ],
)
async def test_a_body_that_is_not_json_in_utf_8_is_refused_with_415(door: Door, kind: str | None) -> None:
    assert (await door.post(b'{"query": "{ hello }"}', Content_Type=kind)).status_code == 415


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"'])
async def test_the_media_type_may_be_written_as_http_allows(door: Door, kind: str) -> None:
    assert (await door.post(HELLO, Content_Type=kind)).status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip", "chunky"])
async def test_a_compressed_body_is_refused_with_415(door: Door, encoding: str) -> None:
    response = await door.post(b"\x1f\x8b\x08", Content_Encoding=encoding)
    assert (response.status_code, response.headers["accept-encoding"]) == (415, "identity")


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (None, GRAPHQL),
        ("*/*", GRAPHQL),
        ("application/*", GRAPHQL),
        (JSON, JSON),
        (f"{GRAPHQL}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        (f"text/html, {JSON};q=0.1", JSON),
        (f"*/*, {GRAPHQL};q=0", JSON),
    ],
)
async def test_the_answer_has_the_media_type_that_is_liked_most(door: Door, accept: str | None, answered: str) -> None:
    del door.client.headers["Accept"]
    response = await door.post(HELLO, **({"Accept": accept} if accept else {}))
    assert (response.status_code, response.headers["content-type"]) == (200, f"{answered}; charset=utf-8")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", f"{JSON};q=0", f"{JSON}; charset=gbk", "nonsense", ";;;"])
async def test_where_no_media_type_of_ours_is_liked_nothing_is_executed(door: Door, accept: str) -> None:
    assert (await door.post(HELLO, Accept=accept)).status_code == 406
    assert door.executor.asked == []


async def test_a_body_that_announces_more_than_a_megabyte_is_refused_before_it_is_read(door: Door) -> None:
    response = await door.post(b"{}", Content_Length="1000001")
    assert (response.status_code, error(response)["reason"]) == (413, "REQUEST_TOO_LARGE")


async def test_a_body_that_turns_out_longer_than_a_megabyte_is_refused_while_it_comes(door: Door) -> None:
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 100_000
            yield b" " * 100_000

    response = await door.client.post("/graphql", content=body(), headers={"Content-Type": JSON})
    assert response.status_code == 413
    assert sent == 1_100_000


async def test_a_body_that_does_not_come_is_not_waited_for(door: Door) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"{"
        await door.executor.never.wait()

    response = await door.client.post("/graphql", content=body(), headers={"Content-Type": JSON})
    assert (response.status_code, error(response)["reason"]) == (408, "REQUEST_TOO_SLOW")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"NONSENSE",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"query": "\xc3\x28"}',
        b'{"query": "\\ud800"}',
        b'{"query": "{ hello }", "variables": {"name": "\\udfff"}}',
        b'{"query": "{ hello }", "variables": {"name": ' + b"9" * 5000 + b"}}",
        b'{"query": "{ hello }", "variables": {"name": NaN}}',
        b'{"query": "{ hello }", "variables": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001,
        b"[" * 10_000 + b"]" * 10_000,
        b"[]",
        b'[{"query": "{ hello }"}, {"query": "{ hello }"}]',
        b'"{ hello }"',
        b"null",
        b"7",
    ],
)
async def test_a_body_that_is_no_json_object_is_the_callers_fault(door: Door, content: bytes) -> None:
    response = await door.post(content)
    assert (response.status_code, error(response)["code"]) == (400, "BAD_USER_INPUT")
    assert door.executor.asked == []


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"qeury": "{ hello }"},
        {"query": None},
        {"query": ["{ hello }"]},
        {"query": 7},
        {"query": "{ hello }", "operationName": 7},
        {"query": "{ hello }", "variables": [7]},
        {"query": "{ hello }", "variables": "{}"},
        {"query": "{ hello }", "extensions": []},
    ],
)
async def test_an_object_that_is_no_request_is_refused_with_422(door: Door, content: object) -> None:
    response = await door.post(content)
    assert (response.status_code, error(response)["reason"]) == (422, "REQUEST_FORM")
    assert door.executor.asked == []


async def test_null_and_empty_parameters_count_as_absent(door: Door) -> None:
    await door.post({**HELLO, "operationName": None, "variables": None, "extensions": None})
    await door.post({**HELLO, "operationName": "", "extensions": {"trace": 1}, "further": 1})
    assert door.executor.asked == [Request("{ hello }")] * 2


# --- by GET


async def test_a_query_may_be_asked_by_get(door: Door) -> None:
    document = "query A($name: String) { hello(name: $name) } query B { hello }"
    given = {"query": document, "operationName": "A", "variables": '{"name": "李"}', "extensions": "{}"}
    response = await door.client.get("/graphql", params=given)
    assert (response.status_code, response.json()) == (200, {"data": {"hello": "hello 李"}})


@pytest.mark.parametrize("document", ["mutation { change }", "query A { hello } mutation B { change }"])
async def test_get_changes_nothing(door: Door, document: str) -> None:
    response = await door.client.get("/graphql", params={"query": document, "operationName": "B" if "B" in document else ""})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert door.executor.asked == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("", 422),
        ("query=", 422),
        ("query={hello}&query={hello}", 422),
        ("query={hello}&variables=[1]", 422),
        ("query={hello}&variables={", 400),
        ("query={hello}&variables=%ff", 400),
        ("query={hello}&variables=" + "[" * 2000, 400),
    ],
)
async def test_an_address_that_is_no_request_is_refused(door: Door, address: str, status: int) -> None:
    assert (await door.client.get(f"/graphql?{address}")).status_code == status


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
    for response in (
        await door.post({"query": document}, Accept=JSON),
        await door.client.get("/graphql", params={"query": document or " "}),
    ):
        assert (response.status_code, response.headers["content-type"]) == (status, f"{GRAPHQL}; charset=utf-8")
        assert "data" not in response.json()


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


async def test_a_fault_of_ours_is_masked_and_found_by_its_trace(door: Door) -> None:
    response = await door.post({"query": "{ explodes }"})
    assert (response.status_code, error(response)["code"]) == (500, "INTERNAL")
    assert "secret" not in response.text + door.log.getvalue()
    (fault,) = [line for line in door.lines() if line["event"] == "fault"]
    assert (fault["error"], fault["trace"]) == ("RuntimeError", error(response)["traceId"])
    assert response.headers["x-trace-id"] == fault["trace"]


async def test_a_database_out_of_reach_is_503_and_says_nothing_of_it(door: Door) -> None:
    response = await door.post({"query": "{ away }"})
    assert (response.status_code, error(response)["code"]) == (503, "UNAVAILABLE")
    assert "db.internal" not in response.text + door.log.getvalue()
    assert response.headers["retry-after"]


async def test_a_request_that_takes_too_long_is_given_up(door: Door) -> None:
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
    assert (await door.post({"query": "{ speaks }"}, **headers)).json() == {"data": {"speaks": spoken}}


async def test_no_answer_is_kept_framed_or_guessed_at(door: Door) -> None:
    for response in (await door.post(HELLO), await door.post(b"{"), await door.client.get("/elsewhere")):
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert "set-cookie" not in response.headers


async def test_a_page_of_another_origin_is_given_no_permission(door: Door) -> None:
    response = await door.post(HELLO, Origin="https://elsewhere.example")
    assert [name for name in response.headers if name.startswith("access-control")] == []
