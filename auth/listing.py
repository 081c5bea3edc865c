"""Lists the accounts that there are with what each may do at a moment, as a table for the person at the terminal.

Source: docs/domain.md 1 (roles, scopes); used by `lianbang accounts`.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import asyncpg

LISTED = """
select a.subject, a.name, m.role, o.name office, m.scope, m.ends_at
from account a
left join membership m on m.account_id = a.id and m.starts_at <= $1 and m.ends_at > $1
left join office o on o.id = m.office_id
order by a.subject, m.starts_at, m.id
"""
GAP = "  "


class Line(NamedTuple):
    """A line of the table; of an account without a running membership only its name."""

    account: str
    name: str
    role: str
    office: str
    scope: str


HEADS = Line("ACCOUNT", "NAME", "ROLE", "OFFICE", "SCOPE")


async def listed(url: str, word: str, now: datetime) -> list[Line]:
    """The accounts with what they hold at `now`, a line for each membership, in which a word stands; all for an empty word."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(LISTED, now)
    finally:
        await connection.close()
    wanted = word.casefold()
    return [line for line in map(_line, rows) if wanted in GAP.join(line).casefold()]


def table(lines: Sequence[Line]) -> Iterator[str]:
    """The lines under their heads, in columns as they stand in a terminal; what stands in a name moves no cursor."""
    plain = [Line(*("".join(each if each.isprintable() else "?" for each in cell) for cell in line)) for line in (HEADS, *lines)]
    widths = [max(map(width, column)) for column in zip(*plain, strict=True)]
    for line in plain:
        yield GAP.join(cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True)).rstrip()


def width(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters two each."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else not unicodedata.combining(each) for each in text)


def _line(row: asyncpg.Record) -> Line:
    if row["role"] is None:
        return Line(row["subject"], row["name"], "-", "-", "-")
    return Line(row["subject"], row["name"], row["role"], row["office"], ", ".join(map(short, row["scope"])))


def short(region: str) -> str:
    """A division's code without the zeros that fill it up: 2, 4, 6, 9 or 12 digits; the whole country as it is."""
    for digits in (2, 4, 6, 9):
        if not region[digits:].strip("0") and region[:digits].strip("0"):
            return region[:digits]
    return region
