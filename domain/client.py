"""Service clients: systems of offices, for whom they act, and the public keys by which they sign in.

Source: docs/decisions/038-service-clients.md; RFC 7523 (private_key_jwt).
"""

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, RSAKey

from domain.message.refusal import Refusal
from domain.value.values import Context
from domain.viewer import OrganizationKind, Role

ACTED_FOR = frozenset({Role.OFFICE_DISPATCHER, Role.OFFICE_HANDLER})
"""The roles of those for whom a client may act: officials, and no administrator, cadre or commissioner."""
WITH_OFFICIALS = frozenset({OrganizationKind.DEPARTMENT, OrganizationKind.TOWNSHIP})
"""The organisations whose offices have officials."""
MOST_KEYS = 5
"""Keys of one client in force at once: one in use, one that takes its place, and some room."""
MOST_CHARACTERS = 4096
RSA_BITS = range(2048, 8193)


@dataclass(frozen=True)
class PublicKey:
    """A rule: the text is a public key, as a JWK or in PEM: P-256 or RSA of 2,048 bits or more. It is stored as a JWK with its `kid`."""

    def check(self, value: str, context: Context) -> str:
        """Return the JWK. Raises NO_PUBLIC_KEY."""
        return json.dumps(public_key(value), sort_keys=True)


def public_key(text: str) -> Mapping[str, str]:
    """Return the public JWK of a text, with the `kid` that it names, else its thumbprint (RFC 7638). Raises NO_PUBLIC_KEY."""
    try:
        told = _told(text.strip()) if len(text) <= MOST_CHARACTERS else None
        with warnings.catch_warnings(action="ignore", category=SecurityWarning):  # small keys are refused below
            key = _key(told)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise Refusal("NO_PUBLIC_KEY") from error
    if key is None or key.is_private or (isinstance(key, RSAKey) and key.raw_value.key_size not in RSA_BITS):
        raise Refusal("NO_PUBLIC_KEY")
    made = {name: str(part) for name, part in key.as_dict(private=False).items() if name in ("kty", "crv", "x", "y", "n", "e")}
    kid = told.get("kid") if isinstance(told, dict) else None
    if kid is not None and not (isinstance(kid, str) and 0 < len(kid) <= 200 and kid.isprintable()):
        raise Refusal("NO_PUBLIC_KEY")
    return {**made, "kid": kid or key.thumbprint(), "alg": "RS256" if isinstance(key, RSAKey) else "ES256"}


def _told(text: str) -> object:
    return text if text.startswith("-----BEGIN PUBLIC KEY-----") else json.loads(text)


def _key(told: object) -> ECKey | RSAKey | None:
    """Return the key that was told; None where it is of another kind."""
    if isinstance(told, str):
        for kind in (ECKey, RSAKey):
            try:
                made = kind.import_key(told)
            except (JoseError, ValueError, TypeError):
                continue
            return None if isinstance(made, ECKey) and made.curve_name != "P-256" else made
        return None
    if not isinstance(told, dict) or not all(
        isinstance(each, str) for name, each in told.items() if name in ("kty", "crv", "x", "y", "n", "e")
    ):
        return None
    parts: dict[str, str | list[str]] = {name: str(each) for name, each in told.items() if name in ("kty", "crv", "x", "y", "n", "e", "d")}
    if told.get("kty") == "EC" and told.get("crv") == "P-256":
        return ECKey.import_key(parts)
    return RSAKey.import_key(parts) if told.get("kty") == "RSA" and "d" not in told else None
