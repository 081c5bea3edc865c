"""What `lianbang check` looks at of signing in in a browser: our address, each issuer of people, by what we show there who we are.

Source: docs/operations.md (Before serving), docs/settings.md (Sign-in). Issuers are asked as the server asks them.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import asyncpg
import httpx2

from auth.browser.client_secrets import ByKey, Shown, secrets_in
from auth.browser.endpoints import Discovery, Endpoints
from auth.others import fetch
from auth.others.fetch import FetchFailed
from domain.terminal_error import StartError
from settings.settings import Settings
from terminal.upkeep.finding import MISSING, WEAK, Finding

OF_PEOPLE = "select address, client_id from issuer where client_id is not null and (ends_at is null or ends_at > $1) order by address"
FARTHEST = timedelta(seconds=30)
"""How far our clock may be from that of an issuer: tokens are refused a little beyond five seconds."""


async def of_sign_in(settings: Settings, connection: asyncpg.Connection) -> list[Finding]:
    """Return what is missing or weak of signing in in a browser; nothing where nobody does."""
    addresses = [row["address"] for row in await connection.fetch(OF_PEOPLE, settings.now())]
    if not addresses:
        return []
    try:
        shown = {} if settings.client_secrets is None else secrets_in(settings.client_secrets)
    except StartError as error:
        return [Finding(MISSING, "LIANBANG_CLIENT_SECRETS", str(error))]
    asked = await _asked(settings, addresses)
    return [*_of_us(settings, shown), *(each for address in addresses for each in _of_issuer(settings, address, shown, asked[address]))]


async def _asked(settings: Settings, addresses: Sequence[str]) -> dict[str, tuple[Endpoints | str, timedelta | None]]:
    """Return the endpoints of each issuer, or why they are not had; and how far its clock is ahead of ours."""
    ahead: dict[str, timedelta] = {}

    async def note(response: httpx2.Response) -> None:
        told, now = response.headers.get("date"), settings.now()
        if told is not None and (moment := _moment(told)) is not None:
            ahead[response.url.host] = moment - now

    async with fetch.client() as client:
        client.event_hooks = {"response": [note]}
        discovery = Discovery(fetch.over(client), settings.now)

        async def one(address: str) -> Endpoints | str:
            try:
                return await discovery.of(address)
            except FetchFailed as error:
                return str(error)

        found = await asyncio.gather(*(one(address) for address in addresses))
    return {address: (each, ahead.get(httpx2.URL(address).host)) for address, each in zip(addresses, found, strict=True)}


def _moment(told: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _of_us(settings: Settings, shown: Mapping[str, Shown]) -> Iterator[Finding]:
    """Yield what holds for every issuer."""
    if not settings.in_development and not settings.issuer.startswith("https://"):
        yield Finding(MISSING, "LIANBANG_ISSUER", "People sign in over https alone: otherwise browsers keep no cookie of ours.")
    if ByKey() in shown.values() and settings.signing_keys is None and not settings.in_development:
        yield Finding(MISSING, "LIANBANG_SIGNING_KEYS", "LIANBANG_CLIENT_SECRETS says private_key_jwt: we have no key to sign with.")


def _of_issuer(
    settings: Settings, address: str, shown: Mapping[str, Shown], asked: tuple[Endpoints | str, timedelta | None]
) -> Iterator[Finding]:
    """Yield what holds for one issuer."""
    found, ahead = asked
    if isinstance(found, str):
        yield Finding(MISSING, address, f"Nobody can sign in: {found}.")
        return
    ours = shown.get(address)
    if ours is None and not found.takes_anybody:
        yield Finding(MISSING, address, "It wants to be shown who we are: a line of LIANBANG_CLIENT_SECRETS.")
    if isinstance(ours, ByKey) and not found.takes_keys:
        yield Finding(MISSING, address, "It takes no private_key_jwt with ES256: register us there with a secret.")
    if ahead is not None and abs(ahead) > FARTHEST:
        yield Finding(WEAK, address, f"Its clock and ours are {abs(ahead).total_seconds():.0f} s apart: tokens are refused.")
