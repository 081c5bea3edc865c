"""Print `domain.rules.rows` and the uses of the tables as PostgreSQL's policies and grants.

Source: docs/design.md 4.5 and 5; docs/decisions/003-row-security.md for the shape of the conditions and its measurements.
"""

from sqlalchemy import Connection, text

from db.protect import held, retired, sessions, standing, traced
from db.protect.proposal import carrying_out
from db.session.viewer import setting
from db.tables import tables_of
from db.tables.declare import LEVEL_COLUMNS, Use
from domain.referral import Part
from domain.rules.rows import (
    DELEGATING_OFFICE,
    ENDED_UNTIL,
    OF_OFFICES,
    ROWS,
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
from domain.viewer import Kind

APP, WORKER, OWNER, LOADER = "lianbang_app", "lianbang_worker", "lianbang_owner", "lianbang_loader"

SECURED = tables_of(Use.ADDED)
"""Tables that commands write. Row security is enabled and forced on each."""

READ_ONLY = tuple(table for table in tables_of(Use.READ) if table not in SECURED)
"""Tables that the application only reads; the owner's and the loader's logins write them."""

CHANGED = tables_of(Use.CHANGED)
"""Tables in which the application's login can update rows; to every other table of `SECURED` it can only add."""

REMOVED = tables_of(Use.REMOVED)
"""Tables from which commands delete rows: a draft that became a visit, the rows of an import that is undone."""

WRITE_ONLY = frozenset(SECURED) - frozenset(tables_of(Use.READ))

GUARDED = ("membership",)
"""Memberships: also readable while no viewer is set, to find the viewer; only `ends_at` can be updated."""

CAME_BY = ("client", "client_key")
"""Service clients and their keys: also readable while no viewer is set, to find for whom a client acts."""

TOLD = ("referral", "family", "person")
"""Tables of which functions that run with their owner's rights tell: `other_help` what docs/domain.md 7 gives an office, `survivor` into
which family or person another was merged."""

MOVED = {
    **dict.fromkeys(("outcome", "follow_up", "placement_call"), ("family_id", "region_code")),
    "certificate_record": ("family_id", "person_id", "region_code", "number_cipher"),
    "import_row": ("family_version",),
}
"""Tables of what has happened, which nothing changes but that families move, or become one, or two: the columns that say whose a row is.
Of a row of an import the version that it left moves as well, when a later import is taken back."""

REVIEWED = {
    "emergency_view": ("until", "version", "updated_at", "decision", "decided_at", "decided_by", "note"),
    "client": ("version", "updated_at", "revoked_at"),
    "client_key": ("approved_at", "approved_by", "revoked_at"),
    "proposal": ("state", "version", "updated_at", "decided_at", "decided_by", "reason"),
}
"""Tables of what was asked or proposed, of which commands write what was decided: of emergency views, which count in a quota, nothing of
who called when; of service clients neither the office nor a key; of what administrators propose nothing of what is proposed.
"""

PLACED = ("event",)
"""Events: the worker reads what is needed to place them in the order in which changes are told, and writes their place alone."""

SEALING = ("audit_block", "audit_seal")
"""The hash chain of the audit trail: the worker appends to it, the application has no access."""

QUEUED = ("audit_unsealed",)
"""Audit records that wait for a block: a trigger adds them, the worker removes them, the application has no access."""

KEPT_APART = ("key_check",)
"""Test values of the keys: only the loader reads and writes them, at a start."""

BY_FUNCTIONS = ("browser_session", "sign_in_attempt", "logout_token")
"""Sessions of people in a browser: reached by the functions of `sessions.py` alone."""

_SCOPE = f"(select string_to_array({setting('app.scope')}, ','))"
_OFFICE = f"(select {setting('app.office')}::uuid)"
_ACCOUNT = f"(select {setting('app.account')}::uuid)"
_DEPARTMENT = setting("app.department")
_NOW = f"(select {setting('app.now')}::timestamptz)"
_NOBODY_YET = f"{setting('app.mode')} is null"
_APPLY = f"coalesce({setting('app.mode')} = 'apply', false)"


def _region_in_scope(code: str) -> str:
    """Return the SQL of whether a 12-digit code lies in the viewer's scope: the code of one of its levels is listed there."""
    levels = ", ".join([code, *(f"rpad(left({code}, {digits}), 12, '0')" for digits in (2, 4, 6, 9))])
    return f"array[{levels}] && {_SCOPE}"


def _access(table: str, by: str, whose: str, key: str | None = None, member: str | None = None) -> str:
    """Return the SQL of whether a row of family_access is in force for a row of the table.

    `by` is the column of family_access that is compared, `key` the table's (default: of the same name, or the id of a family); `member`:
    the table's column of whom a row is about.
    """
    key = "id" if (table, by) == ("family", "family_id") else key or by
    about = f"(a.members is null or {table}.{member} is null or {table}.{member} = any(a.members))"
    given = whose if member is None else f"{whose} and {about}"
    return f"exists (select from family_access a where a.{by} = {table}.{key} and a.until > {_NOW} and {given})"


def _retained(table: str) -> str:
    """Return the SQL by which an ended row stays visible to its office until the moment in the column of `ENDED_UNTIL`."""
    ended = ENDED_UNTIL.get(table)
    return f" and ({table}.{ended} is null or {table}.{ended} > {_NOW})" if ended else ""


def condition(table: str, word: Condition) -> str:
    """Return the SQL of one condition of `domain.rules.rows` for a table."""
    line = f"a.department_code = {_DEPARTMENT} and {_region_in_scope('a.office_region_code')}"
    match word:
        case Own(column):
            return f"{table}.{column} = {_OFFICE}{_retained(table) if column in OF_OFFICES else ''}"
        case Asked(column):
            return f"({table}.family_id is null and {table}.{column} = {_OFFICE})"
        case Mine(column, unless):
            mine = f"{table}.{column} = {_ACCOUNT}"
            return mine if unless is None else f"({mine} and {table}.{unless} is null)"
        case Delegated(key):
            by_mine = f"d.id = {table}.{key} and d.{DELEGATING_OFFICE} = {_OFFICE}"
            return f"exists (select from referral d where {by_mine} and (d.visible_until is null or d.visible_until > {_NOW}))"
        case Counted(leads=True):
            return f"({condition(table, InScope())} and {table}.part = '{Part.LEAD}')"
        case Counted(told=True):
            told = f"select from campaign c where c.id = {table}.campaign_id and c.counts_told"
            return f"({condition(table, InScope())} and exists ({told}))"
        case Unmerged():
            return f"({table}.merged_into_id is null and {condition(table, InScope())})"
        case Proposed():
            return f"({table}.referral_id is not null and {condition(table, InScope())})"
        case InScope() | Counted():
            return f"array[{', '.join(f'{table}.{column}' for column in LEVEL_COLUMNS)}] && {_SCOPE}"
        case Within(column):
            return _region_in_scope(f"{table}.{column}")
        case Line():
            return f"({table}.department_code = {_DEPARTMENT} and {_region_in_scope(f'{table}.office_region_code')}{_retained(table)})"
        case OfficeInScope(villages):
            lies_in = _region_in_scope(f"{table}.office_region_code")
            return lies_in if villages else f"({lies_in} and right({table}.office_region_code, 3) = '000')"
        case Shared(by, key, member):
            return _access(table, by, f"a.office_id = {_OFFICE}", key, member)
        case SharedLine(by, key, member):
            return _access(table, by, line, key, member)
        case Called():
            return _access(table, "family_id", f"a.office_id = {_OFFICE} and a.visit_id is not null")
        case Everyone():
            return "true"
        case About(subjects, words):
            types = ", ".join(f"'{each}'" for each in subjects)
            return f"({table}.subject_type in ({types}) and ({rule(table, words)}))"


def rule(table: str, words: Rule) -> str:
    """Return the SQL of a rule: its conditions with OR between them; false for none."""
    return " or ".join(condition(table, word) for word in words) or "false"


def visible(table: str) -> str:
    """Return the SQL of who sees a row of a table: one CASE over the viewer's kind.

    PostgreSQL's planner does not look into a CASE; with an OR of kinds some queries take 25 times as long.
    """
    by_rule: dict[Rule, list[Kind]] = {}
    for kind, words in ROWS[table].items():
        by_rule.setdefault(words, []).append(kind)
    arms = []
    for words, kinds in by_rule.items():
        names = ", ".join(f"'{kind}'" for kind in kinds)
        arms.append(f"when {setting('app.kind')} in ({names}) then {rule(table, words)}")
    return f"case {' '.join(arms)} else false end" if arms else "false"


def policies(table: str) -> dict[str, str]:
    """Return the policies of a table: name -> CREATE POLICY. A table the application cannot read is read by the worker, to seal it."""
    opened = standing.policies(table) | traced.policies(table)
    if table in WRITE_ONLY:
        return {
            "see": f"create policy see on {table} for select to {APP} using ({visible(table)})",
            "add": f"create policy add on {table} for insert to {APP} with check (true)",
            "seal": f"create policy seal on {table} for select to {WORKER} using (true)",
        } | opened
    if table in GUARDED:
        return {
            "see": f"create policy see on {table} for select to {APP} using ({_APPLY} or {_NOBODY_YET} or {visible(table)})",
            "change": f"create policy change on {table} for update to {APP} using (true) with check ({_APPLY})",
            "count": f"create policy count on {table} for select to {OWNER} using (true)",  # for the function office_has
            "begin": f"create policy begin on {table} for insert to {OWNER} with check (true)",  # for carry_out_proposal
        }
    placed = {
        "wait": f"create policy wait on {table} for select to {WORKER} using (true)",
        "place": f"create policy place on {table} for update to {WORKER} using (true) with check (true)",
    }
    unseen = f" or {_NOBODY_YET}" if table in CAME_BY else ""
    return (
        ({"tell": f"create policy tell on {table} for select to {OWNER} using (true)"} if table in TOLD else {})
        | opened
        | (placed if table in PLACED else {})
        | {
            "see": f"create policy see on {table} for select to {APP} using ({_APPLY}{unseen} or {visible(table)})",
            "change": f"create policy change on {table} for update to {APP} using (true) with check ({_APPLY})",
            "add": f"create policy add on {table} for insert to {APP} with check ({_APPLY})",
            "remove": f"create policy remove on {table} for delete to {APP} using ({_APPLY})",
        }
    )


def grants() -> tuple[str, ...]:
    """Return the statements that give the logins of application and worker their rights; a table in no list gets none."""
    return (
        f"revoke all on all tables in schema public from {APP}, {WORKER}",
        f"grant select on {', '.join(READ_ONLY)}, alembic_version to {APP}",  # whether it stands at our version
        f"grant select, update (ends_at) on {', '.join(GUARDED)} to {APP}",
        f"grant select, insert on {', '.join(SECURED)} to {APP}",
        f"grant update (ends_at) on {', '.join(held.ENDING)} to {APP}",
        f"grant update (language) on account to {APP}",
        f"grant update on {', '.join(table for table in CHANGED if table not in REVIEWED)} to {APP}",
        *(f"grant update ({', '.join(columns)}) on {table} to {APP}" for table, columns in (MOVED | REVIEWED).items()),
        f"grant delete on {', '.join(REMOVED)} to {APP}",
        f"grant select on audit_record to {WORKER}",
        f"grant select (id, subject_type, at, placed_at), update (placed_at) on {', '.join(PLACED)} to {WORKER}",
        f"grant select, insert on {', '.join(SEALING)} to {WORKER}",
        f"grant select, insert, delete on {', '.join(QUEUED)} to {WORKER}",
        f"grant select on all sequences in schema public to {LOADER}",  # a backup holds how far they came
    )


REMOVED_BY_COMMANDS = tuple(table for table in REMOVED if table != "visit_draft")
"""Tables from which commands alone delete rows; any other attempt is an error."""
REFUSE_REMOVAL = f"""
create or replace function refuse_removal() returns trigger language plpgsql as $$
begin
    if current_user = '{APP}' and not {_APPLY} then
        raise insufficient_privilege using message = 'removed by commands alone';
    end if;
    return null;
end $$
"""
"""Makes a deletion outside of a command an error; row security alone would silently delete nothing."""


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
    for functions in (carrying_out, held, sessions, standing, traced):
        functions.apply(connection)
    for table in REMOVED_BY_COMMANDS:
        trigger = f"create or replace trigger refuse_removal before delete on {table} for each statement execute function refuse_removal()"
        connection.execute(text(trigger))
    for statement in retired.statements():
        connection.execute(text(statement.replace(":", r"\:")))
    for table in (*SECURED, *GUARDED):
        connection.execute(text(f"alter table {table} enable row level security"))
        connection.execute(text(f"alter table {table} force row level security"))
        for statement in policies(table).values():
            connection.execute(text(statement.replace(":", r"\:")))
