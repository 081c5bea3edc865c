"""A code of a list is added, renamed or ended by administrators.

Revision 0084, after 0083.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0084"
down_revision: str | None = "0083"

BEFORE = "'ACCOUNT', 'MEMBERSHIP', 'ORGANIZATION', 'ORGANIZATION_END', 'OFFICE', 'OFFICE_END', 'ISSUER', 'SIGN_IN', 'LIMIT'"
CODE = sa.Text(collation="C")
COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {"name_en": sa.Text(), "like_code": CODE, "successor": CODE}


def upgrade() -> None:
    """Say of proposals which code is to be called how or to end, and of a code's version by which proposal it came."""
    for name, kind in COLUMNS.items():
        op.add_column("proposal", sa.Column(name, kind, nullable=True))
    op.drop_constraint(op.f("ck_proposal_kind"), "proposal", type_="check")
    op.create_check_constraint(op.f("ck_proposal_kind"), "proposal", f"kind in ({BEFORE}, 'CODE', 'CODE_END')")
    op.add_column("code_name", sa.Column("proposal_id", sa.Uuid(), nullable=True))
    op.add_column("code_name", sa.Column("successor", CODE, nullable=True))
    op.create_foreign_key(op.f("fk_code_name_proposal_id"), "code_name", "proposal", ["proposal_id"], ["id"])


def downgrade() -> None:
    """Forget what was proposed of codes; the versions that came of it stay."""
    op.drop_constraint(op.f("fk_code_name_proposal_id"), "code_name", type_="foreignkey")
    op.drop_column("code_name", "successor")
    op.drop_column("code_name", "proposal_id")
    op.execute(f"delete from proposal where kind not in ({BEFORE})")
    op.drop_constraint(op.f("ck_proposal_kind"), "proposal", type_="check")
    op.create_check_constraint(op.f("ck_proposal_kind"), "proposal", f"kind in ({BEFORE})")
    for name in COLUMNS:
        op.drop_column("proposal", name)
