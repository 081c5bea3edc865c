"""Certificates and work profiles are corrected.

Revision 0059, after 0058.
"""

from alembic import op

from db.migrations.data import past_row_security

revision: str = "0059"
down_revision: str | None = "0058"

VALUES = "'PHONE', 'ADDRESS', 'NAME', 'BIRTH_YEAR', 'GUARDIAN_NAME', 'GUARDIAN_PHONE'"
OF_VISITS = (
    "'VISIT_AT', 'VISIT_MODE', 'VISIT_CONTACT_RESULT', 'VISIT_NOTICE_BASIS', 'VISIT_NO_HOME_VISIT_REASON', 'VISIT_HOTLINE_TICKET', "
    "'VISIT_CATEGORY_TEXT', 'VISIT_COMPANIONS', 'VISIT_LED_BY_LEADING_CADRE', 'VISIT_CONSOLATION_KIND', 'VISIT_CONSOLATION_VALUE', "
    "'VISIT_SUGGESTIONS', 'VISIT_SAFETY_MEASURES', 'VISIT_INCOME_PER_HEAD', 'VISIT_DYNAMIC_UPDATE_YEAR'"
)
OF_PERSONS = (
    "'CERTIFICATE_STATUS', 'CERTIFICATE_ISSUED_ON', 'DISABILITY_CATEGORY', 'DISABILITY_LEVEL', 'WORK_EDUCATION', 'WORK_EMPLOYMENT', "
    "'WORK_NOT_EMPLOYED_REASON', 'WORK_LIVELIHOOD', 'WORK_REGISTERED_UNEMPLOYED', 'WORK_WISH', 'WORK_HOURS', 'WORK_DISTANCE', "
    "'WORK_AT_HOME', 'WORK_CAN_DO', 'WORK_SUPPORT', 'WORK_CARE_DUTIES', 'WORK_ZERO_EMPLOYMENT_HOUSEHOLD', 'WORK_PUBLIC_POST_MONTHS'"
)


def allowed(values: str) -> None:
    """Say which values corrections can name."""
    op.drop_constraint("ck_correction_value", "correction")
    op.create_check_constraint(op.f("ck_correction_value"), "correction", f"value in ({values})")


def upgrade() -> None:
    """Corrections can name values of certificates and work profiles."""
    allowed(f"{VALUES}, {OF_PERSONS}, {OF_VISITS}")


def downgrade() -> None:
    """Forget the corrections of certificates and work profiles: the values stay as they were corrected."""
    with past_row_security("correction", "correction_text"):
        op.execute(f"delete from correction_text where correction_id in (select id from correction where value in ({OF_PERSONS}))")
        op.execute(f"delete from correction where value in ({OF_PERSONS})")
    allowed(f"{VALUES}, {OF_VISITS}")
