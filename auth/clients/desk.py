"""Gives service clients their access tokens: the grant `client_credentials` with `private_key_jwt`.

Source: RFC 6749 4.4 and 5, RFC 7523, RFC 8414 (metadata); docs/decisions/038-service-clients.md.
"""

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from auth.clients.assertion import AssertionRefused, authenticated
from auth.clients.signer import Signer
from auth.token import ALGORITHMS_OF_OTHERS
from auth.uses import Uses
from db.session.engine import Database

PATH = "/oauth/token"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GRANT = "client_credentials"
MOST_FIELDS = 20
AT_ONCE = 2
"""How many requests ask the database at once, so that strangers at this door hold up nobody who is signed in."""


class GrantRefused(Exception):
    """No token is given. `error`: a code of RFC 6749 5.2."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Desk:
    """The token endpoint's work, and what is published of it."""

    def __init__(self, database: Database, signer: Signer) -> None:
        self._database = database
        self._uses = Uses(database)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._signer = signer
        self._address = f"{signer.issuer.rstrip('/')}{PATH}"

    @property
    def metadata(self) -> Mapping[str, object]:
        """What RFC 8414 publishes of an authorization server."""
        issuer = self._signer.issuer
        return {
            "issuer": issuer,
            "token_endpoint": self._address,
            "jwks_uri": f"{issuer.rstrip('/')}/.well-known/jwks.json",
            "response_types_supported": [],
            "grant_types_supported": [GRANT],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": sorted(ALGORITHMS_OF_OTHERS),
        }

    async def grant(self, body: bytes, trace: str) -> Mapping[str, object]:
        """Return the answer with a token to a form; that it was given is audited under the request's trace. Raises GrantRefused."""
        form = _form(body)
        if "grant_type" not in form:
            raise GrantRefused("invalid_request")
        if form["grant_type"] != GRANT:
            raise GrantRefused("unsupported_grant_type")
        if form.get("client_assertion_type") != ASSERTION or "client_assertion" not in form:
            raise GrantRefused("invalid_client")
        now = self._database.clock()
        try:
            called = frozenset({self._signer.issuer, self._address})
            async with self._turns:
                client, key = await authenticated(self._database, self._uses, form["client_assertion"], called, now, trace)
        except AssertionRefused as error:
            raise GrantRefused("invalid_client") from error
        if form.get("client_id", str(client)) != str(client):
            raise GrantRefused("invalid_client")
        token, seconds = self._signer.token(client, key, now), int(self._signer.lifetime.total_seconds())
        return {"access_token": token, "token_type": "Bearer", "expires_in": seconds}


def _form(body: bytes) -> Mapping[str, str]:
    """Return the fields of a form, each given once. Raises GrantRefused."""
    try:
        pairs: Sequence[tuple[str, str]] = parse_qsl(body.decode("ascii"), strict_parsing=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise GrantRefused("invalid_request") from error
    if len({name for name, _ in pairs}) < len(pairs):
        raise GrantRefused("invalid_request")
    return dict(pairs)
