"""In which way a correction was asked for.

Revision 0088, after 0087.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0088"
down_revision: str | None = "0087"


def upgrade() -> None:
    op.add_column("correction", sa.Column("channel", sa.Text(collation="C"), nullable=True))
    op.create_check_constraint(op.f("ck_correction_channel"), "correction", "channel is null or received_on is not null")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_correction_channel"), "correction")
    op.drop_column("correction", "channel")
