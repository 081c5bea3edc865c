"""Fetches JSON from the address of an issuer, or posts a form for it: no other address, nothing large, nothing slow.

Source: docs/decisions/035-issuers.md (Keys).
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx2

from domain.issuer import is_safe

SECONDS = 5.0
"""How long one answer may take, from the connection to its end."""
MOST_BYTES = 65_536
"""The largest answer; a set of keys has 2 to 5 kB."""
MOST_CONNECTIONS = 20

Fetch = Callable[[str], Awaitable[Mapping[str, object]]]
"""Returns the JSON object at an address. Raises FetchFailed."""


Post = Callable[[str, str, Mapping[str, str]], Awaitable[Mapping[str, object]]]
"""Returns the JSON object that an address answers a body with, sent with headers. Raises FetchFailed."""


class FetchFailed(Exception):
    """There is no usable answer. The text says why; it repeats nothing of the answer."""


def client() -> httpx2.AsyncClient:
    """Return a client that follows no redirect, asks no proxy of the environment, and wants no compression."""
    bounds = httpx2.Limits(max_connections=MOST_CONNECTIONS, max_keepalive_connections=0)
    plain = {"Accept": "application/json, application/jwk-set+json", "Accept-Encoding": "identity", "User-Agent": "lianbang"}
    return httpx2.AsyncClient(follow_redirects=False, trust_env=False, timeout=SECONDS, limits=bounds, headers=plain)


def over(client: httpx2.AsyncClient) -> Fetch:
    """Return how a client fetches."""

    async def fetch(address: str) -> Mapping[str, object]:
        return await _fetched(client, "GET", address, None, {})

    return fetch


def posting(client: httpx2.AsyncClient) -> Post:
    """Return how a client posts."""

    async def post(address: str, body: str, headers: Mapping[str, str]) -> Mapping[str, object]:
        return await _fetched(client, "POST", address, body, headers)

    return post


async def _fetched(
    client: httpx2.AsyncClient, method: str, address: str, body: str | None, headers: Mapping[str, str]
) -> Mapping[str, object]:
    if not is_safe(address):
        raise FetchFailed(f"{address} is not an https address")
    try:
        async with asyncio.timeout(SECONDS):
            return _object(address, await _body(client, method, address, body, headers))
    except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise FetchFailed(f"{address} does not answer: {type(error).__name__}") from error


async def _body(client: httpx2.AsyncClient, method: str, address: str, sent: str | None, headers: Mapping[str, str]) -> bytes:
    async with client.stream(method, address, content=sent, headers=dict(headers)) as answer:
        if answer.status_code != HTTPStatus.OK:
            raise FetchFailed(f"{address} answers {answer.status_code}")
        if "content-encoding" in answer.headers:
            raise FetchFailed(f"{address} answers compressed, unasked")
        body = bytearray()
        async for part in answer.aiter_raw():
            body += part
            if len(body) > MOST_BYTES:
                raise FetchFailed(f"{address} answers more than {MOST_BYTES} bytes")
        return bytes(body)


def _object(address: str, body: bytes) -> Mapping[str, object]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FetchFailed(f"{address} does not answer JSON") from error
    if not isinstance(read, dict):
        raise FetchFailed(f"{address} does not answer a JSON object")
    return read


def origin(address: str) -> tuple[str, str, int | None]:
    """Return the scheme, host and port of an address that is safe."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or {"https": 443, "http": 80}.get(parts.scheme)
