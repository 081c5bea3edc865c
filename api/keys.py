"""The endpoint with the public keys of an issuer, with which its tokens are verified.

Source: RFC 7517 (JWK Set).
"""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


def jwks(content: Mapping[str, object]) -> Callable[[Request], Any]:
    """Return an endpoint that shows a JWK Set."""

    async def show(_: Request) -> Response:
        return JSONResponse(content, headers={"cache-control": "public, max-age=300"})

    return show
