"""Why something is not shown, and whom to ask: what a caller is told, and what that tells of nothing. Source: docs/domain.md 7."""

import dataclasses
from typing import Any

import asyncpg
import orjson
import pytest

from db.reference.read import Reference
from domain.referral import State
from domain.rules.group import Group, Level
from domain.value.node_id import global_id
from domain.viewer import Language
from schema.execute.execute import Request
from tests.builders.beside import delegated_to
from tests.builders.case import Case, a_family
from tests.builders.world import TOWN
from tests.schema.conftest import CADRE, Stage

OFFICE, OTHER = "civil-affairs.330110", "human-resources.330110"
DISPATCHER, MONITOR = f"dispatcher.{OFFICE}", "monitor.federation.3301"
EXPLAIN = """query ($id: ID!) { explainAccess(id: $id) { groups {
  group level shown withheld why reason referral { id } contact { kind office { id } }
} } }"""


async def explained(stage: Stage, by: str, key: str) -> dict[str, Any] | None:
    """What a viewer is told, by group."""
    stage.world.viewer(by)
    await stage.world.insert(stage.addresses.loader)
    told = (await stage.data(EXPLAIN, by, {"id": key}))["explainAccess"]
    return told and {each["group"]: each for each in told["groups"]}


async def family(stage: Stage, by: str, case: Case) -> dict[str, Any]:
    told = await explained(stage, by, global_id("Family", case.family.id))
    assert told is not None
    return told


async def test_what_is_hidden_is_explained_alike_whether_or_not_it_is_there(stage: Stage) -> None:
    full = a_family(stage.world, head="王小明", income_per_head=80000, health_categories=["INFECTED"], contact_wish_by="PHONE")
    empty = a_family(stage.world, head="王小明", phone=None, address=None)
    told = []
    for case in (full, empty):
        case.with_need("LIVING_ASSISTANCE").referred_to(OFFICE, State.DISPATCHED)
        each = await family(stage, DISPATCHER, case)
        told.append({name: group | {"referral": None} for name, group in each.items()})
    assert told[0] == told[1]
    assert (told[0]["CONTACT"]["level"], told[0]["CONTACT"]["withheld"]) == ("HIDDEN", ["phone", "contactPerson", "contactPersonLeft"])


async def test_an_office_is_led_to_its_referral_and_to_whoever_dispatched_it(stage: Stage) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to(OFFICE, State.DISPATCHED)
    told = await family(stage, DISPATCHER, case)
    by = {"id": global_id("Referral", case.referral.id)}
    asks = {"kind": "DISPATCHING_OFFICE", "office": {"id": global_id("Office", case.federation.id)}}
    assert (told["ADDRESS"]["why"], told["ADDRESS"]["referral"], told["ADDRESS"]["contact"]) == ("BEFORE_SIGNING", by, asks)
    assert (told["HEALTH"]["why"], told["HEALTH"]["referral"], told["HEALTH"]["contact"]) == ("NOT_IN_CONTRACT", None, asks)
    assert told["STATUS"]["contact"] is None


async def test_of_several_referrals_the_one_that_gives_most_is_named(stage: Stage) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to(OFFICE, State.SIGNED)
    signed = case.referral
    case.with_need("LIVING_ASSISTANCE").referred_to(OFFICE, State.DISPATCHED)
    told = await family(stage, DISPATCHER, case)
    assert (told["CONTACT"]["why"], told["CONTACT"]["level"]) == ("AFTER_SIGNING", "FULL")
    assert told["CONTACT"]["referral"] == {"id": global_id("Referral", signed.id)}


async def test_a_former_office_is_told_what_it_keeps_and_nothing_of_who_came_after(stage: Stage) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to(OFFICE, State.RETURNED)
    returned = case.referral
    before = await family(stage, DISPATCHER, case)
    case.referred_to(OTHER, State.SIGNED)
    after = await family(stage, DISPATCHER, case)
    assert after == before
    assert (after["IDENTITY"]["why"], after["IDENTITY"]["referral"]) == ("FORMER_OFFICE", {"id": global_id("Referral", returned.id)})


async def test_whoever_stands_above_is_sent_to_the_county_where_the_family_lives(stage: Stage) -> None:
    case = a_family(stage.world)
    told = await family(stage, MONITOR, case)
    county = {"kind": "COUNTY_FEDERATION", "office": {"id": global_id("Office", case.federation.id)}}
    assert (told["IDENTITY"]["level"], told["IDENTITY"]["why"], told["IDENTITY"]["contact"]) == ("MASKED", "SUPERVISION", county)


async def test_of_numbers_nobody_is_named_since_nobody_reads_them(stage: Stage) -> None:
    case = a_family(stage.world)
    told = await explained(stage, CADRE, global_id("Person", case.head.id))
    assert told is not None
    assert {key: told["ID_NUMBER"][key] for key in ("level", "why", "contact")} == {"level": "MASKED", "why": "NUMBERS", "contact": None}


async def test_a_county_that_delegated_is_told_so_and_the_township_nothing_of_the_lead(stage: Stage, reference: Reference) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to(OFFICE, State.IN_PROGRESS)
    lead = case.referral
    delegated_to(case, f"civil-affairs.{TOWN}", State.SIGNED, of_type=reference.types["A01"].limit)
    told = await explained(stage, DISPATCHER, global_id("Referral", case.referral.id))
    assert told is not None
    assert told["CASE"]["why"] == "DELEGATED"
    assert await explained(stage, f"dispatcher.civil-affairs.{TOWN}", global_id("Referral", lead.id)) is None


async def test_it_is_told_in_the_callers_language(stage: Stage) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to(OFFICE, State.DISPATCHED, sees={Group.IDENTITY: Level.COARSE})
    assert (await family(stage, DISPATCHER, case))["INTERNAL"]["reason"] == "残联内部信息。"
    english = dataclasses.replace(stage.world.viewer(DISPATCHER), language=Language.EN)
    request = Request(EXPLAIN, None, {"id": global_id("Family", case.family.id)})
    answer = await stage.executor().execute(request, english, "trace")
    groups = orjson.loads(answer.data or b"")["explainAccess"]["groups"]
    assert next(each["reason"] for each in groups if each["group"] == "INTERNAL") == "Internal to the federation."


@pytest.mark.parametrize(("below", "noted"), [("", 0), ("referral { family { phone { value } } }", 1)])
async def test_only_what_is_shown_beside_an_explanation_is_noted_as_read(stage: Stage, below: str, noted: int) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to(OFFICE, State.SIGNED)
    stage.world.viewer(DISPATCHER)
    await stage.world.insert(stage.addresses.loader)
    text = f"query ($id: ID!) {{ explainAccess(id: $id) {{ groups {{ level {below} }} }} }}"
    connection = await asyncpg.connect(stage.addresses.loader)
    try:
        await connection.execute("delete from audit_record")
        await stage.data(text, DISPATCHER, {"id": global_id("Family", case.family.id)})
        rows = await connection.fetch("select family_ids, groups from audit_record")
        assert [(row["family_ids"], row["groups"]) for row in rows] == [([case.family.id], ["CONTACT"])] * noted
    finally:
        await connection.close()
