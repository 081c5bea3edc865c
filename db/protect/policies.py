"""Print `domain.rules.rows` and the uses of the tables as PostgreSQL's policies and grants.

Source: docs/design.md 4.5 and 5; docs/decisions/003-row-security.md for the shape of the conditions and its measurements.
"""

from typing import cast

from sqlalchemy import Connection, create_mock_engine, text

from db.erasure import function as erasing
from db.protect import held, retired
from db.protect.conditions import APPLY, COMMAND, EVERY_ROW, LOOKED_UP, NOBODY_YET, visible
from db.protect.functions import concerned, left, sessions, standing, uses, viewer
from db.protect.proposal import carrying_out
from db.protect.sums import functions as sums
from db.protect.trail import past_time, traced, unsealed
from db.tables import tables_of
from db.tables.declare import Use
from db.verbatim import verbatim

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

PLANNED_ONCE = (*CAME_BY, "sign_in", "issuer")
"""Tables that functions read with the rights of whoever asks (migration 0065). A function keeps its plans from one statement to the next,
so nothing of the policies of these tables is left out of what is planned for a kind of viewer."""

TOLD = ("referral", "assistance_item", "need", "campaign_listing", "family", "person", "family_access", "legal_hold")
"""Tables of which what runs with its owner's rights tells: the function `other_help` what docs/domain.md 7 gives an office, `survivor` into
which family or person another was merged, `is_held` whether anything is held back from removal, `compare_sums` how many sums are not what
rows say, the triggers of needs and items whether an item lies where its need does, the views of `LOOKED_UP` what is in force for the
viewer's office."""

TOLD_WHERE = ("family_access", "need")
"""Tables in which triggers write with their owner's rights: `family_moved` where a family lives, those of items that a need has one."""

MOVED = {
    **dict.fromkeys(("outcome", "follow_up", "placement_call"), ("family_id", "region_code")),
    "certificate_record": ("family_id", "person_id", "region_code", "number_cipher"),
    "import_row": ("family_version",),
}
"""Tables of what has happened, which nothing changes but that families move, or become one, or two: the columns that say whose a row is.
Of a row of an import the version that it left moves as well, when a later import is taken back."""

_DECIDED = ("state", "version", "updated_at", "decided_at", "decided_by")
REVIEWED = {
    "emergency_view": ("until", "version", "updated_at", "decision", "decided_at", "decided_by", "note"),
    "client": ("version", "updated_at", "revoked_at"),
    "client_key": ("approved_at", "approved_by", "revoked_at"),
    "legal_hold": (*_DECIDED, "end_proposed_at", "end_proposed_by", "end_decided_by", "ended_at"),
    "proposal": (*_DECIDED, "reason"),
}
"""Tables of what was asked or proposed, of which commands write what was decided: of emergency views, which count in a quota, nothing of
who called when; of service clients neither the office nor a key; of what administrators propose nothing of what is proposed.
"""

PLACED = ("event",)
"""Events: the worker reads what is needed to place them in the order in which changes are told, and writes their place alone."""

SEALING = ("audit_block", "audit_seal")
"""The hash chain of the audit trail: the worker appends to it, the application has no access."""

WAITING = ("audit_unsealed",)
"""Audit records that wait for a block: the application adds them and sees none, the worker sees them (`trail/unsealed.py`)."""

NOTED_REMOVED = ("audit_removed",)
"""Records that were removed while they waited, which a trigger notes: the worker reads it, the application has no access."""

KEPT_APART = ("key_check",)
"""Test values of the keys: only the loader reads and writes them, at a start."""

BY_FUNCTIONS = ("browser_session", "sign_in_attempt", "logout_token", "sum_check", "item_counted")
"""Sessions of people in a browser (`functions/sessions.py`), what comparing sums found (`sums/functions.py`), what an
item counts as (`sums/items.py`): by functions alone."""


BEFORE_ANYBODY = f"(select {APPLY} or {NOBODY_YET})"
"""When every row is seen of what tells who the viewer is."""


