"""Administrators register and withdraw documents; each tells its operations, and by which proposals it came and went.

Revision 0091, after 0090.
"""

import sqlalchemy as sa
from alembic import op
from graphql import OperationDefinitionNode, parse

revision: str = "0091"
down_revision: str | None = "0090"

KINDS = (
    "ACCOUNT",
    "MEMBERSHIP",
    "ORGANIZATION",
    "ORGANIZATION_END",
    "OFFICE",
    "OFFICE_END",
    "ISSUER",
    "SIGN_IN",
    "LIMIT",
    "CODE",
    "CODE_END",
)


def upgrade() -> None:
    op.add_column("proposal", sa.Column("document_text", sa.Text(), nullable=True))
    op.add_column("proposal", sa.Column("digest", sa.Text(collation="C"), nullable=True))
    op.add_column("proposal", sa.Column("operations", sa.ARRAY(sa.Text(collation="C")), server_default="{}", nullable=False))
    _kinds(*KINDS, "DOCUMENT", "DOCUMENT_END")
    op.add_column("trusted_document", sa.Column("operations", sa.ARRAY(sa.Text(collation="C")), server_default="{}", nullable=False))
    for digest, text in op.get_bind().execute(sa.text("select digest, text from trusted_document")).all():
        found = (each for each in parse(text).definitions if isinstance(each, OperationDefinitionNode))
        names = [each.name.value for each in found if each.name is not None]
        told = sa.text("update trusted_document set operations = :names where digest = :digest").bindparams(
            sa.bindparam("names", type_=sa.ARRAY(sa.Text()))
        )
        op.get_bind().execute(told, {"names": names, "digest": digest})
    for column in ("proposal_id", "withdrawal_id"):
        op.add_column("trusted_document", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_trusted_document_{column}"), "trusted_document", "proposal", [column], ["id"])
    op.create_check_constraint(op.f("ck_trusted_document_origin"), "trusted_document", "origin in ('FILE', 'OPERATOR', 'API')")


def downgrade() -> None:
    op.drop_constraint("ck_trusted_document_origin", "trusted_document")
    for column in ("withdrawal_id", "proposal_id"):
        op.drop_constraint(f"fk_trusted_document_{column}", "trusted_document")
        op.drop_column("trusted_document", column)
    op.drop_column("trusted_document", "operations")
    op.execute("delete from proposal where kind in ('DOCUMENT', 'DOCUMENT_END')")
    _kinds(*KINDS)
    for column in ("operations", "digest", "document_text"):
        op.drop_column("proposal", column)


def _kinds(*kinds: str) -> None:
    """Let proposals be of these kinds."""
    op.drop_constraint("ck_proposal_kind", "proposal")
    op.create_check_constraint(op.f("ck_proposal_kind"), "proposal", f"kind in ({', '.join(map(repr, kinds))})")
