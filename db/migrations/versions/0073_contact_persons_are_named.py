"""Contact persons of families are named, and told of when they are in charge no more.

Revision 0073, after 0072. Whoever registered a family is its contact person until another is named. The function tells of an account and a
division alone whether it is in charge there, also to whoever sees none of its memberships.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0073"
down_revision: str | None = "0072"

FUNCTION = """
create function is_in_charge(account uuid, division text, moment timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from membership m
    where m.account_id = account and m.role in ('COMMISSIONER', 'FEDERATION_CADRE') and m.starts_at <= moment and m.ends_at > moment
      and m.scope && array[
        division, rpad(left(division, 9), 12, '0'), rpad(left(division, 6), 12, '0'), rpad(left(division, 4), 12, '0'),
        rpad(left(division, 2), 12, '0'), '000000000000'
      ] collate "C"
  )
$$
"""


def upgrade() -> None:
    """Add the column, filled in for the families that there are, and the function."""
    op.add_column("family", sa.Column("contact_person_id", sa.Uuid(), nullable=True))
    with past_row_security("family"):
        op.execute("update family set contact_person_id = created_by")
    op.alter_column("family", "contact_person_id", nullable=False)
    op.create_foreign_key(op.f("fk_family_contact_person_id"), "family", "account", ["contact_person_id"], ["id"])
    op.execute(FUNCTION)


def downgrade() -> None:
    """Drop both: who registered a family is its contact person again."""
    op.execute("drop function is_in_charge")
    op.drop_constraint(op.f("fk_family_contact_person_id"), "family", type_="foreignkey")
    op.drop_column("family", "contact_person_id")
