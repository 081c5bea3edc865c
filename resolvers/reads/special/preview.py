"""Prints the preview of a dispatch: what the office would see of the item's family, by assumed levels, and how busy it is.

Source: docs/domain.md 7 (share contract), docs/lifecycle.md (`itemDispatch` wants the preview seen).
"""

from dataclasses import replace
from functools import partial

from sqlalchemy import Boolean, ColumnElement, FromClause, Uuid, case, cast, false, func, null, or_, select, true

from db.tables.availability import Availability
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from db.tables.organization import Office
from db.tables.reference import AssistanceType, ShareContract
from db.tables.referral import Referral
from domain.disclosure import Half
from domain.referral import OPEN
from domain.rules.access import level_of
from domain.rules.group import Group, Level
from domain.viewer import Kind
from resolvers.planner.decide.filters import key_of
from resolvers.planner.mapping import Beside, PrintRow, Special
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.json import NULL, Sql, among, number, object_of, text_literal, where_true
from resolvers.planner.sql.levels import by_group, by_person, may_place, source, towards, towards_person
from resolvers.planner.sql.lookup import looked_up
from resolvers.planner.tree import Field, Object, ShownRow
from resolvers.reads import dispatch
from resolvers.reads.special.disclosed import COARSE, HIDDEN, federal_level, would_be_disclosed
from resolvers.reads.special.warnings import WARNINGS, warnings


def dispatch_preview(printing: Printing, of: Source, field: Field, print_row: PrintRow) -> Sql:
    """A JSON object of what an office (named, or the first on the route) would see before signing, and its load; null without an office."""
    type_of, office = printing.table(AssistanceType, "t"), printing.table(Office, "o")
    item, family, said = of.row, printing.table(Family, "f"), printing.table(Availability, "room")
    chosen = _chosen(printing, field, item, office)
    version = select(func.max(ShareContract.version)).where(ShareContract.type_code == item.c.type_code).correlate(item).scalar_subquery()

    def part(each: Field) -> Sql:
        match each.name, each.below:
            case "office", ShownRow(_, Object() as shown):
                return _unless_it_tells(printing, of, office, print_row(printing, Source("Office", office), shown))
            case "disclosed", _:
                return would_be_disclosed(printing, item, office, version, each)
            case "family", ShownRow(rows, Object() as shown):
                assumed = partial(assumed_levels, printing.table(ShareContract, "s"), item, office, version)
                other = replace(printing, kind=Kind.OFFICE, assumed=assumed)
                seen = source(other, rows, family)
                assert seen.levels is not None, "an office's levels towards a family stand in family_access"
                return select(print_row(other, seen, shown)).select_from(seen.levels).correlate_except(seen.levels).scalar_subquery()
            case "requestText", _:
                return item.c.request_text
            case "refusal", Object() as refused:
                return _unless_it_tells(printing, of, office, dispatch.refusal(printing, refused, type_of, item, office))
            case "warnings", _:
                return warnings(printing, of, each, print_row)
            case "availability", ShownRow(_, Object() as shown):
                told = print_row(printing, Source("Availability", said), shown)
                return _unless_it_tells(printing, of, office, _room(printing, item, office, said, told))
            case "paused", _:
                paused = _room(printing, item, office, said, said.c.paused_until.is_not(None))
                return where_true(may_place(printing, of, office), func.coalesce(paused, false()), cast(null(), Boolean()))
        return _load(printing, office, overdue=each.name == "overdue")

    assert isinstance(field.below, Object)
    statement = (
        select(object_of(field.below, part))
        .select_from(type_of.join(family, true()).join(office, true()))
        .where(type_of.c.code == item.c.type_code, type_of.c.version == item.c.type_version, family.c.id == item.c.family_id, chosen)
        .order_by(dispatch.order(item, office))
        .limit(number(1))
    )
    return func.coalesce(statement.correlate_except(type_of, family, office).scalar_subquery(), NULL)


