"""Prints what is told of an item before it is sent: a type outside the need's domain, the same help in hand for the same family.

Source: docs/domain.md 3; `domain/item_warning.py`. Other items are those that the viewer sees: row security decides, as for every row.
"""

from sqlalchemy import ColumnElement, FromClause, Uuid, all_, case, cast, func, literal_column, null, select, union_all
from sqlalchemy.sql.elements import True_

from db.tables.item import AssistanceItem
from db.tables.organization import Office
from db.tables.reference import AssistanceType
from db.tables.referral import Referral
from domain.item_warning import IN_HAND, TEXTS, WarningCode
from resolvers.planner.mapping import Beside, PrintRow, Special
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.json import EMPTY, NULL, Sql, among, json_list, object_of, text_literal
from resolvers.planner.sql.levels import may_place, source
from resolvers.planner.tree import Field, Object, Row

SAME_HELP_ITEMS = 10
"""So many items of the same help are named at most."""


def warnings(printing: Printing, of: Source, field: Field, print_row: PrintRow) -> Sql:
    """A list of { code message item referral }; empty for help that is at its end."""
    found = _found(printing, of.row)

    def part(each: Field) -> Sql:
        match each.name, each.below:
            case "code", _:
                return found.c.code
            case "item", Row() as item:
                return _row(printing, AssistanceItem.__table__, item, found.c.item, print_row)
            case "referral", Row() as referral:
                return _row(printing, Referral.__table__, referral, found.c.referral, print_row)
        return _message(printing, found)

    assert isinstance(field.below, Object)
    listed = select(json_list(object_of(field.below, part), found.c.code.desc(), found.c.at, found.c.item)).select_from(found)
    return case((among(of.row.c.state, IN_HAND), listed.scalar_subquery()), else_=EMPTY)


def _found(printing: Printing, item: FromClause) -> FromClause:
    """The warnings of one item as rows: code, the other item, its referral."""
    of_type, other = AssistanceType.__table__.alias(printing.alias("t")), AssistanceItem.__table__.alias(printing.alias("same"))
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
        .limit(literal_column(str(SAME_HELP_ITEMS)))
        .correlate_except(other)
    )
    return union_all(outside, same).lateral(printing.alias("warning"))


def _message(printing: Printing, found: FromClause) -> Sql:
    """The text in the viewer's language; of the same help with its number and its office, where that may be shown."""
    language = printing.viewer.language
    referral, item, office = (
        table.alias(printing.alias(letter))
        for table, letter in ((Referral.__table__, "r"), (AssistanceItem.__table__, "n"), (Office.__table__, "o"))
    )
    may = may_place(printing, Source("Referral", referral), office)  # an office of a village would tell where the family lives
    name = office.c.name if isinstance(may, True_) else case((may, office.c.name))
    sent = select(func.concat_ws(" ", referral.c.number, name)).where(
        referral.c.id == found.c.referral, office.c.id == referral.c.office_id
    )
    contexted = select(item.c.number).where(item.c.id == found.c.item)
    which = func.coalesce(
        sent.correlate_except(referral, office).scalar_subquery(), contexted.correlate_except(item).scalar_subquery(), text_literal("")
    )
    same = func.replace(text_literal(TEXTS[WarningCode.SAME_HELP_OPEN].in_language(language)), text_literal("{which}"), which)
    texts = [(_is(found, code), text_literal(text.in_language(language))) for code, text in TEXTS.items()]
    return case((_is(found, WarningCode.SAME_HELP_OPEN), same), *texts)


def _is(found: FromClause, code: WarningCode) -> ColumnElement[bool]:
    return found.c.code == text_literal(code)


def _row(printing: Printing, table: FromClause, shown: Row, key: Sql, print_row: PrintRow) -> Sql:
    """The row of this key as the viewer sees it; null where it is none."""
    if shown.object is None:
        return NULL
    of = source(printing, shown.rows, table.alias(printing.alias(shown.rows.type_name[0].lower())))
    statement = select(print_row(printing, of, shown.object)).select_from(of.joined).where(of.row.c.id == key)
    return statement.correlate_except(*of.own).scalar_subquery()


WARNINGS = Special(warnings, {"item": Beside("AssistanceItem"), "referral": Beside("Referral")})
