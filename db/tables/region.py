"""Divisions: provinces, cities, counties, townships, villages, with the time in which they exist.

Source: docs/domain-facts.md 2.4 and 2.5.
"""

from datetime import date

from sqlalchemy import CheckConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use


class Region(Row):
    """One division. `level`: 1 (province) to 5 (village); `parent_code`: the nearest division above, which may skip a level."""

    __tablename__ = "region"
    use = Use.READ
    __table_args__ = (CheckConstraint("code ~ '^[0-9]{12}$'", name="code"), CheckConstraint("level between 1 and 5", name="level"))

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    name: Mapped[str]
    level: Mapped[int] = mapped_column(SmallInteger)
    parent_code: Mapped[str | None] = mapped_column(Code, index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(Code)
    origin: Mapped[str] = mapped_column(Code, default="FILE", server_default="FILE")
    """FILE for what the loader keeps, IMPORT for what an operator's list said, which the loader leaves alone."""


class FormerDivision(Row):
    """A division that no longer has this code or name. `until`: its last year; `successor_code`: null if there were several."""

    __tablename__ = "former_division"
    use = Use.READ

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    name: Mapped[str] = mapped_column(Code, primary_key=True)
    above: Mapped[list[str]]
    """The names of the divisions above it, the highest first."""
    until: Mapped[int] = mapped_column(SmallInteger)
    successor_code: Mapped[str | None] = mapped_column(Code)
