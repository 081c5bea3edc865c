"""Imports, matches of persons and campaigns know when they were changed last.

Revision 0014, after 0013. Existing rows get the moment of their undoing or decision, else that of their creation.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0014"
down_revision: str | None = "0013"


CHANGED = {
    "import": "greatest(at, undone_at)",
    "person_match": "greatest(created_at, decided_at)",
    "campaign": "created_at",
}
"""Table -> SQL of the moment at which a row was changed last."""


def upgrade() -> None:
    """Add `updated_at` to each table and fill it."""
    for table in CHANGED:
        op.add_column(table, sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
    with past_row_security(*CHANGED):
        for table, moment in CHANGED.items():
            op.execute(f"update {table} set updated_at = {moment}")
    for table in CHANGED:
        op.alter_column(table, "updated_at", nullable=False)


def downgrade() -> None:
    """Remove the columns."""
    for table in reversed(CHANGED):
        op.drop_column(table, "updated_at")
