"""Families by creation, and what a federation dispatched elsewhere, are counted by indexes that take the place of those of migrations.

Revision 0108, after 0107. The new ones are built beside those who work, and these go then.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0108"
down_revision: str | None = "0107"

FAMILIES = ("county_code", "city_code", "province_code")


def upgrade() -> None:
    """Leave what is there, until the others stand."""


def downgrade() -> None:
    """Have the indexes that migrations before this one made; the version of before builds its others itself. Those of this version stay.

    What is left of one whose removal was broken off is no index: it is made anew.
    """
    for column in FAMILIES:
        _anew(f"ix_family_{column}_created_at_id", "family", column, "created_at", "id")
    where = sa.text("dispatching_office_id is not null")
    _anew("ix_referral_sum_dispatching", "referral_sum", "dispatching_office_id", "facet", "mark", "at", where=where)


def _anew(name: str, table: str, *columns: str, where: sa.TextClause | None = None) -> None:
    op.execute(f"drop index if exists {name}")
    op.create_index(name, table, [*columns], postgresql_where=where)
