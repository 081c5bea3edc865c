"""Tokens: what is accepted, and every forgery that is not. Source: RFC 9068, RFC 8725."""

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet

from auth.issuer import Issuer
from auth.token import KEPT_OF_ONE, LEEWAY_SECONDS, LIFETIME, TokenRefused, Tokens

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
MEMBERSHIP = UUID("6f0d4c1e-8a53-4f0e-9a55-0f1a3b1f6f11")
ISSUER, AUDIENCE = "http://127.0.0.1:8000", "lianbang"
KEY = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
OTHER_KEY = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)


class Desk:
    """A verifier whose clock can be turned, and which counts how often a key was looked up."""

    def __init__(self, **more: Any) -> None:
        self.now = NOW
        self.looked_up = 0
        self.tokens = Tokens(ISSUER, AUDIENCE, self.keys, lambda: self.now, **more)

    def keys(self) -> KeySet:
        self.looked_up += 1
        return KeySet([ECKey.import_key(KEY.as_dict(private=False))])


def claims(**more: object) -> dict[str, Any]:
    given: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "cadre.federation.330110",
        "client_id": "console",
        "jti": "a1",
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + timedelta(hours=1)).timestamp()),
        "membership": str(MEMBERSHIP),
    }
    return {name: value for name, value in {**given, **more}.items() if value is not None}


def token(said: Mapping[str, Any] | None = None, key: ECKey = KEY, **header: object) -> str:
    given = {"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid, **header}
    kept = {name: value for name, value in given.items() if value is not None}
    return jwt.encode(kept, dict(said or claims()), key, default_type=None)


def segment(content: object) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def with_header(header: object) -> str:
    """A token whose header was exchanged after it was signed."""
    return ".".join([segment(header), *token().split(".")[1:]])


def test_a_token_of_our_issuer_for_us_names_its_membership() -> None:
    said = Desk().tokens.verify(token())
    assert (said.membership, said.subject) == (MEMBERSHIP, "cadre.federation.330110")


@pytest.mark.parametrize("kind", ["at+jwt", "AT+JWT", "application/at+jwt"])
def test_both_spellings_of_the_type_are_known(kind: str) -> None:
    assert Desk().tokens.verify(token(typ=kind)).membership == MEMBERSHIP


def test_we_may_be_one_of_several_audiences() -> None:
    assert Desk().tokens.verify(token(claims(aud=["reports", AUDIENCE]))).membership == MEMBERSHIP


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": "at+jwt", "kid": KEY.kid},
        {"alg": "HS256", "typ": "at+jwt", "kid": KEY.kid},
        {"alg": "ES384", "typ": "at+jwt", "kid": KEY.kid},
        {"alg": "es256", "typ": "at+jwt", "kid": KEY.kid},
        {"alg": ["ES256"], "typ": "at+jwt", "kid": KEY.kid},
        {"alg": "ES256", "kid": KEY.kid},
        {"alg": "ES256", "typ": "JWT", "kid": KEY.kid},
        {"alg": "ES256", "typ": "at+jwt"},
        {"alg": "ES256", "typ": "at+jwt", "kid": ""},
        {"alg": "ES256", "typ": "at+jwt", "kid": 7},
        {"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid, "jku": "https://elsewhere.example/keys"},
        {"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid, "x5u": "https://elsewhere.example/chain"},
        {"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid, "jwk": OTHER_KEY.as_dict(private=False)},
        {"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid, "x5c": ["MIIB"]},
        {"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid, "crit": ["exp"]},
        {"typ": "at+jwt", "kid": KEY.kid},
        ["alg"],
        7,
        None,
        b"\xff\xfe",
        b"[" * 380,
    ],
)
def test_a_header_that_condemns_the_token_is_refused_before_any_key_is_looked_up(header: object) -> None:
    desk = Desk()
    with pytest.raises(TokenRefused):
        desk.tokens.verify(with_header(header))
    assert desk.looked_up == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a.b",
        "a.b.c",
        "..",
        "a.b.c.d",
        "a.b.c.d.e",
        "\ud800.b.c",
        "é.b.c",
        "x" * 100_000,
        f"{'x' * 600}.b.c",
        token() + "=",
        token() + "\n",
    ],
)
def test_what_is_no_token_at_all_is_refused(text: str) -> None:
    desk = Desk()
    with pytest.raises(TokenRefused):
        desk.tokens.verify(text)
    assert desk.looked_up == 0


def test_a_public_key_used_as_a_shared_secret_signs_nothing() -> None:
    signed = f"{segment({'alg': 'HS256', 'typ': 'at+jwt', 'kid': KEY.kid})}.{segment(claims())}"
    forged = hmac.new(KEY.as_pem(private=False), signed.encode(), "sha256").digest()
    with pytest.raises(TokenRefused):
        Desk().tokens.verify(f"{signed}.{segment(forged)}")


@pytest.mark.parametrize(
    "forged",
    [
        lambda: token(key=OTHER_KEY),
        lambda: token(kid=OTHER_KEY.kid),
        lambda: token(kid="unknown"),
        lambda: ".".join([*token().split(".")[:2], "AAAA"]),
        lambda: ".".join([*token().split(".")[:2], token(claims(jti="b2")).split(".")[2]]),
        lambda: ".".join([token().split(".")[0], segment(claims(membership=str(UUID(int=1)))), token().split(".")[2]]),
    ],
)
def test_what_our_issuer_has_not_signed_is_refused(forged: Callable[[], str]) -> None:
    with pytest.raises(TokenRefused):
        Desk().tokens.verify(forged())


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "http://127.0.0.1:8000/"},
        {"iss": None},
        {"aud": "reports"},
        {"aud": ["reports"]},
        {"aud": []},
        {"aud": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": str(int(NOW.timestamp()) + 60)},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": 10**400},
        {"exp": -1},
        {"exp": []},
        {"exp": {"at": 1}},
        {"exp": int((NOW + LIFETIME).timestamp()) + 1},
        {"exp": int((NOW + timedelta(days=3653)).timestamp())},
        {"exp": int(NOW.timestamp()), "iat": int(NOW.timestamp()) + 1},
        {"exp": int(NOW.timestamp()), "iat": int(NOW.timestamp())},
        {"iat": str(int(NOW.timestamp()))},
        {"iat": float("nan")},
        {"iat": True},
        {"iat": 0},
        {"iat": -(10**400)},
        {"iat": int((NOW - LIFETIME).timestamp())},
        {"nbf": "now"},
        {"nbf": float("nan")},
        {"nbf": True},
        {"exp": int(NOW.timestamp()) - LEEWAY_SECONDS},
        {"nbf": int(NOW.timestamp()) + LEEWAY_SECONDS + 1},
        {"iat": int(NOW.timestamp()) + LEEWAY_SECONDS + 1},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"jti": None},
        {"client_id": None},
        {"client_id": ["console"]},
        {"membership": None},
        {"membership": ""},
        {"membership": 7},
        {"membership": [str(MEMBERSHIP)]},
        {"membership": {"id": str(MEMBERSHIP)}},
        {"membership": str(MEMBERSHIP).upper()},
        {"membership": MEMBERSHIP.hex},
        {"membership": f"{{{MEMBERSHIP}}}"},
        {"membership": "cadre.federation.330110"},
    ],
)
def test_claims_that_are_wrong_or_missing_are_refused(wrong: Mapping[str, object]) -> None:
    with pytest.raises(TokenRefused):
        Desk().tokens.verify(token(claims(**wrong)))


