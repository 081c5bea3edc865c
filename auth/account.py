"""Finds accounts and their running memberships for the commands `lianbang accounts` and `lianbang token`.

Source: docs/domain.md 1 (roles, scopes; a token names one membership).
"""

import difflib
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from db.session.connect import connected
from domain.terminal_error import TerminalError
from domain.viewer import region_level

HELD = """
select a.subject, a.name, m.id, m.role, o.name office, m.scope
from account a
left join membership m on m.account_id = a.id and m.starts_at <= $1 and m.ends_at > $1
left join office o on o.id = m.office_id
where $2::text is null or a.subject = $2
order by a.subject, m.starts_at, m.id
"""
"""Every account, or that of one subject, with its running memberships; nulls for an account without any."""
SIMILAR = 3
GAP = "  "


class AccountError(TerminalError):
    """No membership was found. The text says why, and which accounts or memberships may have been meant."""


class MembershipLine(NamedTuple):
    """A line of the table: an account with one membership; of an account without any only its subject and name."""

    account: str
    name: str
    role: str
    office: str
    scope: str


HEADS = MembershipLine("ACCOUNT", "NAME", "ROLE", "OFFICE", "SCOPE")


async def membership_of(url: str, subject: str, now: datetime, wanted: UUID | None = None) -> UUID:
    """Return the membership that an account holds at `now`; of several the `wanted` one. Raises AccountError."""
    held = [row for row in await _rows(url, now, subject) if row["id"] is not None]
    if not held:
        raise AccountError(_unknown(subject, [row["subject"] for row in await _rows(url, now)]))
    chosen: list[UUID] = [row["id"] for row in held if wanted in {None, row["id"]}]
    if len(chosen) != 1:
        told = "\n".join(f"  {row['id']}  {row['role']}, {row['office']}" for row in held)
        raise AccountError(f"{subject} holds these memberships; name one with --membership:\n{told}")
    return chosen[0]


async def listed(url: str, word: str, now: datetime) -> list[MembershipLine]:
    """Return a line for each account and membership at `now`, of those in which `word` occurs."""
    wanted = word.casefold()
    return [line for line in map(_line, await _rows(url, now)) if wanted in GAP.join(line).casefold()]


async def _rows(url: str, now: datetime, subject: str | None = None) -> list[Any]:
    async with connected(url) as connection:
        return list(await connection.fetch(HELD, now, subject))


def _unknown(subject: str, known: list[str]) -> str:
    if subject in known:
        return f"The account {subject} holds no membership at present."
    if not known:
        return "There are no accounts yet: `lianbang run` makes those of the demonstration county, `lianbang bootstrap` the administrators."
    similar = difflib.get_close_matches(subject, dict.fromkeys(known), SIMILAR, cutoff=0.4)
    return f"There is no account {subject!r}." + (f" Similar: {', '.join(similar)}." if similar else "")


def table(lines: Sequence[MembershipLine]) -> Iterator[str]:
    """Return the lines under their heads, in aligned columns. Unprintable characters are shown as `?`."""
    plain = [MembershipLine(*("".join(each if each.isprintable() else "?" for each in cell) for cell in line)) for line in (HEADS, *lines)]
    widths = [max(map(width, column)) for column in zip(*plain, strict=True)]
    for line in plain:
        yield GAP.join(cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True)).rstrip()


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for each Chinese character."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else not unicodedata.combining(each) for each in text)


def _line(row: Any) -> MembershipLine:
    if row["role"] is None:
        return MembershipLine(row["subject"], row["name"], "-", "-", "-")
    return MembershipLine(row["subject"], row["name"], row["role"], row["office"], ", ".join(map(short, row["scope"])))


def short(region: str) -> str:
    """Return a division's code with 2, 4, 6, 9 or 12 digits, without the zeros at its end; that of the whole country unchanged."""
    level = region_level(region)
    return region[:level] if level else region
