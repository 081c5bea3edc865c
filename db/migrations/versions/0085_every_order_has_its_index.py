"""Every order of a list has its index, for every kind of viewer; of a referral's office the levels of its division are columns.

Revision 0085, after 0084.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0085"
down_revision: str | None = "0084"

LEVELS = {"province": (1, 2), "city": (3, 4), "county": (5, 6), "town": (7, 9)}
"""Level of a division -> the first and the last digit that say which it is."""
INDEXES = {
    "assistance_item": [("province_code", "created_at")],
    "campaign_listing": [("village_code", "listed_at")],
    "correction": [("village_code", "at")],
    "emergency_view": [("province_code", "at"), ("office_id", "at")],
    "family": [(f"{level}_code", "created_at") for level in ("province", "city", "county", "town", "village")],
    "family_hand_over": [("city_code", "at"), ("province_code", "at")],
    "item_line": [("city_code", "created_at"), ("province_code", "created_at")],
    "need": [("city_code", "created_at"), ("province_code", "created_at")],
    "referral": [
        ("province_code", "dispatched_at"),
        *((column, "work_due_at") for column in ("province_code", "city_code", "county_code", "village_code")),
        *((column, "work_due_at") for column in ("office_id", "dispatching_office_id")),
    ],
    "visit": [("city_code", "at"), ("province_code", "at")],
}
"""Table -> the columns of its new indexes, before the key."""
DUE = {"dispatched": "dispatched_at", "due": "work_due_at"}
LINES = {f"ix_referral_line_{level}_{name}": (f"office_{level}_code", at) for level in ("province", "city") for name, at in DUE.items()}
DELEGATED = {f"ix_referral_delegated_{name}": at for name, at in DUE.items()}
PROPOSED = {f"ix_correction_proposed_{level}": f"{level}_code" for level in ("city", "province")}
BY_ID = ("city", "county", "town", "village")


def _level(level: str) -> str:
    """Say how the column with the code of a level of the office's division is declared."""
    first, last = LEVELS[level]
    own = f"substr(office_region_code, {first}, {last - first + 1}) <> '{'0' * (last - first + 1)}'"
    code = f"substr(office_region_code, 1, {last}) || '{'0' * (12 - last)}'"
    return f'office_{level}_code text collate "C" generated always as (case when {own} then {code} end) stored'


def upgrade() -> None:
    """Add the columns in one statement, which writes the table anew once, and the indexes."""
    op.execute(f"alter table referral {', '.join(f'add column {_level(level)}' for level in LEVELS)}")
    for table, columns in INDEXES.items():
        for each in columns:
            op.create_index(op.f(f"ix_{table}_{'_'.join(each)}_id"), table, [*each, "id"])
    for name, each in LINES.items():
        op.create_index(name, "referral", ["department_code", *each, "id"])
    for name, at in DELEGATED.items():
        where = sa.text("delegating_office_id is not null")
        op.create_index(name, "referral", ["delegating_office_id", at, "id"], postgresql_where=where)
    where = sa.text("family_id is null")
    op.create_index("ix_referral_requested_due", "referral", ["dispatching_office_id", "work_due_at", "id"], postgresql_where=where)
    for name, code in PROPOSED.items():
        op.create_index(name, "correction", [code, "at", "id"], postgresql_where=sa.text("referral_id is not null"))
    op.create_index(op.f("ix_family_access_office_id_until_family_id"), "family_access", ["office_id", "until", "family_id"])
    op.drop_index(op.f("ix_emergency_view_office_id"), table_name="emergency_view")
    for level in BY_ID:
        op.drop_index(op.f(f"ix_family_{level}_code_id"), table_name="family")


def downgrade() -> None:
    """Have the indexes that there were."""
    op.create_index(op.f("ix_emergency_view_office_id"), "emergency_view", ["office_id"])
    for level in BY_ID:
        op.create_index(op.f(f"ix_family_{level}_code_id"), "family", [f"{level}_code", "id"])
    op.drop_index(op.f("ix_family_access_office_id_until_family_id"), table_name="family_access")
    for name in PROPOSED:
        op.drop_index(name, table_name="correction")
    for name in ("ix_referral_requested_due", *DELEGATED, *LINES):
        op.drop_index(name, table_name="referral")
    for table, columns in INDEXES.items():
        for each in columns:
            op.drop_index(op.f(f"ix_{table}_{'_'.join(each)}_id"), table_name=table)
    for level in LEVELS:
        op.drop_column("referral", f"office_{level}_code")
