"""The rows of a table as statements name them, which of them a kind of viewer sees (`domain/rules/rows.py`), towards whom they are shared.

Source: docs/domain.md 7 (Rows).
"""

from functools import cache, lru_cache

from sqlalchemy import FromClause, TableClause, column, table
from sqlalchemy.orm import DeclarativeBase

from domain.rules.condition import Rule
from domain.rules.rows import ROWS
from domain.viewer import Kind

TOWARDS = {
    "Family": ("id", "head_id"),
    "Person": ("family_id", "id"),
    **dict.fromkeys(("CertificateRecord", "Entitlement"), ("family_id", "person_id")),
}
"""Types whose personal groups are shared through family_access -> the columns of their family and their person (or head)."""


@cache
def plain(row: type[DeclarativeBase]) -> TableClause:
    """The table with the names and types of its columns alone: each alias makes all columns anew, which costs much for declared ones."""
    return table(row.__tablename__, *(column(each.name, each.type) for each in row.__table__.columns))


@lru_cache(maxsize=1_000)
def aliased(rows: TableClause, name: str) -> FromClause:
    """The rows of a table under a name. Statements use the same few names, so that most find the columns of an alias made already."""
    return rows.alias(name)


def words_for(kind: Kind, table: str) -> Rule:
    """The conditions of which one must hold for a row to be seen by this kind of viewer; empty where none are seen."""
    return ROWS.get(table, {}).get(kind, ())
