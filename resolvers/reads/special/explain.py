"""Prints how a row is shown to the viewer: each group of its fields with its level, why it is that one, and whom to ask for more.

Source: docs/domain.md 7. The levels are the expressions by which the row's fields are shown (`resolvers/planner/sql/levels.py`); no value
of the row is looked at, so that what is hidden is explained alike whether or not it is there.
"""

import json
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Uuid, and_, case, cast, false, func, null, or_, select
from sqlalchemy.dialects.postgresql import JSON

from db.tables.family_access import LEVEL_OF_GROUP
from db.tables.organization import Office
from db.tables.reference import ShareContract
from db.tables.referral import Referral
from domain.disclosure import Half
from domain.explanation import ContactKind, Why, why
from domain.message.text import names_of
from domain.referral import GIVEN_UP, WORKED_ON, Part, State
from domain.rules.group import Group, Level
from domain.rules.rows import DELEGATING_OFFICE
from domain.viewer import CITIES_WITHOUT_COUNTIES, OFFICES, Kind, OrganizationKind
from resolvers.planner.mapping import Beside, PrintRow, Special
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.json import LEVEL_NAMES, NULL, Sql, among, by_level, number, object_of, text_literal, where_true
from resolvers.planner.sql.levels import gives, level, reaches, source
from resolvers.planner.sql.lookup import looked_up
from resolvers.planner.sql.scope import asked, in_scope
from resolvers.planner.tree import Explained, Field, Object, Seen, ShownGroup, ShownRow

NOBODY: Sql = cast(null(), Uuid())


def explained(printing: Printing, of: Source, field: Field, print_row: PrintRow) -> Sql:
    """A JSON object of the groups of a row's type, in the order of the access table."""
    below = field.below
    assert isinstance(below, Explained)

    def groups(each: Field) -> Sql:
        assert isinstance(each.below, Object)
        return func.json_build_array(*(_group(printing, of, group, each.below, print_row) for group in below.groups), type_=JSON())

    return object_of(below, groups)


def _group(printing: Printing, of: Source, group: ShownGroup, shown: Object, print_row: PrintRow) -> Sql:
    """One group, with what decides its level: towards an office the referral that gives most of it."""
    by, language = _deciding(printing, of, group), printing.viewer.language
    texts = json.dumps({code: text.in_language(language) for code, text in names_of(Why).items()}, ensure_ascii=False)
    at = level(printing, of, Seen(group.group, group.level, Level.FULL))

    def part(each: Field) -> Sql:
        match each.name, each.below:
            case "level", _:
                return by_level(at, LEVEL_NAMES)
            case "shown" | "withheld", _:
                return _fields(at, group, shown=each.name == "shown")
            case "why", _:
                return by.c.why
            case "reason", _:
                return cast(text_literal(texts), JSON()).op("->>")(by.c.why)
            case "referral", ShownRow() as referral:
                decides = by.c.why != text_literal(Why.NOT_IN_CONTRACT)
                return where_true(decides, _referral(printing, referral, by.c.referral_id, print_row), NULL)
            case "contact", Object() as contact:
                more = and_(~reaches(at, Level.FULL), by.c.why != text_literal(Why.NUMBERS))
                return where_true(more, _contact(printing, of, by, contact, print_row), NULL) if _of_family(of) else NULL
        return text_literal(group.group)

    return select(object_of(shown, part)).select_from(by).correlate_except(by).scalar_subquery()


def _fields(at: "Sql | int", group: ShownGroup, *, shown: bool) -> Sql:
    """The names of the group's fields that a level shows, or of those that it withholds."""

    def names(reached: Level) -> Sql:
        listed = (name for name, wants in group.fields if (wants is not None and wants <= reached) is shown)
        return func.json_build_array(*map(text_literal, listed), type_=JSON())

    return by_level(at, {int(reached): names(reached) for reached in Level})


