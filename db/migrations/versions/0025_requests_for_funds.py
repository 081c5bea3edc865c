"""Requests for funds: items and referrals without a family, and their lines.

Revision 0025, after 0024. Every row that stands is of a family. A database with requests does not come back to 0024.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from db.migrations.columns import in_region

revision: str = "0025"
down_revision: str | None = "0024"

CODE = sa.Text(collation="C")
NULLABLE = {
    "assistance_item": ("family_id", "need_id", "request_text"),
    "referral": ("family_id", "request_text"),
    "outcome": ("family_id",),
    "family_access": ("family_id",),
}
SUMS: dict[str, TypeEngine[Any]] = {
    "line_persons": sa.Integer(),
    "line_sum": sa.BigInteger(),
    "line_paid": sa.BigInteger(),
    "line_outstanding": sa.BigInteger(),
    "line_failed": sa.BigInteger(),
}
REQUEST: dict[str, TypeEngine[Any]] = {"request_document": sa.Text(), "fund_source": CODE, **SUMS}
ADDED: dict[str, dict[str, TypeEngine[Any]]] = {
    "assistance_item": REQUEST,
    "referral": {**REQUEST, "received_on": sa.Date()},
    "outcome": {
        "payment_indicator_document": sa.Text(),
        "payment_source": CODE,
        "payment_subject_code": CODE,
        "payment_paid_on": sa.Date(),
        "payment_requested": sa.BigInteger(),
        "payment_paid": sa.BigInteger(),
        "payment_failed_persons": sa.Integer(),
    },
}
POOLED = {
    "assistance_item": "(family_id is null) = (need_id is null) and (family_id is null) = (line_sum is not null)",
    "referral": "(family_id is null) = (line_sum is not null)",
}
REQUESTED = {"assistance_item": ["owner_office_id", "created_at", "id"], "referral": ["dispatching_office_id", "dispatched_at", "id"]}
AT_COMMIT: dict[str, Any] = {"deferrable": True, "initially": "DEFERRED"}
OF_LINES = (
    ("county_code", "created_at", "id"),
    ("granted_referral_id",),
    ("item_id", "id"),
    ("owner_office_id", "created_at", "id"),
    ("referral_id",),
)


def upgrade() -> None:
    """Let items, referrals, outcomes and accesses be of no family, add the columns of requests, and create the table of lines."""
    for table, columns in NULLABLE.items():
        for column in columns:
            op.alter_column(table, column, nullable=True)
    for table, added in ADDED.items():
        for name, kind in added.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    for table, condition in POOLED.items():
        op.create_check_constraint(op.f(f"ck_{table}_pooled"), table, condition)
        op.create_index(f"ix_{table}_requested", table, REQUESTED[table], postgresql_where=sa.text("family_id is null"))
    op.create_table(
        "item_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("owner_office_id", sa.Uuid(), nullable=False),
        sa.Column("granted_id", sa.Uuid(), nullable=False),
        sa.Column("granted_referral_id", sa.Uuid(), nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.Column("type_version", sa.Integer(), nullable=False),
        sa.Column("township_code", CODE, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("sum", sa.BigInteger(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("failure", CODE, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *in_region(),
        sa.CheckConstraint("state in ('OPEN', 'PAID', 'FAILED', 'VOID')", name=op.f("ck_item_line_state")),
        sa.ForeignKeyConstraint(["granted_id"], ["assistance_item.id"], name=op.f("fk_item_line_granted_id")),
        sa.ForeignKeyConstraint(["granted_referral_id"], ["referral.id"], name=op.f("fk_item_line_granted_referral_id")),
        sa.ForeignKeyConstraint(["item_id"], ["assistance_item.id"], name=op.f("fk_item_line_item_id"), **AT_COMMIT),
        sa.ForeignKeyConstraint(["owner_office_id"], ["office.id"], name=op.f("fk_item_line_owner_office_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_item_line_referral_id"), **AT_COMMIT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_line")),
    )
    for columns in OF_LINES:
        op.create_index(op.f(f"ix_item_line_{'_'.join(columns)}"), "item_line", list(columns))
    asked = sa.text("state in ('OPEN', 'PAID')")
    op.create_index("uq_item_line_asked", "item_line", ["granted_id", "due"], unique=True, postgresql_where=asked)


def downgrade() -> None:
    """Drop the lines and the columns of requests. Fails where there are requests: their items cannot be of a family."""
    op.drop_table("item_line")
    for table in POOLED:
        op.drop_index(f"ix_{table}_requested", table_name=table)
        op.drop_constraint(op.f(f"ck_{table}_pooled"), table)
    for table, added in ADDED.items():
        for name in reversed(added):
            op.drop_column(table, name)
    for table, columns in NULLABLE.items():
        for column in columns:
            op.alter_column(table, column, nullable=False)
