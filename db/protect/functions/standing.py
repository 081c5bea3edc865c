"""The function by which the application's login counts what waits, and for how long: numbers alone, of which it sees no row.

Source: docs/decisions/045-watching.md. It runs with its owner's rights, for whom `policies` opens exactly the rows that are counted.
"""

from sqlalchemy import Connection

from db.protect.sums.functions import DELTAS
from db.server.login import Login
from db.session.connect import HELD
from db.verbatim import verbatim
from domain.proposal import ProposalState

TOLD_OF_WAITING = {
    "event": "placed_at is null",
    "proposal": f"state = '{ProposalState.PROPOSED}'",
    "import": "true",
}
"""Tables under row security of which rows are counted, and the rows; of `referral` the owner sees all for other functions."""

_PARTIES = {
    "office": "waits_office",
    "federation": "waits_federation and (federation_until is null or federation_until > moment)",
    "commissioner": "waits_commissioner",
    "monitor": "waits_monitor and (monitor_until is null or monitor_until > moment)",
}
"""Whom a referral waits for, and the condition. Each begins with the predicate of an index that has the dues."""
_UNFINISHED = "undone_at is null and recorded + known + refused < rows and at > moment - interval '1 day'"


def _queue(name: str, rows: str) -> str:
    """Return the SQL of how many rows wait, and how long the oldest has; `rows` selects their moments as `at`."""
    return f"""
    select 'waiting', '{name}', count(*)::float from ({rows}) r
    union all select 'oldest', '{name}', coalesce(greatest(extract(epoch from moment - min(at)), 0), 0)::float from ({rows}) r"""


_TOLD = " union all ".join(
    (
        "select 'waiting', 'audit', count(*)::float from audit_unsealed",
        f"select 'waiting', 'sums', ({' + '.join(f'(select count(*) from {table})' for table in DELTAS)})::float",
        "select 'differing', 'referrals', coalesce(sum(differing), 0)::float from sum_check",
        """
    select 'oldest', 'audit', coalesce(greatest(extract(epoch from moment - min(at)), 0), 0)::float
    from (select at from audit_unsealed order by number limit 1) q""",
        _queue("feed", "select at from event where subject_type = 'Referral' and placed_at is null"),
        _queue("proposals", f"select at from proposal where state = '{ProposalState.PROPOSED}'"),
        _queue("imports", f"select at from import where {_UNFINISHED}"),
        *(
            f"select 'overdue', '{party}', count(*)::float from referral where {waits} and work_due_at < moment"
            for party, waits in _PARTIES.items()
        ),
    )
)
STANDING = f"""
create or replace function platform_standing(moment timestamptz, most integer) returns table (name text, label text, value float)
language sql stable security definer set search_path = public, pg_temp as $$
    select 'workers', 'active', {HELD}::integer::float
    union all {_TOLD}
    union all select told.name, told.office, told.value from (
        select left(office_id::text, 8) office, count(*)::float waiting, (count(*) filter (where work_due_at < moment))::float late
        from referral where waits_office group by office_id order by late desc, waiting desc, office_id limit most
    ) o cross join lateral (values ('inbox', o.office, o.waiting), ('inbox_overdue', o.office, o.late)) told (name, office, value)
$$
"""
RIGHTS = (
    "revoke all on function platform_standing(timestamptz, integer) from public",
    f"grant execute on function platform_standing(timestamptz, integer) to {Login.APP}",
)


def policies(table: str) -> dict[str, str]:
    """Return the policy of a table by which the function sees the rows that it counts; none for one that it does not count."""
    rows = TOLD_OF_WAITING.get(table)
    return {} if rows is None else {"wait_for": f"create policy wait_for on {table} for select to {Login.OWNER} using ({rows})"}


def apply(connection: Connection) -> None:
    """Make the function anew. Run as the owner, after every migration."""
    for statement in (STANDING, *RIGHTS):
        connection.execute(verbatim(statement))
