"""Numbers are tested within a quota, and masked to their first character.

Revision 0002, after 0001. The masks that are stored already are made anew; their last character does not come back with a downgrade.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"


BEFORE, NOW = ("COMMAND", "REVEAL", "READ"), ("COMMAND", "REVEAL", "READ", "TEST", "REFUSED")


def audit_kinds(kinds: Sequence[str], unless: str = "") -> None:
    """Replace the CHECK of the kinds of audit records; `unless`: added to it, such as `not valid` to skip existing rows."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint("ck_audit_record_kind", "audit_record")
    op.execute(f"alter table audit_record add constraint ck_audit_record_kind check (kind in ({listed})) {unless}")


def mask_again() -> None:
    """Mask every ID number but for its first character, from the old mask, which needs no key."""
    op.execute("alter table person no force row level security")
    op.execute("update person set id_number_masked = left(id_number_masked, 1) || repeat('*', 17) where id_number_masked is not null")
    left = op.get_bind().scalar(
        sa.text("select count(*) from person where coalesce(id_number_masked ~ '^.[*]{17}$', false) <> (id_number_cipher is not null)")
    )
    assert not left, f"{left} persons were not masked again"
    op.execute("alter table person force row level security")


def upgrade() -> None:
    op.create_table(
        "number_test",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("alike", sa.LargeBinary(), nullable=True),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_number_test_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_test")),
    )
    op.create_index(op.f("ix_number_test_account_id_alike"), "number_test", ["account_id", "alike"], unique=False)
    op.create_index(op.f("ix_number_test_account_id_at"), "number_test", ["account_id", "at"], unique=False)
    audit_kinds(NOW)
    mask_again()


def downgrade() -> None:
    audit_kinds(BEFORE, unless="not valid")
    op.drop_index(op.f("ix_number_test_account_id_at"), table_name="number_test")
    op.drop_index(op.f("ix_number_test_account_id_alike"), table_name="number_test")
    op.drop_table("number_test")
