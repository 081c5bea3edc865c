"""Bodies and addresses: what is a request, and every malformed one refused by its kind. Source: GraphQL over HTTP, first edition."""

from collections.abc import AsyncIterator
from hashlib import sha256

import pytest

from schema.execute.execute import Request
from tests.api.conftest import HELLO, JSON, Door, error


async def test_a_body_that_announces_more_than_a_megabyte_is_refused_before_it_is_read(door: Door) -> None:
    response = await door.post(b"{}", Content_Length="1048577")
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

    door.hurry(body_patience=0.1)
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


async def test_half_of_a_surrogate_pair_is_blamed_on_its_place_in_the_variables(door: Door) -> None:
    content = b'{"query": "{ hello }", "variables": {"input": {"needs": {"list": [{}, {"requestText": "a\\ud83d"}]}}}}'
    response = await door.post(content, Accept_Language="en")
    (told,) = response.json()["errors"]
    assert response.status_code == 400
    assert told["extensions"]["path"] == ["input", "needs", "list", 1, "requestText"]
    assert "invalid characters" in told["message"]
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
    assert (response.status_code, response.json()["data"]) == (200, {"hello": "hello 李"})


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


def id_of(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"


async def test_a_registered_document_is_sent_by_its_id(door: Door) -> None:
    sent = await door.post({"documentId": id_of("{ hello }"), "variables": {"name": "x"}})
    read = await door.client.get("/graphql", params={"documentId": id_of("{ hello }")})
    assert (sent.status_code, read.status_code) == (200, 200)
    assert door.executor.asked == [Request("{ hello }", None, {"name": "x"}), Request("{ hello }")]


async def test_a_registered_mutation_is_no_reading(door: Door) -> None:
    response = await door.client.get("/graphql", params={"documentId": id_of("mutation { change }")})
    assert (response.status_code, error(response)["reason"]) == (405, "REQUEST_METHOD")


@pytest.mark.parametrize("unknown", [id_of("{ broken }"), id_of("{ hello }").upper(), id_of("{ hello }")[7:], "sha256:", "", "md5:1"])
async def test_an_id_under_which_nothing_is_registered_is_refused(door: Door, unknown: str) -> None:
    response = await door.post({"documentId": unknown})
    assert (response.status_code, error(response)["reason"]) == (422, "DOCUMENT_UNKNOWN")
    assert door.executor.asked == []


@pytest.mark.parametrize(
    "sent", [{}, {"query": "{ hello }", "documentId": id_of("{ hello }")}, {"query": None, "documentId": None}, {"documentId": 1}]
)
async def test_a_request_holds_either_a_text_or_an_id(door: Door, sent: dict[str, object]) -> None:
    response = await door.post(sent)
    assert (response.status_code, error(response)["reason"]) == (422, "REQUEST_FORM")
