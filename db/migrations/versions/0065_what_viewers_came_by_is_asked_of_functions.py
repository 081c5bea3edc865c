"""What viewers came by is asked of functions.

Revision 0065, after 0064. Whether a sign-in at an issuer of others, or a service client, still stands is tested in every statement; inside a
function the tables are not opened for whoever came by neither, who are most. They run with the rights of whoever asks.
"""

from alembic import op

revision: str = "0065"
down_revision: str | None = "0064"

SIGN_IN = """
create function sign_in_stands(asked uuid, account uuid, organization uuid, moment timestamptz) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
begin
  return exists (
    select from sign_in s join issuer i on i.id = s.issuer_id
    where s.id = asked and s.account_id = account and (s.ends_at is null or s.ends_at > moment)
      and (i.ends_at is null or i.ends_at > moment) and organization = any(i.organization_ids)
  );
end $$
"""
CLIENT_KEY = """
create function client_key_stands(asked uuid, office uuid, moment timestamptz) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
begin
  return exists (
    select from client_key k join client c on c.id = k.client_id
    where k.id = asked and c.office_id = office and k.approved_at <= moment
      and (k.revoked_at is null or k.revoked_at > moment) and (c.revoked_at is null or c.revoked_at > moment)
  );
end $$
"""


def upgrade() -> None:
    """Create the functions."""
    op.execute(SIGN_IN)
    op.execute(CLIENT_KEY)


def downgrade() -> None:
    """Drop them."""
    op.execute("drop function client_key_stands")
    op.execute("drop function sign_in_stands")
