"""Print the conditions of `domain.rules.rows` as SQL: whether a viewer sees a row, in the words of PostgreSQL's row security.

Source: docs/design.md 4.5; docs/decisions/003-row-security.md and 064-smaller-policies.md for the shape and its measurements.

Each setting is computed once a statement, in a sub-select of its own, and each sub-select costs at every start of a statement, whether or
not it is reached. So a statement that is planned for one kind of viewer has the rule of that kind alone, a setting is null where it is of
another kind, and what a rule looks up in another table it looks up in a view, beside that table's own row security.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from db.protect.functions.viewer import among
from db.session.viewer import COMMANDS, setting
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

NOBODY_YET = f"{setting('app.mode')} is null"
APPLY = f"coalesce({setting('app.mode')} = 'apply', false)"
COMMAND = f"(select {APPLY})"
EVERY_ROW = f"planned_for('{COMMANDS}') and {COMMAND}"
"""A command sees every row; what is planned for a kind of viewer is none."""
_NOW = "(select viewer_now())"


@dataclass(frozen=True)
class _Viewer:
    """The settings of a viewer, each in a sub-select of its own; `kinds`: null for viewers of any others."""

    kinds: str = "null"

    @property
    def scope(self) -> str:
        """The divisions of the scope, an array of the digits that name each."""
        return f"(select viewer_scope({self.kinds}))::text[]"

    @property
    def office(self) -> str:
        """The id of the office."""
        return f"(select viewer_office({self.kinds}))"

    @property
    def account(self) -> str:
        """The id of the account."""
        return f"(select viewer_account({self.kinds}))"

    @property
    def department(self) -> str:
        """The code of the line of the office."""
        return f"(select viewer_department({self.kinds}))"

    def holds(self, code: str) -> str:
        """Return the SQL of whether a 12-digit code lies in the scope: it begins with the digits of a division listed there.

        To compare the codes of all its levels with a list takes ten times as long.
        """
        return f"{code} ^@ any({self.scope})"

    def has_line(self, row: str) -> str:
        """Return the SQL of whether the office of a row is of the viewer's department and lies within their scope; `row`: its prefix."""
        return f"{row}department_code = {self.department} and {self.holds(f'{row}office_region_code')}"


_ANY = _Viewer()


def _retained(row: str, table: str) -> str:
    """Return the SQL by which an ended row stays visible to its office until the moment in the column of `ENDED_UNTIL`."""
    ended = ENDED_UNTIL.get(table)
    return f" and ({row}{ended} is null or {row}{ended} > {_NOW})" if ended else ""


_IN_FORCE = f"select family_id, referral_id, members, visit_id from family_access where until > {_NOW} and"
LOOKED_UP = {
    "given_to_office": f"{_IN_FORCE} office_id = {_ANY.office}",
    "given_on_line": f"{_IN_FORCE} (office_id = {_ANY.office} or {_ANY.has_line('')})",
    "delegated_by_office": f"select id from referral where {DELEGATING_OFFICE} = {_ANY.office}{_retained('', 'referral')}",
}
"""Views of what is in force for the viewer's office, or for it and its line, by which policies find it; they belong to the owner, whom the
row security of their tables lets see everything. View -> its statement, which holds what the policy of its table would hold for an office,
and no more."""

ONE_BY_ONE = " offset 0"
"""How a look-up for a row ends, so that PostgreSQL never reads all that is in force instead: for rows that are the office's own."""


def _access(table: str, by: str, given: str, key: str | None = None, member: str | None = None, also: str = "") -> str:
    """Return the SQL of whether a row of the view `given` is about a row of the table.

    `by` is the column of the view that is compared, `key` the table's (default: of the same name, or the id of a family); `member`: the
    table's column of whom a row is about.
    """
    key = "id" if (table, by) == ("family", "family_id") else key or by
    about = f" and (a.members is null or {table}.{member} is null or {table}.{member} = any(a.members))" if member else ""
    return f"exists (select from {given} a where a.{by} = {table}.{key}{about}{also})"


def _own(table: str, words: Sequence[Own], viewer: _Viewer) -> str:
    """Return the SQL of whether one of several columns of offices is the viewer's, which ends for all of them alike."""
    columns = [f"{table}.{word.column}" for word in words]
    if len(columns) == 1:
        mine = f"{columns[0]} = {viewer.office}"
    else:  # an array of them would be made for each row
        mine = f"case {viewer.office} {' '.join(f'when {column} then true' for column in columns)} else false end"
    return f"{mine}{_retained(f'{table}.', table) if words[0].column in OF_OFFICES else ''}"


