"""From what a request shows to the Viewer of a membership that runs, or a refusal that says nothing more.

Source: docs/design.md 4.1. A viewer is remembered for seconds: that the membership still runs and
still makes this viewer is tested inside every statement and transaction, and whoever finds otherwise has it forgotten here.
"""

from datetime import datetime, timedelta
from uuid import UUID

from cachetools import TTLCache
from starlette.datastructures import Headers

from auth.credential import Credential, Named, Unauthenticated
from db.session.engine import Database
from db.session.read import find_viewer
from domain.viewer import Viewer

FRESH = timedelta(seconds=5)
"""How long a change of what opens nothing (the account's language, its name at the issuer) may go unnoticed."""
KEPT_VIEWERS = 10_000
"""Viewers kept, one of each membership: finding one costs as much as a fast read."""


class Identity:
    """Tells who is calling."""

    def __init__(self, database: Database, *credentials: Credential) -> None:
        """`credentials`: the kinds that are taken; the first is asked for where a request shows none."""
        self._database = database
        self._credentials = credentials
        self._known: TTLCache[UUID, tuple[Viewer, str], datetime] = TTLCache(KEPT_VIEWERS, FRESH, database.clock)

    async def viewer(self, headers: Headers) -> Viewer:
        """Return the viewer whom a request names by exactly one credential. Raises Unauthenticated."""
        first = self._credentials[0]
        named = [each for credential in self._credentials if (each := credential.named(headers)) is not None]
        if not named:
            raise Unauthenticated(first.challenge)
        viewer = await self._viewer(named[0]) if len(named) == 1 else None
        if viewer is None:
            raise Unauthenticated(first.invalid)
        return viewer

    def forget(self, viewer: Viewer) -> None:
        """Find them anew at the next request: the membership was found to have ended or changed, or something is to be written."""
        self._known.pop(viewer.membership, None)

    async def _viewer(self, named: Named) -> Viewer | None:
        """Return the viewer of a membership, if it runs and is one of the account that is named with it."""
        known, subject = self._known.get(named.membership, (None, ""))
        if known is not None and subject == named.subject:
            return known
        viewer = await find_viewer(self._database, named.membership, self._database.clock(), named.subject)
        if viewer is not None:
            self._known[named.membership] = viewer, named.subject
        return viewer
