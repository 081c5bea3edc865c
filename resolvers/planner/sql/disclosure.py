"""Prints what a share contract gives: the groups disclosed to an office now, and the preview of a dispatch.

Source: docs/domain.md 7 (share contract), docs/lifecycle.md (`itemDispatch` wants the preview seen). A preview is the same plan with
another viewer and assumed facts.
"""

from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type
from sqlalchemy import FromClause, Uuid, and_, case, func, literal_column, or_, select, true

from db.tables.family import Family
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.organization import Office
from db.tables.reference import AssistanceType, ShareContract
from db.tables.referral import Referral
from domain.access import Group, Level, level_of
from domain.disclosure import Half
from domain.message import Refusal
from domain.referral import OPEN, TAKEN_ON
from domain.viewer import Kind, Language
from resolvers.planner.access import Source, towards
from resolvers.planner.cursor import decode_id
from resolvers.planner.draft import Draft
from resolvers.planner.sql.connection import PrintRow
from resolvers.planner.sql.json import LEVEL_NAMES, NULL, Sql, among, by_level, json_list, json_object, text_literal


def disclosed(draft: Draft, of: Source, field: GraphQLField, nodes: list[FieldNode]) -> Sql:
    """What the referral's office sees of the family now: { group level reason } by its pinned contract."""
    row = of.row
    half = case((among(row.c.state, TAKEN_ON), text_literal(Half.AFTER)), else_=text_literal(Half.BEFORE))
    return _lines(draft, field, nodes, row.c.type_code, row.c.contract_version, half)


def _lines(draft: Draft, field: GraphQLField, nodes: list[FieldNode], type_code: Sql, version: Sql, half: Sql) -> Sql:
    line = ShareContract.__table__.alias(draft.alias("s"))
    inner = get_named_type(field.type)
    assert isinstance(inner, GraphQLObjectType)
    reason: Sql = line.c.reason_en if draft.viewer.language is Language.EN else line.c.reason_zh
    pairs: dict[str, Sql] = {}
    for key, asked in draft.collect(inner, nodes).items():
        shown: dict[str, Sql] = {"group": line.c.group, "level": by_level(line.c.level, LEVEL_NAMES), "reason": reason}
        pairs[key] = shown.get(asked[0].name.value, text_literal(inner.name))
    matching = select(json_list(json_object(pairs), line.c.group)).where(
        line.c.type_code == type_code, line.c.version == version, line.c.half == half
    )
    return matching.correlate_except(line).scalar_subquery()


def dispatch_preview(draft: Draft, of: Source, field: GraphQLField, nodes: list[FieldNode], print_row: PrintRow) -> Sql:
    """What the chosen (or routed) office would see of this item's family before it signs, and how busy it is; null where no office fits."""
    index, arguments = draft.arguments(field, nodes[0])
    type_of, office = AssistanceType.__table__.alias(draft.alias("t")), Office.__table__.alias(draft.alias("o"))
    item, family = of.row, Family.__table__.alias(draft.alias("f"))
    if arguments.get("office") is None:
        chosen = routed(type_of, family, item, office)
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
                pairs[key] = print_row(draft, Source("Office", office), asked)
            case "disclosed":
                pairs[key] = _lines(draft, inner.fields[name], asked, item.c.type_code, version, text_literal(Half.BEFORE))
            case "family":
                pairs[key] = _family_as_seen(draft, item, family, office, version, asked, print_row)
            case "requestText":
                pairs[key] = item.c.request_text
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
        .order_by(office.c.id)
        .limit(literal_column("1"))
    )
    return func.coalesce(statement.correlate_except(type_of, family, office).scalar_subquery(), NULL)


def _office(text: str) -> object:
    decoded = decode_id(str(text))
    if decoded is None or decoded[0] != "Office":
        raise Refusal("BAD_USER_INPUT", path=("dispatchPreview", "office"))
    return decoded[1]


def routed(type_of: FromClause, family: FromClause, item: FromClause, office: FromClause) -> Any:
    """The office by the catalogue's columns: the same rule as `domain/routing.py`, held equal by a test."""
    code = case((type_of.c.applies_by == text_literal("REGISTRATION"), family.c.registration_region_code), else_=family.c.region_code)
    county, town = func.rpad(func.left(code, 6), 12, "0"), func.rpad(func.left(code, 9), 12, "0")
    decided = type_of.c.decided_at
    level = case((decided == text_literal("TOWNSHIP"), town), (decided == text_literal("COMMUNITY"), code), else_=county)
    kind = case(
        (decided == text_literal("TOWNSHIP"), text_literal("TOWNSHIP")),
        (decided == text_literal("COMMUNITY"), text_literal("COMMUNITY")),
        (decided == text_literal("FEDERATION"), text_literal("FEDERATION")),
        else_=text_literal("DEPARTMENT"),
    )
    line = or_(office.c.department_code == type_of.c.lead_department, among(kind, ("COMMUNITY", "FEDERATION")))
    return and_(office.c.region_code == level, office.c.kind == kind, line)


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
    held = select(
        *(
            func.coalesce(func.max(case((mine, access.c[column]), else_=func.least(access.c[column], coarse))), nothing).label(column)
            for column in LEVEL_OF_GROUP.values()
        )
    ).where(access.c.family_id == family, access.c.office_id == office.c.id, access.c.until > draft.now)
    before = given.correlate_except(contract).lateral(draft.alias("given"))
    already = held.correlate_except(access).lateral(draft.alias("held"))

    def level(group: Group, column: str) -> Sql:
        assumed = case((named, before.c[column]), else_=func.least(before.c[column], coarse))
        return func.least(func.greatest(assumed, already.c[column]), _own(draft, group)).label(column)

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
