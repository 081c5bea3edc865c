"""Every table, a module per subject; importing this package imports them all, so that `Row.metadata` is complete."""

import sys

from db.tables.declare import Row, Use
from domain.packages import modules_of

__all__ = ["Row", "tables_of"]

modules_of(sys.modules[__name__])


def tables_of(use: Use) -> tuple[str, ...]:
    """Return the sorted names of the tables whose `use` includes this one."""
    return tuple(sorted(each.class_.__tablename__ for each in Row.registry.mappers if use in each.class_.use))
