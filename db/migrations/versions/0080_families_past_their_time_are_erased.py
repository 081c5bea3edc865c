"""Families past their time are erased.

Revision 0080, after 0079. The kind of the rule, since when a family is erased, and which families were split from one.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0080"
down_revision: str | None = "0079"

BEFORE = ("AUDIT", "NUMBER_TEST", "REVEAL_USE", "VISIT_DRAFT")


def upgrade() -> None:
    op.add_column("family", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    split = sa.text("split_from_id is not null")
    op.create_index(op.f("ix_family_split_from_id"), "family", ["split_from_id"], unique=False, postgresql_where=split)
    _kinds(*BEFORE, "FAMILY")


def downgrade() -> None:
    for function in (
        "erase_families(timestamptz, uuid, integer, boolean)",
        "erased_never_yet(uuid[], uuid[], uuid[], uuid[], timestamptz, timestamptz)",
        "erased_together(uuid)",
    ):
        op.execute(f"drop function if exists {function}")
    op.execute("delete from retention_rule where kind = 'FAMILY'")
    _kinds(*BEFORE)
    op.drop_index(op.f("ix_family_split_from_id"), table_name="family")
    op.drop_column("family", "erased_at")


def _kinds(*kinds: str) -> None:
    """Let rules of retention be of these kinds."""
    op.drop_constraint("ck_retention_rule_kind", "retention_rule")
    op.create_check_constraint(op.f("ck_retention_rule_kind"), "retention_rule", f"kind in ({', '.join(map(repr, kinds))})")
