"""What somebody handles is found in the orders of its lists.

Revision 0097, after 0096. The indexes that hold these orders are built beside those who work; the one without an order goes.
"""

from alembic import op

revision: str = "0097"
down_revision: str | None = "0096"


def upgrade() -> None:
    """Have no index that a longer one holds as well."""
    op.drop_index("ix_referral_handler_id", table_name="referral")


def downgrade() -> None:
    op.create_index("ix_referral_handler_id", "referral", ["handler_id"])
