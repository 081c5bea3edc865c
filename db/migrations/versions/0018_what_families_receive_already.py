"""What families receive already.

Revision 0018, after 0017. What stands already follows from the outcomes in force, as `referralComplete` writes it from now on.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import in_region
from db.migrations.data import past_row_security

revision: str = "0018"
down_revision: str | None = "0017"

CODE = sa.Text(collation="C")
GRANTED = """
insert into entitlement
  (id, family_id, person_id, region_code, type_code, type_version, source, referral_id, since, until, created_at)
select gen_random_uuid(), referral.family_id, referral.person_id, referral.region_code, referral.type_code, referral.type_version,
  'OUTCOME', referral.id, coalesce(benefit_from, placement_from, recognition_from),
  case when benefit_per = 'ONCE' then benefit_from else coalesce(benefit_until, placement_until) end, given.at
from referral join (select distinct on (referral_id) * from outcome order by referral_id, version desc) given on given.referral_id = referral.id
where coalesce(benefit_from, placement_from, recognition_from) is not null
"""


def upgrade() -> None:
    """Create the table and fill it from the outcomes in force."""
    op.create_table(
        "entitlement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("type_code", CODE, nullable=False),
        sa.Column("type_version", sa.Integer(), nullable=False),
        sa.Column("source", CODE, nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *in_region(),
        sa.CheckConstraint("source in ('OUTCOME', 'VISIT')", name=op.f("ck_entitlement_source")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_entitlement_family_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_entitlement_person_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_entitlement_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlement")),
    )
    op.create_index(op.f("ix_entitlement_family_id"), "entitlement", ["family_id"], unique=False)
    op.create_index(op.f("ix_entitlement_referral_id"), "entitlement", ["referral_id"], unique=True)
    with past_row_security("referral", "outcome"):
        op.execute(GRANTED)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("entitlement")
