"""The audit trail is searched.

Revision 0074, after 0073. Indexes for who asks by office, action, service client, person and rare kinds; from which family one was split.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0074"
down_revision: str | None = "0073"

INDEXES: tuple[tuple[str, list[str], str | None], ...] = (
    ("ix_audit_record_action_at_id", ["action", "at", "id"], None),
    ("ix_audit_record_office_id_at_id", ["office_id", "at", "id"], None),
    ("ix_audit_record_client", ["client_id", "at", "id"], "client_id is not null"),
    ("ix_audit_record_rare", ["at", "id"], "kind not in ('READ', 'COMMAND')"),
)


def upgrade() -> None:
    for name, columns, where in INDEXES:
        op.create_index(name, "audit_record", columns, postgresql_where=None if where is None else sa.text(where))
    named = sa.text("person_ids is not null")
    op.create_index("ix_audit_record_person_ids", "audit_record", ["person_ids"], postgresql_using="gin", postgresql_where=named)
    op.add_column("family", sa.Column("split_from_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    for function in (
        "audited_family(uuid)",
        "audited_family_number(text)",
        "audited_person(uuid)",
        "households_of(uuid)",
        "same_person(uuid)",
    ):
        op.execute(f"drop function if exists {function}")
    op.drop_column("family", "split_from_id")
    op.drop_index("ix_audit_record_person_ids", table_name="audit_record")
    for name, _, _ in INDEXES:
        op.drop_index(name, table_name="audit_record")
