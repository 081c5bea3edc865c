"""The public keys of an issuer of others: found by its metadata, kept, fetched anew at intervals and for a key that is not known yet.

Source: RFC 8414, OpenID Connect Discovery 1.0 (metadata), RFC 7517 (keys); docs/decisions/035-issuers.md (Keys).
"""

import asyncio
import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, RSAKey

from auth.others.fetch import Fetch, FetchFailed, origin
from domain.issuer import is_safe

FRESH = timedelta(minutes=5)
"""How long keys are used before they are fetched anew beside the requests."""
STALE = timedelta(hours=1)
"""How long they are used while the issuer gives none."""
PAUSE = timedelta(minutes=1)
"""The least time between two tries."""
MOST_KEYS = 50
RSA_BITS = range(2048, 8193)
"""How many bits an RSA key may have: fewer are weak, more are slow."""


class Keys:
    """The keys of one issuer. `changed` is called when others take their place."""

    def __init__(
        self, issuer: str, keys_address: str | None, fetch: Fetch, clock: Callable[[], datetime], changed: Callable[[], None] = lambda: None
    ) -> None:
        """`keys_address`: where they are; None: where the issuer's metadata says."""
        self._issuer = issuer
        self._address = keys_address
        self._fetch = fetch
        self._clock = clock
        self._changed = changed
        self._held = KeySet([])
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._trying: asyncio.Task[None] | None = None
        self.trouble: FetchFailed | None = None
        """Why the last try brought no keys."""

    def __call__(self) -> KeySet:
        """Return the keys; none where the last ones are too old."""
        return KeySet([]) if self.are_old else self._held

    @property
    def are_old(self) -> bool:
        """Whether the issuer has given none for too long."""
        return self._fetched_at is None or self._clock() - self._fetched_at > STALE

    @property
    def is_due(self) -> bool:
        """Whether they are to be fetched beside the requests."""
        return self._may_try and (self._fetched_at is None or self._clock() - self._fetched_at >= FRESH)

    @property
    def _may_try(self) -> bool:
        return self._tried_at is None or self._clock() - self._tried_at >= PAUSE

    async def renew(self) -> None:
        """Fetch the keys, unless that was tried a moment ago; whoever calls meanwhile waits for the same answer."""
        if self._trying is None or self._trying.done():
            if not self._may_try:
                return
            self._tried_at = self._clock()
            self._trying = asyncio.create_task(self._try())
        await asyncio.shield(self._trying)

    async def _try(self) -> None:
        try:
            found = keys_of(await self._fetch(self._address or await self._discovered()))
        except FetchFailed as failed:
            self.trouble = failed
            return
        self.trouble, self._fetched_at = None, self._clock()
        if _named(found) != _named(self._held):
            self._held = found
            self._changed()

    async def _discovered(self) -> str:
        """Return where the issuer's metadata says that its keys are. Raises FetchFailed."""
        oauth, openid = metadata_addresses(self._issuer)
        try:
            told = await self._fetch(oauth)
        except FetchFailed:
            told = await self._fetch(openid)
        return _keys_address(self._issuer, told)


def metadata_addresses(issuer: str) -> tuple[str, str]:
    """Return where an issuer's metadata may be: after RFC 8414, and after OpenID."""
    parts = urlsplit(issuer)
    path = parts.path.rstrip("/")
    return (
        f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{path}",
        f"{issuer.rstrip('/')}/.well-known/openid-configuration",
    )


def _keys_address(issuer: str, told: Mapping[str, object]) -> str:
    address = told.get("jwks_uri")
    if told.get("issuer") != issuer:
        raise FetchFailed(f"The metadata of {issuer} names another issuer")
    if not isinstance(address, str) or not is_safe(address) or origin(address) != origin(issuer):
        raise FetchFailed(f"The metadata of {issuer} names keys elsewhere than at its own origin")
    return address


def keys_of(document: Mapping[str, object]) -> KeySet:
    """Return the keys of a JWK Set that verify ES256 or RS256, by their `kid`; others are passed over. Raises FetchFailed for none."""
    listed = document.get("keys")
    entries = listed[:MOST_KEYS] if isinstance(listed, list) else []
    found = {str(key.kid): key for entry in reversed(entries) if isinstance(entry, dict) for key in _key(entry)}
    if not found:
        raise FetchFailed("The set has no key that could be used")
    return KeySet([*found.values()])


def _key(entry: Mapping[str, object]) -> Iterator[Key]:
    kid, use, algorithm = entry.get("kid"), entry.get("use", "sig"), entry.get("alg")
    if not (isinstance(kid, str) and kid) or use != "sig":
        return
    with suppress(JoseError, ValueError, TypeError, KeyError):
        if entry.get("kty") == "EC" and entry.get("crv") == "P-256" and algorithm in (None, "ES256"):
            yield ECKey.import_key({name: str(entry[name]) for name in ("kty", "crv", "x", "y", "kid")})
        if entry.get("kty") == "RSA" and algorithm in (None, "RS256") and _bits(str(entry["n"])) in RSA_BITS:
            yield RSAKey.import_key({name: str(entry[name]) for name in ("kty", "n", "e", "kid")})


def _bits(number: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(number + "=" * (-len(number) % 4))).bit_length()


def _named(keys: KeySet) -> dict[str, str]:
    return {str(key.kid): key.thumbprint() for key in keys}
