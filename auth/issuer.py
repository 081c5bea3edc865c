"""The development issuer: signs tokens for accounts of this machine with a key of its own; it exists in development alone.

Source: RFC 9068; docs/settings.md (In production). `app.py` makes it, and refuses to outside development.
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
"""How long a token holds: a working day."""


class Issuer:
    """Issues tokens under one name for one audience, with the key of a folder, which is made at the first use."""

    def __init__(self, folder: Path, issuer: str, audience: str, lifetime: timedelta = LIFETIME) -> None:
        """`folder` is that of the keys; `issuer` and `audience` are written into every token, which holds for `lifetime`."""
        self._lifetime = lifetime
        self.issuer = issuer
        self.audience = audience
        self._key = _key_of(folder / "issuer.json")
        self.keys = KeySet([ECKey.import_key(self._key.as_dict(private=False))])

    @property
    def jwks(self) -> Mapping[str, object]:
        """The public half, as `/.well-known/jwks.json` shows it (RFC 7517)."""
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def issue(self, membership: UUID, subject: str, now: datetime) -> str:
        """A token for one membership of the account `subject`, from now on."""
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


def _key_of(path: Path) -> ECKey:
    """The key in a file; two processes that find none make one each, and both use the one that was there first."""
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
