"""The columns that several migrations give a table, as they were when these were written: never changed with db/tables.

Source: docs/domain-facts.md 2.4 (the levels of a region code).
"""

from collections.abc import Iterator

import sqlalchemy as sa

LEVELS = {"province": (0, 2), "city": (2, 4), "county": (4, 6), "town": (6, 9), "village": (9, 12)}
"""Level -> how many digits of a region code the level above takes, and how many it takes itself."""


def in_region() -> Iterator[sa.Column[str]]:
    """Yield `region_code` (12 digits) and a generated column for the code of each level, null below the row's own division."""
    yield sa.Column("region_code", sa.Text(collation="C"), nullable=False)
    for level, (above, digits) in LEVELS.items():
        own, zeros = f"substr(region_code, {above + 1}, {digits - above})", "0" * (12 - digits)
        padded = f"substr(region_code, 1, {digits}) || '{zeros}'" if zeros else "region_code"
        yield computed(f"{level}_code", sa.Text(collation="C"), f"case when {own} <> '{'0' * (digits - above)}' then {padded} end")


def computed(name: str, kind: sa.Text, expression: str) -> sa.Column[str]:
    """Return a text column that PostgreSQL generates and stores."""
    return sa.Column(name, kind, sa.Computed(expression, persisted=True), nullable=True)
