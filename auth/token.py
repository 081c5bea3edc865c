"""Verifies bearer tokens: JWT access tokens of one issuer, by stricter checks and then by Authlib's validator.

Source: RFC 9068 (claims, `typ`), RFC 8725 (algorithms, headers); docs/design.md 4.1; docs/decisions/035-issuers.md. Authlib's validator
accepts a missing `typ` and several algorithms; such tokens are refused before it, and before any key is looked up.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from authlib.oauth2.rfc9068.claims import JWTAccessTokenClaims
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from typing_extensions import override

from auth.credential import NamedMembership
from domain.memory import Memory

ALGORITHMS = frozenset({"ES256"})
ALGORITHMS_OF_OTHERS = ALGORITHMS | {"RS256"}
TYPES = frozenset({"at+jwt", "application/at+jwt"})
REFUSED_HEADERS = frozenset({"jku", "x5u", "jwk", "x5c", "crit"})
"""Headers that name a key of the sender, or require extensions (`crit`)."""
LEEWAY_SECONDS = 5
"""The largest difference between the issuer's clock and ours."""
TOKEN_CHARACTERS = 4096
"""Longest token; ours have about 500 characters."""
LIFETIME = timedelta(days=1)
"""The longest validity of a token, where nothing else is set."""
LAST_SECOND = 1 << 40
"""Exclusive bound of times in claims, in seconds since 1970."""
KEPT_TOKENS, KEPT_OF_ONE = 20_000, 100
"""Most verified tokens kept, in all and of one membership: verifying a signature costs as much as the rest of a fast read."""
SHAPE = re.compile(r"([A-Za-z0-9_-]{1,512})\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+")

Keys = Callable[[], KeySet]
"""Returns the issuer's current public keys."""


class TokenRefused(Exception):
    """The token is not accepted. The reason is not told, so that forgers learn nothing."""


class UnknownKey(TokenRefused):
    """The issuer has no key that the token names, so far as we know."""


@dataclass(frozen=True, slots=True)
class Said(NamedMembership):
    """What a verified token names, and when it expires (seconds since 1970)."""

    expires: float = field(default=0.0, compare=False)


class Tokens:
    """Verifies tokens, and keeps the verified ones by their SHA-256 until they expire."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        keys: Keys,
        clock: Callable[[], datetime],
        *,
        longest: timedelta = LIFETIME,
        kept: int = KEPT_TOKENS,
        of_others: UUID | None = None,
    ) -> None:
        """`issuer`, `audience`: required claims. `longest`: the longest validity. `kept`: most tokens kept.

        `of_others`: the row of an issuer of others, whose tokens may name no membership, and whose keys may be RSA.
        """
        self._validator = _Validator(issuer, audience, keys)
        self._of_others = of_others
        self._longest = longest.total_seconds()
        self._clock = clock
        self._known: Memory[bytes, Said] = Memory(kept, KEPT_OF_ONE)

    def verify(self, token: str) -> Said:
        """Return what a token names and when it expires. Raises TokenRefused."""
        now = self._clock().timestamp()
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        if (said := self._known.get(digest)) is not None:
            if said.expires > now - LEEWAY_SECONDS:
                return said
            self._known.forget(digest)
            raise TokenRefused
        check_header(token, ALGORITHMS if self._of_others is None else ALGORITHMS_OF_OTHERS)
        claims = self._validator.claims(token, int(now))
        check_end(claims, self._longest)
        said = _said(claims, self._of_others)
        self._known.keep(digest, said, said.membership or said.client_key or uuid5(NAMESPACE_OID, said.subject))
        return said


class _Validator(JWTBearerTokenValidator):
    """Authlib's validator with our clock."""

    def __init__(self, issuer: str, audience: str, keys: Keys) -> None:
        super().__init__(issuer, audience)  # type: ignore[no-untyped-call]
        self._keys = keys

    @override
    def get_jwks(self) -> KeySet:
        """Return the issuer's keys, for Authlib."""
        return self._keys()

    def claims(self, token: str, now: int) -> Mapping[str, object]:
        """Return the claims of a token with valid signature, issuer, audience and times. Raises TokenRefused."""
        try:
            claims: JWTAccessTokenClaims = self.authenticate_token(token)  # type: ignore[no-untyped-call]
            check_times(claims)
            claims.validate(now=now, leeway=LEEWAY_SECONDS)  # type: ignore[no-untyped-call]
        except (OAuth2Error, JoseError) as error:
            raise (UnknownKey if isinstance(error.__cause__, InvalidKeyIdError) else TokenRefused) from error
        return claims


