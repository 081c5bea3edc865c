"""One history for every subject.

Revision 0015, after 0014. The history of referrals becomes the table of all events: every row stays where it is, with its id, its moment and its
text, and tells from now on of which type its subject is. Subject and family lose their foreign keys (docs/decisions/018-events.md).
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0015"
down_revision: str | None = "0014"

TABLES = {"referral_event": "event", "referral_text": "event_text"}
KEPT_APART = ("referral_id", "family_id")
"""The foreign keys that both tables lose."""
CODE = sa.Text(collation="C")
SUBJECTS = "'Referral', 'AssistanceItem', 'Need', 'Visit', 'Family', 'Person', 'PersonMatch', 'Campaign', 'Import', 'Membership'"
OF_REFERRALS = (
    "'DISPATCHED', 'SIGNED', 'IN_PROGRESS', 'SUSPENDED', 'COMPLETED', 'CONFIRMED', 'REOPENED', 'RETURNED', 'CANCELLED', 'ARCHIVED'"
)
STATES = f"{OF_REFERRALS}, 'DRAFT', 'TO_DISPATCH', 'OPEN', 'IN_HAND', 'MET', 'UNMET', 'CLOSED', 'SAME', 'NOT_SAME', 'LATER'"
COLUMNS = {"from_state": "before", "to_state": "after"}


def rename_constraints(table: str, *words: tuple[str, str]) -> None:
    """Rename every constraint of a table by replacing these words in its name, in their order; a key's index is renamed with it."""
    names = sa.text("select conname from pg_constraint where conrelid = cast(:table as regclass)")
    for name in op.get_bind().scalars(names, {"table": table}).all():
        renamed = name
        for old, new in words:
            renamed = renamed.replace(old, new)
        if renamed != name:
            op.execute(f'alter table {table} rename constraint "{name}" to "{renamed}"')


def upgrade() -> None:
    """Turn the tables of the history of referrals into those of all events, without rewriting rows."""
    for column in COLUMNS:
        op.drop_constraint(op.f(f"ck_referral_event_{column}"), "referral_event", type_="check")
    for old, new in TABLES.items():
        for column in KEPT_APART:
            op.drop_constraint(op.f(f"fk_{old}_{column}"), old, type_="foreignkey", if_exists=True)
        op.rename_table(old, new)
        op.alter_column(new, "referral_id", new_column_name="subject_id")
        op.add_column(new, sa.Column("subject_type", CODE, nullable=False, server_default="Referral"))
        op.alter_column(new, "subject_type", server_default=None)
        op.create_check_constraint(op.f(f"ck_{new}_subject_type"), new, f"subject_type in ({SUBJECTS})")
        for column in ("family_id", "dispatching_office_id"):
            op.alter_column(new, column, nullable=True)
        rename_constraints(new, (old, new), ("referral_id", "subject_id"))
    for old, new in COLUMNS.items():
        op.alter_column("event", old, new_column_name=new)
        op.alter_column("event", new, nullable=True)
        op.create_check_constraint(op.f(f"ck_event_{new}"), "event", f"{new} in ({STATES})")
    op.execute("alter index ix_referral_event_referral_id_at_id rename to ix_event_subject_id_at_id")
    op.execute("analyze event, event_text")  # of the new column nothing is known, and no row has changed that would make it known


def downgrade() -> None:
    """Turn the tables back; events of other subjects than referrals are deleted."""
    with past_row_security(*TABLES.values()):
        for table in TABLES.values():
            op.execute(f"delete from {table} where subject_type <> 'Referral'")
    op.execute("alter index ix_event_subject_id_at_id rename to ix_referral_event_referral_id_at_id")
    for old, new in COLUMNS.items():
        op.drop_constraint(op.f(f"ck_event_{new}"), "event", type_="check")
        op.alter_column("event", new, new_column_name=old)
        op.create_check_constraint(op.f(f"ck_event_{old}"), "event", f"{old} in ({OF_REFERRALS})")
    op.alter_column("event", "to_state", nullable=False)
    for old, new in TABLES.items():
        op.drop_constraint(op.f(f"ck_{new}_subject_type"), new, type_="check")
        op.drop_column(new, "subject_type")
        op.alter_column(new, "subject_id", new_column_name="referral_id")
        for column in ("family_id", "dispatching_office_id"):
            op.alter_column(new, column, nullable=False)
        op.rename_table(new, old)
        rename_constraints(old, (f"_{new}_", f"_{old}_"), ("subject_id", "referral_id"))
        for column in KEPT_APART:
            op.create_foreign_key(op.f(f"fk_{old}_{column}"), old, column.removesuffix("_id"), [column], ["id"])
