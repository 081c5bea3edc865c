"""Persons ask to have values corrected.

Revision 0083, after 0082.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0083"
down_revision: str | None = "0082"

ASKED_BY = "asked_by in ('SELF', 'GUARDIAN', 'REPRESENTATIVE', 'NEXT_OF_KIN')"
ASKED = "(received_on is null) = (asked_by is null) and (received_on is null or referral_id is null)"
ANSWERED = "answered_on is null or answered_on >= received_on"


def upgrade() -> None:
    """Say of corrections who asked for them, on which day that was received, and when it was answered."""
    op.add_column("correction", sa.Column("received_on", sa.Date(), nullable=True))
    op.add_column("correction", sa.Column("asked_by", sa.Text(collation="C"), nullable=True))
    op.add_column("correction", sa.Column("answered_on", sa.Date(), nullable=True))
    op.create_check_constraint(op.f("ck_correction_asked_by"), "correction", ASKED_BY)
    op.create_check_constraint(op.f("ck_correction_asked"), "correction", ASKED)
    op.create_check_constraint(op.f("ck_correction_answered"), "correction", ANSWERED)


def downgrade() -> None:
    """Forget who asked and when; what was asked for stays a correction."""
    for name in ("answered", "asked", "asked_by"):
        op.drop_constraint(op.f(f"ck_correction_{name}"), "correction", type_="check")
    for name in ("answered_on", "asked_by", "received_on"):
        op.drop_column("correction", name)
