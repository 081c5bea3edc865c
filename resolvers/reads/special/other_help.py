"""Prints what other departments do for the family of a referral: type and state, nothing else.

Source: docs/domain.md 7. An office is told it by the function `other_help` (db/migrations), since row security keeps from it other offices'
referrals; who sees the family's referrals reads them as they are.
"""

from sqlalchemy import FromClause, Integer, Text, column, func, select

from db.tables.reference import AssistanceType
from db.tables.referral import Referral
from domain.referral import ENDED, Part
from domain.rules.access import level_of
from domain.rules.group import Group, Level
from resolvers.planner.mapping import PrintRow
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.json import Sql, among, json_list, object_of, text_literal
from resolvers.planner.sql.lookup import looked_up, name_in
from resolvers.planner.tree import Field, Object


def other_help(printing: Printing, of: Source, field: Field, _: PrintRow) -> Sql:
    """A JSON list of { typeName state }, each pair once, by the type's code and the state, so that the order tells nothing more."""
    seen = isinstance(level_of(printing.kind, Group.OTHER_HELP), Level)
    told = _seen(printing, of.row) if seen else _told(printing, of.row)
    of_type = printing.table(AssistanceType, "t")
    named = looked_up(name_in(printing, of_type), of_type, of_type.c.code == told.c.type_code, of_type.c.version == told.c.type_version)
    assert isinstance(field.below, Object)
    shown = object_of(field.below, lambda each: named if each.name == "typeName" else told.c.state)
    return select(json_list(shown, told.c.type_code, told.c.state)).select_from(told).scalar_subquery()


def _told(printing: Printing, referral: FromClause) -> FromClause:
    """What the function tells of a referral that the viewer's office works on."""
    columns = (column("type_code", Text()), column("type_version", Integer()), column("state", Text()))
    return func.other_help(referral.c.id).table_valued(*columns, name=printing.alias("help"))


def _seen(printing: Printing, referral: FromClause) -> FromClause:
    """The family's other open or completed lead referrals, as row security shows them."""
    other = printing.table(Referral, "r")
    told = select(other.c.type_code, func.max(other.c.type_version).label("type_version"), other.c.state)
    ours = (other.c.family_id == referral.c.family_id, other.c.item_id != referral.c.item_id)
    lead = (other.c.part == text_literal(Part.LEAD), ~among(other.c.state, ENDED))
    grouped = told.where(*ours, *lead).group_by(other.c.type_code, other.c.state)
    return grouped.correlate_except(other).lateral(printing.alias("help"))
