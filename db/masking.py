"""What MASKED and COARSE mean for a text, as SQL of generated columns that stand beside the value.

Source: domain-facts F5.6. No national standard fixes the characters; ours keep the surname, the first three and last four digits of a
mobile number.
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
    """SQL: the surname of a name, two characters where it is a known compound one; the first character of any other name."""
    compounds = ", ".join(f"'{name}'" for name in COMPOUND_SURNAMES)
    return f"case when left({column}, 2) in ({compounds}) then left({column}, 2) else left({column}, 1) end"


def coarse_name(column: str) -> MappedColumn[str | None]:
    """The surname alone."""
    return mapped_column(Computed(surname(column), persisted=True))


def masked_name(column: str) -> MappedColumn[str | None]:
    """The surname and two stars, whatever the length of the rest."""
    return mapped_column(Computed(f"({surname(column)}) || '**'", persisted=True))


def masked_phone(column: str) -> MappedColumn[str | None]:
    """`138****1234` for eleven digits; of any other number only the last two digits."""
    mobile = f"case when length({column}) = 11 then left({column}, 3) || '****' || right({column}, 4) else '****' || right({column}, 2) end"
    return mapped_column(Computed(mobile, persisted=True))
