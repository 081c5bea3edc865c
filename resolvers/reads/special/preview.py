"""Prints the preview of a dispatch: what the office would see of the item's family, and how busy it is.

Source: docs/domain.md 7 (share contract), docs/lifecycle.md (`itemDispatch` wants the preview seen). A preview is the same plan with
another viewer and assumed facts.
"""

from dataclasses import replace
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
from resolvers.planner.context import Context, Source
from resolvers.planner.decide.filters import key_of
from resolvers.planner.mapping import Beside, PrintRow, Special
from resolvers.planner.sql.dispatch import routing
from resolvers.planner.sql.json import NULL, Sql, among, object_of, text_literal
from resolvers.planner.sql.levels import by_person, may_place, source, towards
from resolvers.planner.tree import Field, Object, Row, RowsSeen
from resolvers.reads.special.disclosed import federal_level, would_be_disclosed
from resolvers.reads.special.warnings import WARNINGS, warnings


def dispatch_preview(context: Context, of: Source, field: Field, print_row: PrintRow) -> Sql:
    """What the chosen (or routed) office would see of this item's family before it signs, and how busy it is; null where no office fits."""
    type_of, office = AssistanceType.__table__.alias(context.alias("t")), Office.__table__.alias(context.alias("o"))
    item, family = of.row, Family.__table__.alias(context.alias("f"))
    chosen = _chosen(context, field, type_of, family, item, office)
    version = select(func.max(ShareContract.version)).where(ShareContract.type_code == item.c.type_code).correlate(item).scalar_subquery()

    def part(each: Field) -> Sql:
        match each.name, each.below:
            case "office", Row(_, Object() as shown):
                return _unless_it_tells(context, of, office, print_row(context, Source("Office", office), shown))
            case "disclosed", _:
                return would_be_disclosed(context, item, office, version, each)
            case "family", Row(rows, Object() as shown):
                return _family_as_seen(context, item, family, office, version, rows, shown, print_row)
            case "requestText", _:
                return item.c.request_text
            case "refusal", Object() as refused:
                return _unless_it_tells(context, of, office, routing.refusal(context, refused, type_of, family, item, office))
            case "warnings", _:
                return warnings(context, of, each, print_row)
            case "paused", _:
                return office.c.paused
        return _load(context, office, overdue=each.name == "overdue")

    assert isinstance(field.below, Object)
    statement = (
        select(object_of(field.below, part))
        .select_from(type_of.join(family, true()).join(office, true()))
        .where(type_of.c.code == item.c.type_code, type_of.c.version == item.c.type_version, family.c.id == item.c.family_id, chosen)
        .order_by(*routing.order(type_of, family, item, office))
        .limit(literal_column("1"))
    )
    return func.coalesce(statement.correlate_except(type_of, family, office).scalar_subquery(), NULL)


def _chosen(
    context: Context, field: Field, type_of: FromClause, family: FromClause, item: FromClause, office: FromClause
) -> ColumnElement[bool]:
    """The office that is named, or those that routing offers."""
    if field.arguments is None or field.arguments.values.get("office") is None:
        return routing.offered(context, type_of, family, item, office)
    arguments, at = context.binds.arguments(field.arguments), ("dispatchPreview", "office")
    return office.c.id == context.binds.value(Uuid(), lambda call: key_of(arguments(call)["office"], "Office", at))


def _unless_it_tells(context: Context, of: Source, office: FromClause, value: Sql) -> Sql:
    """What would tell in which village the family lives, by an office of that village, is shown to whom the village is."""
    may = may_place(context, of, office)
    return value if isinstance(may, True_) else case((may, value), else_=NULL)


def _family_as_seen(
    context: Context,
    item: FromClause,
    family: FromClause,
    office: FromClause,
    version: Sql,
    rows: RowsSeen,
    shown: Object,
    print_row: PrintRow,
) -> Sql:
    """The family as an office of that id will see it: what it has in force already, and the contract's half before signing."""
    contract = ShareContract.__table__.alias(context.alias("s"))

    def assumed(within: Context, type_name: str, row: FromClause) -> FromClause:
        _, person = towards(type_name, row)
        named = or_(item.c.person_id.is_(None), item.c.person_id == person)
        return _assumed(within, row, type_name, office, contract, item, version, named)

    other = replace(context, kind=Kind.OFFICE, assumed=assumed)
    of = source(other, rows, family)
    statement = select(print_row(other, of, shown))
    if of.levels is not None:
        statement = statement.select_from(of.levels)
    return statement.correlate_except(*of.own[1:]).scalar_subquery()


def _assumed(
    context: Context, row: FromClause, type_name: str, office: FromClause, contract: FromClause, item: FromClause, version: Sql, named: Any
) -> FromClause:
    """One row with the levels of that office: the contract's half before signing or what is in force already, whichever is higher."""
    family, person = towards(type_name, row)
    access = FamilyAccess.__table__.alias(context.alias("a"))
    mine = or_(access.c.person_id.is_(None), access.c.person_id == person)
    coarse: Sql = literal_column(str(int(Level.COARSE)))
    nothing: Sql = literal_column("0")
    given = select(
        *(
            func.coalesce(func.max(contract.c.level).filter(contract.c.group == text_literal(group.value)), nothing).label(column)
            for group, column in LEVEL_OF_GROUP.items()
        )
    ).where(contract.c.type_code == item.c.type_code, contract.c.version == version, contract.c.half == text_literal(Half.BEFORE))

    def holds(group: Group, column: str) -> Sql:
        own: Sql = access.c[column]
        return case((mine, own), else_=func.least(own, coarse)) if by_person(type_name, group) else own

    held = select(
        *(func.coalesce(func.max(holds(group, column)), nothing).label(column) for group, column in LEVEL_OF_GROUP.items())
    ).where(access.c.family_id == family, access.c.office_id == office.c.id, access.c.until > context.now)
    before = given.correlate_except(contract).lateral(context.alias("given"))
    already = held.correlate_except(access).lateral(context.alias("held"))

    def level(group: Group, column: str) -> Sql:
        assumed: Sql = before.c[column]
        if by_person(type_name, group):
            assumed = case((named, assumed), else_=func.least(assumed, coarse))
        shown = federal_level(office, text_literal(group), func.greatest(assumed, already.c[column]))
        return func.least(shown, _own(context, group)).label(column)

    levels = select(*(level(group, column) for group, column in LEVEL_OF_GROUP.items())).select_from(before.join(already, true()))
    return levels.correlate_except(before, already).lateral(context.alias("v"))


def _own(context: Context, group: Group) -> Sql:
    """The viewer's own level: nobody is shown more by a preview than they may see themselves."""
    own = level_of(context.viewer.kind, group)
    return literal_column(str(int(own if isinstance(own, Level) else Level.HIDDEN)))


def _load(context: Context, office: FromClause, *, overdue: bool) -> Sql:
    """How many open referrals an office has (that this viewer sees), or how many of them are overdue."""
    referral = Referral.__table__.alias(context.alias("r"))
    counted = select(func.count()).where(referral.c.office_id == office.c.id, among(referral.c.state, OPEN))
    if overdue:
        counted = counted.where(referral.c.waits_office, referral.c.work_due_at <= context.now)
    return counted.correlate_except(referral).scalar_subquery()


PREVIEW = Special(dispatch_preview, {"office": Beside("Office"), "family": Beside("Family", seen_by=Kind.OFFICE), "warnings": WARNINGS})
