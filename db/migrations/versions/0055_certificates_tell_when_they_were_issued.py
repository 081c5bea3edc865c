"""Certificates tell when they were issued.

Revision 0055, after 0054. Of those before it is not known.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0055"
down_revision: str | None = "0054"


def upgrade() -> None:
    """Add the day, to a person and to each record of the history."""
    op.add_column("person", sa.Column("certificate_issued_on", sa.Date(), nullable=True))
    op.add_column("certificate_record", sa.Column("issued_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drop both."""
    op.drop_column("certificate_record", "issued_on")
    op.drop_column("person", "certificate_issued_on")
