"""How the audit trail is read, by the audit administrator alone.

Source: docs/domain-facts.md 5.7.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, case, cast, func, select

from db.tables.audit import AuditRecord
from resolvers.planner.mapping import Composed, Expression, One, RootRows, by_moment, mapping
from resolvers.planner.narrowing import ById, Is, Told, Where, between
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import NULL, base64, json_list, tagged, text_literal


def ids(type_name: str, column: str) -> Expression:
    """The global ids of the rows of one type whose keys an array column holds, as a JSON list; null where the column is."""

    def build(row: FromClause, printing: Printing) -> ColumnElement[Any]:
        each = func.unnest(row.c[column]).table_valued("key", name=printing.alias("u")).render_derived()
        listed = select(json_list(tagged(type_name, each.c.key))).select_from(each).scalar_subquery()
        return case((row.c[column].is_not(None), listed), else_=NULL)

    return build


def _of_kinds(row: FromClause, printing: Printing, kinds: Any) -> ColumnElement[bool]:
    """The kinds stand in the statement, so that the index of the rare ones is taken for these alone."""
    return row.c.kind.in_([text_literal(kind) for kind in kinds])


AUDIT_RECORD = mapping(
    "AuditRecord",
    AuditRecord,
    account=One("Account", "account_id"),
    client=One("Client", "client_id"),
    office=One("Office", "office_id"),
    target=Composed(
        "target_",
        {"row": lambda row, printing: base64(row.c.target_type + text_literal(":") + cast(row.c.target_id, Text))},
        unless_null="target_id",
    ),
    families=ids("Family", "family_ids"),
    persons=ids("Person", "person_ids"),
    before="from_state",
    after="to_state",
    filters={
        "action": ("action", Is("action", alone=True)),
        "kind": ("kind", Where(_of_kinds)),
        "group": ("groups", Is("groups")),
        "account": ("account", ById("account_id", "Account")),
        "client": ("client", ById("client_id", "Client")),
        "office": ("office", ById("office_id", "Office")),
        **between("after", "before", "at"),
        "family": ("families", Told("audited_family", "Family")),
        "familyNumber": ("families", Told("audited_family_number")),
        "person": ("persons", Told("audited_person", "Person")),
    },
    orders=by_moment("AT", "at"),
)

ROOTS = {"auditRecords": RootRows("AuditRecord", "AT_DESC")}
