"""Prints `domain.rules.rows` as PostgreSQL's row-level security: one opaque CASE per table, and the four policies of the write path.

Source: docs/design.md 4.5 and 5; the shapes and their figures are in docs/decisions/003-row-security.md. Applied again after every
migration.
"""

from sqlalchemy import Connection, text

from db.session.viewer import setting
from db.tables import tables_of
from db.tables.declare import LEVEL_COLUMNS, Use
from domain.rules.rows import (
    ENDED_UNTIL,
    ROWS,
    About,
    Called,
    Condition,
    Counted,
    Everyone,
    InScope,
    Line,
    Mine,
    OfficeInScope,
    Own,
    Rule,
    Shared,
    SharedLine,
)
from domain.viewer import Kind

APP, WORKER, OWNER = "lianbang_app", "lianbang_worker", "lianbang_owner"

SECURED = tables_of(Use.ADDED)
"""What commands write: personal data, what tells of it, campaigns. Row security is enabled and forced on each."""

READ_ONLY = tuple(table for table in tables_of(Use.READ) if table not in SECURED)
"""Reference data and the administration's tables: the application reads them, the owner's and loader's logins write them."""

CHANGED = tables_of(Use.CHANGED)
"""What a command changes. Everything else is history: it is only added to, by whoever gets hold of the application's login too."""

REMOVED = tables_of(Use.REMOVED)
"""What a command removes: a draft that has become a visit, what an import registered that is taken back."""

WRITE_ONLY = frozenset(SECURED) - frozenset(tables_of(Use.READ))

GUARDED = ("membership",)
"""Who works where: read by its rule of rows, and before a viewer is known by whoever looks for one; of it only the end is changed."""

SEALING = ("audit_block", "audit_seal")
"""The chain over the audit trail: the worker appends to it, the application has no part in it."""

QUEUED = ("audit_unsealed",)
"""What waits for its block: filled by the database itself, emptied by the worker; the application has no part in it."""

KEPT_APART = ("key_check",)
"""The test values of the keys: the loader reads and writes them when something starts."""

_SCOPE = f"(select string_to_array({setting('app.scope')}, ','))"
_OFFICE = f"(select {setting('app.office')}::uuid)"
_ACCOUNT = f"(select {setting('app.account')}::uuid)"
_DEPARTMENT = setting("app.department")
_NOW = f"(select {setting('app.now')}::timestamptz)"
_NOBODY_YET = f"{setting('app.mode')} is null"
_APPLY = f"coalesce({setting('app.mode')} = 'apply', false)"


def _region_in_scope(code: str) -> str:
    """A 12-digit code lies in the scope: one of the codes of its levels is listed."""
    levels = ", ".join([code, *(f"rpad(left({code}, {digits}), 12, '0')" for digits in (2, 4, 6, 9))])
    return f"array[{levels}] && {_SCOPE}"


def _access(table: str, by: str, whose: str, key: str | None = None) -> str:
    """A row of family_access in force: by the column of the same name (or `key`), which on the family itself is its id."""
    key = "id" if (table, by) == ("family", "family_id") else key or by
    return f"exists (select from family_access a where a.{by} = {table}.{key} and a.until > {_NOW} and {whose})"


def _retained(table: str) -> str:
    """What has ended is an office's, and its line's, until `visible_until`."""
    ended = ENDED_UNTIL.get(table)
    return f" and ({table}.{ended} is null or {table}.{ended} > {_NOW})" if ended else ""


def condition(table: str, word: Condition) -> str:
    """SQL: one word of the vocabulary over one table."""
    line = f"a.department_code = {_DEPARTMENT} and {_region_in_scope('a.office_region_code')}"
    match word:
        case Own(column):
            return f"{table}.{column} = {_OFFICE}{_retained(table) if column == 'office_id' else ''}"
        case Mine(column):
            return f"{table}.{column} = {_ACCOUNT}"
        case InScope() | Counted():
            return f"array[{', '.join(f'{table}.{column}' for column in LEVEL_COLUMNS)}] && {_SCOPE}"
        case Line():
            return f"({table}.department_code = {_DEPARTMENT} and {_region_in_scope(f'{table}.office_region_code')}{_retained(table)})"
        case OfficeInScope(villages):
            lies_in = _region_in_scope(f"{table}.office_region_code")
            return lies_in if villages else f"({lies_in} and right({table}.office_region_code, 3) = '000')"
        case Shared(by, key):
            return _access(table, by, f"a.office_id = {_OFFICE}", key)
        case SharedLine(by, key):
            return _access(table, by, line, key)
        case Called():
            return _access(table, "family_id", f"a.office_id = {_OFFICE} and a.visit_id is not null")
        case Everyone():
            return "true"
        case About(subjects, words):
            types = ", ".join(f"'{each}'" for each in subjects)
            return f"({table}.subject_type in ({types}) and ({rule(table, words)}))"


