"""Keys of issuers: where they are looked for, and which answers are none. Source: RFC 8414, RFC 7517; docs/decisions/035-issuers.md."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from joserfc.jwk import ECKey, KeySet, RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from auth.others import fetch
from auth.others.fetch import FetchFailed
from auth.others.keys import Keys, keys_of, metadata_addresses
from domain.issuer import is_safe
from tests.auth.others.server import KEYS, METADATA, AuthorizationServer, ec, serving
from tests.builders.world import NOW

OPENID = "/.well-known/openid-configuration"


@pytest_asyncio.fixture
async def server() -> AsyncIterator[AuthorizationServer]:
    async with serving() as server:
        yield server


async def fetched(server: AuthorizationServer, keys_address: str | None = None) -> KeySet:
    async with fetch.client() as client:
        keys = Keys(server.address, keys_address, fetch.over(client), lambda: NOW)
        await keys.renew()
        assert (keys.trouble is None) == bool(keys().keys)
        return keys()


def kids(keys: KeySet) -> list[str | None]:
    return [key.kid for key in keys.keys]


async def test_keys_are_where_the_metadata_says_or_the_row(server: AuthorizationServer) -> None:
    assert kids(await fetched(server)) == [server.key.kid]
    assert kids(await fetched(server, f"{server.address}{KEYS}")) == [server.key.kid]
    server.answers = {METADATA: Response(status_code=404), OPENID: metadata(server)}
    assert kids(await fetched(server)) == [server.key.kid]
    assert server.asked == [METADATA, KEYS, KEYS, METADATA, OPENID, KEYS]


def metadata(server: AuthorizationServer, **more: object) -> Response:
    return JSONResponse({"issuer": server.address, "jwks_uri": f"{server.address}{KEYS}", **more})


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b" " * 4096
        await asyncio.sleep(0)


async def silent() -> AsyncIterator[bytes]:
    yield b"{"
    await asyncio.Event().wait()


def test_where_metadata_may_be() -> None:
    assert metadata_addresses("https://id.example/mz") == (
        "https://id.example/.well-known/oauth-authorization-server/mz",
        "https://id.example/mz/.well-known/openid-configuration",
    )


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (METADATA, lambda server: metadata(server, issuer=f"{server.address}/")),
        (METADATA, lambda server: metadata(server, jwks_uri="http://127.0.0.1:1/jwks")),
        (METADATA, lambda server: metadata(server, jwks_uri=f"{server.address.replace('127.0.0.1', 'localhost')}/jwks")),
        (METADATA, lambda server: metadata(server, jwks_uri="file:///etc/passwd")),
        (METADATA, lambda server: metadata(server, jwks_uri=[f"{server.address}/jwks"])),
        (METADATA, lambda server: metadata(server, jwks_uri=None)),
        (KEYS, lambda server: RedirectResponse(f"{server.address}/elsewhere")),
        (KEYS, lambda server: Response(status_code=500)),
        (KEYS, lambda server: Response(b"{}", headers={"content-encoding": "gzip"})),
        (KEYS, lambda server: Response(b'{"keys": [}')),
        (KEYS, lambda server: Response(b"[" * 10_000)),
        (KEYS, lambda server: Response(b"[]")),
        (KEYS, lambda server: JSONResponse({"keys": {}})),
        (KEYS, lambda server: JSONResponse({"keys": [7, None, {}, {"kty": "EC"}, {"kty": "oct", "kid": "a", "k": "c2VjcmV0"}]})),
        (KEYS, lambda server: StreamingResponse(endless())),
        (KEYS, lambda server: StreamingResponse(silent())),
    ],
)
async def test_what_is_no_answer_brings_no_key(
    server: AuthorizationServer, path: str, answer: Callable[[AuthorizationServer], Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "SECONDS", 0.3)
    server.answers = {path: answer(server), "/elsewhere": JSONResponse({"keys": [server.key.as_dict(private=False)]})}
    assert kids(await fetched(server)) == []
    assert "/elsewhere" not in server.asked


async def test_whoever_waits_for_keys_waits_for_one_fetch(server: AuthorizationServer) -> None:
    async with fetch.client() as client:
        keys = Keys(server.address, None, fetch.over(client), lambda: NOW)
        await asyncio.gather(*(keys.renew() for _ in range(20)))
    assert kids(keys()) == [server.key.kid]
    assert server.asked == [METADATA, KEYS]


def public(key: Any, **more: object) -> dict[str, object]:
    return {**key.as_dict(private=False), **more}


def test_of_a_set_those_keys_are_taken_that_can_sign_for_us() -> None:
    good, rsa = ec(), RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)
    other = [
        public(ECKey.generate_key("P-384", auto_kid=True)),
        public(rsa, n=base64.urlsafe_b64encode(b"\xff" * 128).decode().rstrip("="), kid="weak"),
        public(ec(), use="enc"),
        public(ec(), alg="ES384"),
        public(ec(), kid=None),
        public(ec(), kid=good.kid),
    ]
    taken = keys_of({"keys": [{**good.as_dict(private=True)}, *other, public(rsa)]})
    assert {(key.kid, key.thumbprint()) for key in taken.keys} == {(key.kid, key.thumbprint()) for key in (good, rsa)}
    assert not any(key.is_private for key in taken.keys)
    with pytest.raises(FetchFailed):
        keys_of({"keys": other[:-1]})


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://id.example", True),
        ("https://id.example:8443/mz", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000/a", True),
        ("http://localhost", True),
        ("http://id.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost.evil.example", False),
        ("https://user@id.example", False),
        ("https://id.example?a=b", False),
        ("https://id.example#a", False),
        ("https://id.example/a b", False),
        ("https://idé.example", False),
        ("https://", False),
        ("https://id.example:99999", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_which_addresses_are_asked(address: str, safe: bool) -> None:
    assert is_safe(address) is safe
