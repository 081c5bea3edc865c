"""Rows know when they were changed last.

Revision 0013, after 0012. Existing rows get the moment of the last known step of their history; a returned or cancelled referral that of its
end, since its office must not learn of later steps.
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
    """Add `updated_at` to each table, fill it from the history, and add the indexes for `changedAfter`."""
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
    """Remove the indexes and the columns."""
    for table, column in reversed(INDEXES):
        op.drop_index(f"ix_{table}_{column}_updated_at", table_name=table)
    for table in reversed(TABLES):
        op.drop_column(table, "updated_at")
