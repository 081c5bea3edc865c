"""From the Authorization header to the Viewer of a membership that runs, or a refusal that says nothing more.

Source: RFC 6750 (bearer tokens, challenges); docs/design.md 4.1. Every request looks the membership up, so that one that has ended, or
an account whose language changed, is known at the next request whatever the document asks for.
"""

import re
from collections.abc import Sequence

from auth.token import TokenRefused, Tokens
from db.engine import Database
from db.read import find_viewer
from domain.viewer import Viewer

BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE)
CHALLENGE = 'Bearer realm="lianbang"'
INVALID = f'{CHALLENGE}, error="invalid_token"'


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
        viewer = await find_viewer(self._database, said.membership, self._database.clock())
        if viewer is None:
            raise Unauthenticated
        return viewer
