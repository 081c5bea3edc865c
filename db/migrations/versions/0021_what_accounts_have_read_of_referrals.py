"""What accounts have read of referrals.

Revision 0021, after 0020. What happened before counts as read.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"


def upgrade() -> None:
    """Add the last step of each referral's history to it, and the table of what was read."""
    op.add_column("referral", sa.Column("last_event_id", sa.Uuid(), nullable=True))
    op.add_column("referral", sa.Column("last_event_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_referral_last_event_by"), "referral", "account", ["last_event_by"], ["id"])
    op.create_table(
        "referral_read",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_referral_read_account_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_read_referral_id")),
        sa.PrimaryKeyConstraint("account_id", "referral_id", name=op.f("pk_referral_read")),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("referral_read")
    op.drop_column("referral", "last_event_by")
    op.drop_column("referral", "last_event_id")
