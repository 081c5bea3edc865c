"""Families on the lists of campaigns.

Revision 0036, after 0035.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0036"
down_revision: str | None = "0035"

CODE = sa.Text(collation="C")
SUBJECTS = "'Referral', 'AssistanceItem', 'Need', 'Visit', 'Family', 'Person', 'PersonMatch', 'Campaign', 'Import', 'Membership'"
OF_REFERRALS = (
    "'DISPATCHED', 'SIGNED', 'IN_PROGRESS', 'SUSPENDED', 'COMPLETED', 'CONFIRMED', 'REOPENED', 'RETURNED', 'CANCELLED', 'ARCHIVED'"
)
STATES = f"{OF_REFERRALS}, 'DRAFT', 'TO_DISPATCH', 'OPEN', 'IN_HAND', 'MET', 'UNMET', 'CLOSED', 'SAME', 'NOT_SAME', 'LATER'"
OF_LISTINGS = "'PENDING', 'VISITED', 'NOT_REACHED', 'REMOVED'"


def level(column: str, condition: str) -> "sa.Column[str]":
    """Return the generated column with the code of one level."""
    return sa.Column(column, CODE, sa.Computed(f"case when {condition} end", persisted=True), nullable=True)


def allowed(subjects: str, states: str) -> None:
    """Say which subjects and states events can name."""
    for table in ("event", "event_text"):
        op.drop_constraint(f"ck_{table}_subject_type", table)
        op.create_check_constraint(op.f(f"ck_{table}_subject_type"), table, f"subject_type in ({subjects})")
    for column in ("before", "after"):
        op.drop_constraint(f"ck_event_{column}", "event")
        op.create_check_constraint(op.f(f"ck_event_{column}"), "event", f"{column} in ({states})")


def upgrade() -> None:
    """Create the table; events can be about its rows."""
    op.create_table(
        "campaign_listing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("visitor_id", sa.Uuid(), nullable=True),
        sa.Column("state", CODE, nullable=False),
        sa.Column("contact_result", CODE, nullable=True),
        sa.Column("removed_reason", CODE, nullable=True),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", CODE, nullable=False),
        level("province_code", "substr(region_code, 1, 2) <> '00' then substr(region_code, 1, 2) || '0000000000'"),
        level("city_code", "substr(region_code, 3, 2) <> '00' then substr(region_code, 1, 4) || '00000000'"),
        level("county_code", "substr(region_code, 5, 2) <> '00' then substr(region_code, 1, 6) || '000000'"),
        level("town_code", "substr(region_code, 7, 3) <> '000' then substr(region_code, 1, 9) || '000'"),
        level("village_code", "substr(region_code, 10, 3) <> '000' then region_code"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "contact_result in ('MET', 'NOT_HOME', 'REFUSED', 'MOVED', 'DECEASED')", name=op.f("ck_campaign_listing_contact_result")
        ),
        sa.CheckConstraint(f"state in ({OF_LISTINGS})", name=op.f("ck_campaign_listing_state")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_listing_campaign_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_campaign_listing_family_id")),
        sa.ForeignKeyConstraint(["visitor_id"], ["account.id"], name=op.f("fk_campaign_listing_visitor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_listing")),
        sa.UniqueConstraint("campaign_id", "family_id", name=op.f("uq_campaign_listing_campaign_id_family_id")),
    )
    op.create_index(op.f("ix_campaign_listing_county_code_listed_at_id"), "campaign_listing", ["county_code", "listed_at", "id"])
    op.create_index(op.f("ix_campaign_listing_family_id"), "campaign_listing", ["family_id"])
    op.create_index(op.f("ix_campaign_listing_visitor_id_state"), "campaign_listing", ["visitor_id", "state"])
    allowed(f"{SUBJECTS}, 'CampaignListing'", f"{STATES}, {OF_LISTINGS}")


def downgrade() -> None:
    """Drop the table, and what happened to its rows."""
    with past_row_security("event", "event_text"):
        for table in ("event_text", "event"):
            op.execute(f"delete from {table} where subject_type = 'CampaignListing'")
    allowed(SUBJECTS, STATES)
    op.drop_table("campaign_listing")
