"""The contact wish is a group of its own.

Revision 0004, after 0003. It is given wherever CONTACT is given FULL: in family_access, and in every version of a share contract, since a
referral keeps the version of its dispatch.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from db.migrations.data import past_row_security

revision: str = "0004"
down_revision: str | None = "0003"

LEVELS = ("identity", "id_number", "contact", "address", "birth", "disability", "health", "income", "work")
WHO_AND_WHERE = ("until", "person_id", "department_code", "office_region_code")
FULL = 3

GIVE = f"update family_access set contact_wish_level = case when contact_level = {FULL} then {FULL} else 0 end"
LINES = f"""
insert into share_contract (type_code, version, half, "group", level, reason_zh, reason_en, origin)
select type_code, version, half, 'CONTACT_WISH', case when level = {FULL} then {FULL} else 0 end,
  case when reason_zh = '与家庭或监护人联系' then '按家庭的意愿联系' else reason_zh end,
  case when reason_zh = '与家庭或监护人联系' then 'The family says how it wants to be approached' else reason_en end, origin
from share_contract where "group" = 'CONTACT'
"""


def upgrade() -> None:
    """Add the level of the contact wish to family_access, and its lines to every share contract."""
    op.add_column("family_access", sa.Column("contact_wish_level", sa.SmallInteger(), nullable=False, server_default="0"))
    with past_row_security("family_access"):
        op.execute(GIVE)
    op.alter_column("family_access", "contact_wish_level", server_default=None)
    op.drop_index("ix_family_access_family_office", table_name="family_access")
    _index((*LEVELS[:3], "contact_wish", *LEVELS[3:]))
    op.execute(LINES)


def downgrade() -> None:
    """Remove the level and the lines."""
    op.execute("delete from share_contract where \"group\" = 'CONTACT_WISH'")
    op.drop_index("ix_family_access_family_office", table_name="family_access")
    op.drop_column("family_access", "contact_wish_level")
    _index(LEVELS)


def _index(levels: Sequence[str]) -> None:
    """Create the index by which an office's levels are read, with these levels included."""
    included = [*WHO_AND_WHERE, *(f"{level}_level" for level in levels)]
    op.create_index(
        "ix_family_access_family_office", "family_access", ["family_id", "office_id"], unique=False, postgresql_include=included
    )