def rule(table: str, words: Rule) -> str:
    """SQL: a list of words, OR."""
    return " or ".join(condition(table, word) for word in words) or "false"


def visible(table: str) -> str:
    """SQL: the whole rule of one table as one CASE over the viewer's kind, opaque to the planner (an OR of kinds costs some viewer a
    factor of 25)."""
    by_rule: dict[Rule, list[Kind]] = {}
    for kind, words in ROWS[table].items():
        by_rule.setdefault(words, []).append(kind)
    arms = []
    for words, kinds in by_rule.items():
        names = ", ".join(f"'{kind}'" for kind in kinds)
        arms.append(f"when {setting('app.kind')} in ({names}) then {rule(table, words)}")
    return f"case {' '.join(arms)} else false end"


def policies(table: str) -> dict[str, str]:
    """The policies of one table: name -> CREATE POLICY. What is only written, the worker reads to seal it."""
    if table in WRITE_ONLY:
        return {
            "see": f"create policy see on {table} for select to {APP} using ({visible(table)})",
            "add": f"create policy add on {table} for insert to {APP} with check (true)",
            "seal": f"create policy seal on {table} for select to {WORKER} using (true)",
        }
    if table in GUARDED:
        return {
            "see": f"create policy see on {table} for select to {APP} using ({_APPLY} or {_NOBODY_YET} or {visible(table)})",
            "change": f"create policy change on {table} for update to {APP} using (true) with check ({_APPLY})",
            "count": f"create policy count on {table} for select to {OWNER} using (true)",  # for the function office_has
        }
    return {
        "see": f"create policy see on {table} for select to {APP} using ({_APPLY} or {visible(table)})",
        "change": f"create policy change on {table} for update to {APP} using (true) with check ({_APPLY})",
        "add": f"create policy add on {table} for insert to {APP} with check ({_APPLY})",
        "remove": f"create policy remove on {table} for delete to {APP} using ({_APPLY})",
    }


def grants() -> tuple[str, ...]:
    """What the application's and the worker's logins may do with which table; of a table in no list they know nothing."""
    return (
        f"revoke all on all tables in schema public from {APP}, {WORKER}",
        f"grant select on {', '.join(READ_ONLY)}, alembic_version to {APP}",  # whether it stands at our version
        f"grant select, update (ends_at) on {', '.join(GUARDED)} to {APP}",
        f"grant select, insert on {', '.join(SECURED)} to {APP}",
        f"grant update on {', '.join(CHANGED)} to {APP}",
        f"grant delete on {', '.join(REMOVED)} to {APP}",
        f"grant select on audit_record to {WORKER}",
        f"grant select, insert on {', '.join(SEALING)} to {WORKER}",
        f"grant select, insert, delete on {', '.join(QUEUED)} to {WORKER}",
    )


REMOVED_WITH_AN_IMPORT = tuple(table for table in REMOVED if table != "visit_draft")
"""What is removed with an import alone: whoever tries otherwise is told so, by an error."""
REFUSE_REMOVAL = f"""
create or replace function refuse_removal() returns trigger language plpgsql as $$
begin
    if current_user = '{APP}' and not {_APPLY} then
        raise insufficient_privilege using message = 'removed by commands alone';
    end if;
    return null;
end $$
"""
"""A removal outside of a command is an error, and not one of no rows, as row security alone would make of it."""


def drop(connection: Connection) -> None:
    """Drop every policy: one holds on to the columns that it names. Row security stays on, so that without policies nothing shows."""
    for table, name in connection.execute(text("select tablename, policyname from pg_policies where schemaname = current_schema()")).all():
        connection.execute(text(f'drop policy "{name}" on "{table}"'))


def apply(connection: Connection) -> None:
    """Replace all policies and grants by those of the tables of today. Run as the owner, after every migration."""
    drop(connection)
    for statement in grants():
        connection.execute(text(statement))
    connection.execute(text(REFUSE_REMOVAL.replace(":", r"\:")))
    for table in REMOVED_WITH_AN_IMPORT:
        trigger = f"create or replace trigger refuse_removal before delete on {table} for each statement execute function refuse_removal()"
        connection.execute(text(trigger))
    for table in (*SECURED, *GUARDED):
        connection.execute(text(f"alter table {table} enable row level security"))
        connection.execute(text(f"alter table {table} force row level security"))
        for statement in policies(table).values():
            connection.execute(text(statement.replace(":", r"\:")))
