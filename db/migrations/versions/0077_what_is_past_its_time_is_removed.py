"""What is past its time is removed.

Revision 0077, after 0076. How long each kind of rows is kept, what is held from removal, and which blocks of the trail lack records since when.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0077"
down_revision: str | None = "0076"

CODE = sa.Text(collation="C")
BEFORE = ("COMMAND", "REVEAL", "READ", "PRINT", "TEST", "REFUSED", "SIGN_IN")


def upgrade() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("kind", CODE, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("years", sa.SmallInteger(), nullable=False),
        sa.Column("since", CODE, nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("origin", CODE, nullable=False),
        sa.CheckConstraint("kind in ('AUDIT', 'NUMBER_TEST', 'REVEAL_USE', 'VISIT_DRAFT')", name=op.f("ck_retention_rule_kind")),
        sa.CheckConstraint("years > 0", name=op.f("ck_retention_rule_years")),
        sa.PrimaryKeyConstraint("kind", "version", name=op.f("pk_retention_rule")),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("end_proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_proposed_by", sa.Uuid(), nullable=True),
        sa.Column("end_decided_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(ended_at is null) = (state not in ('DECLINED', 'ENDED'))", name=op.f("ck_legal_hold_ends")),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_legal_hold_two_people")),
        sa.CheckConstraint("state <> 'ENDED' or end_decided_by <> end_proposed_by", name=op.f("ck_legal_hold_two_people_end")),
        sa.CheckConstraint("state in ('PROPOSED', 'IN_FORCE', 'DECLINED', 'END_PROPOSED', 'ENDED')", name=op.f("ck_legal_hold_state")),
        *(
            sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_legal_hold_{column}"))
            for column in ("account_id", "decided_by", "end_decided_by", "end_proposed_by", "proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_at_id"), "legal_hold", ["at", "id"])
    op.add_column("audit_block", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    _kinds(*BEFORE, "REMOVED")


def downgrade() -> None:
    for function in ("remove_past_time(timestamptz, boolean)", "is_held(uuid, uuid[])", "kept_since(text, timestamptz)"):
        op.execute(f"drop function if exists {function}")
    _kinds(*BEFORE, unless=" not valid")
    op.drop_column("audit_block", "removed_at")
    op.drop_table("legal_hold")
    op.drop_table("retention_rule")


def _kinds(*kinds: str, unless: str = "") -> None:
    """Let the trail have these kinds of records; those that stand are looked at, `unless` they are not."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint("ck_audit_record_kind", "audit_record")
    op.execute(f"alter table audit_record add constraint ck_audit_record_kind check (kind in ({listed})){unless}")
