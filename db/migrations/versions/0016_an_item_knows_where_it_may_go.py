"""An item knows where it may go.

Revision 0016, after 0015. What is still to be dispatched is decided once the tables stand, by `lianbang migrate` itself
(docs/decisions/025-one-route.md): the rule is code of today, and a migration is never edited.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0016"
down_revision: str | None = "0015"

COLUMNS = ("route_offices", "fitting_offices")


def upgrade() -> None:
    """Add both columns, empty in existing rows."""
    for column in COLUMNS:
        op.add_column("assistance_item", sa.Column(column, postgresql.ARRAY(sa.Uuid()), nullable=False, server_default="{}"))
        op.alter_column("assistance_item", column, server_default=None)


def downgrade() -> None:
    """Remove both columns."""
    for column in reversed(COLUMNS):
        op.drop_column("assistance_item", column)
