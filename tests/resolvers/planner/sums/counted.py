"""Who counts, and the same document answered from sums and from rows. Source: docs/decisions/056-sums.md."""

from typing import Any

import pytest

from db.session.connect import connected
from resolvers.planner.decide import objects, roots
from tests.schema.conftest import Stage

COUNTERS = (
    "cadre.federation.330110",
    "monitor.federation.330110",
    "monitor.federation.3301",
    "leader.federation.33",
    "leader.federation.330110",
)
OF_TOWNS = "cadre.federation.330110109"
SUPERIORS = ("dispatcher.civil-affairs.3301", "dispatcher.civil-affairs.33", "dispatcher.finance.33")
OFFICES = ("civil-affairs.330110", "civil-affairs.330110109", "civil-affairs.330201", "civil-affairs.4419", "finance.330110")
ABOVE = "cadre.federation.3301"
LISTING = (*COUNTERS, ABOVE, OF_TOWNS)
"""Who reads the sums of families on lists."""
SUM_TABLES = ("referral_sum", "department_sum", "referral_delta", "item_sum", "item_delta", "listing_sum", "listing_delta")

GROUPS = "query {0} {{ {3}{1} {{ totalCount groups(by: [{2}]) {{ keys labels {4} }} }} }}"
OF_CAMPAIGNS = "query {0} {{ campaigns {{ nodes {{ id {3}{1} {{ totalCount groups(by: [{2}]) {{ keys labels {4} }} }} }} }} }}"
"""The same of each campaign by itself."""


async def killed(stage: Stage) -> None:
    """Somebody folds and dies before the end."""
    async with connected(stage.addresses.worker) as connection:
        await connection.execute("begin; select fold_sums(1000)")
        connection.terminate()


async def both(
    stage: Stage,
    by: str,
    keys: list[str],
    narrowed: str,
    root: str = "referrals",
    told: str = "count unsigned overdue",
    groups: str = GROUPS,
) -> tuple[Any, Any]:
    """The groups and the total from sums, and the same from rows."""
    given = f"(filter: {{{narrowed}}})" if narrowed else ""
    summed = await stage.data(groups.format("Sums", given, ", ".join(keys), root, told), by)
    with pytest.MonkeyPatch.context() as patched:
        for module in (roots, objects):
            patched.setattr(module, "from_sums", lambda kind, root, of, few=None: of)
        return summed, await stage.data(groups.format("Rows", given, ", ".join(keys), root, told), by)
