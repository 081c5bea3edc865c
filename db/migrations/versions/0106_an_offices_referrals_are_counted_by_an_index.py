"""An office's referrals are counted and grouped by an index that holds what is asked of a row: it finds the few of a type as well.

Revision 0106, after 0105. The index that found these goes; the other is built beside those who work.
"""

from alembic import op

revision: str = "0106"
down_revision: str | None = "0105"

BEFORE = "ix_referral_few_of_office"
"""It was built beside those who work as well."""


def upgrade() -> None:
    """Have no index twice."""
    op.execute(f"drop index if exists {BEFORE}")


def downgrade() -> None:
    """Do nothing: the version of before builds its index itself. That of this one stays."""
