"""Referrals are put on paper: a kind of audit record of its own.

Revision 0034, after 0033. Records of prints outlive a downgrade.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0034"
down_revision: str | None = "0033"

BEFORE, NOW = ("COMMAND", "REVEAL", "READ", "TEST", "REFUSED"), ("COMMAND", "REVEAL", "READ", "PRINT", "TEST", "REFUSED")


def audit_kinds(kinds: Sequence[str], unless: str = "") -> None:
    """Replace the CHECK of the kinds of audit records; `unless`: added to it, such as `not valid` to skip existing rows."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint("ck_audit_record_kind", "audit_record")
    op.execute(f"alter table audit_record add constraint ck_audit_record_kind check (kind in ({listed})) {unless}")


def upgrade() -> None:
    """Add the kind PRINT."""
    audit_kinds(NOW)


def downgrade() -> None:
    """Take it away for new records."""
    audit_kinds(BEFORE, unless="not valid")
