"""Prints the preview of a dispatch: what the office would see of the item's family, and how busy it is.

Source: docs/domain.md 7 (share contract), docs/lifecycle.md (`itemDispatch` wants the preview seen). A preview is the same plan with
another viewer and assumed facts.
"""

from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type
from sqlalchemy import FromClause, Uuid, case, func, literal_column, or_, select, true
from sqlalchemy.sql.elements import True_

from db.tables.family import Family
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.organization import Office
from db.tables.reference import AssistanceType, ShareContract
from db.tables.referral import Referral
from domain.disclosure import Half
from domain.message.expected import ROWS, unfit
from domain.referral import OPEN
from domain.rules.access import Group, Level, level_of
from domain.viewer import Kind
from resolvers.document.ids import decode_id
from resolvers.planner import access
from resolvers.planner.access import Source, by_person, towards
from resolvers.planner.disclosed import federal_level, would_be_disclosed
from resolvers.planner.draft import Draft
from resolvers.planner.sql.connection import PrintRow
from resolvers.planner.sql.dispatch import routing
from resolvers.planner.sql.dispatch.warnings import warnings
from resolvers.planner.sql.json import NULL, Sql, among, json_object, text_literal


def dispatch_preview(draft: Draft, of: Source, field: GraphQLField, nodes: list[FieldNode], print_row: PrintRow) -> Sql:
    """What the chosen (or routed) office would see of this item's family before it signs, and how busy it is; null where no office fits."""
    index, arguments = draft.arguments(field, nodes[0])
    type_of, office = AssistanceType.__table__.alias(draft.alias("t")), Office.__table__.alias(draft.alias("o"))
    item, family = of.row, Family.__table__.alias(draft.alias("f"))
    if arguments.get("office") is None:
        chosen = routing.offered(draft, type_of, family, item, office)
    else:
        chosen = office.c.id == draft.bind(Uuid(), lambda call: _office(call.arguments[index]["office"]))
    inner = get_named_type(field.type)
    assert isinstance(inner, GraphQLObjectType)
    version = select(func.max(ShareContract.version)).where(ShareContract.type_code == item.c.type_code).correlate(item).scalar_subquery()
    pairs: dict[str, Sql] = {}
    for key, asked in draft.collect(inner, nodes).items():
        name = asked[0].name.value
        match name:
            case "office":
                pairs[key] = _unless_it_tells(draft, of, office, print_row(draft, Source("Office", office), asked))
            case "disclosed":
                pairs[key] = would_be_disclosed(draft, item, office, version, inner.fields[name], asked)
            case "family":
                pairs[key] = _family_as_seen(draft, item, family, office, version, asked, print_row)
            case "requestText":
                pairs[key] = item.c.request_text
            case "refusal":
                refusal = routing.refusal(draft, inner.fields[name], asked, type_of, family, item, office)
                pairs[key] = _unless_it_tells(draft, of, office, refusal)
            case "warnings":
                pairs[key] = warnings(draft, of, inner.fields[name], asked, print_row)
            case "paused":
                pairs[key] = office.c.paused
            case "open" | "overdue":
                pairs[key] = _load(draft, office, overdue=name == "overdue")
            case _:
                pairs[key] = text_literal(inner.name)
    statement = (
        select(json_object(pairs))
        .select_from(type_of.join(family, true()).join(office, true()))
        .where(type_of.c.code == item.c.type_code, type_of.c.version == item.c.type_version, family.c.id == item.c.family_id, chosen)
        .order_by(*routing.order(type_of, family, item, office))
        .limit(literal_column("1"))
    )
    return func.coalesce(statement.correlate_except(type_of, family, office).scalar_subquery(), NULL)


def _unless_it_tells(draft: Draft, of: Source, office: FromClause, value: Sql) -> Sql:
    """What would tell in which village the family lives, by an office of that village, is shown to whom the village is."""
    may = access.may_place(draft, of, office)
    return value if isinstance(may, True_) else case((may, value), else_=NULL)


def _office(text: str) -> object:
    decoded = decode_id(str(text))
    if decoded is None or decoded[0] != "Office":
        raise unfit("NODE", ("dispatchPreview", "office"), type=ROWS["Office"])
    return decoded[1]


def _family_as_seen(
    draft: Draft, item: FromClause, family: FromClause, office: FromClause, version: Sql, nodes: list[FieldNode], print_row: PrintRow
) -> Sql:
    """The family as an office of that id will see it: what it has in force already, and the contract's half before signing."""
    contract = ShareContract.__table__.alias(draft.alias("s"))

    def source_of(draft_: Draft, type_name: str, row: FromClause) -> Source:
        _, person = towards(type_name, row)
        named = or_(item.c.person_id.is_(None), item.c.person_id == person)
        return Source(type_name, row, _assumed(draft_, row, type_name, office, contract, item, version, named))

    other = draft.seen_by(Kind.OFFICE, source_of)
    of = source_of(other, "Family", family)
    statement = select(print_row(other, of, nodes))
    if of.levels is not None:
        statement = statement.select_from(of.levels)
    return statement.correlate_except(*of.own[1:]).scalar_subquery()


def _assumed(
    draft: Draft, row: FromClause, type_name: str, office: FromClause, contract: FromClause, item: FromClause, version: Sql, named: Any
) -> Any:
    """One row with the levels of that office: the contract's half before signing or what is in force already, whichever is higher."""
    family, person = towards(type_name, row)
    access = FamilyAccess.__table__.alias(draft.alias("a"))
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
    ).where(access.c.family_id == family, access.c.office_id == office.c.id, access.c.until > draft.now)
    before = given.correlate_except(contract).lateral(draft.alias("given"))
    already = held.correlate_except(access).lateral(draft.alias("held"))

    def level(group: Group, column: str) -> Sql:
        assumed: Sql = before.c[column]
        if by_person(type_name, group):
            assumed = case((named, assumed), else_=func.least(assumed, coarse))
        shown = federal_level(office, text_literal(group), func.greatest(assumed, already.c[column]))
        return func.least(shown, _own(draft, group)).label(column)

    levels = select(*(level(group, column) for group, column in LEVEL_OF_GROUP.items())).select_from(before.join(already, true()))
    return levels.correlate_except(before, already).lateral(draft.alias("v"))


def _own(draft: Draft, group: Group) -> Sql:
    """The viewer's own level: nobody is shown more by a preview than he may see himself."""
    own = level_of(draft.viewer.kind, group)
    return literal_column(str(int(own if isinstance(own, Level) else Level.HIDDEN)))


def _load(draft: Draft, office: FromClause, *, overdue: bool) -> Sql:
    """How many open referrals an office has (that this viewer sees), or how many of them are overdue."""
    referral = Referral.__table__.alias(draft.alias("r"))
    counted = select(func.count()).where(referral.c.office_id == office.c.id, among(referral.c.state, OPEN))
    if overdue:
        counted = counted.where(referral.c.waits_office, referral.c.work_due_at <= draft.now)
    return counted.correlate_except(referral).scalar_subquery()
