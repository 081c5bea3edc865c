"""Prints the rules of rows as the WHERE of a statement, which picks the index; row security holds the same rules once more.

Source: docs/design.md 4.5: by equality on the column of the division's level.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, Select, Text, and_, any_, exists, false, func, or_, select, true

from db.tables.campaign import Campaign
from db.tables.declare import COLUMN_OF_LEVEL, OFFICE_COLUMN_OF_LEVEL
from db.tables.family_access import FamilyAccess
from db.tables.referral import Referral
from domain.referral import Part
from domain.rules.condition import (
    About,
    Asked,
    Called,
    Condition,
    Counted,
    Delegated,
    Everyone,
    InScope,
    Line,
    Mine,
    OfficeInScope,
    Own,
    Proposed,
    Shared,
    SharedLine,
    Unmerged,
    Within,
)
from domain.rules.rows import DELEGATING_OFFICE, ENDED_UNTIL, OF_OFFICES
from domain.viewer import RegionLevel, is_county_or_below, is_one_division, last_in, lies_in, region_level
from resolvers.planner.printing import Call, Printing
from resolvers.planner.rows import words_for
from resolvers.planner.sql.json import Sql, number, text_literal
from resolvers.planner.sql.lists.way import Given, Lies, Way, repeated


def ways(printing: Printing, table: str, row: FromClause) -> list[Way]:
    """The ways in which the viewer sees (or only counts) rows of the table; a row may be seen in several. None where none are seen."""
    return [way for word in words_for(printing.kind, table) for way in _ways(printing, table, row, word)]


def _ways(printing: Printing, table: str, row: FromClause, word: Condition) -> Iterator[Way]:
    match word:
        case InScope() | Counted(leads=False, told=False):
            yield from _ways_in_scope(printing, row, COLUMN_OF_LEVEL)
        case Unmerged():
            yield from (way.also(row.c.merged_into_id.is_(None)) for way in _ways_in_scope(printing, row, COLUMN_OF_LEVEL))
        case Proposed():
            yield from (way.also(_proposed(row)) for way in _ways_in_scope(printing, row, COLUMN_OF_LEVEL))
        case Line() if OFFICE_COLUMN_OF_LEVEL[RegionLevel.PROVINCE] in row.c:
            of_line = (row.c.department_code == printing.department, *_retained(printing, table, row))
            yield from (way.also(*of_line) for way in _ways_in_scope(printing, row, OFFICE_COLUMN_OF_LEVEL))
        case Shared() | SharedLine() if table == "family":
            shared = _word(printing, table, row, word)
            yield from (Way(shared, given=given) for given in _givens(printing, of_line=isinstance(word, SharedLine)))
        case About(subjects, words):
            of_these = row.c.subject_type.in_([text_literal(each) for each in subjects])
            yield from (way.also(of_these) for each in words for way in _ways(printing, table, row, each))
        case _:
            yield Way(_word(printing, table, row, word))


def _givens(printing: Printing, *, of_line: bool) -> Iterator[Given]:
    """By what families are given to the viewer's office, or to those of its line."""
    access = printing.table(FamilyAccess, "a")
    in_force = (access.c.until > printing.now).is_(true())  # as no index looks for it: PostgreSQL expects few, and would sort all
    if not of_line:
        yield Given(access, and_(access.c.office_id == printing.office, in_force))
        return
    for way in _ways_in_scope(printing, access, OFFICE_COLUMN_OF_LEVEL):
        yield Given(access, and_(access.c.department_code == printing.department, way.where, in_force), way.each, of_line=True)


def _ways_in_scope(printing: Printing, row: FromClause, columns: Mapping[RegionLevel, str]) -> Iterator[Way]:
    """A way for each level of the viewer's scope; `columns`: those with the codes of the row's levels."""
    for level, count in sorted(_levels(printing).items()):
        codes, code, each, in_any = printing.scope_at(level, count > 1), row.c[columns[level]], None, None
        lies_there = code == codes
        if count > 1:
            each = func.unnest(codes).table_valued("code", name=printing.alias("each")).render_derived()
            lies_there, in_any = code == each.c.code, code == any_(codes)
        if columns is COLUMN_OF_LEVEL:
            yield Way(true(), each, lies=Lies(level, lies_there, in_any), walks=level.above)
        else:
            yield Way(lies_there, each)


