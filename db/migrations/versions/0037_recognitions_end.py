"""What was recognised may end.

Revision 0037, after 0036. What outcomes in force recognise goes on.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0037"
down_revision: str | None = "0036"

IN_FORCE = """
update referral set recognised_on = given.recognition_from
from (select distinct on (referral_id) referral_id, recognition_from from outcome order by referral_id, version desc) given
where given.referral_id = referral.id and given.recognition_from is not null
"""


def upgrade() -> None:
    """Add the days to referrals, and the reason to entitlements."""
    for column in ("recognised_on", "recognition_ended_on"):
        op.add_column("referral", sa.Column(column, sa.Date(), nullable=True))
    op.add_column("entitlement", sa.Column("end_reason", sa.Text(collation="C"), nullable=True))
    with past_row_security("referral", "outcome"):
        op.execute(IN_FORCE)


def downgrade() -> None:
    """Drop them."""
    op.drop_column("entitlement", "end_reason")
    for column in ("recognition_ended_on", "recognised_on"):
        op.drop_column("referral", column)
