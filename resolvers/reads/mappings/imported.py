"""How imports are read.

Source: docs/decisions/009-import.md.
"""

from db.tables.import_file import Import
from resolvers.planner.mapping import One, RootRows, by_moment, mapping
from resolvers.planner.narrowing import IsNull, between, equal

IMPORT = mapping(
    "Import",
    Import,
    account=One("Account", "account_id"),
    office=One("Office", "office_id"),
    undone_by=One("Account", "undone_by"),
    filters={
        **equal("number", "fileDigest"),
        "inForce": ("undoneAt", IsNull("undone_at")),
        **between("after", "before", "at"),
    },
    orders=by_moment("AT", "at"),
)

ROOTS = {"imports": RootRows("Import", "AT_DESC")}
