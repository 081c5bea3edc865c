"""Keys are retired.

Revision 0066, after 0065. Test values tell which index key writes with a cipher key, and since when a key seals nothing any more. The index
of numbers in the history of certificates, by which nobody is looked for, is gone.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0066"
down_revision: str | None = "0065"

SEALED = (
    "person_id_number_cipher",
    "person_certificate_number_cipher",
    "certificate_record_number_cipher",
    "visit_draft_body_cipher",
    "visit_before_cipher",
    "import_row_before_cipher",
    "merge_line_before_cipher",
    "family_move_proposal_told_cipher",
)


def upgrade() -> None:
    op.add_column("key_check", sa.Column("index_value", sa.LargeBinary(), nullable=True))
    op.add_column("key_check", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("update key_check set index_value = (select value from key_check where key_id = '') where key_id <> ''")
    op.drop_column("certificate_record", "number_index")


def downgrade() -> None:
    for each in SEALED:
        op.execute(f"drop function if exists refuse_retired_key_of_{each}() cascade")
    op.add_column("certificate_record", sa.Column("number_index", sa.LargeBinary(), nullable=True))
    op.drop_column("key_check", "retired_at")
    op.drop_column("key_check", "index_value")
