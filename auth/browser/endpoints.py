"""Where people sign in and out at an issuer, as its metadata says: at its own origin alone.

Source: OpenID Connect Discovery 1.0, RFC 8414, RFC 9207; docs/decisions/044-browser.md.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from auth.clients.signer import ALGORITHM
from auth.others.fetch import Fetch, FetchFailed, origin
from auth.others.keys import FRESH, metadata_addresses
from domain.issuer import is_safe

PAUSE = timedelta(seconds=15)
"""How long an issuer whose metadata could not be had is not asked again, whoever wants to sign in."""


@dataclass(frozen=True)
class Endpoints:
    """The addresses of an issuer.

    `names_itself`: whether it says in each of its answers who it is. `posts_secret`: whether our secret stands in a form, not a header.
    `takes_keys`: whether a client may show by a key of ours who it is; `takes_anybody`: whether one need not show it.
    """

    authorization: str
    token: str
    end_session: str | None
    names_itself: bool
    posts_secret: bool
    takes_keys: bool
    takes_anybody: bool


class Discovery:
    """Finds the endpoints of issuers, and keeps them for `FRESH`."""

    def __init__(self, fetch: Fetch, clock: Callable[[], datetime]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._found: dict[str, tuple[Endpoints, datetime]] = {}
        self._failed: dict[str, tuple[str, datetime]] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, issuer: str) -> Endpoints:
        """Return the endpoints of an issuer, asked for once for all who wait. Raises FetchFailed."""
        async with self._turns[issuer]:
            known, failed, now = self._found.get(issuer), self._failed.get(issuer), self._clock()
            if known is not None and now - known[1] < FRESH:
                return known[0]
            if failed is not None and now - failed[1] < PAUSE:
                raise FetchFailed(failed[0])
            try:
                self._found[issuer] = await self._fetched(issuer), now
            except FetchFailed as error:
                self._failed[issuer] = str(error), now
                raise
            return self._found[issuer][0]

    async def _fetched(self, issuer: str) -> Endpoints:
        oauth, openid = metadata_addresses(issuer)
        try:
            told = await self._fetch(openid)
        except FetchFailed:
            told = await self._fetch(oauth)
        return endpoints_of(issuer, told)


def endpoints_of(issuer: str, told: Mapping[str, object]) -> Endpoints:
    """Return the endpoints that an issuer's metadata tells. Raises FetchFailed."""
    if told.get("issuer") != issuer:
        raise FetchFailed(f"The metadata of {issuer} names another issuer")

    def address(name: str) -> str:
        said = told.get(name)
        if not isinstance(said, str) or not is_safe(said) or origin(said) != origin(issuer):
            raise FetchFailed(f"The metadata of {issuer} names no {name} at its own origin")
        return said

    said = told.get("token_endpoint_auth_methods_supported")
    methods = said if isinstance(said, list) else ["client_secret_basic"]
    algorithms = told.get("token_endpoint_auth_signing_alg_values_supported", [ALGORITHM])
    return Endpoints(
        address("authorization_endpoint"),
        address("token_endpoint"),
        address("end_session_endpoint") if "end_session_endpoint" in told else None,
        told.get("authorization_response_iss_parameter_supported") is True,
        "client_secret_basic" not in methods,
        "private_key_jwt" in methods and isinstance(algorithms, list) and ALGORITHM in algorithms,
        "none" in methods or said is None,
    )
