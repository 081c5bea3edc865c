"""Families are proposed to another county.

Revision 0061, after 0060.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0061"
down_revision: str | None = "0060"


def upgrade() -> None:
    """Keep who is proposed, where to, and what became of it."""
    op.create_table(
        "family_move_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("from_region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(collation="C"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("told_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "province_code",
            sa.Text(collation="C"),
            sa.Computed("case when substr(region_code, 1, 2) <> '00' then substr(region_code, 1, 2) || '0000000000' end", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "city_code",
            sa.Text(collation="C"),
            sa.Computed("case when substr(region_code, 3, 2) <> '00' then substr(region_code, 1, 4) || '00000000' end", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "county_code",
            sa.Text(collation="C"),
            sa.Computed("case when substr(region_code, 5, 2) <> '00' then substr(region_code, 1, 6) || '000000' end", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "town_code",
            sa.Text(collation="C"),
            sa.Computed("case when substr(region_code, 7, 3) <> '000' then substr(region_code, 1, 9) || '000' end", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "village_code",
            sa.Text(collation="C"),
            sa.Computed("case when substr(region_code, 10, 3) <> '000' then region_code end", persisted=True),
            nullable=True,
        ),
        sa.CheckConstraint("state in ('OPEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN')", name=op.f("ck_family_move_proposal_state")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_family_move_proposal_account_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_family_move_proposal_decided_by")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_family_move_proposal_family_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_family_move_proposal_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_move_proposal")),
        sa.UniqueConstraint("number", name=op.f("uq_family_move_proposal_number")),
    )
    op.create_index(op.f("ix_family_move_proposal_county_code_at_id"), "family_move_proposal", ["county_code", "at", "id"], unique=False)
    op.create_index(op.f("ix_family_move_proposal_family_id"), "family_move_proposal", ["family_id"], unique=False)
    op.create_index(
        op.f("ix_family_move_proposal_from_region_code_at_id"), "family_move_proposal", ["from_region_code", "at", "id"], unique=False
    )
    op.create_index(op.f("ix_family_move_proposal_office_id_at_id"), "family_move_proposal", ["office_id", "at", "id"], unique=False)
    op.create_index(
        "uq_family_move_proposal_open", "family_move_proposal", ["family_id"], unique=True, postgresql_where=sa.text("state = 'OPEN'")
    )


def downgrade() -> None:
    """Forget what was proposed: families that were accepted stay where they live."""
    op.drop_index("uq_family_move_proposal_open", table_name="family_move_proposal", postgresql_where=sa.text("state = 'OPEN'"))
    op.drop_index(op.f("ix_family_move_proposal_office_id_at_id"), table_name="family_move_proposal")
    op.drop_index(op.f("ix_family_move_proposal_from_region_code_at_id"), table_name="family_move_proposal")
    op.drop_index(op.f("ix_family_move_proposal_family_id"), table_name="family_move_proposal")
    op.drop_index(op.f("ix_family_move_proposal_county_code_at_id"), table_name="family_move_proposal")
    op.drop_table("family_move_proposal")