def _contact(printing: Printing, of: Source, by: FromClause, shown: Object, print_row: PrintRow) -> Sql:
    """Whom to ask: an office whoever dispatched to it, everybody else the federation of the county where the family lives."""
    office = printing.table(Office, "o")
    if printing.kind in OFFICES:
        kind, found = ContactKind.DISPATCHING_OFFICE, and_(office.c.id == by.c.asks, office.c.id != printing.office)
    else:
        city = and_(office.c.region_code == of.row.c.city_code, among(office.c.region_code, CITIES_WITHOUT_COUNTIES))
        here = or_(office.c.region_code == of.row.c.county_code, city)
        federal = and_(office.c.kind == text_literal(OrganizationKind.FEDERATION), office.c.ended_at.is_(None))
        kind, found = ContactKind.COUNTY_FEDERATION, and_(federal, here)

    def part(each: Field) -> Sql:
        match each.below:
            case ShownRow(_, Object() as asked_of):
                return print_row(printing, Source("Office", office), asked_of)
        return text_literal(kind)

    one = select(object_of(shown, part)).where(found).limit(number(1))
    return func.coalesce(one.correlate_except(office).scalar_subquery(), NULL)


def _referral(printing: Printing, shown: ShownRow, key: Sql, print_row: PrintRow) -> Sql:
    """The referral with this id as the viewer sees it; null where there is none."""
    if shown.object is None:
        return NULL
    of = source(printing, shown.rows, printing.table(Referral, "r"))
    return of.select(print_row(printing, of, shown.object), of.row.c.id == key).scalar_subquery()


# --- what decides a level -------------------------------------------------------------------------------------------------


def _of_family(of: Source) -> bool:
    return of.type_name == "Family" or "family_id" in of.row.c


def _deciding(printing: Printing, of: Source, group: ShownGroup) -> FromClause:
    """One row: why; towards an office also the referral by which it is shown, and the office that it asks."""
    if isinstance(group.level, Level):
        return _by_kind(printing, of, group.group, group.level)
    if of.levels is not None and group.group in LEVEL_OF_GROUP:
        return _by_access(printing, of, group.group)
    return _by_referral(printing, of, group)


def _by_kind(printing: Printing, of: Source, group: Group, at: Level) -> FromClause:
    """The viewer's kind alone decides."""
    decided = why(printing.kind, group, at)
    code: Sql = text_literal(decided)
    if not _of_family(of):
        code = text_literal(Why.EVERYONE if at is Level.FULL else Why.ROLE)
    elif decided is Why.IN_AREA and "dispatching_office_id" in of.row.c:
        code = case((in_scope(printing, of.row), code), else_=text_literal(Why.DISPATCHED))
    return _one(printing, code, NOBODY, _dispatched_by(printing, of))


def _dispatched_by(printing: Printing, of: Source) -> Sql:
    """The office that dispatched what the row belongs to; of a family the newest of what the viewer's office has of it."""
    if of.levels is not None:
        given, referral = gives(printing, of.type_name, of.row), printing.table(Referral, "r")
        newest = select(referral.c.dispatching_office_id).join_from(given.access, referral, referral.c.id == given.access.c.referral_id)
        by_day = newest.where(*given.in_force).order_by(referral.c.dispatched_at.desc(), referral.c.id).limit(number(1))
        return by_day.correlate_except(given.access, referral).scalar_subquery()
    return of.row.c.get("dispatching_office_id", NOBODY)


def _by_access(printing: Printing, of: Source, group: Group) -> FromClause:
    """The referral that gives most of a group; of several one that will give more once it is signed, then the newest."""
    given, referral = gives(printing, of.type_name, of.row), printing.table(Referral, "r")
    at = given.level(group)
    code = case(
        (~given.mine, text_literal(Why.LINE)),
        (given.access.c[LEVEL_OF_GROUP[group]] > at, text_literal(Why.OTHER_MEMBER)),
        (and_(given.access.c.emergency_view_id.is_not(None), at > number(0)), text_literal(Why.EMERGENCY_VIEW)),
        else_=_by_half(printing, referral, group, at),
    )
    waits = case((_gives_more(printing, referral, group, at), number(0)), else_=number(1))
    return (
        select(code.label("why"), referral.c.id.label("referral_id"), referral.c.dispatching_office_id.label("asks"))
        .select_from(given.access.outerjoin(referral, referral.c.id == given.access.c.referral_id))
        .where(*given.in_force)
        .order_by(at.desc(), waits, referral.c.dispatched_at.desc().nulls_last(), referral.c.id)
        .limit(number(1))
        .correlate_except(given.access, referral)
        .lateral(printing.alias("by"))
    )


