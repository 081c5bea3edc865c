"""Offices see a family in an emergency.

Revision 0045, after 0044.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0045"
down_revision: str | None = "0044"

CODE = sa.Text(collation="C")
ABOVE = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}
LEVELS = {"province_code": 2, "city_code": 4, "county_code": 6, "town_code": 9, "village_code": 12}


def level(digits: int) -> str:
    """The code of the division of a level, generated from the row's."""
    above = ABOVE[digits]
    own = f"substr(region_code, {above + 1}, {digits - above}) <> '{'0' * (digits - above)}'"
    padded = "region_code" if digits == 12 else f"substr(region_code, 1, {digits}) || '{'0' * (12 - digits)}'"
    return f"case when {own} then {padded} end"


def upgrade() -> None:
    """Create the table, and let it give access to a family."""
    op.create_table(
        "emergency_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decision", CODE, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("region_code", CODE, nullable=False),
        *(sa.Column(name, CODE, sa.Computed(level(digits), persisted=True), nullable=True) for name, digits in LEVELS.items()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decision in ('JUSTIFIED', 'NOT_JUSTIFIED')", name=op.f("ck_emergency_view_decision")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_emergency_view_account_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_emergency_view_office_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_emergency_view_family_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_emergency_view_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_view")),
    )
    op.create_index(op.f("ix_emergency_view_account_id_at"), "emergency_view", ["account_id", "at"], unique=False)
    op.create_index(op.f("ix_emergency_view_office_id"), "emergency_view", ["office_id"], unique=False)
    op.create_index(op.f("ix_emergency_view_county_code_at_id"), "emergency_view", ["county_code", "at", "id"], unique=False)
    op.create_index(op.f("ix_emergency_view_city_code_at_id"), "emergency_view", ["city_code", "at", "id"], unique=False)
    op.add_column("family_access", sa.Column("emergency_view_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_family_access_emergency_view_id"), "family_access", "emergency_view", ["emergency_view_id"], ["id"])
    op.create_index(
        "ix_family_access_emergency_view_id",
        "family_access",
        ["emergency_view_id"],
        unique=False,
        postgresql_where=sa.text("emergency_view_id is not null"),
    )
    op.drop_constraint(op.f("ck_family_access_cause"), "family_access")
    op.create_check_constraint(
        op.f("ck_family_access_cause"), "family_access", "num_nonnulls(referral_id, visit_id, emergency_view_id) = 1"
    )


def downgrade() -> None:
    """Take back what it opened, and drop the table."""
    with past_row_security("family_access"):
        op.execute("delete from family_access where emergency_view_id is not null")
    op.drop_constraint(op.f("ck_family_access_cause"), "family_access")
    op.drop_column("family_access", "emergency_view_id")
    op.create_check_constraint(op.f("ck_family_access_cause"), "family_access", "(referral_id is null) <> (visit_id is null)")
    op.drop_table("emergency_view")