def _condition(table: str, word: Condition, viewer: _Viewer) -> str:
    """Return the SQL of one condition of `domain.rules.rows` for a table."""
    in_scope = viewer.holds(f"{table}.region_code")
    match word:
        case Own():
            return _own(table, (word,), viewer)
        case Asked(column):
            return f"({table}.family_id is null and {table}.{column} = {viewer.office})"
        case Mine(column, unless):
            mine = f"{table}.{column} = {viewer.account}"
            return mine if unless is None else f"({mine} and {table}.{unless} is null)"
        case Delegated(key):
            return f"exists (select from delegated_by_office d where d.id = {table}.{key})"
        case Counted(leads=True):
            return f"({in_scope} and {table}.part = '{Part.LEAD}')"
        case Counted(told=True):
            told = f"select from campaign c where c.id = {table}.campaign_id and c.counts_told"
            return f"({in_scope} and exists ({told}))"
        case Unmerged():
            return f"({table}.merged_into_id is null and {in_scope})"
        case Proposed():
            return f"(({table}.referral_id is not null or {table}.received_on is not null) and {in_scope})"
        case InScope() | Counted():
            return in_scope
        case Within(column):
            return viewer.holds(f"{table}.{column}")
        case Line():
            return f"({viewer.has_line(f'{table}.')}{_retained(f'{table}.', table)})"
        case OfficeInScope(villages):
            lies_in = viewer.holds(f"{table}.office_region_code")
            return lies_in if villages else f"({lies_in} and right({table}.office_region_code, 3) = '000')"
        case Shared(by, key, member, office):
            given = _access(table, by, "given_to_office", key, member, "" if office is None else ONE_BY_ONE)
            return given if office is None else f"({table}.{office} = {viewer.office} and {given})"
        case SharedLine(by, key, member):
            return _access(table, by, "given_on_line", key, member)
        case Called():
            return _access(table, "family_id", "given_to_office", also=" and a.visit_id is not null")
        case Everyone():
            return "true"
        case About():
            return _about(table, (word,), viewer)


def _about(table: str, words: Iterable[About], viewer: _Viewer) -> str:
    """Return the SQL of conditions on the rows of some subjects, each condition once with all subjects of which it holds."""
    subjects: dict[Condition, list[SubjectType]] = {}
    for word in words:
        for each in word.words:
            subjects.setdefault(each, []).extend(word.subjects)
    types = {each: ", ".join(f"'{subject}'" for subject in of) for each, of in subjects.items()}
    return " or ".join(f"({table}.subject_type in ({types[each]}) and {_condition(table, each, viewer)})" for each in subjects)


def _looks_up(word: Condition) -> bool:
    """Whether a condition looks into another table."""
    return any(map(_looks_up, word.words)) if isinstance(word, About) else isinstance(word, Shared | SharedLine | Called | Delegated)


def _asks_a_setting(word: Condition) -> bool:
    """Whether a condition compares a setting of the viewer with the row itself, and so holds for nobody where that is null."""
    if isinstance(word, About):
        return all(map(_asks_a_setting, word.words))
    return not _looks_up(word) and not isinstance(word, Everyone)


def _each(rule: Rule) -> Iterator[Condition]:
    """Yield the conditions of a rule one by one, also those on the rows of some subjects; of what a line shares one for office and line."""
    of_office = {Shared(word.by, word.key, word.member) for word in rule if isinstance(word, SharedLine)}
    assert of_office <= {*rule}, "what is shared with a line is shared with its superior office"
    for word in rule:
        if isinstance(word, About):
            yield from (About(word.subjects, (each,)) for each in _each(word.words))
        elif word not in of_office:
            yield word


def _any_of(table: str, words: Rule, kinds: str) -> str:
    """Return the SQL of whether one of some conditions holds and the viewer is of one of the kinds."""
    by_setting = all(map(_asks_a_setting, words))
    viewer = _Viewer(kinds) if by_setting else _ANY
    offices = [word for word in words if isinstance(word, Own) and word.column in OF_OFFICES]
    about = [word for word in words if isinstance(word, About)]
    printed = [_own(table, offices, viewer)] if offices else []
    printed += [_condition(table, word, viewer) for word in words if word not in offices and word not in about]
    held = " or ".join([*printed, *([_about(table, about, viewer)] if about else [])])
    return f"({held})" if by_setting else f"(select viewer_is({kinds})) and ({held})"


def visible(table: str, always: str | None = None, *, planned: bool = True) -> str:
    """Return the SQL of who sees a row of a table: one CASE with each condition once, which holds for the kinds that have it alone.

    `always`: SQL by which every row is seen. `planned`: a statement that is planned for a kind of viewer leaves out what holds for others.
    PostgreSQL's planner does not look into a CASE; with an OR of kinds some queries take 25 times as long.
    """
    by_condition: dict[Condition, list[Kind]] = {}
    for kind, rule in ROWS[table].items():
        for each in dict.fromkeys(_each(rule)):
            by_condition.setdefault(each, []).append(kind)
    by_kinds: dict[tuple[Kind, ...], list[Condition]] = {}
    for each, of in by_condition.items():
        by_kinds.setdefault(tuple(of), []).append(each)
    seen = [] if always is None else [always]
    for kinds, words in by_kinds.items():
        held = _any_of(table, tuple(words), among(kinds))
        seen.append(f"planned_for({among(kinds)}) and {held}" if planned else held)
    otherwise = "not_seen()" if any(map(_looks_up, by_condition)) else "false"
    return f"case {' '.join(f'when {each} then true' for each in seen)} else {otherwise} end" if seen else "false"