def _levels(printing: Printing) -> Counter[RegionLevel]:
    """How many divisions of each level the viewer's scope has, but for the nation, in which nobody sees a row (docs/domain.md 7)."""
    return Counter(level for level in map(region_level, printing.viewer.scope) if level is not RegionLevel.NATION)


def visible(printing: Printing, table: str, row: FromClause) -> ColumnElement[bool]:
    """Whether the viewer sees (or only counts) a row of the table."""
    words = words_for(printing.kind, table)
    return or_(*(_word(printing, table, row, word) for word in words)) if words else false()


def _word(printing: Printing, table: str, row: FromClause, word: Condition) -> ColumnElement[bool]:
    match word:
        case Own(column):
            retained = _retained(printing, table, row) if column in OF_OFFICES else ()
            return and_(row.c[column] == printing.office, *retained)
        case Delegated(key):
            referral = printing.table(Referral, "d")
            by_mine = (referral.c.id == row.c[key], referral.c[DELEGATING_OFFICE] == printing.office)
            return exists().where(*by_mine, *_retained(printing, "referral", referral))
        case Counted():
            return and_(in_scope(printing, row), *counted_of(printing, row, word))
        case Asked(column):
            return asked(printing, row, column)
        case Mine(column, unless):
            return and_(row.c[column] == printing.account, *([] if unless is None else [row.c[unless].is_(None)]))
        case Unmerged():
            return and_(row.c.merged_into_id.is_(None), in_scope(printing, row))
        case Proposed():
            return and_(_proposed(row), in_scope(printing, row))
        case InScope():
            return in_scope(printing, row)
        case Within(column):
            return _code_in_scope(printing, row.c[column])
        case Line():
            return and_(row.c.department_code == printing.department, office_in_scope(printing, row), *_retained(printing, table, row))
        case OfficeInScope(villages):
            lies_in = office_in_scope(printing, row)
            return lies_in if villages else and_(lies_in, func.right(row.c.office_region_code, number(3)) == text_literal("000"))
        case Shared(office=str(office)):
            given = _given(printing, table, row, word).offset(number(0)).exists()  # PostgreSQL looks each up, whatever it expects
            return and_(row.c[office] == printing.office, row.c[word.key or word.by].is_not(None), repeated(given))
        case Shared():
            return _given(printing, table, row, word).exists()
        case SharedLine():
            return _given(printing, table, row, word, of_line=True).exists()
        case Called():
            access = printing.table(FamilyAccess, "a")
            family = row.c.id if table == "family" else row.c.family_id
            called = (access.c.until > printing.now, access.c.office_id == printing.office, access.c.visit_id.is_not(None))
            return exists().where(access.c.family_id == family, *called)
        case Everyone():
            return true()
        case About(subjects, words):
            of_these = row.c.subject_type.in_([text_literal(each) for each in subjects])
            return and_(of_these, or_(*(_word(printing, table, row, each) for each in words)))


def counted_of(printing: Printing, row: FromClause, word: Counted) -> tuple[ColumnElement[bool], ...]:
    """The conditions on a row in the viewer's scope that is only counted."""
    if word.leads:
        return (row.c.part == text_literal(Part.LEAD),)
    if word.told:
        campaign = printing.table(Campaign, "c")
        return (row.c.campaign_id.in_(select(campaign.c.id).where(campaign.c.counts_told)),)
    return ()


def _proposed(row: FromClause) -> ColumnElement[bool]:
    """Whether an office proposes a correction, or a person asks for it: as the predicate of its indexes says it."""
    return or_(row.c.referral_id.is_not(None), row.c.received_on.is_not(None))


def asked(printing: Printing, row: FromClause, column: str = "dispatching_office_id") -> ColumnElement[bool]:
    """Whether a row is of a request for funds, which has no family, by the viewer's office."""
    return and_(row.c.family_id.is_(None), row.c[column] == printing.office)


