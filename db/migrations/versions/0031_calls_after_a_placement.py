"""Calls after a placement.

Revision 0031, after 0030. Of a post that was confirmed before no call is owed: nobody knows whether it was made.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import in_region

revision: str = "0031"
down_revision: str | None = "0030"


def upgrade() -> None:
    """Create the table of calls, and add to referrals the day of the next one and the moment from which they wait."""
    op.create_table(
        "placement_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("dispatching_office_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.Text(collation="C"), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_reason", sa.Text(collation="C"), nullable=True),
        sa.Column("wants_another", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        *in_region(),
        sa.CheckConstraint("result in ('ON_POST', 'LEFT', 'NO_ANSWER')", name=op.f("ck_placement_call_result")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_placement_call_account_id")),
        sa.ForeignKeyConstraint(["dispatching_office_id"], ["office.id"], name=op.f("fk_placement_call_dispatching_office_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_placement_call_family_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_placement_call_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_call")),
    )
    op.create_index(op.f("ix_placement_call_referral_id_at"), "placement_call", ["referral_id", "at"], unique=False)
    op.add_column("referral", sa.Column("call_on", sa.Date(), nullable=True))
    op.add_column("referral", sa.Column("waits_from", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("referral", "waits_from")
    op.drop_column("referral", "call_on")
    op.drop_index(op.f("ix_placement_call_referral_id_at"), table_name="placement_call")
    op.drop_table("placement_call")
