"""A GraphQL request out of the body or the address of an HTTP request: read within a limit, its form checked, nothing executed.

Source: GraphQL over HTTP, first edition (Request); limits: docs/design.md 8, figures in its measurements (a body of 1 MB).
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from graphql import GraphQLError, OperationType, get_operation_ast, parse

from api.failure import bad

MOST = 1_000_000
"""Bytes of a body: beyond, variables alone cost seconds."""
MOST_TOKENS = 2000
"""Tokens of a document in an address, which is looked at here before it is executed."""
PARAMETERS = ("query", "operationName", "variables", "extensions")


@dataclass(frozen=True, slots=True)
class Form:
    """What is to be executed; `variables` as they came, JSON values by name."""

    text: str
    operation_name: str | None
    variables: Mapping[str, Any]


async def body_within_limit(stream: AsyncIterator[bytes], length: str | None) -> bytes:
    """The whole body, refused as soon as it is too long: by what it announces, and by what comes. Raises Failure (413)."""
    too_large = bad("REQUEST_TOO_LARGE", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Connection="close")
    if length is not None and length.isdecimal() and (len(length) > len(str(MOST)) or int(length) > MOST):
        raise too_large
    body = bytearray()
    async for chunk in stream:
        body += chunk
        if len(body) > MOST:
            raise too_large
    return bytes(body)


def form_of_body(body: bytes) -> Form:
    """The request that a JSON body holds. Raises Failure (400 where it cannot be read, 422 where it is no such request)."""
    said = _json(body)
    if not isinstance(said, dict):
        raise bad("REQUEST_NOT_OBJECT")
    return _form(said)


def form_of_address(parameters: list[tuple[str, str]]) -> Form:
    """The query that an address holds. Raises Failure; a mutation does not pass (405)."""
    given: dict[str, object] = {}
    for name, value in parameters:
        if name in given:
            raise bad("REQUEST_FORM", HTTPStatus.UNPROCESSABLE_ENTITY)
        if name in PARAMETERS and value:
            given[name] = _json(value.encode("utf-8", "replace")) if name in {"variables", "extensions"} else value
    form = _form(given)
    if _changes(form):
        raise bad("REQUEST_METHOD", HTTPStatus.METHOD_NOT_ALLOWED, Allow="POST")
    return form


def _form(said: Mapping[str, object]) -> Form:
    text, name, variables, extensions = (said.get(parameter) for parameter in PARAMETERS)
    if not (
        isinstance(text, str)
        and isinstance(name, str | None)
        and isinstance(variables, dict | None)
        and isinstance(extensions, dict | None)
    ):
        raise bad("REQUEST_FORM", HTTPStatus.UNPROCESSABLE_ENTITY)
    return Form(text, name or None, variables or {})


def _json(raw: bytes) -> object:
    """JSON, read by a parser that bounds depth and numbers and knows no lone surrogates."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise bad("REQUEST_NOT_JSON") from None


def _changes(form: Form) -> bool:
    """Whether the operation is anything but a query. What cannot be told is left to the executor, which refuses it in its own words."""
    try:
        operation = get_operation_ast(parse(form.text, no_location=True, max_tokens=MOST_TOKENS), form.operation_name)
    except (GraphQLError, RecursionError):
        return False
    return operation is not None and operation.operation is not OperationType.QUERY
