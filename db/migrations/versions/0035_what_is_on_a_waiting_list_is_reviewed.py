"""What is on a waiting list is reviewed.

Revision 0035, after 0034. What stands on one already is reviewed on the day that its outcome names.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0035"
down_revision: str | None = "0034"

WAITING = """
update referral set review_on = given.review_on
from (select distinct on (referral_id) * from outcome order by referral_id, version desc) given
where given.referral_id = referral.id and given.result = 'WAITING_LIST' and state in ('COMPLETED', 'CONFIRMED')
"""
CONFIRMED = """
update referral set
  waits_office = true,
  waits_from = cast(review_on as timestamp) at time zone 'Asia/Shanghai',
  yellow_at = cast(review_on as timestamp) at time zone 'Asia/Shanghai',
  work_due_at = cast(review_on + 1 as timestamp) at time zone 'Asia/Shanghai'
where review_on is not null and state = 'CONFIRMED'
"""


def upgrade() -> None:
    """Add the day of the review to referrals, and have those that wait for it wait for their office from then on."""
    op.add_column("referral", sa.Column("review_on", sa.Date(), nullable=True))
    with past_row_security("referral", "outcome"):
        op.execute(WAITING)
        op.execute(CONFIRMED)


def downgrade() -> None:
    """Drop it; nobody waits for a review any more."""
    with past_row_security("referral"):
        op.execute("update referral set waits_office = false, waits_from = null where review_on is not null")
    op.drop_column("referral", "review_on")
