"""The superior office of a line gives a referral to another of its offices.

Revision 0048, after 0047. None was moved before.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0048"
down_revision: str | None = "0047"


def upgrade() -> None:
    """Add by when the office before was to finish."""
    op.add_column("referral", sa.Column("carried_due_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("referral", "carried_due_at")
