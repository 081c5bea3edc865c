"""Generated columns with the MASKED and COARSE forms of names and telephone numbers.

Source: docs/domain-facts.md 5.6. No national standard fixes them; a mask never shows the whole of a value.
"""

from sqlalchemy import Computed
from sqlalchemy.orm import MappedColumn, mapped_column

COMPOUND_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "端木",
    "百里",
    "南宫",
    "轩辕",
)


def surname(column: str) -> str:
    """Return the SQL of a name's surname: a known compound surname if more follows it, else the first character.

    A name of one character becomes a star.
    """
    compounds = ", ".join(f"'{name}'" for name in COMPOUND_SURNAMES)
    compound = f"when length({column}) > 2 and left({column}, 2) in ({compounds}) then left({column}, 2)"
    return f"case when length({column}) < 2 then '*' {compound} else left({column}, 1) end"


def coarse_name(column: str) -> MappedColumn[str | None]:
    """Declare a column with the surname of a name."""
    return mapped_column(Computed(surname(column), persisted=True))


def masked_name(column: str) -> MappedColumn[str | None]:
    """Declare a column with the surname of a name and two stars."""
    return mapped_column(Computed(f"({surname(column)}) || '**'", persisted=True))


def masked_phone(column: str) -> MappedColumn[str | None]:
    """Declare a column with a masked telephone number.

    A mobile number becomes `138****1234`; another keeps its last two digits, or none if it has under seven characters.
    """
    mobile = f"when length({column}) = 11 and left({column}, 1) = '1' then left({column}, 3) || '****' || right({column}, 4)"
    landline = f"when length({column}) >= 7 then '****' || right({column}, 2)"
    short = f"when length({column}) < 7 then '****'"
    return mapped_column(Computed(f"case {mobile} {landline} {short} end", persisted=True))
