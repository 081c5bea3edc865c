"""Keeps when an account or service client worked here last, and that a known one was refused: seldom, however often they ask.

Source: docs/decisions/059-used-and-refused.md; functions of `db/protect/functions/uses.py`. Of refusals all are counted in the metrics,
those of strangers nowhere else.
"""

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from cachetools import LRUCache, TTLCache

from db.server.away import Busy
from db.session.engine import Database

USED = "select sign_in_used($1, $2, $3)"
REFUSED = "select sign_in_refused($1, $2, $3, $4, $5, $6, $7, $8)"
KEPT_ANEW = timedelta(minutes=5)
"""How old what is kept of a use may become, so that those who ask again and again write nothing."""
TOLD_ANEW = timedelta(minutes=1)
KEPT = 10_000
"""Most accounts and clients remembered, of each kind."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a credential named that was refused: a subject of an issuer (None: the account's own), with a membership; or a client."""

    issuer: UUID | None
    subject: str
    membership: UUID | None = None
    client: UUID | None = None


@dataclass
class _Told:
    """When a refusal was told to the database, and how many were not since."""

    at: datetime
    more: int = 0


class Uses:
    """What is kept of uses and refusals; the database decides what of it several processes have kept already."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: TTLCache[UUID, bool, datetime] = TTLCache(KEPT, KEPT_ANEW, database.clock)
        self._told: LRUCache[Whom, _Told] = LRUCache(KEPT)

    async def keep(self, account: UUID | None, client: UUID | None = None) -> None:
        """Keep that they work here now. Nobody is turned away because it cannot be kept."""
        if all(each is None or each in self._kept for each in (client, account)):
            return
        with contextlib.suppress(asyncpg.PostgresError, Busy):
            async with self._database.reader() as connection:
                await connection.execute(USED, account, client, self._database.clock())
        self._kept.update({each: True for each in (account, client) if each is not None})

    async def refuse(self, whom: Whom, reason: str, trace: str) -> None:
        """Have the trail tell that a credential was refused, if it named somebody known."""
        now, told = self._database.clock(), self._told.get(whom)
        if told is not None and now - told.at < TOLD_ANEW:
            told.more += 1
            return
        self._told[whom] = _Told(now)
        more, named = told.more if told else 0, (whom.issuer, whom.subject, whom.membership, whom.client)
        async with self._database.reader() as connection:
            await connection.execute(REFUSED, *named, reason, more, trace, now)
