"""Systems that sign in are audited.

Revision 0072, after 0071. A kind of audit record of its own: a token was given.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0072"
down_revision: str | None = "0071"

BEFORE = ("COMMAND", "REVEAL", "READ", "PRINT", "TEST", "REFUSED")
NOW = (*BEFORE, "SIGN_IN")


def audit_kinds(kinds: Sequence[str], unless: str = "") -> None:
    """Replace the CHECK of the kinds of audit records; `unless`: added to it, such as `not valid` to skip existing rows."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint("ck_audit_record_kind", "audit_record")
    op.execute(f"alter table audit_record add constraint ck_audit_record_kind check (kind in ({listed})) {unless}")


def upgrade() -> None:
    audit_kinds(NOW)


def downgrade() -> None:
    audit_kinds(BEFORE, unless="not valid")
