"""Who only counts is told how far the lists of campaigns came.

Revision 0054, after 0053. Of campaigns before: by the target categories that told of health then.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0054"
down_revision: str | None = "0053"

OF_HEALTH = "array['QUARANTINED', 'INFECTED', 'BEREAVED', 'MEDICAL_ACCESS_HARDSHIP', 'ILL_AND_DISABLED']"
OVER_A_COUNTY = "substr(region_code, 7) = '000000'"


def upgrade() -> None:
    """Add whether a campaign's counts are told."""
    op.add_column("campaign", sa.Column("counts_told", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("campaign", "counts_told", server_default=None)
    with past_row_security("campaign"):
        op.execute(f"update campaign set counts_told = {OVER_A_COUNTY} and not (categories::text[] <@ {OF_HEALTH}::text[])")


def downgrade() -> None:
    """Drop it."""
    op.drop_column("campaign", "counts_told")
