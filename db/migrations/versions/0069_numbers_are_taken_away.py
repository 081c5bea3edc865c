"""Numbers that are somebody else's are taken away from a person.

Revision 0069, after 0068.
"""

from alembic import op

from db.migrations.data import past_row_security

revision: str = "0069"
down_revision: str | None = "0068"

VALUES = (
    "'PHONE', 'ADDRESS', 'NAME', 'BIRTH_YEAR', 'GUARDIAN_NAME', 'GUARDIAN_PHONE', 'CERTIFICATE_STATUS', 'CERTIFICATE_ISSUED_ON', "
    "'DISABILITY_CATEGORY', 'DISABILITY_LEVEL', {}'WORK_EDUCATION', 'WORK_EMPLOYMENT', 'WORK_NOT_EMPLOYED_REASON', 'WORK_LIVELIHOOD', "
    "'WORK_REGISTERED_UNEMPLOYED', 'WORK_WISH', 'WORK_HOURS', 'WORK_DISTANCE', 'WORK_AT_HOME', 'WORK_CAN_DO', 'WORK_SUPPORT', "
    "'WORK_CARE_DUTIES', 'WORK_ZERO_EMPLOYMENT_HOUSEHOLD', 'WORK_PUBLIC_POST_MONTHS', 'VISIT_AT', 'VISIT_MODE', 'VISIT_CONTACT_RESULT', "
    "'VISIT_NOTICE_BASIS', 'VISIT_NO_HOME_VISIT_REASON', 'VISIT_HOTLINE_TICKET', 'VISIT_CATEGORY_TEXT', 'VISIT_COMPANIONS', "
    "'VISIT_LED_BY_LEADING_CADRE', 'VISIT_CONSOLATION_KIND', 'VISIT_CONSOLATION_VALUE', 'VISIT_SUGGESTIONS', 'VISIT_SAFETY_MEASURES', "
    "'VISIT_INCOME_PER_HEAD', 'VISIT_DYNAMIC_UPDATE_YEAR'"
)
WHOLE = "'CERTIFICATE', 'ID_NUMBER'"


def allowed(whole: str) -> None:
    """Say which values corrections can name."""
    op.drop_constraint("ck_correction_value", "correction")
    op.create_check_constraint(op.f("ck_correction_value"), "correction", f"value in ({VALUES.format(whole)})")


def upgrade() -> None:
    """Corrections can name a certificate or an ID number as a whole."""
    allowed(f"{WHOLE}, ")


def downgrade() -> None:
    """Forget these corrections: what was taken away stays so."""
    with past_row_security("correction", "correction_text"):
        op.execute(f"delete from correction_text where correction_id in (select id from correction where value in ({WHOLE}))")
        op.execute(f"delete from correction where value in ({WHOLE})")
    allowed("")
