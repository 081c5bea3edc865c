"""The history tells what was said: every code, the handler, days, who refused; an item knows the office that was suggested.

Revision 0005, after 0004. Existing steps get what is certainly known of them; the rest stays null.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"

TABLES = ("referral", "referral_event", "referral_text", "assistance_item")
REFUSED = ("NOT_OUR_DUTY", "NOT_OUR_AREA", "FAMILY_DECLINED", "INFORMATION_MISSING")
DECIDES_THE_HANDLER = ("referralSign", "referralAssign", "referralTake", "referralHandBack", "RELEASED")

CARRIED_ALONG = (
    "update referral_event set reasons = array[reason] where reason is not null",
    # What is missing now was missing when it was suspended last; what was supplied before is told by its first code alone.
    """update referral_event e set reasons = r.missing, suspended_until = r.suspended_until from referral r
    where r.id = e.referral_id and r.state = 'SUSPENDED' and cardinality(r.missing) > 0 and e.id = (
        select id from referral_event where referral_id = r.id and action = 'referralSuspend' order by at desc, id desc limit 1)""",
    "update referral_event set handler_id = account_id where action = 'referralTake'",
    f"""update referral_event e set handler_id = r.handler_id from referral r
    where r.id = e.referral_id and e.action = 'referralAssign' and e.id = (
        select id from referral_event where referral_id = r.id and action in {DECIDES_THE_HANDLER} order by at desc, id desc limit 1)""",
    """update referral_event e set returned_by = r.returned_by, suggested_office_id = r.suggested_office_id from referral r
    where r.id = e.referral_id and e.action = 'referralReturn'""",
    # A note and a question of a progress look alike afterwards; every other text is what its step says.
    """update referral_event e set text_kind = case e.action when 'referralAnswer' then 'ANSWER' else 'NOTE' end
    where e.action <> 'referralProgress' and exists (select from referral_text t where t.event_id = e.id)""",
    """update assistance_item i set suggested_office_id = r.suggested_office_id from referral r
    where r.id = (select id from referral where item_id = i.id and state = 'RETURNED' order by ended_at desc, id desc limit 1)""",
)
LEFT_OUT = """select count(*) from referral_event
where (reason is not null) <> (cardinality(reasons) = 1 or reason_list = 'MISSING' and cardinality(reasons) > 0)"""


def upgrade() -> None:
    codes, day = sa.ARRAY(sa.Text(collation="C")), sa.Date()
    op.add_column("referral_event", sa.Column("reasons", codes, nullable=False, server_default="{}"))
    op.add_column("referral_event", sa.Column("handler_id", sa.Uuid(), nullable=True))
    op.add_column("referral_event", sa.Column("accepted_on", day, nullable=True))
    op.add_column("referral_event", sa.Column("suspended_until", day, nullable=True))
    op.add_column("referral_event", sa.Column("returned_by", sa.Text(collation="C"), nullable=True))
    op.add_column("referral_event", sa.Column("suggested_office_id", sa.Uuid(), nullable=True))
    op.add_column("referral_event", sa.Column("text_kind", sa.Text(collation="C"), nullable=True))
    op.add_column("assistance_item", sa.Column("suggested_office_id", sa.Uuid(), nullable=True))
    carry_along()
    op.alter_column("referral_event", "reasons", server_default=None)
    op.drop_column("referral_event", "reason")
    first = sa.Computed("reasons[1]", persisted=True)
    op.add_column("referral_event", sa.Column("reason", sa.Text(collation="C"), first, nullable=True))
    op.create_check_constraint(op.f("ck_referral_event_returned_by"), "referral_event", f"returned_by in {REFUSED}")
    op.create_check_constraint(op.f("ck_referral_event_text_kind"), "referral_event", "text_kind in ('NOTE', 'QUESTION', 'ANSWER')")
    op.create_foreign_key(op.f("fk_referral_event_handler_id"), "referral_event", "account", ["handler_id"], ["id"])
    op.create_foreign_key(op.f("fk_referral_event_suggested_office_id"), "referral_event", "office", ["suggested_office_id"], ["id"])
    op.create_foreign_key(op.f("fk_assistance_item_suggested_office_id"), "assistance_item", "office", ["suggested_office_id"], ["id"])


def carry_along() -> None:
    """Fill the new columns in every row, past row security; assert that every reason was copied."""
    for table in TABLES:
        op.execute(f"alter table {table} no force row level security")
    for statement in CARRIED_ALONG:
        op.execute(statement)
    left = op.get_bind().scalar(sa.text(LEFT_OUT))
    assert not left, f"{left} steps of histories were not carried along"
    for table in TABLES:
        op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    op.drop_constraint(op.f("fk_assistance_item_suggested_office_id"), "assistance_item", type_="foreignkey")
    op.drop_column("assistance_item", "suggested_office_id")
    op.drop_column("referral_event", "reason")
    op.add_column("referral_event", sa.Column("reason", sa.Text(collation="C"), nullable=True))
    op.execute("alter table referral_event no force row level security")
    op.execute("update referral_event set reason = reasons[1]")
    op.execute("alter table referral_event force row level security")
    for column in ("text_kind", "suggested_office_id", "returned_by", "suspended_until", "accepted_on", "handler_id", "reasons"):
        op.drop_column("referral_event", column)
