"""Finds the viewer of a request by its credential.

Source: docs/design.md 4.1. A viewer is kept in memory for seconds. Every statement and transaction tests that the membership still makes
this viewer; where it does not, `forget` is called.
"""

from datetime import datetime, timedelta
from uuid import UUID

from cachetools import TTLCache
from starlette.datastructures import Headers

from auth.credential import Credential, NamedMembership, Unauthenticated
from db.session.engine import Database
from db.session.read import find_viewer
from domain.viewer import Viewer

FRESH = timedelta(seconds=5)
"""How long a change that grants no access (the account's language or subject) may go unnoticed."""
KEPT_VIEWERS = 10_000
"""Most viewers kept, one per membership: finding one costs as much as a fast read."""


class Identity:
    """Finds viewers, and keeps them for `FRESH`."""

    def __init__(self, database: Database, *credentials: Credential) -> None:
        """`credentials`: the accepted kinds; the challenge of the first answers a request without any."""
        self._database = database
        self._credentials = credentials
        self._known: TTLCache[UUID, tuple[Viewer, str], datetime] = TTLCache(KEPT_VIEWERS, FRESH, database.clock)

    async def viewer(self, headers: Headers) -> Viewer:
        """Return the viewer of a request with exactly one credential. Raises Unauthenticated."""
        first = self._credentials[0]
        named = [each for credential in self._credentials if (each := credential.named(headers)) is not None]
        if not named:
            raise Unauthenticated(first.challenge)
        viewer = await self._viewer(named[0]) if len(named) == 1 else None
        if viewer is None:
            raise Unauthenticated(first.invalid)
        return viewer

    def forget(self, viewer: Viewer) -> None:
        """Remove a viewer from memory, so that the next request reads the membership anew."""
        self._known.pop(viewer.membership, None)

    async def _viewer(self, named: NamedMembership) -> Viewer | None:
        """Return the viewer of a membership; None if it does not run or belongs to another account than named."""
        known, subject = self._known.get(named.membership, (None, ""))
        if known is not None and subject == named.subject:
            return known
        viewer = await find_viewer(self._database, named.membership, self._database.clock(), named.subject)
        if viewer is not None:
            self._known[named.membership] = viewer, named.subject
        return viewer