def _chosen(printing: Printing, field: Field, item: FromClause, office: FromClause) -> ColumnElement[bool]:
    """Whether an office is the one that is named in the arguments; without one, whether routing offers it."""
    if field.arguments is None or "office" not in dict(field.given):
        return dispatch.offered(printing, item, office)
    arguments, at = printing.arguments(field.arguments), ("dispatchPreview", "office")
    return office.c.id == printing.value(Uuid(), lambda call: key_of(arguments(call)["office"], "Office", at))


def _unless_it_tells(printing: Printing, of: Source, office: FromClause, value: Sql) -> Sql:
    """The value, but null where an office of a village would tell the viewer in which village the family lives."""
    return where_true(may_place(printing, of, office), value, NULL)


def assumed_levels(
    contract: FromClause, item: FromClause, office: FromClause, version: Sql, printing: Printing, type_name: str, row: FromClause
) -> FromClause:
    """One row with a column per group: the level that the office would have towards a row of a type if the item were dispatched to it.

    It is the contract's before signing, or the one in force already if that is higher; never more than the viewer's own.
    """
    family, person = towards(type_name, row)
    access = printing.table(FamilyAccess, "a")

    def towards_it(group: Group, level: Sql) -> Sql:
        them = or_(item.c.person_id.is_(None), item.c.person_id == person)
        return case((them, level), else_=func.least(level, COARSE)) if by_person(type_name, group) else level

    def of_contract(group: Group, _: str) -> Sql:
        return func.coalesce(func.max(contract.c.level).filter(contract.c.group == text_literal(group.value)), HIDDEN)

    def in_force(group: Group, column: str) -> Sql:
        given = towards_person(access, person, access.c[column]) if by_person(type_name, group) else access.c[column]
        return func.coalesce(func.max(given), HIDDEN)

    def level(group: Group, column: str) -> Sql:
        assumed = func.greatest(towards_it(group, before.c[column]), already.c[column])
        own = level_of(printing.viewer.kind, group)
        most = number(own if isinstance(own, Level) else Level.HIDDEN)
        return func.least(federal_level(office, text_literal(group), assumed), most)

    in_contract = (contract.c.type_code == item.c.type_code, contract.c.version == version, contract.c.half == text_literal(Half.BEFORE))
    of_office = (access.c.family_id == family, access.c.office_id == office.c.id, access.c.until > printing.now)
    of_type, of_access = select().select_from(contract).where(*in_contract), select().select_from(access).where(*of_office)
    before = by_group(printing.alias("given"), of_type.having(true()).correlate_except(contract), of_contract)
    already = by_group(printing.alias("held"), of_access.having(true()).correlate_except(access), in_force)
    both = select().select_from(before.join(already, true())).correlate_except(before, already)
    return by_group(printing.alias("v"), both, level)


def _room(printing: Printing, item: FromClause, office: FromClause, said: FromClause, value: Sql) -> Sql:
    """A value of what the office says of its room for the item; null where it says nothing."""
    about = select(value).select_from(said).where(*dispatch.room_for(printing, said, item, office))
    return about.order_by(*dispatch.most_particular(said)).limit(number(1)).correlate_except(said).scalar_subquery()


def _load(printing: Printing, office: FromClause, *, overdue: bool) -> Sql:
    """How many open referrals of an office the viewer sees, or how many of those are overdue."""
    referral = printing.table(Referral, "r")
    late = (referral.c.waits_office, referral.c.work_due_at <= printing.now) if overdue else ()
    return looked_up(func.count(), referral, referral.c.office_id == office.c.id, among(referral.c.state, OPEN), *late)


BESIDE: dict[str, Beside | Special] = {
    "office": Beside("Office"),
    "family": Beside("Family", seen_by=Kind.OFFICE),
    "availability": Beside("Availability"),
    "warnings": WARNINGS,
}
PREVIEW = Special(dispatch_preview, BESIDE)
