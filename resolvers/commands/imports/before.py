"""What an imported row replaced on a family that was registered already: kept sealed with the row, given back when it is taken back.

Source: docs/decisions/009-import.md.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import inspect

from db.tables.family import Family

COUNTED = frozenset({"version", "updated_at"})
"""What moves with every change, and is never given back."""
READ: Mapping[type, Callable[[str], object]] = {UUID: UUID, date: date.fromisoformat}
"""How a value is read that JSON keeps as a text, by the type of its column."""


def before_of(family: Family) -> str | None:
    """Return the values that are replaced on a loaded family and not yet flushed, as JSON by column; None where nothing is replaced."""
    replaced = {each.key: each.history.deleted[0] for each in inspect(family).attrs if each.history.deleted and each.key not in COUNTED}
    return json.dumps(replaced, default=str, ensure_ascii=False) if replaced else None


def values_of(before: str) -> dict[str, Any]:
    """Return the values that `before_of` wrote, by column, in the types of the columns."""
    columns = inspect(Family).columns
    said = json.loads(before)
    return {key: value if value is None else READ.get(columns[key].type.python_type, _same)(value) for key, value in said.items()}


def _same(value: object) -> object:
    return value
