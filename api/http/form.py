"""A GraphQL request out of the body or the address of an HTTP request: read within a limit, its form checked, nothing executed.

Source: GraphQL over HTTP, first edition (Request); docs/decisions/008-http.md (a body of 1 MB, and what cannot be read).
"""

import json
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus

import orjson

from api.http.failure import Failure, bad
from domain.message.refusal import Path
from schema.execute.execute import Request

BODY_BYTES = 1 << 20
"""Bytes of a body: beyond, variables alone cost seconds. A text of a million characters is still refused at its own place."""
PARAMETERS = ("query", "operationName", "variables", "extensions")


async def body_within_limit(stream: AsyncIterator[bytes], length: str | None) -> bytes:
    """Return the whole body. Raises Failure (413) as soon as its announced or received length is over the limit."""
    too_large = bad("REQUEST_TOO_LARGE", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Connection="close")
    if length is not None and length.isdecimal() and (len(length) > len(str(BODY_BYTES)) or int(length) > BODY_BYTES):
        raise too_large
    body = bytearray()
    async for chunk in stream:
        body += chunk
        if len(body) > BODY_BYTES:
            raise too_large
    return bytes(body)


def request_of_body(body: bytes) -> Request:
    """Return the request that a JSON body holds. Raises Failure (400 where it cannot be read, 422 where it is no such request)."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _unreadable(body) from None
    if not isinstance(said, dict):
        raise bad("REQUEST_NOT_OBJECT")
    return _request(said)


def request_of_address(parameters: list[tuple[str, str]]) -> Request:
    """Return the request that the parameters of an address hold. Raises Failure."""
    given: dict[str, object] = {}
    for name, value in parameters:
        if name in given:
            raise bad("REQUEST_FORM", HTTPStatus.UNPROCESSABLE_ENTITY)
        if name in PARAMETERS and value:
            given[name] = _json(value.encode("utf-8", "replace")) if name in {"variables", "extensions"} else value
    return _request(given)


def _request(said: Mapping[str, object]) -> Request:
    text, name, variables, extensions = (said.get(parameter) for parameter in PARAMETERS)
    if not (
        isinstance(text, str)
        and isinstance(name, str | None)
        and isinstance(variables, dict | None)
        and isinstance(extensions, dict | None)
    ):
        raise bad("REQUEST_FORM", HTTPStatus.UNPROCESSABLE_ENTITY)
    return Request(text, name or None, variables or {})


def _json(raw: bytes) -> object:
    """Return the value of a JSON text; the parser bounds depth and numbers and refuses lone surrogates."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise bad("REQUEST_NOT_JSON") from None


def _unreadable(body: bytes) -> Failure:
    """Why a body is not read; half of a surrogate pair in a variable is blamed on its place, as what any other text must not hold."""
    try:
        said = json.loads(body.decode())
    except (ValueError, RecursionError):
        said = None
    variables = said.get("variables") if isinstance(said, dict) else None
    place = _half_character(variables) if isinstance(variables, dict) else None
    return bad("REQUEST_NOT_JSON") if place is None else Failure(HTTPStatus.BAD_REQUEST, "BAD_USER_INPUT", "TEXT_CHARACTERS", path=place)


def _half_character(variables: object) -> Path | None:
    """Where a text is that no UTF-8 can write."""
    left: list[tuple[Path, object]] = [((), variables)]
    while left:
        path, value = left.pop()
        match value:
            case str() if any("\ud800" <= character <= "\udfff" for character in value):
                return path
            case dict():
                left += [((*path, str(name)), each) for name, each in value.items()]
            case list():
                left += [((*path, place), each) for place, each in enumerate(value)]
    return None
