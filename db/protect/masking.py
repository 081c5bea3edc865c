"""What MASKED and COARSE mean for a text, as SQL of generated columns that stand beside the value.

Source: docs/domain-facts.md 5.6. No national standard fixes the characters; ours keep the surname, the first three and last four digits of
a mobile number. A mask never shows the whole of what it hides.
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
    """SQL: the surname of a name, two characters where it is a known compound one with more behind it; else the first character.

    A name of one character shows a star, since its surname would be all of it.
    """
    compounds = ", ".join(f"'{name}'" for name in COMPOUND_SURNAMES)
    compound = f"when length({column}) > 2 and left({column}, 2) in ({compounds}) then left({column}, 2)"
    return f"case when length({column}) < 2 then '*' {compound} else left({column}, 1) end"


def coarse_name(column: str) -> MappedColumn[str | None]:
    """The surname alone."""
    return mapped_column(Computed(surname(column), persisted=True))


def masked_name(column: str) -> MappedColumn[str | None]:
    """The surname and two stars, whatever the length of the rest."""
    return mapped_column(Computed(f"({surname(column)}) || '**'", persisted=True))


def masked_phone(column: str) -> MappedColumn[str | None]:
    """`138****1234` for a mobile number; of any other only the last two digits, of one under seven characters nothing."""
    mobile = f"when length({column}) = 11 and left({column}, 1) = '1' then left({column}, 3) || '****' || right({column}, 4)"
    landline = f"when length({column}) >= 7 then '****' || right({column}, 2)"
    short = f"when length({column}) < 7 then '****'"
    return mapped_column(Computed(f"case {mobile} {landline} {short} end", persisted=True))
