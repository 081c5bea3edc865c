"""Tables that rows leave soon are vacuumed with their indexes, so that they shrink; what commands run is planned for commands.

Revision 0107, after 0106. Of commands the policies tell, which are made anew after each migration. Source: docs/decisions/056-sums.md,
064-smaller-policies.md.
"""

from alembic import op

revision: str = "0107"
down_revision: str | None = "0106"

TABLES = ("referral_delta", "item_delta", "listing_delta", "audit_unsealed")


def upgrade() -> None:
    """Say so of each, beside those who work: the next vacuum gives back what is empty."""
    for table in TABLES:
        op.execute(f"alter table {table} set (vacuum_index_cleanup = on)")


def downgrade() -> None:
    """Leave it to PostgreSQL again."""
    for table in TABLES:
        op.execute(f"alter table {table} reset (vacuum_index_cleanup)")
