"""What a family that is proposed to another county shows to whom, field by field. Source: docs/decisions/033-moving.md."""

from typing import Any

import pytest

from domain.referral import State
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.builders.visit import HOME
from tests.schema.conftest import CADRE, Ask, Stage

VILLAGE, THERE = "330106002051", "cadre.federation.330106"
MONITORS = ("monitor.federation.330110", "monitor.federation.330106", "monitor.federation.3301")
OFFICE = "handler.civil-affairs.330110"
NOBODY = (
    OFFICE, "handler.civil-affairs.330106", f"commissioner.federation.{HOME}", f"commissioner.federation.{VILLAGE}",
    "cadre.federation.3301", "leader.federation.3301", "cadre.federation.330127", "monitor.federation.330127",
)  # fmt: skip
PROPOSE = f"""mutation ($id: ID!) {{ familyMovePropose(input: {{
  id: $id, village: "{VILLAGE}", address: "新村 3 幢", note: "租房到期"
}}) {{ errors {{ code path }} familyMoveProposal {{ id number }} }} }}"""
DECIDE = "mutation ($id: ID!) { familyMoveDecide(input: { id: $id, accepted: true }) { errors { code } familyMoveProposal { state } } }"
SHOWN = """{
  id number version updatedAt at office { name } by { name } region { code } state dueAt dueOn reason { code } decidedAt decidedBy { name }
  family { id number displayName { value } members { displayName { value } } phone { value } address { value } categories { code }
    needs { nodes { requestText } } }
}"""
LISTED = f"query Proposed {{ familyMoveProposals {{ totalCount nodes {SHOWN} }} }}"
EVERYTHING = """query ($family: ID!, $person: ID!, $need: ID!, $referral: ID!) {
  family: node(id: $family) { id } person: node(id: $person) { id } need: node(id: $need) { id } referral: node(id: $referral) { id }
}"""


@pytest.fixture
async def case(stage: Stage) -> Case:
    """A family that an office works on."""
    case = a_family(stage.world, HOME, phone="16000004321").with_member("李春花").with_need("LIVING_ASSISTANCE")
    return case.referred_to("civil-affairs.330110", State.SIGNED)


@pytest.fixture
async def proposal(ask: Ask, stage: Stage, case: Case) -> Any:
    """The proposal of it to the next county."""
    for who in (THERE, *MONITORS, *NOBODY):
        stage.world.viewer(who)
    payload = (await ask(PROPOSE, CADRE, id=global_id("Family", case.family.id)))["familyMovePropose"]
    assert payload["errors"] == []
    return payload["familyMoveProposal"]


async def shown(ask: Ask, who: str, key: str) -> Any:
    """What the list shows of a proposal; None where it is not in it. `node` shows the same."""
    found = [each for each in (await ask(LISTED, who))["familyMoveProposals"]["nodes"] if each["id"] == key]
    node = (await ask(f"query ($id: ID!) {{ node(id: $id) {{ ... on FamilyMoveProposal {SHOWN} }} }}", who, id=key))["node"]
    assert node == (found[0] if found else None)
    return node


async def test_the_new_county_is_told_the_village_the_days_whom_to_call_and_a_number(ask: Ask, proposal: Any) -> None:
    told = await shown(ask, THERE, proposal["id"])
    assert told["number"] == proposal["number"]
    assert (told["region"]["code"], told["dueOn"], told["state"]) == (VILLAGE, "2026-11-26", "OPEN")
    assert told["office"]["name"] == (await shown(ask, CADRE, proposal["id"]))["office"]["name"]
    assert [told[name] for name in ("family", "reason", "decidedAt", "decidedBy")] == [None] * 4
    assert "新村" not in str(told)


async def test_the_county_that_is_left_reads_of_whom_it_is(ask: Ask, proposal: Any, case: Case) -> None:
    told = await shown(ask, CADRE, proposal["id"])
    assert told["family"]["id"] == global_id("Family", case.family.id)
    assert told["family"]["phone"]["value"] == "16000004321"


