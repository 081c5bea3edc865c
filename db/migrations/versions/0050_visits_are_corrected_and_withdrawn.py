"""Visits are corrected and withdrawn.

Revision 0050, after 0049.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0050"
down_revision: str | None = "0049"

CODE, MOMENT = sa.Text(collation="C"), sa.DateTime(timezone=True)
OF_REFERRALS = (
    "'DISPATCHED', 'SIGNED', 'IN_PROGRESS', 'SUSPENDED', 'COMPLETED', 'CONFIRMED', 'REOPENED', 'RETURNED', 'CANCELLED', 'ARCHIVED'"
)
OTHERS = "'DRAFT', 'TO_DISPATCH', 'OPEN', 'IN_HAND', 'MET', 'UNMET', 'CLOSED', 'SAME', 'NOT_SAME', 'LATER'"
STATES = f"{OF_REFERRALS}, {OTHERS}, 'PENDING', 'VISITED', 'NOT_REACHED', 'REMOVED', 'ACCEPTED', 'REFUSED', 'MADE'"
VALUES = "'PHONE', 'ADDRESS', 'NAME', 'BIRTH_YEAR', 'GUARDIAN_NAME', 'GUARDIAN_PHONE'"
OF_VISITS = (
    "'VISIT_AT', 'VISIT_MODE', 'VISIT_CONTACT_RESULT', 'VISIT_NOTICE_BASIS', 'VISIT_NO_HOME_VISIT_REASON', 'VISIT_HOTLINE_TICKET', "
    "'VISIT_CATEGORY_TEXT', 'VISIT_COMPANIONS', 'VISIT_LED_BY_LEADING_CADRE', 'VISIT_CONSOLATION_KIND', 'VISIT_CONSOLATION_VALUE', "
    "'VISIT_SUGGESTIONS', 'VISIT_SAFETY_MEASURES', 'VISIT_INCOME_PER_HEAD', 'VISIT_DYNAMIC_UPDATE_YEAR'"
)


def allowed(states: str, values: str) -> None:
    """Say which states events can name, and which values corrections."""
    for table, columns, listed in (("event", ("before", "after"), states), ("correction", ("value",), values)):
        for column in columns:
            op.drop_constraint(f"ck_{table}_{column}", table)
            op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, f"{column} in ({listed})")


def upgrade() -> None:
    """Visits have a state; corrections and entitlements name theirs, and a value can be taken away."""
    op.add_column("visit", sa.Column("state", CODE, server_default="RECORDED", nullable=False))
    op.alter_column("visit", "state", server_default=None)
    op.create_check_constraint(op.f("ck_visit_state"), "visit", "state in ('RECORDED', 'WITHDRAWN')")
    op.add_column("visit", sa.Column("withdrawn_at", MOMENT, nullable=True))
    op.add_column("visit", sa.Column("withdrawn_by", sa.Uuid(), nullable=True))
    op.add_column("visit", sa.Column("withdrawal_reason", CODE, nullable=True))
    op.create_foreign_key(op.f("fk_visit_withdrawn_by"), "visit", "account", ["withdrawn_by"], ["id"])
    op.add_column("correction", sa.Column("visit_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_correction_visit_id"), "correction", ["visit_id"], postgresql_where=sa.text("visit_id is not null"))
    op.create_foreign_key(op.f("fk_correction_visit_id"), "correction", "visit", ["visit_id"], ["id"])
    op.alter_column("correction_text", "proposed", existing_type=sa.Text(), nullable=True)
    op.add_column("entitlement", sa.Column("visit_id", sa.Uuid(), nullable=True))
    with past_row_security("entitlement", "visit"):
        op.execute(
            "update entitlement set visit_id = visit.id from visit where entitlement.source = 'VISIT' "
            "and visit.family_id = entitlement.family_id and visit.created_at = entitlement.created_at"
        )
    op.create_index(op.f("ix_entitlement_visit_id"), "entitlement", ["visit_id"])
    op.create_foreign_key(op.f("fk_entitlement_visit_id"), "entitlement", "visit", ["visit_id"], ["id"])
    allowed(f"{STATES}, 'RECORDED', 'WITHDRAWN'", f"{VALUES}, {OF_VISITS}")


def downgrade() -> None:
    """Forget what was corrected of visits; one that was withdrawn stands again."""
    with past_row_security("event", "event_text", "correction", "correction_text"):
        op.execute("delete from event_text where event_id in (select id from event where action in ('visitCorrect', 'visitWithdraw'))")
        op.execute("delete from event where action in ('visitCorrect', 'visitWithdraw') or before = 'RECORDED'")
        op.execute("update event set after = null where after = 'RECORDED'")
        op.execute(
            "delete from correction_text where proposed is null or correction_id in (select id from correction where visit_id is not null)"
        )
        op.execute("delete from correction where visit_id is not null")
    allowed(STATES, VALUES)
    op.drop_column("entitlement", "visit_id")
    op.alter_column("correction_text", "proposed", existing_type=sa.Text(), nullable=False)
    op.drop_column("correction", "visit_id")
    for column in ("withdrawal_reason", "withdrawn_by", "withdrawn_at", "state"):
        op.drop_column("visit", column)
