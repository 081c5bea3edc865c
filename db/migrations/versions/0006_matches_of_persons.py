"""Matches of persons.

Revision 0006, after 0005. Persons already registered under one number get matches, with the first registered as the known one.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import in_region

revision: str = "0006"
down_revision: str | None = "0005"


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
        *in_region(),
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
