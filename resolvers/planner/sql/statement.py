"""Puts the printed roots into one statement, which sets the viewer, tests the membership, answers, and notes what was shown.

Source: docs/design.md 4; the forms and their figures are in docs/decisions/003-row-security.md.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Boolean, Executable, LargeBinary, Select, Text, Uuid, and_, case, cast, column, func, insert, select, true
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by, array

from db.session.viewer import SETTINGS, still
from db.tables.audit import AuditRecord
from domain.audit import AuditKind
from resolvers.planner.printing import Binds, Printing
from resolvers.planner.same import Same
from resolvers.planner.sql.json import JsonObject, Sql, number, text_literal
from resolvers.planner.tree import Tree


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
    seen = cast(func.json_build_array(*(root.c.seen for root in named.values())), Text)
    both = select(array([cast(body, Text), seen])).select_from(source).scalar_subquery()
    answer = select(cast(case((is_viewer, both)), ARRAY(Text())).label("parts")).cte("answer")
    return select(_as_bytes(answer.c.parts[1])).add_cte(_noted(printing, tree, answer))


@cache
def _viewer() -> tuple[Same, Binds]:
    """Sets the settings of the transaction; true where the membership runs at this moment and makes the viewer of the call; its values."""
    binds = Binds()
    values = [func.set_config(text_literal(name), binds.setting(name), true()).is_not(None) for name in SETTINGS]
    later = func.set_config(text_literal("synchronous_commit"), text_literal("off"), true()).is_not(None)
    member = still(and_(*values, later).label("is_member"), binds.of_viewer, binds.now)
    return Same(member.scalar_subquery().cast(Boolean)), binds


def _as_bytes(value: Sql) -> Sql:
    return func.convert_to(cast(value, Text), text_literal("UTF8"), type_=LargeBinary())


def _elements(values: Sql, column_name: str, name: str) -> Any:
    """The elements of a JSON list as rows of one column."""
    return func.json_array_elements(values).table_valued(column(column_name, JSON()), name=name).render_derived()


def _noted(printing: Printing, tree: Tree, answer: Any) -> Any:
    """The insert of the read audit: one record for each set of groups, with the families of whose rows these groups were shown."""
    roots = _elements(cast(answer.c.parts[2], JSON()), "rows", "seen_roots")
    each = _elements(roots.c.rows, "row", "seen_rows")
    row, name = each.c.row, column("g", Text())
    named = func.json_array_elements_text(row.op("->")(text_literal("groups"))).alias("g")
    groups = select(func.array_agg(aggregate_order_by(name, name))).select_from(named).scalar_subquery()
    family: Any = cast(row.op("->>")(text_literal("family")), Uuid())
    if "PersonMatch" in tree.noted:
        family = func.unnest(array([family, cast(row.op("->>")(text_literal("also")), Uuid())]))
    none = cast(text_literal("{}"), ARRAY(Text()))
    found = (
        select(family.label("family"), func.coalesce(groups, none).label("groups"))
        .select_from(answer.join(roots, true()).join(each, true()))
        .where(func.json_typeof(row) == text_literal("object"))
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
