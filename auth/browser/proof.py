"""Tokens that an issuer signs for us as its client: ID tokens of a sign-in, and logout tokens.

Source: OpenID Connect Core 1.0, 3.1.3.7; Back-Channel Logout 1.0, 2.6; RFC 8725; docs/decisions/044-browser.md. Algorithms and issuer are
ours to say: what the issuer's metadata tells of them is not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from auth.token import ALGORITHMS_OF_OTHERS, LEEWAY_SECONDS, TokenRefused, UnknownKey, check_times, header_of
from domain.browser import ATTEMPT

ID_TOKENS, LOGOUT_TOKENS = frozenset({"jwt"}), frozenset({"logout+jwt", "application/logout+jwt"})
"""The `typ` of each: no token is taken for what it is not."""
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
FARTHEST = timedelta(hours=1)
"""How far ahead a logout token may expire: for so long its use is remembered."""
MOST_CHARACTERS = 255
"""Longest subject, session and identifier."""


@dataclass(frozen=True)
class Expected:
    """Who must have signed a token, and for whom."""

    issuer: str
    client: str
    keys: KeySet


@dataclass(frozen=True)
class Proven:
    """What an ID token proves."""

    subject: str
    session: str | None
    acr: str | None
    amr: tuple[str, ...]


@dataclass(frozen=True)
class Logout:
    """Which sessions a logout token ends: of a session of the issuer, of a subject, or both."""

    session: str | None
    subject: str | None
    identifier: str
    expires: datetime


def proven(token: str, expected: Expected, nonce: str, access_token: str | None, now: datetime) -> Proven:
    """Return whom an ID token proves that signed in with our `nonce` a moment ago. Raises TokenRefused."""
    header, claims = _signed(token, expected, ID_TOKENS, may_leave_out=True)
    params = {"nonce": nonce, "client_id": expected.client, "access_token": access_token}
    checked = CodeIDToken(dict(claims), dict(header), {"iss": {"essential": True, "value": expected.issuer}}, params)
    amr = claims.get("amr", [])
    try:
        checked.validate(int(now.timestamp()), LEEWAY_SECONDS)  # type: ignore[no-untyped-call]
    except (JoseError, TypeError, ValueError) as error:
        raise TokenRefused from error
    issued = claims["iat"]
    assert isinstance(issued, int | float), "check_times first"
    if issued < (now - ATTEMPT).timestamp() - LEEWAY_SECONDS or claims.get("nonce") != nonce or "events" in claims:
        raise TokenRefused
    if not isinstance(amr, list) or not all(isinstance(each, str) for each in amr):
        raise TokenRefused
    return Proven(_text(claims, "sub"), _text_if_any(claims, "sid"), _text_if_any(claims, "acr"), tuple(amr))


def logout(token: str, expected: Expected, now: datetime) -> Logout:
    """Return what a logout token ends. Raises TokenRefused."""
    _, claims = _signed(token, expected, LOGOUT_TOKENS, may_leave_out=False)
    events, at = claims.get("events"), now.timestamp()
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT), dict) or "nonce" in claims:
        raise TokenRefused
    if not isinstance(issued, int | float) or not isinstance(expires, int | float) or issued > at + LEEWAY_SECONDS:
        raise TokenRefused
    if not at - LEEWAY_SECONDS < expires <= at + FARTHEST.total_seconds():
        raise TokenRefused
    session, subject = _text_if_any(claims, "sid"), _text_if_any(claims, "sub")
    if session is None and subject is None:
        raise TokenRefused
    return Logout(session, subject, _text(claims, "jti"), datetime.fromtimestamp(expires, UTC) + timedelta(seconds=LEEWAY_SECONDS))


def _signed(
    token: str, expected: Expected, types: frozenset[str], *, may_leave_out: bool
) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Return header and claims of a token of a type that the issuer signed for us. Raises TokenRefused, UnknownKey."""
    header = header_of(token)
    kind, key = header.get("typ"), header.get("kid")
    is_of_type = isinstance(kind, str) and kind.lower() in types
    if header.get("alg") not in ALGORITHMS_OF_OTHERS or not isinstance(key, str) or not (is_of_type or (kind is None and may_leave_out)):
        raise TokenRefused
    try:
        claims: Mapping[str, object] = jwt.decode(token, expected.keys, algorithms=[*ALGORITHMS_OF_OTHERS]).claims
    except InvalidKeyIdError as error:
        raise UnknownKey from error
    except (JoseError, ValueError) as error:
        raise TokenRefused from error
    check_times(claims)
    if claims.get("iss") != expected.issuer or claims.get("aud") not in (expected.client, [expected.client]):
        raise TokenRefused
    return header, claims


def _text(claims: Mapping[str, object], name: str) -> str:
    said = claims.get(name)
    if not isinstance(said, str) or not 0 < len(said) <= MOST_CHARACTERS or not said.isprintable():
        raise TokenRefused
    return said


def _text_if_any(claims: Mapping[str, object], name: str) -> str | None:
    return _text(claims, name) if claims.get(name) is not None else None
