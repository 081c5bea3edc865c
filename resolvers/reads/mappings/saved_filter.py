"""How saved filters are read.

Source: docs/domain.md 3 (saved filters).
"""

from db.tables.saved_filter import SavedFilter
from resolvers.planner.mapping import One, RootRows, mapping
from resolvers.planner.narrowing import equal

SAVED_FILTER = mapping(
    "SavedFilter",
    SavedFilter,
    shared=lambda row, printing: row.c.shared_office_id.is_not(None),
    by=One("Account", "account_id"),
    filters=equal("list"),
    orders={"NAME": (("name", "id"), False)},
)

ROOTS = {"savedFilters": RootRows("SavedFilter", "NAME")}
