"""The headers of a request are Starlette's, whichever way they are asked for. Source: docs/decisions/062-around-the-read.md."""

from hypothesis import given
from hypothesis import strategies as some
from starlette.datastructures import Headers

from api.http.heads import Heads

NAMES = some.sampled_from([b"accept", b"accept-language", b"authorization", b"cookie", b"traceparent"])
RAW = some.lists(some.tuples(NAMES, some.binary(max_size=5)), max_size=6)
ASKED = ("accept", "Accept-Language", "AUTHORIZATION", "cookie", "traceparent", "none")


@given(RAW)
def test_what_is_gathered_once_is_what_would_be_found(raw: list[tuple[bytes, bytes]]) -> None:
    heads, headers = Heads(raw), Headers(raw=raw)
    assert [heads.getlist(name) for name in ASKED] == [headers.getlist(name) for name in ASKED]
    assert [heads.get(name) for name in ASKED] == [headers.get(name) for name in ASKED]
    assert [name in heads for name in ASKED] == [name in headers for name in ASKED]
    assert (heads.items(), heads == headers) == (headers.items(), True)
