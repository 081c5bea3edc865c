"""A limit's next version is proposed by one administrator and approved by another.

Revision 0079, after 0078.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0079"
down_revision: str | None = "0078"

BEFORE = "'ACCOUNT', 'MEMBERSHIP', 'ORGANIZATION', 'ORGANIZATION_END', 'OFFICE', 'OFFICE_END', 'ISSUER', 'SIGN_IN'"
CODE = sa.Text(collation="C")
COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "code_list": CODE,
    "code": CODE,
    "follows": sa.Integer(),
    "value": sa.Integer(),
    "unit": CODE,
    "valid_from": sa.Date(),
    "basis": sa.Text(),
}


def upgrade() -> None:
    """Say of proposals which version of what is to be, and of a limit's version by which proposal it came."""
    for name, kind in COLUMNS.items():
        op.add_column("proposal", sa.Column(name, kind, nullable=True))
    op.drop_constraint(op.f("ck_proposal_kind"), "proposal", type_="check")
    op.create_check_constraint(op.f("ck_proposal_kind"), "proposal", f"kind in ({BEFORE}, 'LIMIT')")
    op.add_column("rule_limit", sa.Column("proposal_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_rule_limit_proposal_id"), "rule_limit", "proposal", ["proposal_id"], ["id"])


def downgrade() -> None:
    """Forget what was proposed of limits; the versions that came of it stay."""
    op.drop_constraint(op.f("fk_rule_limit_proposal_id"), "rule_limit", type_="foreignkey")
    op.drop_column("rule_limit", "proposal_id")
    op.execute(f"delete from proposal where kind not in ({BEFORE})")
    op.drop_constraint(op.f("ck_proposal_kind"), "proposal", type_="check")
    op.create_check_constraint(op.f("ck_proposal_kind"), "proposal", f"kind in ({BEFORE})")
    for name in COLUMNS:
        op.drop_column("proposal", name)
