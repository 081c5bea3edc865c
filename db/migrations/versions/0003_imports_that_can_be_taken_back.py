"""Imports that can be taken back.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    op.create_table(
        "import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_digest", sa.Text(collation="C"), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_import_account_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_import_office_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_import_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
        sa.UniqueConstraint("number", name=op.f("uq_import_number")),
    )
    op.create_index(op.f("ix_import_account_id_at_id"), "import", ["account_id", "at", "id"], unique=False)
    op.create_index(op.f("ix_import_office_id_at_id"), "import", ["office_id", "at", "id"], unique=False)
    op.add_column("import_row", sa.Column("import_id", sa.Uuid(), nullable=True))
    op.add_column("import_row", sa.Column("sheet", sa.Integer(), nullable=True))
    op.add_column("import_row", sa.Column("line", sa.Integer(), nullable=True))
    op.add_column("import_row", sa.Column("family_version", sa.Integer(), nullable=True))
    op.add_column("import_row", sa.Column("registered", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("import_row", sa.Column("person_ids", sa.ARRAY(sa.Uuid()), nullable=False, server_default="{}"))
    op.alter_column("import_row", "registered", server_default=None)
    op.alter_column("import_row", "person_ids", server_default=None)
    op.add_column("import_row", sa.Column("before_cipher", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_import_row_family_id"), "import_row", ["family_id"], unique=False)
    op.create_index(op.f("ix_import_row_import_id"), "import_row", ["import_id"], unique=False)
    op.create_index(op.f("ix_import_row_visit_id"), "import_row", ["visit_id"], unique=False)
    op.create_foreign_key(op.f("fk_import_row_import_id"), "import_row", "import", ["import_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_import_row_import_id"), "import_row", type_="foreignkey")
    op.drop_index(op.f("ix_import_row_visit_id"), table_name="import_row")
    op.drop_index(op.f("ix_import_row_import_id"), table_name="import_row")
    op.drop_index(op.f("ix_import_row_family_id"), table_name="import_row")
    op.drop_column("import_row", "before_cipher")
    op.drop_column("import_row", "person_ids")
    op.drop_column("import_row", "registered")
    op.drop_column("import_row", "family_version")
    op.drop_column("import_row", "line")
    op.drop_column("import_row", "sheet")
    op.drop_column("import_row", "import_id")
    op.drop_index(op.f("ix_import_office_id_at_id"), table_name="import")
    op.drop_index(op.f("ix_import_account_id_at_id"), table_name="import")
    op.drop_table("import")
