"""What counts in a quota gives nothing back.

Revision 0062, after 0061. Whoever has the application's login alone could add rows of less than nothing.
"""

from alembic import op

revision: str = "0062"
down_revision: str | None = "0061"


def upgrade() -> None:
    op.create_check_constraint(op.f("ck_number_test_counts"), "number_test", "weight >= 0 and rows >= 0")
    op.create_check_constraint(op.f("ck_reveal_use_counts"), "reveal_use", "referrals >= 0")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_reveal_use_counts"), "reveal_use")
    op.drop_constraint(op.f("ck_number_test_counts"), "number_test")
    op.execute("drop function if exists refuse_extension() cascade")
