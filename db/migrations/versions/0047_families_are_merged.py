"""Families are merged, and parted again.

Revision 0047, after 0046. Which family and person go on as which, what every row was before, of whom an office is given anything, and as
what an office whose referral had ended goes on seeing its family; a function that tells as which family or person another goes on.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0047"
down_revision: str | None = "0046"

CODE = sa.Text(collation="C")
LEVELS = ("identity", "id_number", "contact", "contact_wish", "address", "birth", "disability", "health", "income", "work")
SURVIVOR = """
create function survivor(asked uuid) returns uuid
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
  return coalesce((select merged_into_id from family where id = asked), (select merged_into_id from person where id = asked));
end $$
"""
"""Tells as which family or person another goes on: an id alone, which shows nothing to whoever does not see its row."""
REFERENCES = (
    ("family", "merged_into_id", "family"),
    ("person", "merged_into_id", "person"),
    ("referral", "kept_family_id", "family"),
    ("referral", "kept_person_id", "person"),
)


def upgrade() -> None:
    """Add columns, tables and the function."""
    for table, column, to in REFERENCES:
        op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, to, [column], ["id"])
    for table in ("family", "person"):
        only = sa.text("merged_into_id is not null")
        op.create_index(op.f(f"ix_{table}_merged_into_id"), table, ["merged_into_id"], postgresql_where=only)
    kept = sa.text("kept_family_id is not null")
    op.create_index(op.f("ix_referral_kept_family_id"), "referral", ["kept_family_id"], postgresql_where=kept)
    numbers: sa.Column[list[str]] = sa.Column("merged_numbers", postgresql.ARRAY(CODE), server_default=sa.text("'{}'"), nullable=False)
    op.add_column("family", numbers)
    op.alter_column("family", "merged_numbers", server_default=None)
    for table in ("family_access", "referral"):
        op.add_column(table, sa.Column("members", postgresql.ARRAY(sa.Uuid()), nullable=True))
    _index("until", "person_id", "members")
    op.create_table(
        "family_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survivor_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("parted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parted_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_merge")),
        *(
            sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_family_merge_{column}"))
            for column, to in (
                ("survivor_id", "family"),
                ("merged_id", "family"),
                ("account_id", "account"),
                ("office_id", "office"),
                ("parted_by", "account"),
            )
        ),
    )
    op.create_index(op.f("ix_family_merge_merged_id"), "family_merge", ["merged_id"])
    op.create_index(op.f("ix_family_merge_survivor_id_at"), "family_merge", ["survivor_id", "at"])
    op.create_table(
        "merge_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("merge_id", sa.Uuid(), nullable=False),
        sa.Column("row_table", CODE, nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("before_cipher", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_line")),
        sa.ForeignKeyConstraint(["merge_id"], ["family_merge.id"], name=op.f("fk_merge_line_merge_id")),
    )
    op.create_index(op.f("ix_merge_line_merge_id"), "merge_line", ["merge_id"])
    op.execute(SURVIVOR)


def downgrade() -> None:
    """Drop them: a family that was merged is one of its own again, without what moved."""
    op.execute("drop function survivor")
    op.drop_table("merge_line")
    op.drop_table("family_merge")
    op.drop_column("referral", "members")
    op.drop_column("family_access", "members")  # its index goes with it
    _index("until", "person_id")
    op.drop_column("family", "merged_numbers")
    op.drop_index(op.f("ix_referral_kept_family_id"), table_name="referral")
    for table in ("person", "family"):
        op.drop_index(op.f(f"ix_{table}_merged_into_id"), table_name=table)
    for table, column, _ in reversed(REFERENCES):
        op.drop_constraint(op.f(f"fk_{table}_{column}"), table, type_="foreignkey")
        op.drop_column(table, column)


def _index(*first: str) -> None:
    """Create the index by which an office's levels are read anew, with these columns included before the others."""
    op.execute("drop index if exists ix_family_access_family_office")
    included = [*first, "department_code", "office_region_code", *(f"{level}_level" for level in LEVELS)]
    op.create_index("ix_family_access_family_office", "family_access", ["family_id", "office_id"], postgresql_include=included)
