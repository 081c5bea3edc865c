"""The token endpoint: service clients get their access tokens.

Source: RFC 6749 3.2 and 5, RFC 7523; docs/decisions/038-service-clients.md.
"""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from api.http.edge import Exchange, exchange_of
from api.http.failure import Failure, Troubles
from api.http.form import body_within_limit
from api.rate import AtTheDoor
from auth.clients.desk import Desk, GrantRefused

METADATA = "/.well-known/oauth-authorization-server"
FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 16_384
STATUS = {"invalid_client": HTTPStatus.UNAUTHORIZED}
"""The status of each error; of any other 400."""


class TokenEndpoint:
    """The endpoint as an ASGI application: it answers every method itself."""

    def __init__(self, desk: Desk, door: AtTheDoor, troubles: Troubles, patience: float) -> None:
        """`patience`: seconds for the body to arrive, and again for the database."""
        self._desk = desk
        self._door = door
        self._troubles = troubles
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request, exchange = Request(scope, receive), exchange_of(scope)
        exchange.operation = exchange.name = "token"
        try:
            response = await self._answer(request, exchange)
        except ClientDisconnect:
            return
        except GrantRefused as refused:
            exchange.code = refused.error
            response = _refused(refused.error, STATUS.get(refused.error, HTTPStatus.BAD_REQUEST))
        except Failure as failure:
            exchange.code = failure.code
            response = _refused("invalid_request", failure.status, failure.headers)
        except Exception as error:  # the database is away; anything else is the edge's
            if (away := self._troubles.failure(error)) is None:
                raise
            exchange.code = away.code
            response = _refused("temporarily_unavailable", away.status, away.headers)
        await response(scope, receive, send)

    async def _answer(self, request: Request, exchange: Exchange) -> Response:
        headers = request.headers
        if (seconds := self._door.wait(request.client.host if request.client else "")) is not None:
            exchange.code = "RATE_LIMITED"
            return _refused("temporarily_unavailable", HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(seconds)}, exchange.code)
        if request.method != "POST":
            return _refused("invalid_request", HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "POST"})
        if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM or "content-encoding" in headers:
            return _refused("invalid_request", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            async with asyncio.timeout(self._patience):
                body = await body_within_limit(request.receive, headers.get("content-length"), MOST_BYTES)
        except TimeoutError:
            return _refused("invalid_request", HTTPStatus.REQUEST_TIMEOUT, {"Connection": "close"})
        async with asyncio.timeout(self._patience):
            return JSONResponse(await self._desk.grant(body, exchange.trace), headers={"Cache-Control": "no-store"})


def _refused(error: str, status: HTTPStatus, headers: Mapping[str, str] | None = None, code: str | None = None) -> Response:
    """Return a refusal. `code`: ours, where the standard has none that fits."""
    return JSONResponse({"error": error} | ({} if code is None else {"code": code}), status, headers)
