"""The audit trail is sealed in its own order: what is written waits for its block in a queue, whatever moment it claims.

Revision 0007, after 0006. Records that are in no block yet are queued, also those that the sealer passed over because of their moment.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"

FUNCTION = """
create function audit_record_waits() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.audit_unsealed (record_id) select id from written;
    return null;
end
$$
"""
"""Runs as the owner, so that a login that writes records can neither skip the queue nor change it."""
TRIGGER = """
create trigger audit_record_waits after insert on audit_record
referencing new table as written for each statement execute function audit_record_waits()
"""
LEFT_OVER = """
insert into audit_unsealed (record_id) select id from audit_record r
where not exists (select from audit_seal s where s.record_id = r.id) order by at, id
"""


def upgrade() -> None:
    op.create_table(
        "audit_unsealed",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_unsealed")),
    )
    op.execute(FUNCTION)
    op.execute(TRIGGER)
    op.execute("alter table audit_record no force row level security")
    op.execute("set local row_security = off")  # were a record hidden from the owner after all, this would be an error
    op.execute(LEFT_OVER)
    op.execute("set local row_security = on")
    op.execute("alter table audit_record force row level security")


def downgrade() -> None:
    op.execute("drop trigger audit_record_waits on audit_record")
    op.execute("drop function audit_record_waits")
    op.drop_table("audit_unsealed")
