"""Rows of rosters were recorded without a visit.

Revision 0057, after 0056.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0057"
down_revision: str | None = "0056"


def upgrade() -> None:
    """Let a row have no visit, and name the step of a certificate that it wrote."""
    op.alter_column("import_row", "visit_id", nullable=True)
    op.add_column("import_row", sa.Column("record_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_import_row_record_id"), "import_row", "certificate_record", ["record_id"], ["id"])
    op.create_index(op.f("ix_import_row_record_id"), "import_row", ["record_id"], unique=False)


def downgrade() -> None:
    """Forget the rows of rosters: what they registered stays, and can be taken back no more."""
    with past_row_security("import_row"):
        op.execute("delete from import_row where visit_id is null")
    op.drop_index(op.f("ix_import_row_record_id"), table_name="import_row")
    op.drop_column("import_row", "record_id")
    op.alter_column("import_row", "visit_id", nullable=False)
