"""Events know who delegated their referral.

Revision 0027, after 0026. The county's office is told of what it delegated, too: its changes are found by an index.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0027"
down_revision: str | None = "0026"

FILL = """
update event set subject_delegating_id = referral.delegating_office_id
from referral where event.subject_type = 'Referral' and referral.id = event.subject_id and referral.delegating_office_id is not null
"""


def upgrade() -> None:
    """Add the column, filled from the referrals, and its index."""
    op.add_column("event", sa.Column("subject_delegating_id", sa.Uuid(), nullable=True))
    with past_row_security("event", "referral"):
        op.execute(FILL)
    delegated = sa.text("subject_delegating_id is not null")
    op.create_index("ix_event_delegated", "event", ["subject_delegating_id", "placed_at", "at", "id"], postgresql_where=delegated)


def downgrade() -> None:
    """Drop both."""
    op.drop_index("ix_event_delegated", "event")
    op.drop_column("event", "subject_delegating_id")
