"""Reads a GraphQL request from the body or the address of an HTTP request, within a size limit, and checks its form.

Source: GraphQL over HTTP, first edition (Request); docs/decisions/008-http.md (a body of 1 MB, and bodies that cannot be read).
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from api.http.failure import Failure, bad
from domain.message.refusal import Path, Refusal
from resolvers.document.trusted import Trust
from schema.execute.execute import Request

BODY_BYTES = 1 << 20
"""Largest body: a larger one costs seconds for its variables alone."""
PARAMETERS = ("query", "documentId", "operationName", "variables", "extensions")


async def body_within_limit(receive: Receive, length: str | None, most: int = BODY_BYTES) -> bytes:
    """Return the whole body. Raises Failure (413) as soon as its announced or received length is over the limit; ClientDisconnect."""
    if length is not None and length.isdecimal() and (len(length) > len(str(most)) or int(length) > most):
        raise _too_large()
    parts, size, more = list[bytes](), 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size, more = size + len(parts[-1]), message.get("more_body", False)
        if size > most:
            raise _too_large()
    return b"".join(parts)


def _too_large() -> Failure:
    return bad("REQUEST_TOO_LARGE", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Connection="close")


def request_of_body(body: bytes, trust: Trust) -> Request:
    """Return the request in a JSON body. Raises Failure: 400 if it is not readable JSON, 422 if it is no GraphQL request that is taken."""
    return _request(object_of_body(body), trust)


def object_of_body(body: bytes) -> dict[str, Any]:
    """Return the object in a JSON body. Raises Failure (400) if it is not readable JSON, or something else."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _unreadable(body) from None
    if not isinstance(said, dict):
        raise bad("REQUEST_NOT_OBJECT")
    return said


def request_of_address(parameters: list[tuple[str, str]], trust: Trust) -> Request:
    """Return the request in the parameters of an address. Raises Failure, as for a body."""
    given: dict[str, object] = {}
    for name, value in parameters:
        if name in given:
            raise bad("REQUEST_FORM", HTTPStatus.UNPROCESSABLE_ENTITY)
        if name in PARAMETERS and value:
            given[name] = _json(value.encode("utf-8", "replace")) if name in {"variables", "extensions"} else value
    return _request(given, trust)


def _request(said: Mapping[str, object], trust: Trust) -> Request:
    text, document, name, variables, extensions = map(said.get, PARAMETERS)
    if not (
        (text is None or isinstance(text, str))
        and (document is None or isinstance(document, str))
        and (text is None) is not (document is None)
        and (name is None or isinstance(name, str))
        and (variables is None or isinstance(variables, dict))
        and (extensions is None or isinstance(extensions, dict))
    ):
        raise bad("REQUEST_FORM", HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        return Request(trust.text(text, document), name or None, variables or {})
    except Refusal as refusal:
        raise bad(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY) from None


def _json(raw: bytes) -> object:
    """Return the value of a JSON text. Raises Failure (400), also for too deep nesting and lone surrogates."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise bad("REQUEST_NOT_JSON") from None


def _unreadable(body: bytes) -> Failure:
    """Return the failure of an unreadable body; for a lone surrogate in a variable with its path, as for other invalid characters."""
    try:
        said = json.loads(body.decode())
    except (ValueError, RecursionError):
        said = None
    variables = said.get("variables") if isinstance(said, dict) else None
    place = _half_character(variables) if isinstance(variables, dict) else None
    return bad("REQUEST_NOT_JSON") if place is None else Failure(HTTPStatus.BAD_REQUEST, "BAD_USER_INPUT", "TEXT_CHARACTERS", path=place)


def _half_character(variables: object) -> Path | None:
    """Return the path of a text with a lone surrogate, which UTF-8 cannot encode; None if there is none."""
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
