"""Puts the printed roots into the one statement: set the viewer, test the membership, answer, note what was shown.

Source: docs/design.md 4; the forms and their figures are in docs/decisions/003-row-security.md. Null means that the membership has ended,
or makes another viewer by now.
"""

from collections.abc import Mapping
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
    case,
    cast,
    column,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by, array

from db.session.viewer import SETTINGS, still
from db.tables.audit import AuditRecord
from domain.audit import AuditKind
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import JsonObject, Sql, text_literal
from resolvers.planner.tree import Tree


def statement(printing: Printing, tree: Tree, roots: Mapping[str, Select[Any]]) -> Executable:
    """One statement for all roots; its only value is the JSON of `data`, as bytes."""
    named = {key: root.subquery(printing.alias("root")) for key, root in roots.items()}
    body = JsonObject({key: root.c.body for key, root in named.items()})
    source: Any = None
    for root in named.values():
        source = root if source is None else source.join(root, literal_column("true"))
    if not tree.audited:
        data = select(body) if source is None else select(body).select_from(source)  # all roots were skipped, or only introspect
        return select(_as_bytes(case((_viewer(printing), data.scalar_subquery()))))
    seen = cast(func.json_build_array(*(root.c.seen for root in named.values())), Text)
    both = select(array([cast(body, Text), seen])).select_from(source).scalar_subquery()
    answer = select(cast(case((_viewer(printing), both)), ARRAY(Text())).label("parts")).cte("answer")
    noted = _noted(printing, tree, answer)
    parts = answer.c.parts
    return select(_as_bytes(parts[1])).add_cte(noted)


def _viewer(printing: Printing) -> Any:
    """True once the settings stand, for a membership that runs at this moment and makes the viewer that the plan is bound to."""
    values = [func.set_config(text_literal(name), printing.setting(name), literal_column("true")).is_not(None) for name in SETTINGS]
    later = func.set_config(text_literal("synchronous_commit"), text_literal("off"), literal_column("true")).is_not(None)
    return still(and_(*values, later), printing.of_viewer, printing.now).scalar_subquery().cast(Boolean)


def _as_bytes(value: Sql) -> Sql:
    return func.convert_to(cast(value, Text), text_literal("UTF8"), type_=LargeBinary())


def _noted(printing: Printing, tree: Tree, answer: Any) -> Any:
    """The read audit: one record for each set of groups, with the families of which it was shown."""
    roots = (
        func.json_array_elements(cast(answer.c.parts[2], JSON())).table_valued(column("rows", JSON()), name="seen_roots").render_derived()
    )
    each = func.json_array_elements(roots.c.rows).table_valued(column("row", JSON()), name="seen_rows").render_derived()
    groups: Any = select(func.array_agg(aggregate_order_by(literal_column("g"), literal_column("g")))).select_from(
        func.json_array_elements_text(each.c.row.op("->")(literal_column("'groups'"))).alias("g")
    )
    family: Any = cast(each.c.row.op("->>")(literal_column("'family'")), Uuid())
    if "PersonMatch" in tree.noted:
        family = func.unnest(array([family, cast(each.c.row.op("->>")(literal_column("'also'")), Uuid())]))
    found = (
        select(
            family.label("family"),
            func.coalesce(groups.scalar_subquery(), cast(literal_column("'{}'"), ARRAY(Text()))).label("groups"),
        )
        .select_from(answer.join(roots, literal_column("true")).join(each, literal_column("true")))
        .where(func.json_typeof(each.c.row) == literal_column("'object'"))
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
        "family_ids": families,
        "groups": found.c.groups,
        "trace": printing.fact("trace", Text(), lambda call: call.trace),
    }
    rows = select(*facts.values()).where(func.cardinality(found.c.groups) > literal_column("0")).group_by(found.c.groups)
    return insert(AuditRecord).from_select(list(facts), rows, include_defaults=False).cte("noted")
