"""A small authorization server over HTTP on this machine: its metadata, its keys, tokens as one may wish them.

Source: RFC 8414, RFC 9068, RFC 7517.
"""

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from typing import Any

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from typing_extensions import override

from tests.builders.world import NOW

METADATA, KEYS = "/.well-known/oauth-authorization-server", "/jwks"


def ec() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


class AuthorizationServer:
    """One issuer. `answers`: what stands at a path in the place of what should; `asked`: the paths that were asked for, in their order."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key: Key = ec()
        self.answers: dict[str, Response] = {}
        self.asked: list[str] = []

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._answer)])

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        if path == METADATA:
            return JSONResponse(
                {"issuer": self.address, "jwks_uri": f"{self.address}{KEYS}", "id_token_signing_alg_values_supported": ["none"]}
            )
        if path == KEYS:
            return JSONResponse({"keys": [self.key.as_dict(private=False), {"kty": "oct", "kid": "shared", "k": "c2VjcmV0"}]})
        return Response(status_code=404)

    def down(self) -> None:
        self.answers = {METADATA: Response(status_code=503), KEYS: Response(status_code=503)}

    def redirects(self, path: str, to: str) -> None:
        self.answers[path] = RedirectResponse(to)

    def rotate(self, key: Key | None = None) -> None:
        self.key = key or ec()

    def claims(self, subject: str, **more: object) -> dict[str, Any]:
        given: dict[str, Any] = {
            "iss": self.address,
            "aud": "lianbang",
            "sub": subject,
            "client_id": "oa",
            "jti": "1",
            "iat": stamp(NOW),
            "exp": stamp(NOW + timedelta(hours=8)),
        }
        return {name: value for name, value in {**given, **more}.items() if value is not None}

    def token(self, subject: str, key: Key | None = None, header: Mapping[str, object] | None = None, **more: object) -> str:
        """An access token; `more`: other claims, None for one left out."""
        by = key or self.key
        algorithm = "RS256" if isinstance(by, RSAKey) else "ES256"
        told = {"alg": algorithm, "typ": "at+jwt", "kid": by.kid, **(header or {})}
        return jwt.encode(told, self.claims(subject, **more), by, algorithms=[algorithm], default_type=None)


def stamp(at: datetime) -> int:
    return int(at.timestamp())


def segment(content: object) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@asynccontextmanager
async def serving() -> AsyncIterator[AuthorizationServer]:
    """An authorization server that listens on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        made = AuthorizationServer(f"http://127.0.0.1:{door.getsockname()[1]}")
        server = Quiet(uvicorn.Config(made.app(), lifespan="off", ws="none", log_level="critical"))
        task = asyncio.create_task(server.serve(sockets=[door]))
        await server.stands.wait()
        yield made
        server.should_exit = True
        await task


class Quiet(uvicorn.Server):
    """A server that leaves signals alone, and tells when it stands."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stands = asyncio.Event()

    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.stands.set()
