"""Tokens of other issuers are taken.

Revision 0058, after 0057.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0058"
down_revision: str | None = "0057"


def upgrade() -> None:
    op.create_table(
        "issuer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(collation="C"), nullable=False),
        sa.Column("keys_address", sa.Text(collation="C"), nullable=True),
        sa.Column("organization_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer")),
        sa.UniqueConstraint("address", name=op.f("uq_issuer_address")),
    )
    op.create_table(
        "issuer_requirement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(collation="C"), nullable=False),
        sa.Column("acr", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("amr", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.CheckConstraint(
            "role in ('COMMISSIONER', 'HOTLINE_OPERATOR', 'FEDERATION_CADRE', 'FEDERATION_MONITOR', 'FEDERATION_LEADER', 'OFFICE_DISPATCHER', 'OFFICE_HANDLER', 'GOVERNMENT_VIEWER', 'SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN')",
            name=op.f("ck_issuer_requirement_role"),
        ),
        sa.ForeignKeyConstraint(["issuer_id"], ["issuer.id"], name=op.f("fk_issuer_requirement_issuer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer_requirement")),
        sa.UniqueConstraint("issuer_id", "role", name=op.f("uq_issuer_requirement_issuer_id_role")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(collation="C"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.ForeignKeyConstraint(["issuer_id"], ["issuer.id"], name=op.f("fk_sign_in_issuer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("issuer_id", "subject", name=op.f("uq_sign_in_issuer_id_subject")),
    )
    op.create_index(op.f("ix_sign_in_account_id"), "sign_in", ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sign_in_account_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_table("issuer_requirement")
    op.drop_table("issuer")
