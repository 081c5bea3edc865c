"""The limit of a type of help is proposed and approved as any other.

Revision 0089, after 0088.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0089"
down_revision: str | None = "0088"


def upgrade() -> None:
    op.add_column("proposal", sa.Column("type_code", sa.Text(collation="C"), nullable=True))
    op.add_column("assistance_type", sa.Column("proposal_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_assistance_type_proposal_id"), "assistance_type", "proposal", ["proposal_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_assistance_type_proposal_id"), "assistance_type")
    op.drop_column("assistance_type", "proposal_id")
    op.drop_column("proposal", "type_code")
