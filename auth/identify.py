"""From the Authorization header to the Viewer of a membership that runs, or a refusal that says nothing more.

Source: RFC 6750 (bearer tokens, challenges); docs/design.md 4.1. A viewer is remembered for seconds: that the membership still runs and
still makes this viewer is tested inside every statement and transaction, and whoever finds otherwise has it forgotten here.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from cachetools import TTLCache

from auth.token import Said, TokenRefused, Tokens
from db.session.engine import Database
from db.session.read import find_viewer
from domain.viewer import Viewer

BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE)
CHALLENGE = 'Bearer realm="lianbang"'
INVALID = f'{CHALLENGE}, error="invalid_token"'
FRESH = timedelta(seconds=5)
"""How long a change of what opens nothing (the account's language, its name at the issuer) may go unnoticed."""
KEPT_VIEWERS = 10_000
"""Viewers kept, one of each membership: finding one costs as much as a fast read."""


class Unauthenticated(Exception):
    """Nobody we know; `challenge` is what the header WWW-Authenticate says."""

    def __init__(self, challenge: str = INVALID) -> None:
        super().__init__()
        self.challenge = challenge


class Identity:
    """Tells who is calling."""

    def __init__(self, tokens: Tokens, database: Database) -> None:
        self._tokens = tokens
        self._database = database
        self._known: TTLCache[UUID, tuple[Viewer, str], datetime] = TTLCache(KEPT_VIEWERS, FRESH, database.clock)

    async def viewer(self, authorization: Sequence[str]) -> Viewer:
        """The viewer whom the Authorization headers of a request name; exactly one of them, a bearer token. Raises Unauthenticated."""
        if not authorization:
            raise Unauthenticated(CHALLENGE)
        bearer = BEARER.fullmatch(authorization[0]) if len(authorization) == 1 else None
        if bearer is None:
            raise Unauthenticated
        try:
            said = self._tokens.verify(bearer[1])
        except TokenRefused as error:
            raise Unauthenticated from error
        return await self._viewer(said)

    def forget(self, viewer: Viewer) -> None:
        """Find them anew at the next request: the membership was found to have ended or changed, or something is to be written."""
        self._known.pop(viewer.membership, None)

    async def _viewer(self, said: Said) -> Viewer:
        """Of the membership that the token names, if it is one of the account that the token is about."""
        known, subject = self._known.get(said.membership, (None, ""))
        if known is not None and subject == said.subject:
            return known
        viewer = await find_viewer(self._database, said.membership, self._database.clock(), said.subject)
        if viewer is None:
            raise Unauthenticated
        self._known[said.membership] = viewer, said.subject
        return viewer
