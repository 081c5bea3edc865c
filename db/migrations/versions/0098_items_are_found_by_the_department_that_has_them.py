"""Items are found by the department that has them, which each knows of its lead.

Revision 0098, after 0097. The indexes are built afterwards, beside those who work.
"""

from alembic import op

revision: str = "0098"
down_revision: str | None = "0097"

LED = """
create function led_by(lead uuid) returns text
language sql stable set search_path = public, pg_temp as $$ select department_code from referral where id = $1 $$
"""
"""For this migration alone."""
FUNCTION = """
create function assistance_item_led() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    new.lead_department_code := case when new.lead_id is not null then coalesce(
        (select r.department_code from referral r where r.id = new.lead_id),
        (select o.department_code from office o where o.id = new.lead_office_id),
        new.type_department_code) end;
    return new;
end
$$
"""
"""Runs as the owner. A command may write an item before its new lead: that is of the department of its office, else of the type."""
TRIGGER = """
create trigger assistance_item_led before insert or update of lead_id on assistance_item
for each row execute function assistance_item_led()
"""


def upgrade() -> None:
    """Add the column with what it holds in one statement, which writes the table anew once."""
    op.execute(LED)
    op.execute('alter table assistance_item add column lead_department_code text collate "C"')
    op.execute("alter table referral no force row level security")
    op.execute('alter table assistance_item alter column lead_department_code type text collate "C" using led_by(lead_id)')
    op.execute("alter table referral force row level security")
    op.execute("drop function led_by")
    op.execute(FUNCTION)
    op.execute(TRIGGER)


def downgrade() -> None:
    """Have neither column nor trigger."""
    op.execute("drop trigger assistance_item_led on assistance_item")
    op.execute("drop function assistance_item_led")
    op.drop_column("assistance_item", "lead_department_code")
