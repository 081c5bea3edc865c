"""A small authorization server over HTTP on this machine: its metadata, its keys, sign-ins, tokens as one may wish them.

Source: RFC 8414, RFC 9068, RFC 7517, RFC 7636; OpenID Connect Core 1.0, Back-Channel Logout 1.0.
"""

import asyncio
import base64
import json
import secrets
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from typing_extensions import override

from auth.browser.proof import LOGOUT
from tests.builders.world import NOW

METADATA, KEYS = "/.well-known/oauth-authorization-server", "/jwks"
CLIENT = "lianbang-browser"
"""What we are called there."""
ACCESS_TOKEN = "opaque"


def ec() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


class AuthorizationServer:
    """One issuer. `answers`: what stands at a path in the place of what should; `asked`: the paths that were asked for, in their order."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key: Key = ec()
        self.answers: dict[str, Response] = {}
        self.asked: list[str] = []
        self._codes: dict[str, tuple[dict[str, str], str]] = {}

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "POST"])])

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        if path == METADATA:
            return JSONResponse(self.metadata)
        if path == "/token":
            return self._redeem(dict(parse_qsl((await request.body()).decode())))
        if path == KEYS:
            return JSONResponse({"keys": [self.key.as_dict(private=False), {"kty": "oct", "kid": "shared", "k": "c2VjcmV0"}]})
        return Response(status_code=404)

    @property
    def metadata(self) -> dict[str, object]:
        """What it tells of itself; the algorithm is a lie that nobody may believe."""
        return {
            "issuer": self.address,
            "jwks_uri": f"{self.address}{KEYS}",
            "id_token_signing_alg_values_supported": ["none"],
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "end_session_endpoint": f"{self.address}/end",
            "authorization_response_iss_parameter_supported": True,
        }

    def signed_in(self, address: str, subject: str, id_token: str | None = None, **more: object) -> list[tuple[str, str]]:
        """What comes back with a browser that was sent to an address, and in which somebody has signed in."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked, id_token or self._signed(self.id_claims(subject, asked["nonce"], **more), None, {"typ": "JWT"})
        return [("code", code), ("state", asked["state"]), ("iss", self.address)]

    def _redeem(self, form: dict[str, str]) -> Response:
        asked, token = self._codes.pop(form["code"], ({}, ""))
        proof = create_s256_code_challenge(form["code_verifier"])  # type: ignore[no-untyped-call]
        ours = {"redirect_uri": form["redirect_uri"], "client_id": form["client_id"], "code_challenge": proof, "scope": "openid"}
        if not asked.items() >= ours.items() or form["grant_type"] != "authorization_code":
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": token})

    def id_claims(self, subject: str, nonce: str | None, **more: object) -> dict[str, Any]:
        return self.claims(subject, **{"aud": CLIENT, "client_id": None, "jti": None, "nonce": nonce, **more})

    def id_token(
        self, subject: str, nonce: str | None, key: Key | None = None, header: Mapping[str, object] | None = None, **more: object
    ) -> str:
        """An ID token; `more`: other claims, None for one left out."""
        return self._signed(self.id_claims(subject, nonce, **more), key, {"typ": "JWT", **(header or {})})

    def logout_token(self, jti: str | None, header: Mapping[str, object] | None = None, **more: object) -> str:
        """A logout token, of nobody unless `more` names a `sub` or a `sid`."""
        given = {"sub": None, "aud": CLIENT, "client_id": None, "jti": jti, "exp": stamp(NOW) + 120, "events": {LOGOUT: {}}, **more}
        return self._signed(self.claims("", **given), None, {"typ": "logout+jwt", **(header or {})})

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
        return self._signed(self.claims(subject, **more), key, {"typ": "at+jwt", **(header or {})})

    def _signed(self, claims: dict[str, Any], key: Key | None, header: Mapping[str, object]) -> str:
        by = key or self.key
        algorithm = "RS256" if isinstance(by, RSAKey) else "ES256"
        told = {name: value for name, value in {"alg": algorithm, "kid": by.kid, **header}.items() if value is not None}
        return jwt.encode(told, claims, by, algorithms=[algorithm], default_type=None)


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
