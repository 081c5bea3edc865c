"""Lists of departments tell what families receive.

Revision 0023, after 0022.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0023"
down_revision: str | None = "0022"


def upgrade() -> None:
    """Let an entitlement come from an imported list, with the number of its paper."""
    op.add_column("entitlement", sa.Column("document", sa.Text(), nullable=True))
    op.add_column("entitlement", sa.Column("import_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_entitlement_import_id"), "entitlement", "import", ["import_id"], ["id"])
    op.create_index(op.f("ix_entitlement_import_id"), "entitlement", ["import_id"], unique=False)
    _sources("'OUTCOME', 'VISIT', 'REGISTER'")


def downgrade() -> None:
    """Drop what came from lists, and the columns."""
    with past_row_security("entitlement"):
        op.execute("delete from entitlement where source = 'REGISTER'")
    _sources("'OUTCOME', 'VISIT'")
    op.drop_column("entitlement", "import_id")
    op.drop_column("entitlement", "document")


def _sources(allowed: str) -> None:
    op.drop_constraint(op.f("ck_entitlement_source"), "entitlement")
    op.create_check_constraint(op.f("ck_entitlement_source"), "entitlement", f"source in ({allowed})")
