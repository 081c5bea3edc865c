"""Looks up the memberships that an account holds at a moment, for the person at the terminal who wants to act as it.

Source: docs/domain.md 1 (a token names one membership); used by `lianbang token`.
"""

import difflib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from domain.terminal_error import TerminalError

RUNNING = """
select m.id, m.role, o.name office from membership m join account a on a.id = m.account_id join office o on o.id = m.office_id
where a.subject = $1 and m.starts_at <= $2 and m.ends_at > $2 order by m.starts_at, m.id
"""
SIMILAR = 3


class AccountError(TerminalError):
    """The account cannot be acted as; the text says why and what could be meant, for the person at the terminal."""


@dataclass(frozen=True)
class Held:
    """A membership that runs."""

    id: UUID
    role: str
    office: str


async def membership_of(url: str, subject: str, now: datetime, wanted: UUID | None = None) -> UUID:
    """The one membership that an account holds at `now`, or the `wanted` one of several. Raises AccountError."""
    connection = await asyncpg.connect(url)
    try:
        held = [Held(row["id"], row["role"], row["office"]) for row in await connection.fetch(RUNNING, subject, now)]
        known = [] if held else [row["subject"] for row in await connection.fetch("select subject from account order by subject")]
    finally:
        await connection.close()
    if not held:
        raise AccountError(_unknown(subject, known))
    chosen = [one.id for one in held if wanted in {None, one.id}]
    if len(chosen) != 1:
        listed = "\n".join(f"  {one.id}  {one.role}, {one.office}" for one in held)
        raise AccountError(f"{subject} holds these memberships; name one with --membership:\n{listed}")
    return chosen[0]


def _unknown(subject: str, known: list[str]) -> str:
    if subject in known:
        return f"The account {subject} holds no membership at present."
    if not known:
        return "There are no accounts yet: `lianbang run` makes those of the demonstration county, `lianbang bootstrap` the administrators."
    similar = difflib.get_close_matches(subject, known, SIMILAR, cutoff=0.4)
    return f"There is no account {subject!r}." + (f" Similar: {', '.join(similar)}." if similar else "")
