"""Endpoints that show what is published of an issuer: its public keys, and its metadata.

Source: RFC 7517 (JWK Set), RFC 8414 (metadata).
"""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


def shown(content: Mapping[str, object]) -> Callable[[Request], Any]:
    """Return an endpoint that shows a document."""

    async def show(_: Request) -> Response:
        return JSONResponse(content, headers={"cache-control": "public, max-age=300"})

    return show
