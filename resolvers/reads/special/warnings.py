"""Prints the warnings of an item: its type is not of the need's domain, or the same help is received or in hand already.

Source: docs/domain.md 3; `domain/item_warning.py`. Only other items that the viewer sees are told of: row security decides.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Uuid, all_, case, cast, func, null, or_, select, union_all
from sqlalchemy.orm import DeclarativeBase

from db.tables.entitlement import Entitlement
from db.tables.item import AssistanceItem
from db.tables.organization import Office
from db.tables.reference import AssistanceType
from db.tables.referral import Referral
from domain.item_warning import IN_HAND, TEXTS, WarningCode
from domain.rules.access import level_of
from domain.rules.group import Group, Level
from resolvers.planner.mapping import Beside, PrintRow, Special
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.json import EMPTY, NULL, Sql, among, json_list, number, object_of, text_literal, where_true
from resolvers.planner.sql.levels import may_place, source
from resolvers.planner.sql.lookup import looked_up
from resolvers.planner.tree import Field, Object, ShownRow

SAME_HELP_ITEMS = 10
"""Most items of the same help that are named."""


def warnings(printing: Printing, of: Source, field: Field, print_row: PrintRow) -> Sql:
    """A JSON list of { code message item referral }; empty for an item that is closed."""
    found = _found(printing, of.row)

    def part(each: Field) -> Sql:
        match each.name, each.below:
            case "code", _:
                return found.c.code
            case "item", ShownRow() as item:
                return _row(printing, AssistanceItem, item, found.c.item, print_row)
            case "referral", ShownRow() as referral:
                return _row(printing, Referral, referral, found.c.referral, print_row)
        return _message(printing, found)

    assert isinstance(field.below, Object)
    listed = select(json_list(object_of(field.below, part), found.c.code.desc(), found.c.at, found.c.item)).select_from(found)
    return case((among(of.row.c.state, IN_HAND), listed.scalar_subquery()), else_=EMPTY)


def _found(printing: Printing, item: FromClause) -> FromClause:
    """The warnings of one item as rows of code, item (the other one), referral (its lead), at (when it was created)."""
    of_type, other = printing.table(AssistanceType, "t"), printing.table(AssistanceItem, "same")
    outside = (
        select(
            text_literal(WarningCode.TYPE_OUTSIDE_DOMAIN).label("code"),
            cast(null(), Uuid()).label("item"),
            cast(null(), Uuid()).label("referral"),
            cast(null(), other.c.created_at.type).label("at"),
        )
        .where(of_type.c.code == item.c.type_code, of_type.c.version == item.c.type_version, item.c.need_domain != all_(of_type.c.domains))
        .correlate_except(of_type)
    )
    same = (
        select(text_literal(WarningCode.SAME_HELP_OPEN).label("code"), other.c.id, other.c.lead_id, other.c.created_at)
        .where(
            other.c.family_id == item.c.family_id,
            other.c.type_code == item.c.type_code,
            other.c.id != item.c.id,
            among(other.c.state, IN_HAND),
        )
        .order_by(other.c.created_at, other.c.id)
        .limit(number(SAME_HELP_ITEMS))
        .correlate_except(other)
    )
    found = [outside, same]
    if level_of(printing.kind, Group.INCOME) is Level.FULL:  # what a family receives is its income
        found.append(_received(printing, item, other))
    return union_all(*found).lateral(printing.alias("warning"))


def _received(printing: Printing, item: FromClause, like: FromClause) -> Select[Any]:
    """The warning that the person (or the household) receives the help of the item's type today, or will."""
    known, today = printing.table(Entitlement, "e"), printing.today
    return (
        select(
            text_literal(WarningCode.RECEIVES_ALREADY).label("code"),
            cast(null(), Uuid()),
            cast(null(), Uuid()),
            cast(null(), like.c.created_at.type),
        )
        .where(
            known.c.family_id == item.c.family_id,
            known.c.type_code == item.c.type_code,
            or_(known.c.person_id.is_(None), item.c.person_id.is_(None), known.c.person_id == item.c.person_id),
            or_(known.c.until.is_(None), known.c.until >= today),
        )
        .limit(number(1))
        .correlate_except(known)
    )


def _message(printing: Printing, found: FromClause) -> Sql:
    """The warning in the viewer's language; of the same help with the referral's number and the office's name, where that may be shown."""
    language = printing.viewer.language
    referral, item, office = printing.table(Referral, "r"), printing.table(AssistanceItem, "n"), printing.table(Office, "o")
    name = where_true(may_place(printing, Source("Referral", referral), office), office.c.name)
    of_office = (referral.c.id == found.c.referral, office.c.id == referral.c.office_id)
    sent = select(func.concat_ws(text_literal(" "), referral.c.number, name)).where(*of_office)
    unsent = looked_up(item.c.number, item, item.c.id == found.c.item)
    which = func.coalesce(sent.correlate_except(referral, office).scalar_subquery(), unsent, text_literal(""))
    same = func.replace(text_literal(TEXTS[WarningCode.SAME_HELP_OPEN].in_language(language)), text_literal("{which}"), which)
    texts = ((found.c.code == text_literal(code), text_literal(text.in_language(language))) for code, text in TEXTS.items())
    return case((found.c.code == text_literal(WarningCode.SAME_HELP_OPEN), same), *texts)


def _row(printing: Printing, table: type[DeclarativeBase], shown: ShownRow, key: Sql, print_row: PrintRow) -> Sql:
    """The row with this id as the viewer sees it; null where they do not see it."""
    if shown.object is None:
        return NULL
    of = source(printing, shown.rows, printing.table(table, shown.rows.type_name[0].lower()))
    return of.select(print_row(printing, of, shown.object), of.row.c.id == key).scalar_subquery()


def _named(column: str) -> Callable[[Printing, Source, Object, FromClause], ColumnElement[bool]]:
    """Whether a row is named by a warning of an item."""

    def named(printing: Printing, of: Source, _: Object, row: FromClause) -> ColumnElement[bool]:
        found = _found(printing, of.row)
        return row.c.id.in_(select(found.c[column]).select_from(found))

    return named


WARNINGS = Special(
    warnings,
    {"item": Beside("AssistanceItem", found=_named("item")), "referral": Beside("Referral", found=_named("referral"))},
)
