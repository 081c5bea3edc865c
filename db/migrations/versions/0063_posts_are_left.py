"""Referrals say since when somebody is on the granted post no more.

Revision 0063, after 0062.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0063"
down_revision: str | None = "0062"


def upgrade() -> None:
    """Add the day, as the calls told it that came after the outcome in force."""
    op.add_column("referral", sa.Column("post_left_on", sa.Date(), nullable=True))
    with past_row_security("referral", "placement_call", "outcome"):
        op.execute(
            "update referral set post_left_on = call.left_on from placement_call call "
            "where call.referral_id = referral.id and call.result = 'LEFT' "
            "and not exists (select from outcome where outcome.referral_id = referral.id and outcome.at > call.at)"
        )


def downgrade() -> None:
    """Drop it: the calls tell it still."""
    op.drop_column("referral", "post_left_on")
