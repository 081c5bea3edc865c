"""Families are found by name, telephone and number.

Revision 0033, after 0032. Names are ordered by code point, so that a prefix is a range under row security as well.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"

EXACT = (("person", "certificate_number_index"), ("person", "guardian_phone"), ("family", "phone"), ("visit", "hotline_ticket"))
NAMES = (("person", "name", None), ("family", "display_name", sa.text("head_id is null")))


def upgrade() -> None:
    """Create the indexes."""
    for table, column in EXACT:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    for table, column, where in NAMES:
        for level in ("county", "village"):
            bytewise = sa.text(f'{column} collate "C"')
            op.create_index(f"ix_{table}_{level}_name", table, [f"{level}_code", bytewise], postgresql_where=where)


def downgrade() -> None:
    """Drop the indexes."""
    for table, _, _ in NAMES:
        for level in ("county", "village"):
            op.drop_index(f"ix_{table}_{level}_name", table_name=table)
    for table, column in EXACT:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
