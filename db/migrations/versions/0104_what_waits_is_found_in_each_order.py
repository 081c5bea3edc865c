"""What waits for anybody is found in each way and order: the indexes of what waits for an office, and of what is open in a county, go.

Revision 0104, after 0103. Those that hold the same and more are built beside those who work.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0104"
down_revision: str | None = "0103"

BEFORE = (
    "ix_referral_waits_office_province",
    "ix_referral_waits_office_city",
    "ix_referral_waits_office_county",
    "ix_referral_waits_office_dispatching",
    "ix_referral_waits_office_line_province",
    "ix_referral_waits_office_line_city",
)
"""They were built beside those who work as well."""
OPEN = "state in ('DISPATCHED', 'IN_PROGRESS', 'REOPENED', 'SIGNED', 'SUSPENDED')"


def upgrade() -> None:
    """Have none of them: what is open waits for somebody."""
    for name in BEFORE:
        op.execute(f"drop index if exists {name}")
    op.drop_index("ix_referral_county_due", table_name="referral")


def downgrade() -> None:
    """Have that again which a migration made; the version of before builds its others itself."""
    op.create_index("ix_referral_county_due", "referral", ["county_code", "work_due_at", "id"], postgresql_where=sa.text(OPEN))