def policies(table: str) -> dict[str, str]:
    """Return the policies of a table: name -> CREATE POLICY.

    A table that the application cannot read is read by the worker, to seal it; nobody adds to it but who seals.
    """
    waiting = unsealed.policies(table)
    if table in WAITING:
        return waiting
    seen = standing.policies(table) | traced.policies(table) | concerned.policies(table) | uses.policies(table)
    opened = seen | past_time.policies(table) | erasing.policies(table) | waiting
    if table in WRITE_ONLY:
        return {
            "see": f"create policy see on {table} for select to {APP} using ({visible(table)})",
            "seal": f"create policy seal on {table} for select to {WORKER} using (true)",
        } | opened
    if table in GUARDED:
        return {
            "see": f"create policy see on {table} for select to {APP} using ({visible(table, BEFORE_ANYBODY)})",
            "change": f"create policy change on {table} for update to {APP} using (true) with check ({COMMAND})",
            "count": f"create policy count on {table} for select to {OWNER} using (true)",  # for the function office_has
            "begin": f"create policy begin on {table} for insert to {OWNER} with check (true)",  # for carry_out_proposal
        }
    placed = {
        "wait": f"create policy wait on {table} for select to {WORKER} using (true)",
        "place": f"create policy place on {table} for update to {WORKER} using (true) with check (true)",
    }
    always = BEFORE_ANYBODY if table in CAME_BY else COMMAND if table in PLANNED_ONCE else EVERY_ROW
    return (
        ({"tell": f"create policy tell on {table} for select to {OWNER} using (true)"} if table in TOLD else {})
        | ({"move": f"create policy move on {table} for update to {OWNER} using (true)"} if table in TOLD_WHERE else {})
        | opened
        | (placed if table in PLACED else {})
        | {
            "see": f"create policy see on {table} for select to {APP} using ({visible(table, always, planned=table not in PLANNED_ONCE)})",
            "change": f"create policy change on {table} for update to {APP} using (true) with check ({COMMAND})",
            "add": f"create policy add on {table} for insert to {APP} with check ({COMMAND})",
            "remove": f"create policy remove on {table} for delete to {APP} using ({COMMAND})",
        }
    )


def grants() -> tuple[str, ...]:
    """Return the statements that give the logins of application and worker their rights; a table in no list gets none."""
    return (
        f"revoke all on all tables in schema public from {APP}, {WORKER}",
        f"grant select on {', '.join((*READ_ONLY, *LOOKED_UP))}, alembic_version to {APP}",  # whether it stands at our version
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
        f"grant insert ({', '.join(unsealed.COLUMNS)}) on {', '.join(WAITING)} to {APP}",
        f"grant select on {', '.join((*WAITING, *NOTED_REMOVED))} to {WORKER}",
        f"grant select on all sequences in schema public to {LOADER}",  # a backup holds how far they came
    )


REMOVED_BY_COMMANDS = tuple(table for table in REMOVED if table != "visit_draft")
"""Tables from which commands alone delete rows; any other attempt is an error."""
REFUSE_REMOVAL = f"""
create or replace function refuse_removal() returns trigger language plpgsql as $$
begin
    if current_user = '{APP}' and not {APPLY} then
        raise insufficient_privilege using message = 'removed by commands alone';
    end if;
    return null;
end $$
"""
"""Makes a deletion outside of a command an error; row security alone would silently delete nothing."""


def drop(connection: Connection) -> None:
    """Drop every policy and the owner's views: they hold on to the columns that they name. Without policies row security shows nothing."""
    for table, name in connection.execute(text("select tablename, policyname from pg_policies where schemaname = current_schema()")).all():
        connection.execute(text(f'drop policy "{name}" on "{table}"'))
    views = "select viewname from pg_views where schemaname = current_schema() and viewowner = current_user"  # an operator's own stay
    for view in connection.scalars(text(views)).all():
        connection.execute(text(f'drop view "{view}"'))


def apply(connection: Connection) -> None:
    """Replace all policies and grants by those of the tables of today. Run as the owner, after every migration."""
    drop(connection)
    _make(connection)


def printed() -> list[str]:
    """Return every statement by which `apply` makes what it makes."""
    statements: list[str] = []
    _make(cast(Connection, create_mock_engine("postgresql://", lambda each, *_: statements.append(str(each)))))
    return statements


def _make(connection: Connection) -> None:
    viewer.apply(connection)
    for view, looked_up in LOOKED_UP.items():
        connection.execute(text(f"create view {view} as {looked_up}"))
    for statement in grants():
        connection.execute(text(statement))
    connection.execute(verbatim(REFUSE_REMOVAL))
    for functions in (carrying_out, held, sessions, uses, standing, traced, unsealed, past_time, erasing, concerned, retired, left):
        functions.apply(connection)
    for table in REMOVED_BY_COMMANDS:
        trigger = f"create or replace trigger refuse_removal before delete on {table} for each statement execute function refuse_removal()"
        connection.execute(text(trigger))
    for table in (*SECURED, *GUARDED, *WAITING):
        connection.execute(text(f"alter table {table} enable row level security"))
        connection.execute(text(f"alter table {table} force row level security"))
        for statement in policies(table).values():
            connection.execute(verbatim(statement))
    sums.apply(connection)
