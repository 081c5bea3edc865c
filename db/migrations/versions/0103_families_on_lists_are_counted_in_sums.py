"""Families on the lists of campaigns are counted in sums.

Revision 0103, after 0101. What stands is written down as if it had just come; the worker folds it, and readings add up both meanwhile.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0103"
down_revision: str | None = "0101"

CODE = sa.Text(collation="C")
LEVELS = {"province_code": (1, 2), "city_code": (3, 2), "county_code": (5, 2), "town_code": (7, 3), "village_code": (10, 3)}
FACETS = ("BARE", "URGENCY", "TYPE", "WEEK", "MONTH", "OFFICE", "TOWNSHIP", "COUNTY")
KEYS = ("region_code", "facet", "campaign_id", "state", "contact_result", "apart")
STANDING = """
insert into listing_delta (region_code, campaign_id, state, contact_result, n)
select case when substr(region_code, 7, 3) = '000' then region_code else rpad(left(region_code, 9), 12, '0') end region,
    campaign_id, state, contact_result, count(*)
from campaign_listing group by region, campaign_id, state, contact_result
"""


def upgrade() -> None:
    """Make the tables, and write down what stands. No listing changes until the trigger stands as well: the migration locks the table."""
    op.create_table("listing_delta", *_counted(), sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_delta")))
    op.create_index(op.f("ix_listing_delta_campaign_id"), "listing_delta", ["campaign_id"])
    op.create_table(
        "listing_sum",
        sa.Column("facet", CODE, nullable=False),
        sa.Column("apart", sa.Boolean(), nullable=True),
        *_counted(),
        sa.CheckConstraint(f"facet in {FACETS}", name=op.f("ck_listing_sum_facet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_sum")),
    )
    for name in ("province", "city", "county"):
        columns = [f"{name}_code", "facet", "campaign_id"]
        op.create_index(f"ix_listing_sum_{name}", "listing_sum", columns, postgresql_where=sa.text("apart is not null"))
    op.create_index("uq_listing_sum", "listing_sum", list(KEYS), unique=True, postgresql_nulls_not_distinct=True)
    with past_row_security("campaign_listing"):
        op.execute(STANDING)


def downgrade() -> None:
    op.execute("drop function if exists listing_changes() cascade")
    op.execute("drop function if exists fold_sums(integer)")
    op.execute("drop function if exists compare_sums(timestamptz)")
    op.drop_table("listing_sum")
    op.drop_table("listing_delta")


def _counted() -> tuple[sa.Column[Any], ...]:
    """Return the columns that both tables have."""
    return (
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("contact_result", CODE, nullable=True),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("region_code", CODE, nullable=False),
        *(sa.Column(name, CODE, sa.Computed(_level(*digits), persisted=True), nullable=True) for name, digits in LEVELS.items()),
    )


def _level(first: int, digits: int) -> str:
    """Return the SQL of the code of a division's level: null where the division is above it."""
    last = first + digits - 1
    padded = "region_code" if last == 12 else f"substr(region_code, 1, {last}) || '{'0' * (12 - last)}'"
    return f"case when substr(region_code, {first}, {digits}) <> '{'0' * digits}' then {padded} end"
