"""Rows know when they were changed last.

Revision 0013, after 0012. What stands already was changed last by the last step of its history that is known; a referral that its office gave
up, when it ended: its office is told of nothing later.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0013"
down_revision: str | None = "0012"


TABLES = ("referral", "assistance_item", "need", "visit", "family")
FILL = (
    """
update referral set updated_at = case
  when state in ('RETURNED', 'CANCELLED') and ended_at is not null then ended_at
  else greatest(dispatched_at, (select max(event.at) from referral_event event where event.referral_id = referral.id))
end
""",
    """
update assistance_item item set updated_at = greatest(
  created_at,
  (select max(event.at) from referral_event event join referral on referral.id = event.referral_id where referral.item_id = item.id)
)
""",
    "update need set updated_at = greatest(created_at, closed_at, (select max(updated_at) from assistance_item item where item.need_id = need.id))",
    "update visit set updated_at = created_at",
    "update family set updated_at = greatest(created_at, (select max(visit.created_at) from visit where visit.family_id = family.id))",
)
INDEXES = (
    ("referral", "office_id"),
    ("referral", "county_code"),
    ("assistance_item", "county_code"),
    ("need", "county_code"),
    ("visit", "county_code"),
    ("family", "county_code"),
)


def upgrade() -> None:
    """A column each, filled from what is known, and the indexes by which what has changed is found."""
    for table in TABLES:
        op.add_column(table, sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
    with past_row_security(*TABLES, "referral_event"):
        for statement in FILL:
            op.execute(statement)
    for table in TABLES:
        op.alter_column(table, "updated_at", nullable=False)
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}_updated_at", table, [column, "updated_at"])


def downgrade() -> None:
    """Without them."""
    for table, column in reversed(INDEXES):
        op.drop_index(f"ix_{table}_{column}_updated_at", table_name=table)
    for table in reversed(TABLES):
        op.drop_column(table, "updated_at")
