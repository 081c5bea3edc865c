"""Prints the preview of a dispatch: what the office would see of the item's family, and how busy it is.

Source: docs/domain.md 7 (share contract), docs/lifecycle.md (`itemDispatch` wants the preview seen). A preview is the same plan with
another viewer and assumed facts.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Uuid, case, func, literal_column, or_, select, true
from sqlalchemy.sql.elements import True_

from db.tables.family import Family
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.organization import Office
from db.tables.reference import AssistanceType, ShareContract
from db.tables.referral import Referral
from domain.disclosure import Half
from domain.referral import OPEN
from domain.rules.access import Group, Level, level_of
from domain.viewer import Kind
from resolvers.planner.decide.filters import key_of
from resolvers.planner.mapping import Beside, PrintRow, Special
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql import dispatch
from resolvers.planner.sql.json import NULL, Sql, among, object_of, text_literal
from resolvers.planner.sql.levels import by_person, may_place, source, towards
from resolvers.planner.tree import Field, Object, Row, RowsSeen
from resolvers.reads.special.disclosed import COARSE, HIDDEN, federal_level, would_be_disclosed
from resolvers.reads.special.warnings import WARNINGS, warnings


def dispatch_preview(printing: Printing, of: Source, field: Field, print_row: PrintRow) -> Sql:
    """What the chosen (or routed) office would see of this item's family before it signs, and how busy it is; null where no office fits."""
    type_of, office = AssistanceType.__table__.alias(printing.alias("t")), Office.__table__.alias(printing.alias("o"))
    item, family = of.row, Family.__table__.alias(printing.alias("f"))
    chosen = _chosen(printing, field, item, office)
    version = select(func.max(ShareContract.version)).where(ShareContract.type_code == item.c.type_code).correlate(item).scalar_subquery()

    def part(each: Field) -> Sql:
        match each.name, each.below:
            case "office", Row(_, Object() as shown):
                return _unless_it_tells(printing, of, office, print_row(printing, Source("Office", office), shown))
            case "disclosed", _:
                return would_be_disclosed(printing, item, office, version, each)
            case "family", Row(rows, Object() as shown):
                assumed = Assumed(printing.viewer.kind, ShareContract.__table__.alias(printing.alias("s")), item, office, version)
                return _family_as_seen(printing, assumed, family, rows, shown, print_row)
            case "requestText", _:
                return item.c.request_text
            case "refusal", Object() as refused:
                return _unless_it_tells(printing, of, office, dispatch.refusal(printing, refused, type_of, item, office))
            case "warnings", _:
                return warnings(printing, of, each, print_row)
            case "paused", _:
                return office.c.paused
        return _load(printing, office, overdue=each.name == "overdue")

    assert isinstance(field.below, Object)
    statement = (
        select(object_of(field.below, part))
        .select_from(type_of.join(family, true()).join(office, true()))
        .where(type_of.c.code == item.c.type_code, type_of.c.version == item.c.type_version, family.c.id == item.c.family_id, chosen)
        .order_by(dispatch.order(item, office))
        .limit(literal_column("1"))
    )
    return func.coalesce(statement.correlate_except(type_of, family, office).scalar_subquery(), NULL)


def _chosen(printing: Printing, field: Field, item: FromClause, office: FromClause) -> ColumnElement[bool]:
    """The office that is named, or those that routing offers."""
    if field.arguments is None or "office" not in dict(field.given):
        return dispatch.offered(printing, item, office)
    arguments, at = printing.binds.arguments(field.arguments), ("dispatchPreview", "office")
    return office.c.id == printing.binds.value(Uuid(), lambda call: key_of(arguments(call)["office"], "Office", at))


def _unless_it_tells(printing: Printing, of: Source, office: FromClause, value: Sql) -> Sql:
    """What would tell in which village the family lives, by an office of that village, is shown to whom the village is."""
    may = may_place(printing, of, office)
    return value if isinstance(may, True_) else case((may, value), else_=NULL)


@dataclass(frozen=True)
class Assumed:
    """The levels that an office would have towards the rows of an item's family if the item were dispatched to it: those of the contract's
    half before signing or those in force already, whichever are higher; never more than the viewer's own."""

    viewer: Kind
    contract: FromClause
    item: FromClause
    office: FromClause
    version: Sql

    def __call__(self, printing: Printing, type_name: str, row: FromClause) -> FromClause:
        """One row with the levels towards a row of a type."""
        family, person = towards(type_name, row)
        contract, item, access = self.contract, self.item, FamilyAccess.__table__.alias(printing.alias("a"))

        def towards_it(named: ColumnElement[Any], group: Group, level: Sql) -> Sql:
            them = or_(named.is_(None), named == person)
            return case((them, level), else_=func.least(level, COARSE)) if by_person(type_name, group) else level

        def of_contract(group: Group) -> Sql:
            return func.coalesce(func.max(contract.c.level).filter(contract.c.group == text_literal(group.value)), HIDDEN)

        def in_force(group: Group, column: str) -> Sql:
            return func.coalesce(func.max(towards_it(access.c.person_id, group, access.c[column])), HIDDEN)

        def level(group: Group, column: str) -> Sql:
            assumed = func.greatest(towards_it(item.c.person_id, group, before.c[column]), already.c[column])
            own = level_of(self.viewer, group)
            most: Sql = literal_column(str(int(own if isinstance(own, Level) else Level.HIDDEN)))
            return func.least(federal_level(self.office, text_literal(group), assumed), most)

        given = select(*(of_contract(group).label(column) for group, column in LEVEL_OF_GROUP.items())).where(
            contract.c.type_code == item.c.type_code, contract.c.version == self.version, contract.c.half == text_literal(Half.BEFORE)
        )
        held = select(*(in_force(group, column).label(column) for group, column in LEVEL_OF_GROUP.items())).where(
            access.c.family_id == family, access.c.office_id == self.office.c.id, access.c.until > printing.now
        )
        before = given.correlate_except(contract).lateral(printing.alias("given"))
        already = held.correlate_except(access).lateral(printing.alias("held"))
        levels = select(*(level(group, column).label(column) for group, column in LEVEL_OF_GROUP.items()))
        return levels.select_from(before.join(already, true())).correlate_except(before, already).lateral(printing.alias("v"))


def _family_as_seen(printing: Printing, assumed: Assumed, family: FromClause, rows: RowsSeen, shown: Object, print_row: PrintRow) -> Sql:
    """The family as an office of that id will see it."""
    other = replace(printing, kind=Kind.OFFICE, assumed=assumed)
    of = source(other, rows, family)
    statement = select(print_row(other, of, shown))
    if of.levels is not None:
        statement = statement.select_from(of.levels)
    return statement.correlate_except(*of.own[1:]).scalar_subquery()


def _load(printing: Printing, office: FromClause, *, overdue: bool) -> Sql:
    """How many open referrals an office has (that this viewer sees), or how many of them are overdue."""
    referral = Referral.__table__.alias(printing.alias("r"))
    counted = select(func.count()).where(referral.c.office_id == office.c.id, among(referral.c.state, OPEN))
    if overdue:
        counted = counted.where(referral.c.waits_office, referral.c.work_due_at <= printing.now)
    return counted.correlate_except(referral).scalar_subquery()


PREVIEW = Special(dispatch_preview, {"office": Beside("Office"), "family": Beside("Family", seen_by=Kind.OFFICE), "warnings": WARNINGS})
