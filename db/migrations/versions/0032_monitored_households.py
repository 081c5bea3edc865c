"""Monitored households have a kind and a risk cause.

Revision 0032, after 0031. What outcomes said of a risk in words stays readable in their notes. Whom they recognised was a household.
"""

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0032"
down_revision: str | None = "0031"

CODE = sa.Text(collation="C")
IN_WORDS = """
update outcome set note = concat_ws('；', note, '风险原因：' || recognition_risk_cause), recognition_risk_cause = null
where recognition_risk_cause is not null
"""

IN_FORCE = """
(select distinct on (referral_id) referral_id, recognition_helper from outcome order by referral_id, version desc) given
where given.referral_id = entitlement.referral_id
"""


def upgrade() -> None:
    """Add the columns, say which type recognises such households, and make what it gave the household's."""
    op.add_column("assistance_type", sa.Column("monitors", sa.Boolean(), server_default="false", nullable=False))
    op.execute("update assistance_type set monitors = true where code = 'A27'")
    op.add_column("outcome", sa.Column("recognition_kind", CODE, nullable=True))
    op.add_column("outcome", sa.Column("recognition_measures", sa.ARRAY(CODE), server_default="{}", nullable=False))
    for column in ("kind", "risk_cause"):
        op.add_column("entitlement", sa.Column(column, CODE, nullable=True))
    op.add_column("entitlement", sa.Column("measures", sa.ARRAY(CODE), server_default="{}", nullable=False))
    op.add_column("entitlement", sa.Column("helper", sa.Text(), nullable=True))
    with past_row_security("outcome", "entitlement"):
        op.execute("update entitlement set helper = given.recognition_helper from " + IN_FORCE)
        op.execute(IN_WORDS)
        op.execute("update entitlement set person_id = null where type_code = 'A27'")
    op.alter_column("outcome", "recognition_risk_cause", type_=CODE, existing_type=sa.Text(), existing_nullable=True)


def downgrade() -> None:
    """Drop them; whom the type recognises stays a household."""
    op.alter_column("outcome", "recognition_risk_cause", type_=sa.Text(), existing_type=CODE, existing_nullable=True)
    for column in ("helper", "measures", "risk_cause", "kind"):
        op.drop_column("entitlement", column)
    for column in ("recognition_measures", "recognition_kind"):
        op.drop_column("outcome", column)
    op.drop_column("assistance_type", "monitors")
