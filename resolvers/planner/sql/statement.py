"""Puts the printed roots into one statement, which sets the viewer, tests the membership, answers, and notes what was shown.

Source: docs/design.md 4; the forms and their figures are in docs/decisions/003-row-security.md.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Executable,
    LargeBinary,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    insert,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import array

from db.audit.flush import LATER
from db.session.viewer import SETTINGS, still
from db.tables.audit import AuditRecord
from domain.audit import AuditKind
from resolvers.planner.printing import Binds, Printing
from resolvers.planner.same import Same
from resolvers.planner.sql.json import JsonObject, Sql, number, text_literal
from resolvers.planner.tree import Tree

COMMITS = "commits"
"""The value by which a statement commits at once or later: `db/audit/flush.py` decides it as the statement is executed."""
BETWEEN = "/"
"""What stands between the groups that are noted of a row, its family, and a second one."""


def statement(printing: Printing, tree: Tree, roots: Mapping[str, Select[Any]]) -> Executable:
    """The statement for all roots: one value, the JSON of `data` in UTF-8; null when the membership no longer makes this viewer."""
    is_viewer, binds = _viewer()
    printing.binds.getters.update(binds.getters)
    named = {key: root.subquery(printing.alias("root")) for key, root in roots.items()}
    body = JsonObject({key: root.c.body for key, root in named.items()})
    source: Any = None
    for root in named.values():
        source = root if source is None else source.join(root, true())
    if not tree.audited:
        data = select(body) if source is None else select(body).select_from(source)  # all roots were skipped, or only introspect
        return select(_as_bytes(case((is_viewer, data.scalar_subquery()))))
    both: Any = array([cast(body, Text)])
    for root in named.values():
        both = func.array_cat(both, root.c.seen)
    both = select(both).select_from(source).scalar_subquery()
    answer = select(cast(case((is_viewer, both)), ARRAY(Text())).label("parts")).cte("answer")
    return select(_as_bytes(answer.c.parts[1])).add_cte(_noted(printing, tree, answer))


@cache
def _viewer() -> tuple[Same, Binds]:
    """Sets the settings of the transaction; true where the membership runs at this moment and makes the viewer of the call; its values."""
    binds = Binds()
    values = [func.set_config(text_literal(name), binds.setting(name), true()).is_not(None) for name in SETTINGS]
    commits = func.set_config(text_literal("synchronous_commit"), bindparam(COMMITS, LATER, Text()), true()).is_not(None)
    member = still(and_(*values, commits).label("is_member"), binds.of_viewer, binds.now)
    return Same(member.scalar_subquery().cast(Boolean)), binds


def _as_bytes(value: Sql) -> Sql:
    return func.convert_to(cast(value, Text), text_literal("UTF8"), type_=LargeBinary())


def _noted(printing: Printing, tree: Tree, answer: Any) -> Any:
    """The insert of the read audit: one record for each set of groups, with the families of whose rows these groups were shown."""
    each = func.unnest(answer.c.parts).table_valued(column("row", Text()), with_ordinality="place", name="seen").render_derived()

    def part(place: int) -> Any:
        return func.split_part(each.c.row, text_literal(BETWEEN), number(place))

    family: Any = cast(func.nullif(part(2), text_literal("")), Uuid())
    if "PersonMatch" in tree.noted:
        family = func.unnest(array([family, cast(func.nullif(part(3), text_literal("")), Uuid())]))
    found = (
        select(family.label("family"), func.string_to_array(part(1), text_literal(","), type_=ARRAY(Text())).label("groups"))
        .select_from(answer.join(each, true()))
        .where(each.c.place > number(1), each.c.row.is_not(None))
        .subquery("found")
    )
    families: Any = func.array_agg(func.distinct(found.c.family))
    if tree.noted & {"PersonMatch", "AuditRecord"}:
        families = families.filter(found.c.family.is_not(None))
    facts = {
        "id": func.gen_random_uuid(),
        "at": printing.now,
        "kind": text_literal(AuditKind.READ),
        "action": text_literal(tree.action),
        "account_id": printing.account,
        "membership_id": printing.membership,
        "office_id": printing.office,
        "client_id": printing.of_viewer("client", Uuid(), lambda viewer: viewer.client),
        "family_ids": families,
        "groups": found.c.groups,
        "trace": printing.fact("trace", Text(), lambda call: call.trace),
    }
    rows = select(*facts.values()).where(func.cardinality(found.c.groups) > number(0)).group_by(found.c.groups)
    return insert(AuditRecord).from_select(list(facts), rows, include_defaults=False).cte("noted")
