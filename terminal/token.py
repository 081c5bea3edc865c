"""Who may come in, for the person at the terminal: the accounts that there are, and a token for one of them.

Source: README.md (commands); docs/settings.md (In production).
"""

import asyncio
from collections.abc import Iterator
from uuid import UUID

from auth.account import membership_of
from auth.listing import listed, table
from settings import Settings
from terminal.reach import addresses, issuer, only_in_development, reaching


def accounts(settings: Settings, word: str) -> Iterator[str]:
    """A table of the accounts in which a word stands (all for an empty one): role, office and scope of each running membership."""
    with addresses(settings, lambda _: None) as database, reaching():
        found = asyncio.run(listed(database.app, word, settings.now()))
    yield from table(found)


def token(settings: Settings, account: str, membership: UUID | None) -> str:
    """A token of the development issuer for the running membership of an account."""
    only_in_development(settings, "lianbang token")
    at = settings.now()
    with addresses(settings, lambda _: None) as database, reaching():
        named = asyncio.run(membership_of(database.app, account, at, membership))
    return issuer(settings).issue(named, account, at)
