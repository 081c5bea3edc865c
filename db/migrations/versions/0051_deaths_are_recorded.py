"""Deaths are recorded: the day on the person, and what ends by it.

Revision 0051, after 0050. None was recorded before.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0051"
down_revision: str | None = "0050"


def upgrade() -> None:
    """Add the day of death, until when what was granted is owed, and what a death cut of an entitlement."""
    op.add_column("person", sa.Column("deceased_on", sa.Date(), nullable=True))
    op.add_column("referral", sa.Column("owed_until", sa.Date(), nullable=True))
    op.add_column("entitlement", sa.Column("cut_by_death", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("entitlement", sa.Column("until_told", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("entitlement", "until_told")
    op.drop_column("entitlement", "cut_by_death")
    op.drop_column("referral", "owed_until")
    op.drop_column("person", "deceased_on")
