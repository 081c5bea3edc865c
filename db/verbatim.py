"""Statements that are run as they are written: a colon in them begins no parameter.

Source: docs/decisions/003-row-security.md (policies and functions are printed as texts).
"""

from sqlalchemy import TextClause, text


def verbatim(statement: str) -> TextClause:
    """Return a statement for SQLAlchemy with its colons as they stand, which `text` takes for parameters."""
    return text(statement.replace(":", r"\:"))
