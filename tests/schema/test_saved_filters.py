"""Filters are saved as the contract takes them, for oneself or for one's office, and find only what whoever uses them sees.

Source: docs/domain.md 3 (saved filters).
"""

import json
from typing import Any

import pytest

from domain.referral import State
from domain.value.node_id import global_id
from resolvers.commands.runner import Commands
from schema.execute.execute import Answer, Request
from tests.builders.case import a_family
from tests.builders.county import CIPHER
from tests.builders.world import OTHER_VILLAGE, TOWN, VILLAGE
from tests.schema.conftest import CADRE, DISPATCHER, Stage

HANDLER, ELSEWHERE = "handler.civil-affairs.330110", "dispatcher.civil-affairs.330106"
COMMISSIONER, NEIGHBOUR = f"commissioner.federation.{VILLAGE}", f"commissioner.federation.{OTHER_VILLAGE}"
SAVE = """mutation ($input: SavedFilterSetInput!) {
  savedFilterSet(input: $input) { savedFilter { id list name filter shared by { name } } errors { code path } } }"""
LISTED = "{ savedFilters { nodes { name list filter shared by { name } } } }"
URGENT = {"referrals": {"state": ["SIGNED", "IN_PROGRESS"], "createdAfter": "2026-11-01T00:00:00+08:00", "region": "330110"}}


async def save(stage: Stage, by: str, **given: Any) -> Answer:
    """What a viewer gets for saving a filter."""
    viewer = stage.world.viewer(by)
    await stage.world.insert(stage.addresses.loader)
    commands = Commands(stage.database, stage.reader.references, CIPHER, allow_synthetic=True)
    return await stage.executor(commands).execute(Request(SAVE, None, {"input": given}), viewer, "trace")


async def saved(stage: Stage, by: str, **given: Any) -> Any:
    """The filter that was saved."""
    answer = await save(stage, by, **given)
    assert answer.errors == ()
    assert answer.data is not None
    found = json.loads(answer.data)["savedFilterSet"]
    assert found["errors"] == []
    return found["savedFilter"]


async def refused(stage: Stage, by: str, **given: Any) -> list[tuple[str, list[str]]]:
    """With which codes and paths it is refused."""
    answer = await save(stage, by, **given)
    assert answer.errors == ()
    assert answer.data is not None
    return [(each["code"], each["path"]) for each in json.loads(answer.data)["savedFilterSet"]["errors"]]


async def names(stage: Stage, by: str) -> list[str]:
    """The filters that a viewer is offered."""
    return [each["name"] for each in (await stage.data(LISTED, by))["savedFilters"]["nodes"]]


async def test_what_is_saved_is_sent_back_as_it_was_and_taken_by_its_list(stage: Stage) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110", State.SIGNED)
    kept = await saved(stage, DISPATCHER, name="本月在办", filter=URGENT)
    assert (kept["list"], kept["name"], kept["shared"], kept["by"]["name"]) == ("REFERRALS", "本月在办", False, DISPATCHER)
    again = json.loads(kept["filter"])
    assert (again["state"], again["region"]) == (["SIGNED", "IN_PROGRESS"], "330110000000")
    used = await stage.data("query ($f: ReferralFilter) { referrals(filter: $f) { nodes { id } } }", DISPATCHER, {"f": again})
    assert global_id("Referral", case.referral.id) in [each["id"] for each in used["referrals"]["nodes"]]


async def test_a_shared_one_is_seen_in_the_office_and_an_own_one_by_its_account(stage: Stage) -> None:
    await saved(stage, DISPATCHER, name="只给自己", filter=URGENT)
    await saved(stage, DISPATCHER, name="给大家", filter=URGENT, shared=True)
    assert {"只给自己", "给大家"} <= set(await names(stage, DISPATCHER))
    assert await names(stage, HANDLER) == ["给大家"]
    for by in (ELSEWHERE, CADRE, COMMISSIONER, "monitor.federation.3301"):
        assert await names(stage, by) == []


