"""Matches of persons.

Revision 0006, after 0005. Who stands in the database twice under one number already becomes a match of the one who was registered first.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


TWICE = """
insert into person_match (id, version, known_id, family_id, registered_id, region_code, created_at)
select gen_random_uuid(), 1, known.id, known.family_id, later.id, rpad(left(known.region_code, 6), 12, '0'), later.created_at
from person known join person later on later.id_number_index = known.id_number_index
where (known.created_at, known.id) < (later.created_at, later.id)
"""


def upgrade() -> None:
    op.create_table(
        "person_match",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("known_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("registered_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(collation="C"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
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
        sa.CheckConstraint("decision in ('SAME', 'NOT_SAME', 'LATER')", name=op.f("ck_person_match_decision")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_person_match_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_match")),
    )
    op.create_index(op.f("ix_person_match_city_code"), "person_match", ["city_code"], unique=False)
    op.create_index(op.f("ix_person_match_county_code_created_at_id"), "person_match", ["county_code", "created_at", "id"], unique=False)
    op.execute("alter table person no force row level security")  # the owner sees no person otherwise
    op.execute(TWICE)
    op.execute("alter table person force row level security")


def downgrade() -> None:
    op.drop_index(op.f("ix_person_match_county_code_created_at_id"), table_name="person_match")
    op.drop_index(op.f("ix_person_match_city_code"), table_name="person_match")
    op.drop_table("person_match")
