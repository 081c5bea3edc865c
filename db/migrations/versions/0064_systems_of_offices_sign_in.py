"""Systems of offices sign in.

Revision 0064, after 0063.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0064"
down_revision: str | None = "0063"


def upgrade() -> None:
    op.create_table(
        "client_assertion",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "digest", name=op.f("pk_client_assertion")),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_client_created_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_client_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
    )
    op.create_index(op.f("ix_client_created_at_id"), "client", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_client_office_id"), "client", ["office_id"], unique=False)
    op.create_table(
        "client_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("kid", sa.Text(collation="C"), nullable=False),
        sa.Column("jwk", sa.Text(collation="C"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_client_key_approved_by")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_key_client_id")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_client_key_created_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_client_key_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_key")),
        sa.UniqueConstraint("client_id", "kid", name=op.f("uq_client_key_client_id_kid")),
    )
    op.add_column("audit_record", sa.Column("client_id", sa.Uuid(), nullable=True))
    op.add_column("event", sa.Column("client_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_event_client_id"), "event", "client", ["client_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_event_client_id"), "event", type_="foreignkey")
    op.drop_column("event", "client_id")
    op.drop_column("audit_record", "client_id")
    op.drop_table("client_key")
    op.drop_index(op.f("ix_client_office_id"), table_name="client")
    op.drop_index(op.f("ix_client_created_at_id"), table_name="client")
    op.drop_table("client")
    op.drop_table("client_assertion")
