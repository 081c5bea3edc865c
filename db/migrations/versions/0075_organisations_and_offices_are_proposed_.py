"""Organisations and offices are proposed and end.

Revision 0075, after 0074.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0075"
down_revision: str | None = "0074"


def upgrade() -> None:
    """Say of organisations and offices when they ended, and of proposals what organisation or office is to be or to end."""
    op.add_column("office", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("uq_office_organization_id_department_code"), "office", type_="unique")
    op.create_index(
        "uq_office_line",
        "office",
        ["organization_id", "department_code"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.add_column("organization", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "uq_organization_place",
        "organization",
        ["region_code", "kind", "department_code"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("ended_at is null and region_code <> '000000000000'"),
    )
    op.add_column("proposal", sa.Column("organization_kind", sa.Text(collation="C"), nullable=True))
    op.add_column("proposal", sa.Column("region_code", sa.Text(collation="C"), nullable=True))
    op.add_column("proposal", sa.Column("department_code", sa.Text(collation="C"), nullable=True))
    op.add_column("proposal", sa.Column("parent_id", sa.Uuid(), nullable=True))
    op.add_column("proposal", sa.Column("lines", sa.ARRAY(sa.Text(collation="C")), nullable=False, server_default="{}"))
    op.add_column("proposal", sa.Column("office_ids", sa.ARRAY(sa.Uuid()), nullable=False, server_default="{}"))
    op.add_column("proposal", sa.Column("organization_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_proposal_organization_id"), "proposal", "organization", ["organization_id"], ["id"])
    op.create_foreign_key(op.f("fk_proposal_parent_id"), "proposal", "organization", ["parent_id"], ["id"])
    op.alter_column("proposal", "lines", server_default=None)
    op.alter_column("proposal", "office_ids", server_default=None)
    op.create_check_constraint(
        op.f("ck_proposal_organization_kind"),
        "proposal",
        "organization_kind in ('FEDERATION', 'DEPARTMENT', 'TOWNSHIP', 'COMMUNITY', 'GOVERNMENT')",
    )
    op.drop_constraint(op.f("ck_proposal_kind"), "proposal", type_="check")
    op.create_check_constraint(
        op.f("ck_proposal_kind"),
        "proposal",
        "kind in ('ACCOUNT', 'MEMBERSHIP', 'ORGANIZATION', 'ORGANIZATION_END', 'OFFICE', 'OFFICE_END')",
    )


def downgrade() -> None:
    """Forget what was proposed of organisations and offices; those that ended stay."""
    op.execute("delete from proposal where kind not in ('ACCOUNT', 'MEMBERSHIP')")
    op.drop_constraint(op.f("ck_proposal_kind"), "proposal", type_="check")
    op.create_check_constraint(op.f("ck_proposal_kind"), "proposal", "kind in ('ACCOUNT', 'MEMBERSHIP')")
    op.drop_constraint(op.f("ck_proposal_organization_kind"), "proposal", type_="check")
    op.drop_constraint(op.f("fk_proposal_parent_id"), "proposal", type_="foreignkey")
    op.drop_constraint(op.f("fk_proposal_organization_id"), "proposal", type_="foreignkey")
    op.drop_column("proposal", "organization_id")
    op.drop_column("proposal", "office_ids")
    op.drop_column("proposal", "lines")
    op.drop_column("proposal", "parent_id")
    op.drop_column("proposal", "department_code")
    op.drop_column("proposal", "region_code")
    op.drop_column("proposal", "organization_kind")
    op.drop_index(
        "uq_organization_place",
        table_name="organization",
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("ended_at is null and region_code <> '000000000000'"),
    )
    op.drop_column("organization", "ended_at")
    op.drop_index("uq_office_line", table_name="office", postgresql_nulls_not_distinct=True, postgresql_where=sa.text("ended_at is null"))
    op.create_unique_constraint(
        op.f("uq_office_organization_id_department_code"),
        "office",
        ["organization_id", "department_code"],
        postgresql_nulls_not_distinct=True,
    )
    op.drop_column("office", "ended_at")
