"""What is counted by an index alone is so under row security too: the index holds what that asks of each row.

Source: docs/decisions/054-lists.md.
"""

import asyncio
from uuid import UUID

import pytest

from db.server.login import Addresses
from db.session.viewer import planned_as, planned_for
from db.tables import Row
from tests.db.protect.test_row_security import Stage

CADRE, MONITOR, COMMISSIONER = "cadre.federation.330110", "monitor.federation.3301", "commissioner.federation.330110109200"
OFFICE, LINE = "dispatcher.civil-affairs.330110", "dispatcher.civil-affairs.3301"
IN_SCOPE = "region_code >= '330110000000' and region_code <= '330110999999'"
GIVEN = "family_created_at is not null and (until > '2026-11-01') is true order by family_created_at, family_id"
OWN = f"select family_id from family_access where office_id = '{UUID(int=1)}' and {GIVEN}"
FEDERATION = {
    "ix_family_counted": f"select 1 from family where {IN_SCOPE} and merged_into_id is null",
    "ix_need_counted": f"select 1 from need where {IN_SCOPE}",
    "ix_visit_counted": f"select 1 from visit where {IN_SCOPE} and state = 'RECORDED'",
}
REFERRALS = (  # in the order of that index, so that no other is as good
    f"select 1 from referral where office_id = '{UUID(int=1)}' and family_id is not null"
    " and (visible_until is null or visible_until > '2026-11-01') order by department_code, need_domain"
)
NOW = "(waits_from is null or waits_from < '2026-11-01')"
UNTIL = "(federation_until is null or federation_until > '2026-11-01')"
OF_FEDERATION = f"dispatching_office_id = '{UUID(int=1)}' and waits_federation and {UNTIL}"
OF_OFFICE = f"office_id = '{UUID(int=1)}' and waits_office and {NOW} and ({OF_FEDERATION} and {NOW}) is not true"
WAITING = {
    "ix_referral_inbox_office_due": f"select 1 from referral where {OF_OFFICE}",
    "ix_referral_inbox_federation_due": f"select 1 from referral where {OF_FEDERATION} and {NOW}",
}
"""As an inbox is counted: what waits for an office in the one way, and in the other."""
IN_LEVEL = {"county": "county_code = '330110000000'", "city": "city_code = '330100000000'", "province": "province_code = '330000000000'"}
AWAITED = "(waits_office or waits_federation or waits_commissioner or waits_monitor) is true"
WAITS = f"select 1 from referral where {AWAITED} and waits_office and {NOW}"
BY_LEVEL = {
    **{f"ix_family_{level}_created": f"select 1 from family where {there} and merged_into_id is null" for level, there in IN_LEVEL.items()},
    **{f"ix_referral_awaited_{level}_counted": f"{WAITS} and {there} order by dispatched_at" for level, there in IN_LEVEL.items()},
}
"""As families by creation are counted, and what waits for somebody: in the order of that index, so that no other is as good."""
SCOPES = tuple(
    f"(case when {level}_code = '{code}' then true else false end)"
    for level, code in (("town", "330110109000"), ("county", "330110000000"), ("city", "330100000000"), ("province", "330000000000"))
)
"""As the statement of an inbox says it, so that no index of a division is picked."""
COUNTED = [
    *((viewer, *counted) for viewer in (CADRE, MONITOR, COMMISSIONER) for counted in FEDERATION.items()),
    *((viewer, *counted) for viewer in (CADRE, MONITOR) for counted in BY_LEVEL.items()),
    *((viewer, "ix_family_access_given", OWN) for viewer in (OFFICE, LINE)),
    (OFFICE, "ix_referral_counted_of_office", REFERRALS),
    *((CADRE, index, f"{counted} and {scope}") for index, counted in WAITING.items() for scope in SCOPES),
    *((viewer, "ix_referral_inbox_office_due", WAITING["ix_referral_inbox_office_due"]) for viewer in (OFFICE, LINE)),
]
"""Who counts by which index, in which statement."""


@pytest.fixture(scope="module")
def stage(shared_addresses: Addresses) -> Stage:
    stage = Stage(shared_addresses)
    asyncio.run(stage.world.insert(shared_addresses.loader))
    return stage


@pytest.mark.parametrize(("viewer", "index", "statement"), COUNTED)
async def test_no_row_is_read(stage: Stage, viewer: str, index: str, statement: str) -> None:
    async with stage.as_viewer(viewer) as connection:
        for way in ("seqscan", "bitmapscan", "indexscan", "sort"):
            await connection.execute(f"set local enable_{way} = off")
        asked = planned_for(stage.viewers[viewer].kind, statement)
        plan = "\n".join(row[0] for row in await connection.fetch(planned_as(asked, f"explain {asked}")))
    assert f"Index Only Scan using {index} " in plan, plan


def test_sums_of_what_an_office_dispatched_are_looked_for_by_codes_beyond_its_scope() -> None:
    """All that it dispatched in its scope has sums as well: none of these is read, since the code comes before the moment."""
    [index] = [each for each in Row.metadata.tables["referral_sum"].indexes if each.name == "ix_referral_sum_dispatched_there"]
    assert index.columns.keys() == ["dispatching_office_id", "facet", "mark", "region_code", "at"]
