"""The development issuer, which signs tokens for accounts of this machine with its own key.

Source: RFC 9068; docs/settings.md (In production). `terminal/reach.py` makes it, in development only.
"""

import json
import os
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

ALGORITHM = "ES256"
CLIENT = "lianbang-development"
LIFETIME = timedelta(hours=12)
"""How long a token is valid: a working day."""
NAME = "issuer"
"""The file that tells as what the issuer is known."""


class Issuer:
    """Issues tokens with the key in a folder, which is created at the first use."""

    def __init__(self, folder: Path, issuer: str, audience: str, lifetime: timedelta = LIFETIME) -> None:
        """`folder`: where the key is kept. `issuer`, `audience`: claims of every token, which is valid for `lifetime`."""
        self._lifetime = lifetime
        self.issuer = issuer
        self.audience = audience
        self._key = _key_of(folder / "issuer.json")
        self.keys = KeySet([ECKey.import_key(self._key.as_dict(private=False))])

    @property
    def jwks(self) -> Mapping[str, object]:
        """The JWK Set of the public key (RFC 7517), as `/.well-known/jwks.json` shows it."""
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    @property
    def signing(self) -> list[ECKey]:
        """The private key, with which the tokens of service clients are signed too."""
        return [self._key]

    def issue(self, membership: UUID, subject: str, now: datetime) -> str:
        """Return a token for a membership of the account `subject`, valid from `now` on."""
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": subject,
            "client_id": CLIENT,
            "jti": secrets.token_urlsafe(16),
            "iat": int(now.timestamp()),
            "exp": int((now + self._lifetime).timestamp()),
            "membership": str(membership),
        }
        return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt", "kid": self._key.kid}, claims, self._key, algorithms=[ALGORITHM])


def keep_name(folder: Path, name: str) -> None:
    """Keep the name under which a server issues with the key of a folder, for whoever makes a token without knowing where it listens."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f"{NAME}.{secrets.token_hex(8)}"
    draft.write_text(name, encoding="utf-8")
    draft.replace(folder / NAME)


def name_in(folder: Path) -> str | None:
    """Return the name that was kept; None where no server has issued there."""
    path = folder / NAME
    return path.read_text(encoding="utf-8") if path.exists() else None


def _key_of(path: Path) -> ECKey:
    """Return the key in a file, which is created if missing; of two processes that create it both use the first."""
    if not path.exists():
        _make_key(path)
    return ECKey.import_key(json.loads(path.read_text(encoding="ascii")))


def _make_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = ECKey.generate_key("P-256", {"alg": ALGORITHM, "use": "sig"}, auto_kid=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        json.dump(key.as_dict(private=True), file)
    try:
        path.hardlink_to(draft)  # whole, or not at all; refused where another was quicker
    except FileExistsError:
        return
    finally:
        draft.unlink()
