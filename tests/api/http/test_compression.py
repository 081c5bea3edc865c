"""Compression: when it is asked for, and what keeps its length. Source: RFC 9110, 12.5.3; docs/decisions/008-http.md (Compression)."""

import gzip

import pytest
from starlette.responses import Response

from api.http.compression import PACKET_BYTES, Codings, codings, packed
from tests.api.conftest import Door

LARGE = {"query": "{ __schema { types { name kind fields { name type { name kind } } } } }"}


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (None, Codings()),
        ("", Codings()),
        ("gzip", Codings(gzip=True)),
        ("gzip, deflate, br, zstd", Codings(gzip=True)),
        ("GZIP;q=0.8, *;q=0.1", Codings(gzip=True)),
        ("x-gzip", Codings(gzip=True)),
        ("*", Codings(gzip=True)),
        ("gzip;q=0", Codings()),
        ("gzip;q=0.000", Codings()),
        ("gzip;q=x", Codings()),
        ("gzip;q=0, *", Codings()),
        ("*;q=0, gzip", Codings(gzip=True, identity=False)),
        ("gzip, identity;q=0", Codings(gzip=True, identity=False)),
        ("identity", Codings()),
        ("gzip;q=0.5, identity", Codings()),
        ("identity;q=0.5, gzip", Codings(gzip=True)),
        ("identity;q=0", Codings(identity=False)),
        ("br, deflate", Codings()),
        ("gzip," * 1000, Codings()),
    ],
)
def test_codings_are_negotiated_by_their_weights(header: str | None, taken: Codings) -> None:
    assert codings([] if header is None else [header]) == taken


async def test_a_large_answer_is_compressed_when_that_is_asked_for(door: Door) -> None:
    plain = await door.post(LARGE, Accept_Encoding="identity")
    zipped = await door.post(LARGE, Accept_Encoding="gzip")
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.json()["data"] == plain.json()["data"]
    assert int(zipped.headers["content-length"]) < len(plain.content) / 2
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in zipped.headers["vary"]


async def test_a_small_answer_a_refusal_and_one_nobody_asked_to_compress_stay_as_they_are(door: Door) -> None:
    for answer in (
        await door.post({"query": "{ __typename }"}, Accept_Encoding="gzip"),
        await door.post(b"{", Accept_Encoding="gzip"),
        await door.post(LARGE, Accept_Encoding="gzip;q=0"),
    ):
        assert "content-encoding" not in answer.headers


async def test_an_answer_that_repeats_what_was_sent_has_the_length_of_its_text_whatever_the_text(door: Door) -> None:
    """`hello` has no cell: nobody has said that it shows nothing of a person."""
    lengths = set()
    for guess in ("16000000801" * 200, "16000000802" * 200):
        answer = await door.post(
            {"query": "query ($n: String) { hello(name: $n) }", "variables": {"n": guess}}, Accept_Encoding="gzip, identity;q=0"
        )
        assert answer.json()["data"] == {"hello": f"hello {guess}"}
        lengths.add(answer.headers["content-length"])
    assert len(lengths) == 1


@pytest.mark.parametrize("size", [PACKET_BYTES - 1, PACKET_BYTES, 200_000])
async def test_what_may_be_probed_is_never_made_shorter(size: int) -> None:
    response = await packed(Response(b"a" * size), Codings(gzip=True, identity=False), probed=True)
    assert gzip.decompress(bytes(response.body)) == b"a" * size
    assert len(response.body) > size


@pytest.mark.parametrize(("size", "zipped"), [(PACKET_BYTES - 1, False), (PACKET_BYTES, True), (200_000, True)])
async def test_only_what_is_larger_than_a_packet_is_compressed(size: int, zipped: bool) -> None:
    response = await packed(Response(b"a" * size), Codings(gzip=True), probed=False)
    assert (response.headers.get("content-encoding") == "gzip") is zipped
    assert response.headers["content-length"] == str(len(response.body))
