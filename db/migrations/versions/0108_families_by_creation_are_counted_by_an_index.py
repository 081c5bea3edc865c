"""Families by creation, and what a federation dispatched elsewhere, are counted by indexes that take the place of those of migrations.

Revision 0108, after 0107. The new ones are built beside those who work, and these go then.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0108"
down_revision: str | None = "0107"

FAMILIES = ("county_code", "city_code", "province_code")


def upgrade() -> None:
    """Leave what is there, until the others stand."""


def downgrade() -> None:
    """Have the indexes that migrations before this one made. Those of this version stay."""
    for column in FAMILIES:
        op.create_index(f"ix_family_{column}_created_at_id", "family", [column, "created_at", "id"], if_not_exists=True)
    op.create_index(
        "ix_referral_sum_dispatching",
        "referral_sum",
        ["dispatching_office_id", "facet", "mark", "at"],
        postgresql_where=sa.text("dispatching_office_id is not null"),
        if_not_exists=True,
    )
