"""Requests for funds as each side sees them: finance is led to no family. Source: docs/domain.md 3 (Pooled items) and 7 (finance)."""

from datetime import date
from typing import Any

import pytest

from db.tables.item_line import ItemLine
from domain.fund import LineState
from domain.outcome import Result
from domain.referral import State
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.builders.world import COUNTY, OTHER_TOWN, TOWN, VILLAGE, World
from tests.schema.conftest import CADRE, DISPATCHER, Stage

FINANCE = f"handler.finance.{COUNTY}"
MONITOR, COMMISSIONER = "monitor.federation.3301", f"commissioner.federation.{VILLAGE}"
LINE = "id type { code } township { code } period persons sum state failure { code } granted { number family { number } person { id } }"
REFERRAL = f"""number state part type {{ code }} region {{ code }} applyRegion {{ code }} needDomain {{ code }} dispatchingOffice {{ name }}
  requestText requestDocument fundSource {{ code }} family {{ number }} person {{ id }} item {{ id need {{ id }} family {{ id }} }}
  otherHelp {{ typeName }} followUps {{ totalCount }} lineSummary {{ persons sum paid outstanding failed }} lines {{ {LINE} }}
  disclosed {{ group level }} events {{ nodes {{ action text }} }}"""


class Requested:
    """A request of civil affairs with four lines of two townships, which finance has signed and arranged."""

    def __init__(self, world: World) -> None:
        self.granted = a_family(world, VILLAGE).with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110", State.COMPLETED)
        self.granted.with_outcome(Result.GRANTED)
        office, finance = world.office("civil-affairs.330110"), world.office(f"finance.{COUNTY}")
        sums = {"line_persons": 4, "line_sum": 7, "line_paid": 2, "line_outstanding": 1, "line_failed": 4}
        of_funds: dict[str, Any] = {"family_id": None, "person_id": None, "request_text": None, "region_code": office.region_code, **sums}
        self.case: Case = a_family(world, VILLAGE).with_need("LIVING_ASSISTANCE")
        request: dict[str, Any] = {"request_document": "民函1号", "fund_source": "CITY"}
        self.case.with_draft("A31", need_id=None, owner_office_id=office.id, type_department_code="FINANCE", **of_funds, **request)
        self.case.referred_to(f"finance.{COUNTY}", State.IN_PROGRESS, stage="ARRANGED", **of_funds, **request)
        self.case.access.family_id = None
        assert finance.id == self.case.referral.office_id
        states = (LineState.OPEN, LineState.PAID, LineState.FAILED, LineState.VOID)
        for place, (state, sum_, town) in enumerate(zip(states, (1, 2, 4, 8), (TOWN, TOWN, OTHER_TOWN, OTHER_TOWN), strict=True)):
            world.add(
                ItemLine(
                    id=world.key(),
                    item_id=self.case.item.id,
                    referral_id=self.case.referral.id,
                    owner_office_id=office.id,
                    region_code=office.region_code,
                    granted_id=self.granted.item.id,
                    granted_referral_id=self.granted.referral.id,
                    type_code="A01",
                    type_version=1,
                    township_code=f"{town}000",
                    period=date(2026, 10 + place % 2, 1),
                    due=date(2026, 1 + place, 1),
                    persons=1,
                    sum=sum_,
                    state=state,
                    failure="ACCOUNT_WRONG" if state is LineState.FAILED else None,
                    created_at=self.case.at,
                )
            )
        self.id = global_id("Referral", self.case.referral.id)


@pytest.fixture(scope="module")
def requested(world: World) -> Requested:
    return Requested(world)


async def seen(stage: Stage, requested: Requested, by: str) -> Any:
    found = await stage.data(f'{{ node(id: "{requested.id}") {{ ... on Referral {{ {REFERRAL} }} }} }}', by)
    return found["node"]


async def test_finance_is_led_to_no_family(stage: Stage, requested: Requested) -> None:
    found = await seen(stage, requested, FINANCE)
    hidden = {name: found[name] for name in ("requestText", "family", "person", "item", "followUps", "otherHelp")}
    assert hidden == dict.fromkeys(hidden)
    assert {each["level"] for each in found["disclosed"] if each["group"] != "CASE"} == {"HIDDEN"}
    assert (found["region"], found["applyRegion"]) == ({"code": f"{COUNTY}000000"},) * 2
    assert found["lineSummary"] == {"persons": 4, "sum": 7, "paid": 2, "outstanding": 1, "failed": 4}
    assert (found["requestDocument"], found["fundSource"]) == ("民函1号", {"code": "CITY"})
    assert sorted((line["sum"], line["state"]) for line in found["lines"]) == [(1, "OPEN"), (2, "PAID"), (4, "FAILED"), (8, "VOID")]
    assert {(line["type"]["code"], line["persons"], str(line["granted"])) for line in found["lines"]} == {("A01", 1, "None")}
    assert {line["township"]["code"] for line in found["lines"]} == {f"{TOWN}000", f"{OTHER_TOWN}000"}


