"""What a visit replaced on a family that was registered already: kept sealed, and given back when the visit or its file is taken back.

Source: docs/decisions/009-import.md, 032-visits-corrected.md.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.orm.attributes import get_history, instance_state

from db.tables.family import Family

COUNTED = frozenset({"version", "updated_at"})
"""What moves with every change, and is never given back."""
FOLLOWS = frozenset({"head_id", "next_contact_on"})
"""What a visit does not tell: it follows from the members that stay, and from all visits."""
READ: Mapping[type, Callable[[str], object]] = {UUID: UUID, date: date.fromisoformat}
"""How a value is read that JSON keeps as a text, by the type of its column."""


def before_of(family: Family) -> str | None:
    """Return the values that are replaced on a loaded family and not yet flushed, as JSON by column; None where nothing is replaced."""
    return _text(_replaced(family))


def told_of(family: Family) -> str | None:
    """Return what a visit told that replaces something, as JSON: by column what stood there, and what stands now. None for nothing."""
    replaced = {key: (before, getattr(family, key)) for key, before in _replaced(family).items() if key not in FOLLOWS}
    return _text(replaced)


def values_of(before: str) -> dict[str, Any]:
    """Return the values that `before_of` wrote, by column, in the types of the columns."""
    return {key: _read(key, value) for key, value in json.loads(before).items()}


def given_back(told: str, family: Family) -> dict[str, Any]:
    """Return what stood in the columns of the family that still hold what `told_of` wrote of them, by column."""
    said = {key: (_read(key, before), _read(key, after)) for key, (before, after) in json.loads(told).items()}
    return {key: before for key, (before, after) in said.items() if getattr(family, key) == after}


def _replaced(family: Family) -> dict[str, Any]:
    changed = ((key, get_history(family, key).deleted) for key in instance_state(family).committed_state if key not in COUNTED)
    return {key: before[0] for key, before in changed if before}


def _text(values: Mapping[str, Any]) -> str | None:
    return json.dumps(values, default=str, ensure_ascii=False) if values else None


def _read(key: str, value: Any) -> Any:
    """Return a value of a column as JSON keeps it in the type of the column."""
    return value if value is None else READ.get(inspect(Family).columns[key].type.python_type, _same)(value)


def _same(value: object) -> object:
    return value
