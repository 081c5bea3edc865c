"""What failed to be paid comes back to whoever granted it.

Revision 0044, after 0043. What failed before is found in the request alone, by its lines.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0044"
down_revision: str | None = "0043"


def upgrade() -> None:
    """Add the day since when it is missing to referrals."""
    op.add_column("referral", sa.Column("payment_failed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("referral", "payment_failed_on")
