"""The issuers of others whose tokens are taken: read from their rows, each with keys and a memory of its own.

Source: docs/decisions/035-issuers.md.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from auth.credential import NamedMembership
from auth.others.fetch import Fetch
from auth.others.keys import Keys
from auth.token import LIFETIME, TokenRefused, Tokens, UnknownKey, claims_of
from db.server.away import FAULTS, Busy
from db.session.engine import Database
from db.session.read import read_issuers

PAUSE_SECONDS = 15.0
"""Seconds between two looks at the rows and at what keys are due."""


@dataclass(frozen=True)
class Row:
    """What a row says that decides which of its issuer's tokens are good, and whether people sign in there in a browser.

    `client_id`: what we are called there, None where they do not. `acr`: what its tokens may have to tell for some role.
    """

    id: UUID
    address: str
    audience: str
    keys_address: str | None
    name: str
    client_id: str | None
    acr: tuple[str, ...]


class Issuer:
    """One issuer: verifies its tokens, and fetches its keys."""

    def __init__(self, row: Row, fetch: Fetch, clock: Callable[[], datetime], longest: timedelta) -> None:
        self.row = row
        self.keys = Keys(row.address, row.keys_address, fetch, clock, self._forget)
        self._clock = clock
        self._longest = longest
        self._forget()

    async def verify(self, token: str) -> NamedMembership:
        """Return whom a token names; for a key that is not known the keys are fetched, at most once a minute. Raises TokenRefused."""
        if self.keys.are_old:
            self._forget()
        try:
            return self._tokens.verify(token)
        except UnknownKey:
            await self.keys.renew()
        return self._tokens.verify(token)

    def _forget(self) -> None:
        """Forget the tokens that were verified with keys of before."""
        row = self.row
        self._tokens = Tokens(row.address, row.audience, self.keys, self._clock, longest=self._longest, of_others=row.id)


class Issuers:
    """All of them, by the issuer that a token claims."""

    def __init__(self, database: Database, fetch: Fetch, log: logging.Logger, longest: timedelta = LIFETIME) -> None:
        """`longest`: the longest validity of their tokens."""
        self._database = database
        self._fetch = fetch
        self._log = log
        self._longest = longest
        self._by_address: Mapping[str, Issuer] = {}

    @property
    def of_people(self) -> list[Issuer]:
        """Those at which people sign in in a browser."""
        return [each for each in self._by_address.values() if each.row.client_id is not None]

    def by_address(self, address: str) -> Issuer | None:
        """Return the issuer of an address; None for one whose tokens are not taken."""
        return self._by_address.get(address)

    async def verify(self, token: str) -> NamedMembership:
        """Return whom a token names. Raises TokenRefused."""
        issuer = self._by_address.get(str(claims_of(token).get("iss")))
        if issuer is None:
            raise TokenRefused
        return await issuer.verify(token)

    async def read(self) -> None:
        """Read the rows in force; an issuer whose row says the same keeps its keys."""
        rows = [_row(each) for each in await read_issuers(self._database, self._database.clock())]
        self._by_address = {row.address: self._same(row) or self._made(row) for row in rows}

    async def renew(self) -> None:
        """Fetch the keys that are due, of all issuers at once; log those that give none."""
        due = [each for each in self._by_address.values() if each.keys.is_due]
        await asyncio.gather(*(each.keys.renew() for each in due), return_exceptions=True)
        for each in due:
            if each.keys.trouble is not None:
                self._log.warning("issuer gives no keys", extra={"facts": {"issuer": each.row.address, "why": str(each.keys.trouble)}})

    async def keep(self, stop: asyncio.Event) -> None:
        """Read rows and renew keys until `stop` is set; while the database does not answer, the last reading stays."""
        while not stop.is_set():
            with suppress(Busy, *FAULTS):
                await self.read()
            await self.renew()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)

    def _same(self, row: Row) -> Issuer | None:
        known = self._by_address.get(row.address)
        return known if known is not None and known.row == row else None

    def _made(self, row: Row) -> Issuer:
        return Issuer(row, self._fetch, self._database.clock, self._longest)


def _row(read: Mapping[str, Any]) -> Row:
    return Row(read["id"], read["address"], read["audience"], read["keys_address"], read["name"], read["client_id"], tuple(read["acr"]))