async def test_monitors_of_both_counties_see_that_it_waits_and_how_long(ask: Ask, proposal: Any, stage: Stage) -> None:
    late = "{ familyMoveProposals(filter: { late: true }) { nodes { id } } }"
    for who in MONITORS:
        told = await shown(ask, who, proposal["id"])
        assert (told["state"], told["region"]["code"], told["dueOn"] is not None) == ("OPEN", f"{VILLAGE[:9]}000", True)
        assert (told["family"] is None) == (who == "monitor.federation.330106")
        assert proposal["id"] not in str(await ask(late, who))
    async with stage.as_loader() as connection:
        await connection.execute("update family_move_proposal set due_at = at where number = $1", proposal["number"])
    assert [proposal["id"] in str(await ask(late, who)) for who in (*MONITORS, CADRE, THERE)] == [True] * 5


@pytest.mark.parametrize("who", NOBODY)
async def test_nobody_else_learns_that_it_is_there(ask: Ask, proposal: Any, who: str) -> None:
    assert await shown(ask, who, proposal["id"]) is None


async def test_each_county_has_a_list_of_its_own(ask: Ask, proposal: Any) -> None:
    text = "query ($in: Boolean!) { familyMoveProposals(filter: { arriving: $in, state: [OPEN] }) { nodes { id } } }"
    for who, arriving in ((THERE, True), (CADRE, False), ("monitor.federation.3301", True)):
        answers = [proposal["id"] in str(await ask(text, who, **{"in": each})) for each in (True, False)]
        assert answers == [arriving, not arriving]


async def test_accepted_each_side_sees_what_is_its_own_and_the_office_its_history_alone(ask: Ask, proposal: Any, case: Case) -> None:
    of = {"family": case.family.id, "person": case.head.id, "need": case.need.id, "referral": case.referral.id}
    names = {"family": "Family", "person": "Person", "need": "Need", "referral": "Referral"}
    keys = {name: global_id(names[name], key) for name, key in of.items()}

    async def seen(who: str) -> set[str]:
        return {name for name, row in (await ask(EVERYTHING, who, **keys)).items() if row is not None}

    assert [await seen(who) for who in (CADRE, THERE, OFFICE)] == [set(keys), set(), {"family", "person", "referral"}]
    payload = (await ask(DECIDE, THERE, id=proposal["id"]))["familyMoveDecide"]
    assert payload == {"errors": [], "familyMoveProposal": {"state": "ACCEPTED"}}
    assert [await seen(who) for who in (CADRE, THERE, OFFICE)] == [{"referral"}, {"family", "person", "need"}, {"referral"}]
    told, ours = await shown(ask, THERE, proposal["id"]), await shown(ask, CADRE, proposal["id"])
    assert (told["family"]["id"], ours["family"], ours["state"]) == (keys["family"], None, "ACCEPTED")
    assert told["family"]["address"]["value"].endswith("新村 3 幢")
    text = """query ($id: ID!) { node(id: $id) { ... on Referral {
      state cancelReason { code } family { id } person { id } region { code } events { nodes { action office { name } account { name } } }
    } } }"""
    ended = (await ask(text, OFFICE, id=keys["referral"]))["node"]
    assert (ended["state"], ended["cancelReason"]["code"], ended["family"], ended["person"]) == ("CANCELLED", "MOVED", None, None)
    last = ended["events"]["nodes"][-1]
    assert (last["action"], last["office"]["name"]) == ("familyMoveDecide", ours["office"]["name"])
    assert ended["region"]["code"].startswith("330110")


async def test_nobody_is_told_by_an_explanation_where_the_family_lives(ask: Ask, proposal: Any) -> None:
    text = "query ($id: ID!) { explainAccess(id: $id) { groups { group level contact { office { name region { code } } } } } }"
    for who in (THERE, "monitor.federation.330106"):
        assert "330110" not in str(await ask(text, who, id=proposal["id"]))
