"""Verifies the assertions by which service clients sign in: signed by a key of the client, for us, short-lived, used once.

Source: RFC 7523 (private_key_jwt), RFC 8725; docs/decisions/038-service-clients.md. Every fault has the same answer.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from auth.token import ALGORITHMS_OF_OTHERS, LEEWAY_SECONDS, TokenRefused, check_times, claims_of, header_of
from auth.uses import Uses, Whom
from db.session.clients import keys_of_client, use_assertion
from db.session.engine import Database

TYPES = frozenset({"jwt", "client-authentication+jwt"})
LONGEST = timedelta(minutes=5)
"""How far ahead an assertion may expire: for so long its use is remembered."""
MOST_CHARACTERS = 200
"""Longest `jti`."""


class AssertionRefused(Exception):
    """The client is not who it says, or used the assertion before. The reason is not told."""


async def authenticated(
    database: Database, uses: Uses, assertion: str, audiences: frozenset[str], now: datetime, trace: str
) -> tuple[UUID, UUID]:
    """Return the client that an assertion is of, and its key that signed it; `trace`: of the request, for the audit.

    `audiences`: what we are called. Raises AssertionRefused; of a client that there is, the trail tells it.
    """
    try:
        kid = _check_header(assertion)
        client = _client(claims := claims_of(assertion))
        _check_claims(claims, client, audiences, now)
    except (TokenRefused, ValueError) as error:  # what is plainly wrong asks no database
        raise AssertionRefused from error
    try:
        keys = await keys_of_client(database, client, now)
        key, claims = _verified(assertion, kid, keys)
        expires = _check_claims(claims, client, audiences, now)
    except (TokenRefused, ValueError) as error:
        await uses.refuse(Whom(None, str(client), client=client), "ASSERTION_REFUSED", trace)
        raise AssertionRefused from error
    digest = hashlib.sha256(str(claims["jti"]).encode("utf-8", "surrogatepass")).digest()
    if not await use_assertion(database, client, digest, expires, now, trace):
        await uses.refuse(Whom(None, str(client), client=client), "ASSERTION_USED_BEFORE", trace)
        raise AssertionRefused
    await uses.keep(None, client)
    return client, key


def _check_header(assertion: str) -> str | None:
    """Return the `kid` of a header that condemns nothing. Raises TokenRefused."""
    header = header_of(assertion)
    kind, kid = header.get("typ", "JWT"), header.get("kid")
    if header.get("alg") not in ALGORITHMS_OF_OTHERS or not isinstance(kind, str) or kind.lower() not in TYPES:
        raise TokenRefused
    if not isinstance(kid, str | None):
        raise TokenRefused
    return kid


def _client(claims: Mapping[str, object]) -> UUID:
    """Return the client that both issues an assertion and is its subject. Raises TokenRefused, ValueError."""
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or issuer != claims.get("sub") or str(UUID(issuer)) != issuer:
        raise TokenRefused
    return UUID(issuer)


def _verified(assertion: str, kid: str | None, keys: Mapping[UUID, str]) -> tuple[UUID, Mapping[str, object]]:
    """Return the key that signed an assertion, and its claims. Raises TokenRefused."""
    for key_id, text in keys.items():
        parts: dict[str, str | list[str]] = json.loads(text)
        if kid in (None, parts["kid"]):
            try:
                return key_id, jwt.decode(assertion, import_key(parts), algorithms=[str(parts["alg"])]).claims
            except JoseError:
                continue
    raise TokenRefused


def _check_claims(claims: Mapping[str, object], client: UUID, audiences: frozenset[str], now: datetime) -> datetime:
    """Return when an assertion expires. Raises TokenRefused unless it is of the client, for us, of now, and has an identifier."""
    check_times(claims)
    audience, jti, at = claims.get("aud"), claims.get("jti"), now.timestamp()
    for_us = audience if isinstance(audience, str) else audience[0] if isinstance(audience, list) and len(audience) == 1 else None
    expires = claims.get("exp")
    if for_us not in audiences or claims.get("iss") != str(client) or claims.get("sub") != str(client):
        raise TokenRefused
    if not isinstance(jti, str) or not 0 < len(jti) <= MOST_CHARACTERS or not isinstance(expires, int | float):
        raise TokenRefused
    if not at - LEEWAY_SECONDS < expires <= at + LONGEST.total_seconds() + LEEWAY_SECONDS:
        raise TokenRefused
    for name in ("iat", "nbf"):
        told = claims.get(name, 0)
        assert isinstance(told, int | float), "check_times first"
        if told > at + LEEWAY_SECONDS:
            raise TokenRefused
    return datetime.fromtimestamp(expires, UTC) + timedelta(seconds=LEEWAY_SECONDS)
