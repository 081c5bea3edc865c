"""What an office is told of the help in other hands for a family that it works for. Source: docs/domain.md 7."""

from typing import Any

import asyncpg
import pytest

from domain.referral import ENDED, WORKED_ON, Part, State
from domain.rules.group import Level
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.schema.conftest import CADRE, DISPATCHER, Stage

OURS, OTHER, THIRD = "civil-affairs.330110", "human-resources.330110", "healthcare-security.330110"
ASKED = "query ($id: ID!) { node(id: $id) { ... on Referral { otherHelp { typeName state } } } }"
SUBSISTENCE, TRAINING = "最低生活保障", "职业技能培训"


def worked_on(stage: Stage, type_: str = "A01", state: State = State.SIGNED, **columns: Any) -> Case:
    """A family whose help of a type our office works on."""
    return a_family(stage.world).with_need("LIVING_ASSISTANCE").with_draft(type_).referred_to(OURS, state, **columns)


def helped(case: Case, type_: str = "A16", state: State = State.IN_PROGRESS, office: str = OTHER, **columns: Any) -> Case:
    """The same family with help in other hands too."""
    of_person = {"person_id": columns["person_id"]} if "person_id" in columns else {}
    return case.with_need("EMPLOYMENT").with_draft(type_, **of_person).referred_to(office, state, **columns)


async def told(stage: Stage, case: Case, by: str = DISPATCHER) -> Any:
    """What the viewer is told by the first referral of the case: names and states; None where nothing is shown."""
    answer = await stage.data(ASKED, by, {"id": global_id("Referral", case.referrals[0].id)})
    found = answer["node"]["otherHelp"]
    return found and [(each["typeName"], each["state"]) for each in found]


async def test_an_office_is_told_type_and_state_of_the_help_in_other_hands(stage: Stage) -> None:
    case = helped(helped(helped(worked_on(stage)), "A05", State.DISPATCHED, THIRD), "A05", State.DISPATCHED, "housing.330110")
    assert await told(stage, case) == [("临时救助（支出型）", "DISPATCHED"), (TRAINING, "IN_PROGRESS")]


async def test_without_any_it_is_told_that_there_is_none_and_nothing_of_another_family(stage: Stage) -> None:
    helped(worked_on(stage))
    assert await told(stage, worked_on(stage)) == []


@pytest.mark.parametrize("state", State)
async def test_only_while_it_works_on_its_referral(stage: Stage, state: State) -> None:
    found = await told(stage, helped(worked_on(stage, state=state)))
    assert found == ([(TRAINING, "IN_PROGRESS")] if state in WORKED_ON else None)


@pytest.mark.parametrize("part", [Part.ASSISTING, Part.DELEGATE])
async def test_who_assists_or_acts_for_another_is_told_nothing(stage: Stage, part: Part) -> None:
    assert await told(stage, helped(worked_on(stage, part=part))) is None


@pytest.mark.parametrize("state", State)
async def test_help_that_has_ended_is_not_told(stage: Stage, state: State) -> None:
    found = await told(stage, helped(worked_on(stage), state=state))
    assert found == ([] if state in ENDED else [(TRAINING, state.value)])


async def test_an_office_that_gave_help_up_is_not_told_of_its_further_course_by_another_referral(stage: Stage) -> None:
    case = worked_on(stage)
    helped(case, "A16", State.RETURNED, OURS)
    case.item.lead_id = None
    case.referred_to(OTHER, State.IN_PROGRESS)
    assert case.referral.item_id == case.referrals[1].item_id
    assert await told(stage, case) == []


async def test_assistance_to_the_own_item_is_no_other_help(stage: Stage) -> None:
    case = worked_on(stage)
    case.referred_to(OTHER, State.IN_PROGRESS, part=Part.ASSISTING, item_id=case.referral.item_id)
    assert await told(stage, case) == []


