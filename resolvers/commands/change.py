"""Changes a row that has a version: the next one if anything differs, the same if nothing does.

Source: docs/lifecycle.md (versions); for rows that are no item and no need, whose versions resolvers/commands/record.py keeps.
"""

from typing import Any

from db.tables.declare import Row


def change(row: Row, **values: Any) -> None:
    """Give the columns these values."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.version += 1  # type: ignore[attr-defined]
