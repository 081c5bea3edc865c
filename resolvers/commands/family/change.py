"""Changes a family that is registered: the next version if anything differs, the same if nothing does.

Source: docs/lifecycle.md (versions); rows that an item moves with have theirs by resolvers/commands/settle/record.py.
"""

from datetime import datetime
from typing import Any

from db.tables.family import Family


def change(family: Family, now: datetime, **values: Any) -> None:
    """Give the columns these values, and count the family's version once if any of them differs."""
    changed = {name: value for name, value in values.items() if getattr(family, name) != value}
    for name, value in changed.items():
        setattr(family, name, value)
    if changed:
        family.changed(now)
