"""Categories that tell of health stand apart.

Revision 0008, after 0007. The one list is split by the mark `health` of the reference data of this version; the order of codes is kept.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.migrations.data import past_row_security

revision: str = "0008"
down_revision: str | None = "0007"

TABLES = ("family", "visit")
OF_HEALTH = "array['QUARANTINED', 'INFECTED', 'BEREAVED', 'MEDICAL_ACCESS_HARDSHIP', 'ILL_AND_DISABLED']"
SPLIT = """
update {table} set
  health_categories = array(select code from unnest(categories) with ordinality as told (code, place) where code = any({of_health}) order by place),
  categories = array(select code from unnest(categories) with ordinality as told (code, place) where code <> all({of_health}) order by place)
where categories && {of_health}
"""
JOIN = "update {table} set categories = categories || health_categories where health_categories <> '{{}}'"


def upgrade() -> None:
    """Add the column health_categories and move the codes of health into it."""
    for table in TABLES:
        column: sa.Column[list[str]] = sa.Column(
            "health_categories", postgresql.ARRAY(sa.Text(collation="C")), nullable=False, server_default="{}"
        )
        op.add_column(table, column)
        with past_row_security(table):
            op.execute(SPLIT.format(table=table, of_health=OF_HEALTH))
        op.alter_column(table, "health_categories", server_default=None)


def downgrade() -> None:
    """Move all codes back into one column."""
    for table in TABLES:
        with past_row_security(table):
            op.execute(JOIN.format(table=table))
        op.drop_column(table, "health_categories")