@pytest.mark.parametrize(("type_", "given"), [("A14", None), ("A15", None), ("A16", [(SUBSISTENCE, "SIGNED")])])
async def test_whoever_finds_a_post_is_told_of_no_other_need(stage: Stage, type_: str, given: Any) -> None:
    case = a_family(stage.world).with_need("EMPLOYMENT").with_draft(type_).referred_to(OTHER, State.SIGNED)
    helped(case, "A01", State.SIGNED, OURS)
    assert await told(stage, case, f"dispatcher.{OTHER}") == given


@pytest.mark.parametrize("asking", ["A01", "A05", "A06", "A27"])
@pytest.mark.parametrize("illness", ["A10", "A24"])
async def test_help_whose_type_tells_of_an_illness_is_told_to_no_office(stage: Stage, asking: str, illness: str) -> None:
    assert await told(stage, helped(worked_on(stage, asking), illness, office=THIRD)) == []


@pytest.mark.parametrize(("asking", "given"), [("A05", []), ("A01", [("重度残疾人护理补贴", "SIGNED")]), ("A27", [])])
async def test_help_whose_type_tells_of_a_disability_follows_the_contract(stage: Stage, asking: str, given: Any) -> None:
    assert await told(stage, helped(worked_on(stage, asking), "A07", State.SIGNED, THIRD)) == given


async def test_of_another_member_the_contract_gives_no_disability(stage: Stage) -> None:
    case = worked_on(stage).with_member("王小红")
    helped(case, "A07", State.SIGNED, THIRD, person_id=case.members[-1].id)
    helped(case, "A16", State.SIGNED, OTHER, person_id=case.members[-1].id)
    assert await told(stage, case) == [(TRAINING, "SIGNED")]


async def test_the_federation_reads_what_it_sees_in_any_case(stage: Stage) -> None:
    case = helped(helped(worked_on(stage)), "A10", State.SIGNED, THIRD)
    everything = [("医疗救助", "SIGNED"), (TRAINING, "IN_PROGRESS")]
    assert await told(stage, case, CADRE) == everything
    assert await told(stage, case, "commissioner.federation.330110109200") == everything
    assert await told(stage, case, "monitor.federation.3301") == everything


async def test_a_superior_office_is_told_nothing_of_its_line(stage: Stage) -> None:
    assert await told(stage, helped(worked_on(stage)), "dispatcher.civil-affairs.3301") is None


@pytest.mark.parametrize(
    ("changed", "sees"),
    [({}, True), ({"app.office": OTHER}, False), ({"app.kind": "COUNTER"}, False), ({"app.office": "", "app.kind": ""}, False)],
)
async def test_the_function_tells_the_office_of_the_referral_alone(stage: Stage, changed: dict[str, str], sees: bool) -> None:
    case = helped(worked_on(stage))
    own = stage.world.viewer(DISPATCHER)
    settings = {"app.office": str(own.office), "app.kind": "OFFICE"} | changed
    if settings["app.office"] == OTHER:
        settings["app.office"] = str(stage.world.office(OTHER).id)
    await stage.world.insert(stage.addresses.loader)
    connection = await asyncpg.connect(stage.addresses.app)
    try:
        async with connection.transaction():
            for name, value in settings.items():
                await connection.execute("select set_config($1, $2, true)", name, value)
            found = await connection.fetch("select * from other_help($1)", case.referrals[0].id)
    finally:
        await connection.close()
    assert [row["type_code"] for row in found] == (["A16"] if sees else [])


async def test_what_older_contracts_do_not_give_is_not_told(stage: Stage) -> None:
    async with stage.as_loader() as connection:
        await connection.execute(
            """insert into share_contract (type_code, version, half, "group", level, reason_zh, reason_en, origin)
            select type_code, 9, half, "group", case when "group" = 'OTHER_HELP' then $1 else level end, reason_zh, reason_en, 'API'
            from share_contract where type_code = 'A05' and version = 1""",
            int(Level.MASKED),
        )
    assert await told(stage, helped(worked_on(stage, "A05", contract_version=9))) is None
