"""The function by which administrators are told how much a proposed version of reference data will judge: tens, of which they see no row.

Source: docs/decisions/050-versions.md. It runs with its owner's rights, for whom `policies` opens the rows that are counted.
"""

from sqlalchemy import Connection

from db.server.login import Login
from db.session.viewer import setting
from db.verbatim import verbatim
from domain.code_version import waiting_of
from domain.item import DISPATCHABLE
from domain.limit import BOUNDS, LIMIT, Waiting
from domain.need import NeedStatus
from domain.referral import OPEN
from domain.rules.access import KEEPERS
from domain.value.code_list import CALLED

MOST = 10_000
"""Up to where is counted."""


def _among(column: str, words: frozenset[str]) -> str:
    listed = ", ".join(f"'{word}'" for word in sorted(words))
    return f"{column} in ({listed})" if words else "false"


_COUNTED: dict[Waiting, tuple[str, str]] = {
    Waiting.ITEM: ("assistance_item", _among("state", frozenset(DISPATCHABLE))),
    Waiting.REFERRAL: ("referral", _among("state", frozenset(OPEN))),
    Waiting.NEED: ("need", _among("status", frozenset(NeedStatus) - {NeedStatus.CLOSED, NeedStatus.MET})),
}
"""What a version will judge -> its table, and which of its rows."""


def _count(of: Waiting) -> str:
    table, which = _COUNTED[of]
    keys = frozenset(key for key, bounds in BOUNDS.items() if bounds.waiting is of)
    rows = f"select count(*) from (select from {table} where {which} limit {MOST}) counted"
    lists = frozenset(code_list for code_list in CALLED if code_list != LIMIT and waiting_of(code_list) is of)
    return f"when p.code_list = '{LIMIT}' and {_among('p.code', keys)} or {_among('p.code_list', lists)} then ({rows})"


CONCERNED = f"""
create or replace function proposal_concerns(asked uuid) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
  select (case {" ".join(map(_count, _COUNTED))} end / 10 * 10)::integer
  from proposal p where p.id = asked and p.state = 'PROPOSED' and {_among(setting("app.kind"), frozenset(KEEPERS))}
$$
"""
RIGHTS = (
    "revoke all on function proposal_concerns(uuid) from public",
    f"grant execute on function proposal_concerns(uuid) to {Login.APP}",
)


def policies(table: str) -> dict[str, str]:
    """Return the policy of a table by which the function sees the rows that it counts; of `referral` the owner sees all already."""
    counted = {of: which for of, which in _COUNTED.values() if of != "referral"}
    if table not in counted:
        return {}
    return {"concern": f"create policy concern on {table} for select to {Login.OWNER} using ({counted[table]})"}


def apply(connection: Connection) -> None:
    """Make the function anew. Run as the owner, after every migration."""
    for statement in (CONCERNED, *RIGHTS):
        connection.execute(verbatim(statement))
