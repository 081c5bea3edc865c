"""Which texts are public keys of clients. Source: docs/decisions/038-service-clients.md; RFC 7517, RFC 7638."""

import base64
import json

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from domain.client import public_key
from domain.message.refusal import Refusal

EC = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
RSA = RSAKey.generate_key(2048, auto_kid=True)


def test_a_jwk_or_pem_is_kept_as_a_jwk_with_its_name() -> None:
    for key, algorithm in ((EC, "ES256"), (RSA, "RS256")):
        public = key.as_dict(private=False)
        kept = public_key(json.dumps(public))
        assert kept == {name: part for name, part in public.items() if name != "use"} | {"alg": algorithm}
        assert public_key(key.as_pem(private=False).decode()) == kept  # its name is its thumbprint
        assert public_key(json.dumps({**public, "kid": "2026-11"}))["kid"] == "2026-11"


NO_KEYS = [
    "",
    "{",
    "[]",
    "7",
    "[" * 4000,
    "x" * 10_000,
    '{"kty": "EC"}',
    '{"kty": "EC", "crv": "P-256", "x": 7, "y": []}',
    json.dumps(EC.as_dict(private=True)),
    json.dumps(RSA.as_dict(private=True)),
    EC.as_pem(private=True).decode(),
    RSA.as_pem(private=True).decode(),
    json.dumps(ECKey.generate_key("P-384").as_dict(private=False)),
    ECKey.generate_key("P-384").as_pem(private=False).decode(),
    json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=False)),
    OKPKey.generate_key("Ed25519").as_pem(private=False).decode(),
    json.dumps({**RSA.as_dict(private=False), "n": base64.urlsafe_b64encode(b"\xff" * 128).decode().rstrip("=")}),
    json.dumps({"kty": "oct", "k": "c2VjcmV0"}),
    json.dumps({**EC.as_dict(private=False), "kid": 7}),
    json.dumps({**EC.as_dict(private=False), "kid": "a\nb"}),
    json.dumps({**EC.as_dict(private=False), "x": EC.as_dict(private=False)["y"]}),
    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
]


@pytest.mark.parametrize("place", range(len(NO_KEYS)))
def test_what_is_no_public_key_of_a_kind_that_serves_is_refused(place: int) -> None:
    with pytest.raises(Refusal) as refusal:
        public_key(NO_KEYS[place])
    assert refusal.value.code == "NO_PUBLIC_KEY"
