"""How imports are read.

Source: docs/decisions/009-import.md.
"""

from db.tables.import_file import Import
from resolvers.planner.mapping import One, Rows, mapping
from resolvers.planner.narrowing import From, Is, IsNull, Until

IMPORT = mapping(
    "Import",
    Import,
    account=One("Account", "account_id"),
    office=One("Office", "office_id"),
    undone_by=One("Account", "undone_by"),
    filters={
        "number": ("number", Is("number")),
        "fileDigest": ("fileDigest", Is("file_digest")),
        "inForce": ("undoneAt", IsNull("undone_at")),
        "after": ("at", From("at")),
        "before": ("at", Until("at")),
    },
    orders={"AT_DESC": (("at", "id"), True), "AT": (("at", "id"), False)},
)

ROOTS = {"imports": Rows("Import", "AT_DESC")}
