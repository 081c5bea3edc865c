"""Puts the printed roots into one statement, which sets the viewer, tests the membership, answers, and notes what was shown.

Source: docs/design.md 4; the forms and their figures are in docs/decisions/003-row-security.md.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Executable,
    Integer,
    LargeBinary,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import array

from db.audit.flush import LATER
from db.session.viewer import SETTINGS, still
from db.tables.audit import AuditUnsealed
from domain.audit import AuditKind
from resolvers.planner.printing import Binds, Printing
from resolvers.planner.same import Same
from resolvers.planner.sql.json import JsonObject, Sql, number, text_literal
from resolvers.planner.sql.noted import BETWEEN, BIT_OF_GROUP, each_noted
from resolvers.planner.tree import Tree

COMMITS = "commits"
"""The value by which a statement commits at once or later: `db/audit/flush.py` decides it as the statement is executed."""


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
    families, groups = (_joined([root.c[name] for root in named.values()]) for name in ("families", "groups"))
    others = [root.c.others for root in named.values() if "others" in root.c]
    told = (body, families, groups, *([func.concat_ws(BETWEEN, *others)] if others else []))
    parts = select(array([cast(each, Text) for each in told])).select_from(source).scalar_subquery()
    answer = select(cast(case((is_viewer, parts)), ARRAY(Text())).label("parts")).cte("answer")
    return select(_as_bytes(answer.c.parts[number(1)])).add_cte(_noted(printing, tree, answer, bool(others)))


@cache
def _viewer() -> tuple[Same, Binds]:
    """Sets the settings of the transaction; true where the membership runs at this moment and makes the viewer of the call; its values."""
    binds = Binds()
    values = [func.set_config(text_literal(name), binds.setting(name), true()).is_not(None) for name in SETTINGS]
    commits = func.set_config(text_literal("synchronous_commit"), bindparam(COMMITS, LATER, Text()), true()).is_not(None)
    member = still(and_(*values, commits).label("is_member"), binds.of_viewer, binds.now)
    return Same(member.scalar_subquery().cast(Boolean)), binds


def _joined(arrays: Sequence[Sql]) -> Sql:
    """The elements of several arrays in one."""
    joined, *others = arrays
    for each in others:
        joined = func.array_cat(joined, each)
    return joined


def _as_bytes(value: Sql) -> Sql:
    return func.convert_to(cast(value, Text), text_literal("UTF8"), type_=LargeBinary())


def _noted(printing: Printing, tree: Tree, answer: Any, with_others: bool) -> Any:
    """The insert of the read audit: one record for each set of groups, with the families of whose rows these groups were shown."""
    families, groups, others = (answer.c.parts[number(place)] for place in (2, 3, 4))
    seen = each_noted(cast(families, ARRAY(Uuid())), cast(groups, ARRAY(Integer())), others if with_others else None)
    shown = [case((seen.c.groups.op("&")(number(BIT_OF_GROUP[of])) > number(0), text_literal(of))) for of in sorted(tree.audited)]
    facts = {
        "id": func.gen_random_uuid(),
        "at": printing.now,
        "kind": text_literal(AuditKind.READ),
        "action": text_literal(tree.action),
        "account_id": printing.account,
        "membership_id": printing.membership,
        "office_id": printing.office,
        "client_id": printing.of_viewer("client", Uuid(), lambda viewer: viewer.client),
        "family_ids": func.array_agg(func.distinct(seen.c.family)).filter(seen.c.family.is_not(None)),
        "groups": func.array_remove(array(shown), null()),
        "trace": printing.fact("trace", Text(), lambda call: call.trace),
    }
    rows = select(*facts.values()).select_from(answer.join(seen, true())).where(seen.c.groups > number(0)).group_by(seen.c.groups)
    return insert(AuditUnsealed).from_select(list(facts), rows, include_defaults=False).cte("noted")
