"""Signs the access tokens of service clients, and what shows at other issuers who we are, with keys that the server's processes share.

Source: RFC 9068, RFC 7523; docs/settings.md (Service clients); docs/decisions/038-service-clients.md.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from domain.terminal_error import StartError

ALGORITHM = "ES256"
SHOWN = timedelta(minutes=1)
"""How long an assertion to another issuer is valid: it is used at once, and once."""
LIFETIME = timedelta(minutes=5)
"""How long a token is valid: a system asks for the next one by itself."""


class Signer:
    """Signs with the first of its keys; all of them verify."""

    def __init__(self, issuer: str, audience: str, keys: list[ECKey], lifetime: timedelta = LIFETIME) -> None:
        """`issuer`, `audience`: claims of every token, which is valid for `lifetime`."""
        self.issuer = issuer
        self.lifetime = lifetime
        self._audience = audience
        self._key = keys[0]
        self.keys = KeySet([ECKey.import_key(key.as_dict(private=False)) for key in keys])

    @property
    def jwks(self) -> Mapping[str, object]:
        """The JWK Set of the public keys (RFC 7517)."""
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def token(self, client: UUID, client_key: UUID, now: datetime) -> str:
        """Return a token of a client that signed in by a key, valid from `now` on."""
        claims = {
            "iss": self.issuer,
            "aud": self._audience,
            "sub": str(client),
            "client_id": str(client),
            "jti": secrets.token_urlsafe(16),
            "iat": int(now.timestamp()),
            "exp": int((now + self.lifetime).timestamp()),
            "client_key": str(client_key),
        }
        return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt", "kid": self._key.kid}, claims, self._key, algorithms=[ALGORITHM])

    def assertion(self, client: str, issuer: str, now: datetime) -> str:
        """Return what shows to an issuer that we are its client, once. It says for whom it is, so that nobody else takes it."""
        claims = {
            "iss": client,
            "sub": client,
            "aud": issuer,
            "jti": secrets.token_urlsafe(16),
            "iat": int(now.timestamp()),
            "exp": int((now + SHOWN).timestamp()),
        }
        return jwt.encode({"alg": ALGORITHM, "typ": "JWT", "kid": self._key.kid}, claims, self._key, algorithms=[ALGORITHM])


def keys_in(path: Path) -> list[ECKey]:
    """Return the private keys of a file that holds a JWK Set, P-256 each. Raises StartError, which repeats nothing of the file."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        keys = [ECKey.import_key({**each, "use": "sig", "alg": ALGORITHM}) for each in told["keys"] if each["crv"] == "P-256"]
    except OSError as error:
        raise StartError(f"The signing keys in {path} cannot be read: {error.strerror}.") from error
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise StartError(f"{path} holds no JWK Set of P-256 keys.") from error
    for key in keys:
        if not key.is_private:
            raise StartError(f"{path} holds a key without its private half.")
        key.ensure_kid()
    if not keys or len(keys) < len(told["keys"]) or len({key.kid for key in keys}) < len(keys):
        raise StartError(f"{path} must hold P-256 keys alone, each with a name of its own.")
    return keys
