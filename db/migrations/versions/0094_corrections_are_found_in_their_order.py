"""An office's own proposals are found in their order, and so is what persons ask to have corrected.

Revision 0094, after 0092.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0094"
down_revision: str | None = "0092"

OF_OFFICES = sa.text("referral_id is not null")
OF_ANYBODY = sa.text("referral_id is not null or received_on is not null")
LEVELS = ("city", "province")


def upgrade() -> None:
    """Have an index of what an office proposes, and make those of what is proposed in a division hold what persons ask for as well."""
    op.create_index("ix_correction_proposed_office", "correction", ["office_id", "at", "id"], postgresql_where=OF_OFFICES)
    _of_divisions(OF_ANYBODY)


def downgrade() -> None:
    """Have the indexes that there were."""
    _of_divisions(OF_OFFICES)
    op.drop_index("ix_correction_proposed_office", table_name="correction")


def _of_divisions(where: sa.TextClause) -> None:
    for level in LEVELS:
        op.drop_index(f"ix_correction_proposed_{level}", table_name="correction")
        op.create_index(f"ix_correction_proposed_{level}", "correction", [f"{level}_code", "at", "id"], postgresql_where=where)
