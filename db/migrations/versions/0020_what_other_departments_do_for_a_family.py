"""What other departments do for a family.

Revision 0020, after 0019. What the name of a type tells, and a function that tells an office type and state of help in other hands.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0020"
down_revision: str | None = "0019"

OTHER_HELP = """
create function other_help(asking uuid) returns table (type_code text, type_version integer, state text)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  mine referral;
begin
  select * into mine from referral where id = asking;
  if coalesce(
    current_setting('app.kind', true) in ('OFFICE', 'SUPERIOR_OFFICE')
    and mine.office_id = nullif(current_setting('app.office', true), '')::uuid
    and mine.part = 'LEAD' and mine.state in ('SIGNED', 'IN_PROGRESS', 'SUSPENDED', 'REOPENED')
    and exists (
      select from share_contract given
      where given.type_code = mine.type_code and given.version = mine.contract_version and given.half = 'AFTER'
        and given."group" = 'OTHER_HELP' and given.level = 3), false)
  then return query
    select other.type_code, max(other.type_version), other.state
    from referral other
    where other.family_id = mine.family_id
      and other.part = 'LEAD' and other.state not in ('RETURNED', 'CANCELLED', 'ARCHIVED')
      and not exists (select from referral had where had.item_id = other.item_id and had.office_id = mine.office_id)
      and not exists (
        select from assistance_type named, jsonb_each_text(named.tells) told ("group", level)
        where named.code = other.type_code and (
          (mine.person_id is not null and mine.person_id is distinct from other.person_id)
          or not exists (
            select from share_contract given
            where given.type_code = mine.type_code and given.version = mine.contract_version and given.half = 'AFTER'
              and given."group" = told."group" and given.level >= told.level::smallint)))
    group by other.type_code, other.state;
  end if;
end $$
"""
"""Tells the office of the viewer, by the signed open lead referral that it names, what docs/domain.md 7 gives: nothing for any other id.

In PL/pgSQL, whose plans are kept for the session: as a function of SQL it is planned for every row of a page.
"""


def upgrade() -> None:
    """Add what a type's name tells, and the function, which row security does not limit."""
    op.add_column(
        "assistance_type", sa.Column("tells", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.execute(OTHER_HELP.replace(":", r"\:"))


def downgrade() -> None:
    """Drop both."""
    op.execute("drop function other_help")
    op.drop_column("assistance_type", "tells")
