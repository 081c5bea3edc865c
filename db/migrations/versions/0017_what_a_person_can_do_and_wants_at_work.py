"""What a person can do and wants at work.

Revision 0017, after 0016. It was never asked before: nobody who is registered has one yet.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision: str = "0017"
down_revision: str | None = "0016"

CODE = sa.Text(collation="C")
COLUMNS: dict[str, TypeEngine[Any]] = {
    "told_on": sa.Date(),
    "education": CODE,
    "employment": CODE,
    "not_employed_reason": CODE,
    "livelihood": CODE,
    "registered_unemployed": sa.Boolean(),
    "wish": sa.ARRAY(CODE),
    "hours": sa.SmallInteger(),
    "distance": sa.SmallInteger(),
    "at_home": sa.Boolean(),
    "can_do": sa.ARRAY(CODE),
    "support": sa.ARRAY(CODE),
    "care_duties": sa.Boolean(),
    "zero_employment_household": sa.Boolean(),
    "public_post_months": sa.SmallInteger(),
}


def upgrade() -> None:
    """Add the columns of the work profile, null for everybody who was registered before."""
    for name, kind in COLUMNS.items():
        op.add_column("person", sa.Column(f"work_{name}", kind, nullable=True))


def downgrade() -> None:
    """Drop them."""
    for name in reversed(COLUMNS):
        op.drop_column("person", f"work_{name}")
