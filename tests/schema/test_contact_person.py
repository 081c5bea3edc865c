"""Of which families the contact person is in charge no more, so that nobody is forgotten. Source: docs/domain.md 2 (联系人)."""

from datetime import timedelta
from typing import Any

from domain.referral import State
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.builders.world import NOW, OTHER_VILLAGE, VILLAGE
from tests.schema.conftest import CADRE, DISPATCHER, Stage

COMMISSIONER, TOWNSHIP_CADRE = f"commissioner.federation.{VILLAGE}", f"cadre.federation.{VILLAGE[:9]}"
LISTED = "query ($left: Boolean!, $of: String!) { families(filter: { contactPersonLeft: $left, number: $of }) { totalCount } }"
SHOWN = "query ($id: ID!) { node(id: $id) { ... on Family { contactPerson { id } contactPersonLeft } } }"


async def left(stage: Stage, case: Case, by: str) -> Any:
    """What a viewer is told of the family's contact person; the list of those without one says the same."""
    shown = (await stage.data(SHOWN, by, {"id": global_id("Family", case.family.id)}))["node"]
    for of, is_listed in ((True, shown["contactPersonLeft"]), (False, not shown["contactPersonLeft"])):
        listed = await stage.data(LISTED, by, {"left": of, "of": case.family.number})
        assert listed["families"]["totalCount"] == int(is_listed)
    return shown["contactPersonLeft"]


async def test_a_contact_person_who_has_gone_or_was_left_behind_is_told_as_such(stage: Stage) -> None:
    world = stage.world
    stays, gone, behind = (a_family(world, VILLAGE) for _ in range(3))
    leaver = world.viewer(f"commissioner.federation.{VILLAGE[:9]}")
    gone.family.contact_person_id = leaver.account
    behind.family.contact_person_id = world.viewer(f"commissioner.federation.{OTHER_VILLAGE}").account
    await stage.data("{ viewer { language } }", CADRE)  # everything is in the database
    for by in (CADRE, COMMISSIONER, TOWNSHIP_CADRE):  # who sees the memberships of the county's office, and who does not
        assert [await left(stage, each, by) for each in (stays, gone, behind)] == [False, False, True]
    async with stage.as_loader() as connection:
        await connection.execute("update membership set ends_at = $2 where account_id = $1", leaver.account, NOW - timedelta(days=1))
    assert await left(stage, gone, CADRE)


async def test_to_whom_contacts_are_not_shown_nothing_is_told_nor_counted(stage: Stage) -> None:
    case = (
        a_family(stage.world, VILLAGE)
        .with_need("LIVING_ASSISTANCE")
        .with_draft("A01")
        .referred_to("civil-affairs.330110", State.DISPATCHED)
    )
    case.family.contact_person_id = stage.world.viewer(f"commissioner.federation.{OTHER_VILLAGE}").account
    monitor = "monitor.federation.330110"
    for by in (monitor, DISPATCHER):
        shown = await stage.data(SHOWN, by, {"id": global_id("Family", case.family.id)})
        assert shown["node"] == {"contactPerson": None, "contactPersonLeft": None}
        assert (await stage.data(LISTED, by, {"left": True, "of": case.family.number}))["families"]["totalCount"] == 0
