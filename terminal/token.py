"""`lianbang accounts` and `lianbang token`.

Source: README.md (commands); docs/settings.md (In production).
"""

import asyncio
from collections.abc import Iterator
from uuid import UUID

from auth.account import listed, membership_of, table
from settings.settings import Settings
from terminal.reach import addresses, issuer, only_in_development, reaching


def accounts(settings: Settings, word: str) -> Iterator[str]:
    """Return the lines of a table of accounts and their running memberships, of those in which `word` occurs."""
    with addresses(settings, lambda _: None) as database, reaching():
        found = asyncio.run(listed(database.app, word, settings.now()))
    yield from table(found)


def token(settings: Settings, account: str, membership: UUID | None) -> str:
    """Return a token of the development issuer for an account's running membership. Raises StartError, AccountError."""
    only_in_development(settings, "lianbang token")
    at = settings.now()
    with addresses(settings, lambda _: None) as database, reaching():
        named = asyncio.run(membership_of(database.app, account, at, membership))
    return issuer(settings).issue(named, account, at)
