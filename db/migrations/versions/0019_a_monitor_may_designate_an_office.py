"""A monitor may designate an office.

Revision 0019, after 0018. The monitor of an item is that of the referral that was dispatched last.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0019"
down_revision: str | None = "0018"

DESIGNATION = {"reason": sa.Text(collation="C"), "authority": sa.Text(), "document": sa.Text()}
FILL = """
update assistance_item item set monitor_office_id = last.monitor_office_id
from (select distinct on (item_id) item_id, monitor_office_id from referral order by item_id, dispatched_at desc, id) last
where last.item_id = item.id
"""


def upgrade() -> None:
    """Add what a designation says to referrals, and their monitor to items."""
    for name, kind in DESIGNATION.items():
        op.add_column("referral", sa.Column(f"designation_{name}", kind, nullable=True))
    op.add_column("assistance_item", sa.Column("monitor_office_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_assistance_item_monitor_office_id"), "assistance_item", "office", ["monitor_office_id"], ["id"])
    with past_row_security("assistance_item", "referral"):
        op.execute(FILL)


def downgrade() -> None:
    """Drop them."""
    op.drop_column("assistance_item", "monitor_office_id")
    for name in DESIGNATION:
        op.drop_column("referral", f"designation_{name}")
