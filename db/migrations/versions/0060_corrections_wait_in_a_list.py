"""Corrections that are proposed wait in a list of their own.

Revision 0060, after 0059.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0060"
down_revision: str | None = "0059"


def upgrade() -> None:
    """Find what waits to be decided without what is decided."""
    op.create_index("ix_correction_due", "correction", ["county_code", "at", "id"], postgresql_where=sa.text("state = 'OPEN'"))


def downgrade() -> None:
    """Find it among all corrections."""
    op.drop_index("ix_correction_due", table_name="correction")
