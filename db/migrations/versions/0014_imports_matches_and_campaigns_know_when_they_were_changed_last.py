"""Imports, matches of persons and campaigns know when they were changed last.

Revision 0014, after 0013. What stands already was changed last when it was taken back or decided, else when it came to be.
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
"""Table -> the moment of the last change of a row, as far as it is known."""


def upgrade() -> None:
    """A column each, filled from what is known."""
    for table in CHANGED:
        op.add_column(table, sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
    with past_row_security(*CHANGED):
        for table, moment in CHANGED.items():
            op.execute(f"update {table} set updated_at = {moment}")
    for table in CHANGED:
        op.alter_column(table, "updated_at", nullable=False)


def downgrade() -> None:
    """Without them."""
    for table in reversed(CHANGED):
        op.drop_column(table, "updated_at")
