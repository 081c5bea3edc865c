"""When an account or client was used last.

Revision 0086, after 0085.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0086"
down_revision: str | None = "0085"

TABLES = ("account", "client")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
        op.add_column(table, sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
        op.add_column(table, sa.Column("refused", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    for table in TABLES:
        for column in ("refused", "refused_at", "last_used_at"):
            op.drop_column(table, column)
