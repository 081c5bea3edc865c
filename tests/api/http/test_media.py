"""Methods and media types: what is taken, and what the answer takes. Source: GraphQL over HTTP, first edition; RFC 9110."""

import pytest

from tests.api.conftest import GRAPHQL, HELLO, JSON, Door


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
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, */*", GRAPHQL),
        (f"{JSON}, text/plain, */*", JSON),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        (f"{GRAPHQL};q=0.9, application/*", JSON),
        (f"text/html, {JSON};q=0.1", JSON),
        (f"*/*, {GRAPHQL};q=0", JSON),
        (f"{GRAPHQL};charset=gbk, {JSON}", JSON),
        (f"{GRAPHQL},{JSON};q=0.9", GRAPHQL),  # Apollo client 4
        (f"multipart/mixed;deferSpec=20220824,{GRAPHQL},{JSON};q=0.9", GRAPHQL),  # the same where something is deferred
        ("multipart/mixed;deferSpec=20220824, application/json", JSON),  # Apollo client 3
        (f"{GRAPHQL}, application/graphql+json, {JSON}, text/event-stream, multipart/mixed", GRAPHQL),  # urql
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),  # a browser
        (f'multipart/mixed;boundary="a, {GRAPHQL}", {JSON}', JSON),
        (f',, {JSON};profile="x;q=0" ,', JSON),
        ("x" * 2000, JSON),
    ],
)
async def test_the_answer_has_the_media_type_that_is_liked_most(door: Door, accept: str | None, answered: str) -> None:
    del door.client.headers["Accept"]
    response = await door.post(HELLO, **({"Accept": accept} if accept else {}))
    assert (response.status_code, response.headers["content-type"]) == (200, f"{answered}; charset=utf-8")


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", f"{JSON};q=0", f"{JSON}; charset=gbk", "nonsense", ";;;", "multipart/mixed", '"']
)
async def test_where_no_media_type_of_ours_is_liked_nothing_is_executed(door: Door, accept: str) -> None:
    assert (await door.post(HELLO, Accept=accept)).status_code == 406
    assert door.executor.asked == []
