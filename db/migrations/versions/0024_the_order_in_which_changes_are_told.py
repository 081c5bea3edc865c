"""The order in which changes are told.

Revision 0024, after 0023. Events of referrals get their place after the commit (docs/decisions/027-feed.md); those that stand are told in
the order of their moments. The office of a referral stands on its events, so that its changes are found by an index.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0024"
down_revision: str | None = "0023"

FILL = """
update event set placed_at = event.at, subject_office_id = referral.office_id
from referral where event.subject_type = 'Referral' and referral.id = event.subject_id
"""


def upgrade() -> None:
    """Replace the reserved column by the place, add the referral's office, fill both, and index them."""
    op.drop_column("event", "position")
    op.add_column("event", sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("event", sa.Column("subject_office_id", sa.Uuid(), nullable=True))
    with past_row_security("event", "referral"):
        op.execute(FILL)
    waiting = sa.text("subject_type = 'Referral' and placed_at is null")
    op.create_index("ix_event_waiting", "event", ["at", "id"], postgresql_where=waiting)
    op.create_index(op.f("ix_event_placed_at_at_id"), "event", ["placed_at", "at", "id"])
    op.create_index(op.f("ix_event_subject_office_id_placed_at_at_id"), "event", ["subject_office_id", "placed_at", "at", "id"])


def downgrade() -> None:
    """Drop them, and reserve the column again."""
    op.drop_index(op.f("ix_event_subject_office_id_placed_at_at_id"), "event")
    op.drop_index(op.f("ix_event_placed_at_at_id"), "event")
    op.drop_index("ix_event_waiting", "event")
    op.drop_column("event", "subject_office_id")
    op.drop_column("event", "placed_at")
    op.add_column("event", sa.Column("position", sa.BigInteger(), nullable=True))
