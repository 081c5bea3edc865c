"""Every table of the platform, a module per subject; importing this package makes `Row.metadata` complete."""

import sys

from db.tables.declare import Row, Use
from domain.packages import modules_of

__all__ = ["Row", "tables_of"]

modules_of(sys.modules[__name__])


def tables_of(use: Use) -> tuple[str, ...]:
    """The names of the tables that are used so, in the order of the alphabet."""
    return tuple(sorted(each.class_.__tablename__ for each in Row.registry.mappers if use in each.class_.use))
