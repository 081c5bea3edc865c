"""Offices hand over families that the federation may not know.

Revision 0049, after 0048.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0049"
down_revision: str | None = "0048"


def upgrade() -> None:
    op.create_table(
        "family_hand_over_text",
        sa.Column("hand_over_id", sa.Uuid(), nullable=False),
        sa.Column("head_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("request_text", sa.Text(), nullable=False),
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
        sa.PrimaryKeyConstraint("hand_over_id", name=op.f("pk_family_hand_over_text")),
    )
    op.create_table(
        "family_hand_over",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("external_reference", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(collation="C"), nullable=False),
        sa.Column("notice_basis", sa.Text(collation="C"), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(collation="C"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("family_id", sa.Uuid(), nullable=True),
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
        sa.CheckConstraint("notice_basis in ('WRITTEN', 'ORAL', 'GUARDIAN')", name=op.f("ck_family_hand_over_notice_basis")),
        sa.CheckConstraint("state in ('OPEN', 'GRANTED', 'REFUSED', 'LAPSED')", name=op.f("ck_family_hand_over_state")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_family_hand_over_account_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_family_hand_over_decided_by")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_family_hand_over_family_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_family_hand_over_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_hand_over")),
    )
    op.create_index(op.f("ix_family_hand_over_county_code_at_id"), "family_hand_over", ["county_code", "at", "id"], unique=False)
    op.create_index(op.f("ix_family_hand_over_family_id"), "family_hand_over", ["family_id"], unique=False)
    op.create_index(op.f("ix_family_hand_over_office_id_at_id"), "family_hand_over", ["office_id", "at", "id"], unique=False)
    op.create_index(op.f("ix_family_hand_over_village_code_at_id"), "family_hand_over", ["village_code", "at", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_family_hand_over_village_code_at_id"), table_name="family_hand_over")
    op.drop_index(op.f("ix_family_hand_over_office_id_at_id"), table_name="family_hand_over")
    op.drop_index(op.f("ix_family_hand_over_family_id"), table_name="family_hand_over")
    op.drop_index(op.f("ix_family_hand_over_county_code_at_id"), table_name="family_hand_over")
    op.drop_table("family_hand_over")
    op.drop_table("family_hand_over_text")