async def test_it_is_changed_and_taken_away_by_whoever_saved_it_alone(stage: Stage) -> None:
    kept = await saved(stage, DISPATCHER, name="甲", filter=URGENT, shared=True)
    given = {"id": kept["id"], "name": "乙", "filter": {"referrals": {"mine": True}}, "shared": True}
    assert await refused(stage, HANDLER, **given) == [("FORBIDDEN", [])]
    assert await refused(stage, ELSEWHERE, **given) == [("NOT_FOUND", ["id"])]
    changed = await saved(stage, DISPATCHER, **given)
    assert (changed["id"], changed["name"], changed["filter"]) == (kept["id"], "乙", '{"mine":true}')
    assert await saved(stage, DISPATCHER, id=kept["id"], name="乙") is None
    assert "乙" not in await names(stage, HANDLER)
    assert await refused(stage, DISPATCHER, **given) == [("NOT_FOUND", ["id"])]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"referrals": {"number": "R2026-00000001-0"}}, "number"),
        ({"referrals": {"externalReference": "民〔2026〕1号"}}, "externalReference"),
        ({"families": {"number": "F2026-00000001-0"}}, "number"),
        ({"visits": {"family": "RmFtaWx5OjE="}}, "family"),
    ],
)
async def test_a_shared_one_names_no_single_row(stage: Stage, given: dict[str, Any], field: str) -> None:
    (named,) = given
    assert await refused(stage, CADRE, name="一户", filter=given, shared=True) == [("NOT_EXPECTED", ["filter", named, field])]
    await saved(stage, CADRE, name="自用", filter=given)


async def test_what_a_colleague_may_not_see_is_not_found_by_a_shared_one(stage: Stage) -> None:
    family = a_family(stage.world, VILLAGE).family
    kept = await saved(stage, COMMISSIONER, name="本镇", filter={"families": {"region": TOWN}}, shared=True)
    found = "query ($f: FamilyFilter) { families(filter: $f) { nodes { id } totalCount } }"
    told = {"f": json.loads(kept["filter"])}
    own = (await stage.data(found, COMMISSIONER, told))["families"]
    assert global_id("Family", family.id) in [each["id"] for each in own["nodes"]]
    assert (await stage.data(found, NEIGHBOUR, told))["families"] == {"nodes": [], "totalCount": 0}
    assert await names(stage, NEIGHBOUR) == ["本镇"]


@pytest.mark.parametrize(
    "given",
    [
        {"referrals": {"colour": "PINK"}},
        {"referrals": {"nobody": 1}},
        {"items": {"waitingFor": "OFFICE"}},
        {"referrals": {"createdAfter": "1"}},
    ],
)
async def test_what_the_list_does_not_take_is_not_saved(stage: Stage, given: dict[str, Any]) -> None:
    answer = await save(stage, DISPATCHER, name="错", filter=given)
    assert [each["extensions"]["code"] for each in json.loads(json.dumps(answer.errors, default=lambda each: each.formatted))] == [
        "BAD_USER_INPUT"
    ]
    assert "错" not in await names(stage, DISPATCHER)


async def test_a_filter_asks_for_something_of_one_list_and_a_new_one_has_one(stage: Stage) -> None:
    assert await refused(stage, DISPATCHER, name="空", filter={"referrals": {}}) == [("TOO_FEW", ["filter", "referrals"])]
    assert await refused(stage, DISPATCHER, name="空", filter={"referrals": {"mine": None}}) == [("TOO_FEW", ["filter", "referrals"])]
    assert await refused(stage, DISPATCHER, name="空") == [("REQUIRED", ["filter"])]


@pytest.mark.parametrize("by", ["leader.federation.330110", "viewer.government.330110", "admin.system"])
async def test_who_only_counts_saves_none(stage: Stage, by: str) -> None:
    assert await refused(stage, by, name="甲", filter=URGENT) == [("FORBIDDEN", [])]


async def test_an_account_keeps_a_hundred(stage: Stage) -> None:
    somebody = "dispatcher.housing.330110"
    viewer = stage.world.viewer(somebody)
    await stage.world.insert(stage.addresses.loader)
    async with stage.as_loader() as connection:
        await connection.execute(
            "insert into saved_filter (id, account_id, list, name, filter, saved_at)"
            " select gen_random_uuid(), $1, 'ITEMS', 'n', '{}', '2026-01-01Z' from generate_series(1, 100)",
            viewer.account,
        )
    assert await refused(stage, somebody, name="多", filter=URGENT) == [("TOO_MANY", [])]
