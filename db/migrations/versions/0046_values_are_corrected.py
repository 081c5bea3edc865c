"""Values of families and persons are corrected.

Revision 0046, after 0045.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0046"
down_revision: str | None = "0045"

CODE, MOMENT = sa.Text(collation="C"), sa.DateTime(timezone=True)
SUBJECTS = "'Referral', 'AssistanceItem', 'Need', 'Visit', 'Family', 'Person', 'PersonMatch', 'Campaign', 'Import', 'Membership', 'CampaignListing'"
OF_REFERRALS = (
    "'DISPATCHED', 'SIGNED', 'IN_PROGRESS', 'SUSPENDED', 'COMPLETED', 'CONFIRMED', 'REOPENED', 'RETURNED', 'CANCELLED', 'ARCHIVED'"
)
OTHERS = "'DRAFT', 'TO_DISPATCH', 'OPEN', 'IN_HAND', 'MET', 'UNMET', 'CLOSED', 'SAME', 'NOT_SAME', 'LATER'"
STATES = f"{OF_REFERRALS}, {OTHERS}, 'PENDING', 'VISITED', 'NOT_REACHED', 'REMOVED'"
VALUES = "'PHONE', 'ADDRESS', 'NAME', 'BIRTH_YEAR', 'GUARDIAN_NAME', 'GUARDIAN_PHONE'"


def levels() -> "list[sa.Column[str]]":
    """Return the division's column, and the generated ones with the code of each level."""
    conditions = {
        "province_code": "substr(region_code, 1, 2) <> '00' then substr(region_code, 1, 2) || '0000000000'",
        "city_code": "substr(region_code, 3, 2) <> '00' then substr(region_code, 1, 4) || '00000000'",
        "county_code": "substr(region_code, 5, 2) <> '00' then substr(region_code, 1, 6) || '000000'",
        "town_code": "substr(region_code, 7, 3) <> '000' then substr(region_code, 1, 9) || '000'",
        "village_code": "substr(region_code, 10, 3) <> '000' then region_code",
    }
    computed = [
        sa.Column(name, CODE, sa.Computed(f"case when {condition} end", persisted=True), nullable=True)
        for name, condition in conditions.items()
    ]
    return [sa.Column("region_code", CODE, nullable=False), *computed]


def allowed(subjects: str, states: str) -> None:
    """Say which subjects and states events can name."""
    for table in ("event", "event_text"):
        op.drop_constraint(f"ck_{table}_subject_type", table)
        op.create_check_constraint(op.f(f"ck_{table}_subject_type"), table, f"subject_type in ({subjects})")
    for column in ("before", "after"):
        op.drop_constraint(f"ck_event_{column}", "event")
        op.create_check_constraint(op.f(f"ck_event_{column}"), "event", f"{column} in ({states})")


def upgrade() -> None:
    """Create the tables of corrections and of what they say; events can be about them."""
    op.create_table(
        "correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id", name=op.f(f"fk_correction_{name}")), nullable=nullable)
            for name, table, nullable in (
                ("family_id", "family", False),
                ("person_id", "person", True),
                ("referral_id", "referral", True),
                ("office_id", "office", False),
                ("account_id", "account", False),
                ("decided_by", "account", True),
            )
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("value", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("refusal", CODE, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        *levels(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(f"value in ({VALUES})", name=op.f("ck_correction_value")),
        sa.CheckConstraint("state in ('OPEN', 'ACCEPTED', 'REFUSED', 'MADE')", name=op.f("ck_correction_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_family_id"), "correction", ["family_id"])
    op.create_index(op.f("ix_correction_county_code_at_id"), "correction", ["county_code", "at", "id"])
    op.create_index(op.f("ix_correction_referral_id"), "correction", ["referral_id"], postgresql_where=sa.text("referral_id is not null"))
    op.create_table(
        "correction_text",
        sa.Column("correction_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.Column("replaced", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        *levels(),
        sa.PrimaryKeyConstraint("correction_id", name=op.f("pk_correction_text")),
    )
    allowed(f"{SUBJECTS}, 'Correction'", f"{STATES}, 'ACCEPTED', 'REFUSED', 'MADE'")


def downgrade() -> None:
    """Drop them, and what happened to them."""
    with past_row_security("event", "event_text"):
        for table in ("event_text", "event"):
            op.execute(f"delete from {table} where subject_type = 'Correction'")
    allowed(SUBJECTS, STATES)
    op.drop_table("correction_text")
    op.drop_table("correction")
