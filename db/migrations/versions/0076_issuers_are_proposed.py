"""Issuers and sign-ins are proposed, and whoever adds a key of a client does not approve it.

Revision 0076, after 0075.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0076"
down_revision: str | None = "0075"

BEFORE = "'ACCOUNT', 'MEMBERSHIP', 'ORGANIZATION', 'ORGANIZATION_END', 'OFFICE', 'OFFICE_END'"


def upgrade() -> None:
    """Say of proposals what issuer or sign-in is to be, and of a key that two administrators stand behind it."""
    for name in ("address", "audience", "keys_address", "client_id"):
        op.add_column("proposal", sa.Column(name, sa.Text(collation="C"), nullable=True))
    op.add_column("proposal", sa.Column("organization_ids", sa.ARRAY(sa.Uuid()), nullable=False, server_default="{}"))
    op.add_column("proposal", sa.Column("requirements", sa.ARRAY(sa.Text(collation="C")), nullable=False, server_default="{}"))
    op.alter_column("proposal", "organization_ids", server_default=None)
    op.alter_column("proposal", "requirements", server_default=None)
    op.add_column("proposal", sa.Column("issuer_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_proposal_issuer_id"), "proposal", "issuer", ["issuer_id"], ["id"])
    op.drop_constraint(op.f("ck_proposal_kind"), "proposal", type_="check")
    op.create_check_constraint(op.f("ck_proposal_kind"), "proposal", f"kind in ({BEFORE}, 'ISSUER', 'SIGN_IN')")
    op.execute("drop function if exists refuse_extension cascade")  # `hold_end` does what it did
    op.create_check_constraint(op.f("ck_client_key_two_people"), "client_key", "approved_by <> created_by")


def downgrade() -> None:
    """Forget what was proposed of issuers; those that are registered stay."""
    op.drop_constraint(op.f("ck_client_key_two_people"), "client_key", type_="check")
    op.execute(f"delete from proposal where kind not in ({BEFORE})")
    op.drop_constraint(op.f("ck_proposal_kind"), "proposal", type_="check")
    op.create_check_constraint(op.f("ck_proposal_kind"), "proposal", f"kind in ({BEFORE})")
    op.drop_constraint(op.f("fk_proposal_issuer_id"), "proposal", type_="foreignkey")
    for name in ("issuer_id", "requirements", "organization_ids", "client_id", "keys_address", "audience", "address"):
        op.drop_column("proposal", name)
    op.execute("drop function if exists hold_end cascade")
    op.execute("drop function if exists hold_revoked cascade")
    op.execute("drop function if exists hold_approval cascade")