def _retained(printing: Printing, table: str, row: FromClause) -> tuple[ColumnElement[bool], ...]:
    """The condition that a row has not ended, or has not yet reached the moment until which its office still sees it."""
    ended = ENDED_UNTIL.get(table)
    return (or_(row.c[ended].is_(None), row.c[ended] > printing.now),) if ended else ()


def in_scope(printing: Printing, row: FromClause) -> ColumnElement[bool]:
    """Whether the row's division lies in the viewer's scope."""
    levels = _levels(printing)
    bound = {level: printing.scope_at(level, count > 1) for level, count in sorted(levels.items())}
    conditions = [row.c[COLUMN_OF_LEVEL[level]] == (any_(codes) if levels[level] > 1 else codes) for level, codes in bound.items()]
    return or_(*conditions) if conditions else false()


def scope_range(printing: Printing) -> tuple[Sql, Sql]:
    """The first and the last code of a scope of one division, as an index compares them in which codes of every level stand."""
    [code] = printing.viewer.scope
    first = printing.scope_at(region_level(code), several=False)
    return first, printing.value(Text(), lambda call: last_in(call.viewer.scope[0]))


def beyond_scope(printing: Printing, code: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a code lies before or after those of a scope of one division, as an index of codes looks for it: mostly none does."""
    first, last = scope_range(printing)
    return or_(code < first, code > last)


def scope_ranges(printing: Printing) -> tuple[FromClause | None, Sql, Sql]:
    """The first and the last code of a scope, as such an index compares them. Of several divisions, of which none lies in another: the rows
    to select from, one for each, and its codes.
    """
    if is_one_division(printing.viewer):
        return (None, *scope_range(printing))

    def divisions(call: Call) -> list[str]:
        scope = {code for code in call.viewer.scope if region_level(code) is not RegionLevel.NATION}
        return sorted(code for code in scope if not lies_in(code, (*(scope - {code}),)))

    firsts = printing.value(ARRAY(Text()), divisions)
    lasts = printing.value(ARRAY(Text()), lambda call: list(map(last_in, divisions(call))))
    each = func.unnest(firsts, lasts).table_valued("first", "last", name=printing.alias("each")).render_derived()
    return each, each.c.first, each.c.last


def of_office(printing: Printing, code: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a code lies in the division of the viewer's office, where that is a county or below."""
    return and_(code >= printing.value(Text(), _office_begins), code <= printing.value(Text(), _office_ends))


def beyond_office(printing: Printing, code: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a code lies before or after those of the division of the viewer's office; every one where that is above the counties."""
    return or_(code < printing.value(Text(), _office_begins), code > printing.value(Text(), _office_ends))


def _office_begins(call: Call) -> str:
    return call.viewer.region if is_county_or_below(call.viewer.region) else ""


def _office_ends(call: Call) -> str:
    return last_in(call.viewer.region) if is_county_or_below(call.viewer.region) else ""


def office_in_scope(printing: Printing, row: FromClause) -> ColumnElement[bool]:
    """Whether the division of the row's office, or one above it, is in the viewer's scope."""
    return _code_in_scope(printing, row.c.office_region_code)


def _code_in_scope(printing: Printing, code: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a 12-digit code begins with the digits of a division of the viewer's scope; never null, whatever it is."""
    return code.bool_op("^@")(any_(printing.scope)).is_(true())


def _given(printing: Printing, table: str, row: FromClause, word: Shared | SharedLine, *, of_line: bool = False) -> Select[Any]:
    """What is in force for the viewer's office, or for those of its line, and gives a row of the table."""
    access = printing.table(FamilyAccess, "a")
    held = row.c.id if (table, word.by) == ("family", "family_id") else row.c[word.key or word.by]
    about = () if word.member is None else (or_(row.c[word.member].is_(None), among_members(access, row.c[word.member])),)
    if of_line:
        whose = and_(access.c.department_code == printing.department, office_in_scope(printing, access))
    else:
        whose = access.c.office_id == printing.office
    return select(1).where(access.c[word.by] == held, access.c.until > printing.now, whose, *about)


def among_members(access: FromClause, person: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a row of family_access gives anything of a member (null: of nobody in particular): of all, or of those that it names."""
    return or_(access.c.members.is_(None), person == any_(access.c.members))