def _by_referral(printing: Printing, of: Source, group: ShownGroup) -> FromClause:
    """The one referral that the row is or belongs to decides, by what the viewer's office has to do with it."""
    referral, own = of.row, of.type_name == "Referral"
    if not own:
        referral = printing.table(Referral, "r")
    at = level(printing, Source("Referral", referral), Seen(group.group, group.level, Level.FULL))
    code = _by_half(printing, referral, group.group, at)
    mine = referral.c.office_id == printing.office
    if group.group is Group.OTHER_HELP:
        leads = and_(referral.c.part == text_literal(Part.LEAD), among(referral.c.state, WORKED_ON))
        code = case((leads, code), else_=text_literal(Why.WHILE_WORKED_ON))
    elif printing.kind is Kind.OFFICE:
        delegated = referral.c[DELEGATING_OFFICE] == printing.office
        code = case((mine, code), (delegated, text_literal(Why.DELEGATED)), (asked(printing, referral), text_literal(Why.REQUEST)))
    code = case((mine, code), else_=code if printing.kind is Kind.OFFICE else text_literal(Why.LINE))
    if own:
        return _one(printing, code, referral.c.id, referral.c.dispatching_office_id)
    key = of.row.c["subject_id" if "subject_id" in of.row.c else "referral_id"]
    found = select(code.label("why"), referral.c.id.label("referral_id"), referral.c.dispatching_office_id.label("asks"))
    return found.where(referral.c.id == key).correlate_except(referral).lateral(printing.alias("by"))


def _one(printing: Printing, code: Sql, referral: Sql, asks: Sql) -> FromClause:
    found = select(code.label("why"), referral.label("referral_id"), asks.label("asks"))
    return found.correlate_except(None).lateral(printing.alias("by"))


def _by_half(printing: Printing, referral: FromClause, group: Group, at: Any) -> Sql:
    """Why a referral to the viewer's own office gives a group at a level."""
    unsigned = and_(referral.c.state == text_literal(State.DISPATCHED), or_(at > number(0), _gives_more(printing, referral, group, at)))
    return case(
        (unsigned, text_literal(Why.BEFORE_SIGNING)),
        (at == number(0), text_literal(Why.NOT_IN_CONTRACT)),
        (among(referral.c.state, GIVEN_UP), text_literal(Why.FORMER_OFFICE)),
        (referral.c.part == text_literal(Part.ASSISTING), text_literal(Why.ASSISTING)),
        else_=text_literal(Why.AFTER_SIGNING),
    )


def _gives_more(printing: Printing, referral: FromClause, group: Group, at: Any) -> ColumnElement[bool]:
    """Whether the contract of an unsigned referral gives more of a group once it is signed."""
    line = printing.table(ShareContract, "s")
    assists = referral.c.part == text_literal(Part.ASSISTING)
    half = case((assists, text_literal(Half.ASSISTING_AFTER)), else_=text_literal(Half.AFTER))
    pinned = (line.c.type_code == referral.c.type_code, line.c.version == referral.c.contract_version, line.c.half == half)
    after = looked_up(line.c.level, line, *pinned, line.c.group == text_literal(group))
    return and_(referral.c.state == text_literal(State.DISPATCHED), func.coalesce(after, number(0)) > at)


def _decides(printing: Printing, of: Source, shown: Object, referral: FromClause) -> ColumnElement[bool]:
    """Whether a referral decides the level of any group."""
    assert isinstance(shown, Explained)
    by_group = (_deciding(printing, of, group) for group in shown.groups)
    return or_(false(), *(referral.c.id == select(by.c.referral_id).select_from(by).scalar_subquery() for by in by_group))


OF_GROUP: dict[str, Beside | Special] = {
    "referral": Beside("Referral", found=_decides),
    "contact": Special(explained, {"office": Beside("Office")}),
}
EXPLANATION = Special(explained, {"groups": Special(explained, OF_GROUP)})
