"""What administrators propose is kept, and carried out once another has approved it.

Revision 0067, after 0066.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0067"
down_revision: str | None = "0066"


def upgrade() -> None:
    """Keep what is proposed and what became of it, and for whose absence a membership stands in."""
    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(collation="C"), nullable=True),
        sa.Column("becomes_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(collation="C"), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(collation="C"), nullable=True),
        sa.Column("scope", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deputy_for_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(decided_by is null) = (state = 'PROPOSED')", name=op.f("ck_proposal_decided")),
        sa.CheckConstraint(
            "account_id <> proposed_by and (state = 'WITHDRAWN' or decided_by <> account_id)", name=op.f("ck_proposal_of_others")
        ),
        sa.CheckConstraint("kind in ('ACCOUNT', 'MEMBERSHIP')", name=op.f("ck_proposal_kind")),
        sa.CheckConstraint(
            "role in ('COMMISSIONER', 'HOTLINE_OPERATOR', 'FEDERATION_CADRE', 'FEDERATION_MONITOR', 'FEDERATION_LEADER', "
            "'OFFICE_DISPATCHER', 'OFFICE_HANDLER', 'GOVERNMENT_VIEWER', 'SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN')",
            name=op.f("ck_proposal_role"),
        ),
        sa.CheckConstraint("state = 'WITHDRAWN' or decided_by <> proposed_by", name=op.f("ck_proposal_two_people")),
        sa.CheckConstraint("state in ('PROPOSED', 'APPROVED', 'DECLINED', 'WITHDRAWN')", name=op.f("ck_proposal_state")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_proposal_account_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_proposal_decided_by")),
        sa.ForeignKeyConstraint(["deputy_for_id"], ["membership.id"], name=op.f("fk_proposal_deputy_for_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_proposal_office_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_proposal_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("becomes_id", name=op.f("uq_proposal_becomes_id")),
    )
    op.create_index(op.f("ix_proposal_account_id"), "proposal", ["account_id"], unique=False)
    op.create_index(op.f("ix_proposal_at_id"), "proposal", ["at", "id"], unique=False)
    op.add_column("membership", sa.Column("deputy_for_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_membership_deputy_for_id"), "membership", "membership", ["deputy_for_id"], ["id"])


def downgrade() -> None:
    """Forget what was proposed: what was approved stays."""
    op.drop_constraint(op.f("fk_membership_deputy_for_id"), "membership", type_="foreignkey")
    op.drop_column("membership", "deputy_for_id")
    op.drop_index(op.f("ix_proposal_at_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_account_id"), table_name="proposal")
    op.drop_table("proposal")
    op.execute("drop function if exists carry_out_proposal")
