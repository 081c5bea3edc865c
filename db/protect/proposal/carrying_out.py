"""The trigger that carries an approved proposal out: the one way in which the application's login makes accounts, memberships, offices.

Source: docs/decisions/041-two-administrators.md, 047-what-administrators-keep.md. It runs with its owner's rights and writes what
the proposal says, nothing else.
"""

from sqlalchemy import Connection

from db.protect.proposal.carried import CARRIED
from db.server.login import Login
from db.verbatim import verbatim
from domain.proposal import ProposalState
from domain.viewer import Role


def ran(account: str, role: Role, at: str) -> str:
    """Return the SQL of whether a membership in a role ran at a moment."""
    running = f"m.starts_at <= {at} and m.ends_at > {at}"
    return f"exists (select from membership m where m.account_id = {account} and m.role = '{role}' and {running})"


_CARRIED = " els".join(f"if new.kind = '{kind}' then{body.rstrip()}\n   " for kind, body in CARRIED.items())
CARRY_OUT = f"""
create or replace function carry_out_proposal() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    begins timestamptz := greatest(new.starts_at, new.decided_at);
begin
    if tg_op = 'INSERT' then
        if session_user = '{Login.APP}' and new.state <> '{ProposalState.PROPOSED}' then
            raise insufficient_privilege using message = 'proposed first, then decided';
        end if;
        return null;
    elsif old.state <> '{ProposalState.PROPOSED}' then
        raise insufficient_privilege using message = 'what is decided stays decided';
    elsif new.state <> '{ProposalState.APPROVED}' then
        return null;
    end if;
    if not {ran("new.proposed_by", Role.SYSTEM_ADMIN, "new.at")}
        or not {ran("new.proposed_by", Role.SYSTEM_ADMIN, "new.decided_at")}
        or not {ran("new.decided_by", Role.SECURITY_ADMIN, "new.decided_at")} then
        raise insufficient_privilege using message = 'proposed by a system administrator, approved by a security administrator';
    end if;
    {_CARRIED}
    end if;
    return null;
end $$
"""
WHEN_WRITTEN = """
create or replace trigger carry_out_proposal after insert or update on proposal for each row execute function carry_out_proposal()
"""


def apply(connection: Connection) -> None:
    """Make the function and its trigger anew. Run as the owner, after every migration."""
    for statement in (CARRY_OUT, WHEN_WRITTEN):
        connection.execute(verbatim(statement))
