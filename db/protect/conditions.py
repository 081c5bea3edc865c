"""Print the conditions of `domain.rules.rows` as SQL: whether a viewer sees a row, in the words of PostgreSQL's row security.

Source: docs/design.md 4.5; docs/decisions/003-row-security.md for the shape and its measurements.

Each setting is computed once a statement, in a sub-select of its own, and each sub-select costs at every start of a statement, whether or
not it is reached. So one number says which rule is the viewer's, a condition stands once in a rule, and what a rule looks up in another
table it looks up in a view, beside that table's own row security.
"""

from collections.abc import Iterable

from db.session.viewer import setting
from db.tables.declare import LEVEL_COLUMNS
from domain.event import SubjectType
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
    Rule,
    Shared,
    SharedLine,
    Unmerged,
    Within,
)
from domain.rules.rows import DELEGATING_OFFICE, ENDED_UNTIL, OF_OFFICES, ROWS
from domain.viewer import Kind

_SCOPE = f"(select string_to_array({setting('app.scope')}, ','))"
_OFFICE = f"(select {setting('app.office')}::uuid)"
_ACCOUNT = f"(select {setting('app.account')}::uuid)"
_DEPARTMENT = f"(select {setting('app.department')})"
_NOW = f"(select {setting('app.now')}::timestamptz)"
NOBODY_YET = f"{setting('app.mode')} is null"
APPLY = f"coalesce({setting('app.mode')} = 'apply', false)"
COMMAND = f"(select {APPLY})"


def _region_in_scope(code: str) -> str:
    """Return the SQL of whether a 12-digit code lies in the viewer's scope: the code of one of its levels is listed there."""
    levels = ", ".join([code, *(f"rpad(left({code}, {digits}), 12, '0')" for digits in (2, 4, 6, 9))])
    return f"array[{levels}] && {_SCOPE}"


def _of_line(row: str) -> str:
    """Return the SQL of whether the office of a row is of the viewer's department and lies within their scope."""
    return f"{row}department_code = {_DEPARTMENT} and {_region_in_scope(f'{row}office_region_code')}"


def _retained(row: str, table: str) -> str:
    """Return the SQL by which an ended row stays visible to its office until the moment in the column of `ENDED_UNTIL`."""
    ended = ENDED_UNTIL.get(table)
    return f" and ({row}{ended} is null or {row}{ended} > {_NOW})" if ended else ""


_IN_FORCE = f"select family_id, referral_id, members, visit_id from family_access where until > {_NOW} and"
LOOKED_UP = {
    "given_to_office": f"{_IN_FORCE} office_id = {_OFFICE}",
    "given_on_line": f"{_IN_FORCE} {_of_line('')}",
    "delegated_by_office": f"select id from referral where {DELEGATING_OFFICE} = {_OFFICE}{_retained('', 'referral')}",
}
"""Views of what is in force for the viewer's office or line, by which policies find it; they belong to the owner, whom the row security of
their tables lets see everything. View -> its statement, which holds what the policy of its table would hold for an office, and no more."""


def _access(table: str, by: str, given: str, key: str | None = None, member: str | None = None, also: str = "") -> str:
    """Return the SQL of whether a row of the view `given` is about a row of the table.

    `by` is the column of the view that is compared, `key` the table's (default: of the same name, or the id of a family); `member`: the
    table's column of whom a row is about.
    """
    key = "id" if (table, by) == ("family", "family_id") else key or by
    about = f" and (a.members is null or {table}.{member} is null or {table}.{member} = any(a.members))" if member else ""
    return f"exists (select from {given} a where a.{by} = {table}.{key}{about}{also})"


def condition(table: str, word: Condition) -> str:
    """Return the SQL of one condition of `domain.rules.rows` for a table."""
    match word:
        case Own(column):
            return f"{table}.{column} = {_OFFICE}{_retained(f'{table}.', table) if column in OF_OFFICES else ''}"
        case Asked(column):
            return f"({table}.family_id is null and {table}.{column} = {_OFFICE})"
        case Mine(column, unless):
            mine = f"{table}.{column} = {_ACCOUNT}"
            return mine if unless is None else f"({mine} and {table}.{unless} is null)"
        case Delegated(key):
            return f"exists (select from delegated_by_office d where d.id = {table}.{key})"
        case Counted(leads=True):
            return f"({condition(table, InScope())} and {table}.part = '{Part.LEAD}')"
        case Counted(told=True):
            told = f"select from campaign c where c.id = {table}.campaign_id and c.counts_told"
            return f"({condition(table, InScope())} and exists ({told}))"
        case Unmerged():
            return f"({table}.merged_into_id is null and {condition(table, InScope())})"
        case Proposed():
            proposed = f"({table}.referral_id is not null or {table}.received_on is not null)"
            return f"({proposed} and {condition(table, InScope())})"
        case InScope() | Counted():
            return f"array[{', '.join(f'{table}.{column}' for column in LEVEL_COLUMNS)}] && {_SCOPE}"
        case Within(column):
            return _region_in_scope(f"{table}.{column}")
        case Line():
            return f"({_of_line(f'{table}.')}{_retained(f'{table}.', table)})"
        case OfficeInScope(villages):
            lies_in = _region_in_scope(f"{table}.office_region_code")
            return lies_in if villages else f"({lies_in} and right({table}.office_region_code, 3) = '000')"
        case Shared(by, key, member):
            return _access(table, by, "given_to_office", key, member)
        case SharedLine(by, key, member):
            return _access(table, by, "given_on_line", key, member)
        case Called():
            return _access(table, "family_id", "given_to_office", also=" and a.visit_id is not null")
        case Everyone():
            return "true"
        case About():
            return _about(table, (word,))


def _about(table: str, words: Iterable[About]) -> str:
    """Return the SQL of conditions on the rows of some subjects, each condition once with all subjects of which it holds."""
    subjects: dict[Condition, list[SubjectType]] = {}
    for word in words:
        for each in word.words:
            subjects.setdefault(each, []).extend(word.subjects)
    types = {each: ", ".join(f"'{subject}'" for subject in of) for each, of in subjects.items()}
    return " or ".join(f"({table}.subject_type in ({types[each]}) and {condition(table, each)})" for each in subjects)


def _rule(table: str, words: Rule) -> str:
    """Return the SQL of a rule: its conditions with OR between them; false for none."""
    about = [word for word in words if isinstance(word, About)]
    printed = [condition(table, word) for word in words if not isinstance(word, About)]
    return " or ".join([*printed, *([_about(table, about)] if about else [])]) or "false"


def visible(table: str, always: str | None = None) -> str:
    """Return the SQL of who sees a row of a table: one CASE over a number that the viewer's kind gives, with each rule once.

    `always`: SQL over settings alone by which every row is seen. PostgreSQL's planner does not look into a CASE; with an OR of kinds some
    queries take 25 times as long.
    """
    by_rule: dict[Rule, list[Kind]] = {}
    for kind, words in ROWS[table].items():
        by_rule.setdefault(words, []).append(kind)
    who = [] if always is None else [f"when {always} then 0"]
    arms = [] if always is None else ["when 0 then true"]
    for number, (words, kinds) in enumerate(by_rule.items(), start=1):
        names = ", ".join(f"'{kind}'" for kind in kinds)
        who.append(f"when {setting('app.kind')} in ({names}) then {number}")
        arms.append(f"when {number} then {_rule(table, words)}")
    return f"case (select case {' '.join(who)} end) {' '.join(arms)} else false end" if arms else "false"
