"""Memberships know their office's place.

Revision 0012, after 0011. The line and the division of the office, by which its superiors find a membership: row security goes through no other
table.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"

FILL = """
update membership set department_code = office.department_code, office_region_code = office.region_code
from office where office.id = membership.office_id
"""


OFFICE_HAS = """
create function office_has(office uuid, roles text[], at timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from membership where office_id = $1 and role = any($2) and starts_at <= $3 and ends_at > $3)
$$
"""
"""Tells everybody whether an office has a running membership in one of these roles, but not whose."""


def upgrade() -> None:
    """Add both columns, filled from the office, and a function that is not limited by the row security that now protects memberships."""
    op.add_column("membership", sa.Column("department_code", sa.Text(collation="C"), nullable=True))
    op.add_column("membership", sa.Column("office_region_code", sa.Text(collation="C"), nullable=False, server_default=""))
    op.execute(FILL)
    op.alter_column("membership", "office_region_code", server_default=None)
    op.execute(OFFICE_HAS)


def downgrade() -> None:
    """Remove the function, the columns and the row security."""
    op.execute("drop function office_has")
    op.drop_column("membership", "office_region_code")
    op.drop_column("membership", "department_code")
    op.execute("alter table membership disable row level security")
    op.execute("alter table membership no force row level security")