async def test_finance_finds_no_family_person_need_visit_or_item_by_any_list(stage: Stage, requested: Requested) -> None:
    lists = "families { totalCount } needs { totalCount } visits { totalCount } items { totalCount }"
    found = await stage.data(f"{{ {lists} referrals {{ totalCount nodes {{ number }} }} }}", FINANCE)
    assert {name: found[name]["totalCount"] for name in ("families", "needs", "visits", "items")} == dict.fromkeys(
        ("families", "needs", "visits", "items"), 0
    )
    assert [each["number"] for each in found["referrals"]["nodes"]] == [requested.case.referral.number]
    ids = [
        global_id(name, key)
        for name, key in (
            ("Family", requested.granted.family.id),
            ("Person", requested.granted.head.id),
            ("Referral", requested.granted.referral.id),
            ("AssistanceItem", requested.granted.item.id),
            ("AssistanceItem", requested.case.item.id),
        )
    ]
    found = await stage.data("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", FINANCE, {"ids": ids})
    assert found["nodes"] == [None] * len(ids)


async def test_the_office_that_asks_sees_what_it_granted(stage: Stage, requested: Requested) -> None:
    found = await seen(stage, requested, DISPATCHER)
    assert {line["granted"]["number"] for line in found["lines"]} == {requested.granted.referral.number}
    assert found["item"] == {"id": global_id("AssistanceItem", requested.case.item.id), "need": None, "family": None}
    found = await stage.data("{ requests { nodes { number } } referrals { nodes { number } } items { nodes { number } } }", DISPATCHER)
    assert [each["number"] for each in found["requests"]["nodes"]] == [requested.case.referral.number]
    assert requested.case.referral.number not in {each["number"] for each in found["referrals"]["nodes"]}
    assert [each["number"] for each in found["items"]["nodes"]] == [requested.case.item.number]


@pytest.mark.parametrize(
    "by",
    [COMMISSIONER, "dispatcher.human-resources.330110", "handler.finance.330106", "cadre.federation.330106"],
)
async def test_nobody_else_sees_a_request_or_its_lines(stage: Stage, requested: Requested, by: str) -> None:
    assert await seen(stage, requested, by) is None
    found = await stage.data("{ lines { totalCount nodes { id } groups(by: [TYPE]) { count } } requests { totalCount } }", by)
    assert found == {"lines": {"totalCount": 0, "nodes": [], "groups": []}, "requests": {"totalCount": 0}}


async def test_a_leader_who_only_counts_counts_no_lines(stage: Stage, requested: Requested) -> None:
    found = await stage.data("{ lines { totalCount groups(by: [MONTH]) { paid } } }", "leader.federation.330110")
    assert found == {"lines": {"totalCount": 0, "groups": []}}


@pytest.mark.parametrize("by", [FINANCE, DISPATCHER, CADRE, MONITOR])
async def test_lines_are_summed_up_by_type_township_and_month(stage: Stage, requested: Requested, by: str) -> None:
    sums = "count persons requested arranged paid outstanding failed"
    found = await stage.data(
        f"{{ lines {{ of: groups(by: [TYPE]) {{ keys {sums} }} in: groups(by: [TOWNSHIP, MONTH]) {{ keys {sums} }} }} }}", by
    )
    names = sums.split()

    def told(groups: Any) -> dict[tuple[str, ...], tuple[int, ...]]:
        return {tuple(each["keys"]): tuple(each[name] for name in names) for each in groups}

    assert told(found["lines"]["of"]) == {("A01",): (4, 2, 3, 3, 2, 1, 4)}
    assert told(found["lines"]["in"]) == {
        (f"{TOWN}000", "2026-10"): (1, 1, 1, 1, 0, 1, 0),
        (f"{TOWN}000", "2026-11"): (1, 1, 2, 2, 2, 0, 0),
        (f"{OTHER_TOWN}000", "2026-10"): (1, 0, 0, 0, 0, 0, 4),
        (f"{OTHER_TOWN}000", "2026-11"): (1, 0, 0, 0, 0, 0, 0),
    }


async def test_a_filter_narrows_what_is_summed_up(stage: Stage, requested: Requested) -> None:
    text = "{ lines(filter: { state: [PAID] }) { totalCount groups(by: [MONTH]) { key { month } name { month } paid } } }"
    found = await stage.data(text, FINANCE)
    assert found["lines"]["totalCount"] == 1
    assert found["lines"]["groups"] == [{"key": {"month": "2026-11"}, "name": {"month": "2026年11月"}, "paid": 2}]


async def test_the_office_that_asks_is_told_that_a_returned_request_waits_for_it(stage: Stage, requested: Requested) -> None:
    case = requested.case
    await stage.world.insert(stage.addresses.loader)
    async with stage.as_loader() as connection:
        returned = "update referral set state = 'RETURNED', waits_office = false, waits_federation = true where id = $1"
        await connection.execute(returned, case.referral.id)
    asked = "{ inbox { nodes { number waitingFor colour } } }"
    (mine,) = [each for each in (await stage.data(asked, DISPATCHER))["inbox"]["nodes"] if each["number"] == case.referral.number]
    assert mine["waitingFor"] == ["FEDERATION"]
    assert mine["colour"] is not None
    found = await stage.data(f'{{ node(id: "{requested.id}") {{ ... on Referral {{ waitingFor colour }} }} }}', FINANCE)
    assert found["node"] == {"waitingFor": [], "colour": None}