def claims_of(token: str) -> Mapping[str, object]:
    """Return what a token claims before anything of it is verified. Raises TokenRefused where that is nothing."""
    claims = _json(_shape(token)[2])
    if not isinstance(claims, dict):
        raise TokenRefused
    return claims


def header_of(token: str) -> Mapping[str, object]:
    """Return the header of a token of the right size and form, which names no key and wants no extension. Raises TokenRefused."""
    header = _json(_shape(token)[1])
    if not isinstance(header, dict) or header.keys() & REFUSED_HEADERS:
        raise TokenRefused
    return header


def check_header(token: str, algorithms: frozenset[str] = ALGORITHMS) -> None:
    """Check size, form and header of a token, without a key. Raises TokenRefused."""
    header = header_of(token)
    algorithm, kind, key = (header.get(name) for name in ("alg", "typ", "kid"))
    if not (isinstance(algorithm, str) and isinstance(kind, str) and isinstance(key, str) and key):
        raise TokenRefused
    if algorithm not in algorithms or kind.lower() not in TYPES:
        raise TokenRefused


def _shape(token: str) -> re.Match[str]:
    shape = SHAPE.fullmatch(token) if len(token) <= TOKEN_CHARACTERS else None
    if shape is None:
        raise TokenRefused
    return shape


def _json(segment: str) -> object:
    """Return the JSON of a segment of a token; None if it is none."""
    try:
        read: object = json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    except (ValueError, RecursionError):
        return None
    return read


def check_times(claims: Mapping[str, object]) -> None:
    """Check that the times are numbers from 0 to below LAST_SECOND. Raises TokenRefused."""
    for name in ("exp", "iat", "nbf"):
        said = claims.get(name, 0)
        if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said < LAST_SECOND:
            raise TokenRefused


def check_end(claims: Mapping[str, object], longest: float) -> None:
    """Check that a token ends at most `longest` seconds after it was issued, and not before. Raises TokenRefused."""
    issued, ends = claims["iat"], claims["exp"]
    assert isinstance(issued, int | float), "check_times first"
    assert isinstance(ends, int | float), "check_times first"
    if not issued < ends <= issued + longest:
        raise TokenRefused


def _said(claims: Mapping[str, object], of_others: UUID | None) -> Said:
    """Return what claims with checked times name. Raises TokenRefused if one that we need is missing or malformed."""
    subject, expires, acr, amr = claims["sub"], claims["exp"], claims.get("acr"), claims.get("amr", [])
    if not all(isinstance(text, str) and text for text in (subject, claims["jti"], claims["client_id"])):
        raise TokenRefused
    if not isinstance(acr, str | None) or not isinstance(amr, list) or not all(isinstance(each, str) for each in amr):
        raise TokenRefused
    assert isinstance(expires, int | float), "check_times first"
    if of_others is None and "client_key" in claims:
        return Said(None, str(_key(subject)), client_key=_key(claims["client_key"]), expires=expires)
    left_open = of_others is not None and "membership" not in claims
    membership = None if left_open else _key(claims.get("membership"))
    return Said(membership, str(subject), of_others, acr=acr, amr=frozenset(amr), expires=expires)


def _key(claimed: object) -> UUID:
    """Return the key of a row in a claim. Raises TokenRefused unless it is written as we write it."""
    try:
        named = UUID(claimed) if isinstance(claimed, str) else None
    except ValueError as error:
        raise TokenRefused from error
    if named is None or str(named) != claimed:
        raise TokenRefused
    return named