def test_a_token_may_last_as_long_as_is_allowed_and_no_second_longer() -> None:
    at = int(NOW.timestamp())
    assert Desk().tokens.verify(token(claims(exp=at + int(LIFETIME.total_seconds())))).membership == MEMBERSHIP
    shorter = Desk(longest=timedelta(minutes=10))
    assert shorter.tokens.verify(token(claims(exp=at + 600))).membership == MEMBERSHIP
    with pytest.raises(TokenRefused):
        shorter.tokens.verify(token(claims(exp=at + 601)))


def test_a_payload_that_is_no_object_is_refused() -> None:
    header = {"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid}
    from_list = jws.serialize_compact(header, b"[1]", KEY)
    with pytest.raises(TokenRefused):
        Desk().tokens.verify(from_list)


def test_a_verified_token_is_remembered_and_no_key_is_looked_up_again() -> None:
    desk, shown = Desk(), token()
    assert desk.tokens.verify(shown) == desk.tokens.verify(shown)
    assert desk.looked_up == 1


def test_a_remembered_token_is_refused_when_it_expires() -> None:
    desk, shown = Desk(), token()
    desk.tokens.verify(shown)
    desk.now = NOW + timedelta(hours=1, seconds=LEEWAY_SECONDS)
    for _ in range(2):
        with pytest.raises(TokenRefused):
            desk.tokens.verify(shown)


def test_no_more_tokens_are_remembered_than_are_allowed() -> None:
    desk, first = Desk(kept=2), token(claims(jti="1"))
    for shown in (first, token(claims(jti="2")), token(claims(jti="3")), first):
        desk.tokens.verify(shown)
    assert desk.looked_up == 4


def test_many_tokens_of_one_membership_push_out_no_others() -> None:
    desk, shown = Desk(kept=KEPT_OF_ONE + 2), token(claims(jti="1", membership=str(UUID(int=7))))
    for jti in range(KEPT_OF_ONE + 2):
        desk.tokens.verify(token(claims(jti=f"{jti}")))
    desk.tokens.verify(shown)
    looked_up = desk.looked_up
    for jti in range(3):
        desk.tokens.verify(token(claims(jti=f"again {jti}")))
    desk.tokens.verify(shown)
    assert desk.looked_up == looked_up + 3


def test_what_the_development_issuer_issues_is_accepted(tmp_path: Path) -> None:
    issuer = Issuer(tmp_path / "keys", ISSUER, AUDIENCE)
    tokens = Tokens(ISSUER, AUDIENCE, lambda: issuer.keys, lambda: NOW)
    assert tokens.verify(issuer.issue(MEMBERSHIP, "cadre", NOW)).membership == MEMBERSHIP
