"""Audit records wait for their block in a table of their own, which a reading of the trail reads as well.

Revision 0101, after 0099. What waits already goes there, in its order; functions and triggers are made anew after every migration.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0101"
down_revision: str | None = "0099"

CODE = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)
REQUIRED: dict[str, sa.types.TypeEngine[Any]] = {"id": sa.Uuid(), "at": MOMENT, "kind": CODE, "action": CODE, "trace": CODE}
OPTIONAL: dict[str, sa.types.TypeEngine[Any]] = {
    **dict.fromkeys(("account_id", "membership_id", "office_id", "client_id", "target_id"), sa.Uuid()),
    **dict.fromkeys(("target_type", "from_state", "to_state", "reason"), CODE),
    **dict.fromkeys(("family_ids", "person_ids"), sa.ARRAY(sa.Uuid())),
    "groups": sa.ARRAY(CODE),
    "version": sa.Integer(),
}
COLUMNS = (*REQUIRED, *OPTIONAL)
LISTED = ", ".join(COLUMNS)
UNSEALED = "not exists (select from audit_seal s where s.record_id = r.id)"
OF_RECORD = ", ".join(f"r.{column}" for column in COLUMNS)
FUNCTION_BEFORE = """
create or replace function audit_record_waits() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.audit_unsealed (record_id) select id from written;
    return null;
end
$$
"""
TRIGGER_BEFORE = """
create trigger audit_record_waits after insert on audit_record
referencing new table as written for each statement execute function audit_record_waits()
"""
FUNCTIONS = ("audit_wait()", "audit_note_removed()", "audit_waiting(integer)", "audit_join(bigint[])", "audit_take_in()")


def upgrade() -> None:
    """Have what waits as rows that `audit_record` inherits; what was removed while it waited stays told."""
    op.execute("drop trigger audit_record_waits on audit_record")
    op.execute("drop function audit_record_waits")
    op.execute("create temporary table waiting on commit drop as select * from audit_unsealed")
    op.drop_table("audit_unsealed")
    op.create_table(
        "audit_unsealed",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        *(sa.Column(name, of, nullable=name in OPTIONAL) for name, of in {**REQUIRED, **OPTIONAL}.items()),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_unsealed")),
        postgresql_inherits="audit_record",
    )
    op.create_table(
        "audit_removed",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_audit_removed")),
    )
    with past_row_security("audit_record"):
        op.execute(f"""
            insert into audit_unsealed ({LISTED}) select {OF_RECORD}
            from (select record_id, min(number) number from waiting group by record_id) w join only audit_record r on r.id = w.record_id
            where {UNSEALED} order by w.number""")
        op.execute("""
            insert into audit_removed (record_id) select distinct record_id from waiting w
            where not exists (select from audit_record r where r.id = w.record_id)""")
        op.execute("delete from only audit_record r using audit_unsealed u where u.id = r.id")
    op.create_index(op.f("ix_audit_unsealed_at_id"), "audit_unsealed", ["at", "id"])


def downgrade() -> None:
    """Have what waits among the others, and its ids in a queue; a removed one stands in that alone. Of two with one id, let one be sealed."""
    op.execute("drop trigger if exists audit_waits on audit_record")
    op.execute("alter table audit_unsealed disable row level security")
    op.execute("create temporary table waiting on commit drop as select * from audit_unsealed order by number")
    op.execute("create temporary table removed on commit drop as select * from audit_removed")
    op.drop_table("audit_removed")
    op.drop_table("audit_unsealed")
    for function in FUNCTIONS:
        op.execute(f"drop function if exists {function}")
    op.create_table(
        "audit_unsealed",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_unsealed")),
    )
    op.execute("insert into audit_unsealed (record_id) select record_id from removed")
    op.execute(FUNCTION_BEFORE)
    op.execute(TRIGGER_BEFORE)
    with past_row_security("audit_record"):
        op.execute(f"insert into audit_record ({LISTED}) select {LISTED} from waiting order by number")
