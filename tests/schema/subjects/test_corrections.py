"""Who is told of corrections, and of what they say. Source: docs/domain.md 7."""

from datetime import timedelta
from typing import Any

import pytest

from db.tables.correction import Correction, CorrectionText
from domain.correction import CorrectedValue, CorrectionState
from domain.referral import State
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.builders.world import NOW, VILLAGE
from tests.schema.conftest import CADRE, DISPATCHER, Stage

OFFICE, OTHER = "civil-affairs.330110", "dispatcher.human-resources.330110"
COMMISSIONER, MONITOR, CITY = f"commissioner.federation.{VILLAGE}", "monitor.federation.3301", "cadre.federation.3301"
SHOWN = """query ($id: ID!) {
  corrections(filter: { family: $id }) { totalCount nodes {
    value state refusal { code } by { id } office { id } proposed replaced note family { id } referral { id }
  } }
  node(id: $id) { ... on Family { corrections { totalCount } } }
}"""
ASKED: dict[str, Any] = {"received_on": NOW.date(), "asked_by": "GUARDIAN", "state": CorrectionState.OPEN}
"""What a person asks to have corrected, which waits."""
RIGHT, WRONG = "16000000001", "16000000002"


def a_correction(case: Case, by: str = OFFICE, state: CorrectionState = CorrectionState.ACCEPTED, **columns: Any) -> Correction:
    """A telephone that the office of the newest referral has proposed, unless `columns` say otherwise."""
    world, viewer = case.world, case.world.viewer(f"dispatcher.{by}")
    given = {"referral_id": case.referral.id, "office_id": viewer.office, "account_id": viewer.account, "at": NOW, "due_at": NOW} | columns
    made = Correction(
        id=world.key(),
        version=1,
        updated_at=NOW,
        family_id=case.family.id,
        region_code=case.region,
        value=CorrectedValue.PHONE,
        state=state,
        reason="MISTYPED",
        **given,
    )
    said = {"proposed": RIGHT, "replaced": WRONG, "note": "核对过"}
    world.add(CorrectionText(correction_id=made.id, family_id=case.family.id, region_code=case.region, **said))
    return world.add(made)


async def shown(stage: Stage, case: Case, by: str) -> tuple[int, list[dict[str, Any]], Any]:
    """How many corrections of the family a viewer is told of, each of them, and how many the family says."""
    found = await stage.data(SHOWN, by, {"id": global_id("Family", case.family.id)})
    node = found["node"]
    return found["corrections"]["totalCount"], found["corrections"]["nodes"], node and node["corrections"]["totalCount"]


async def test_an_office_is_told_where_its_proposal_stands_and_of_no_value(stage: Stage) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(OFFICE, State.IN_PROGRESS)
    a_correction(case)
    a_correction(case, referral_id=None, state=CorrectionState.MADE)
    count, (mine,), of_family = await shown(stage, case, DISPATCHER)
    assert (count, of_family, mine["state"], mine["value"]) == (1, 1, "ACCEPTED", "PHONE")
    assert {mine[name] for name in ("proposed", "replaced", "note", "by")} == {None}
    assert None not in (mine["family"], mine["referral"], mine["office"])


async def test_another_office_of_the_family_is_told_of_none(stage: Stage) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(OFFICE, State.IN_PROGRESS)
    a_correction(case)
    case.with_draft("A16").referred_to("human-resources.330110", State.SIGNED)
    assert await shown(stage, case, OTHER) == (0, [], 0)


async def test_an_office_whose_access_has_run_out_is_told_of_none(stage: Stage) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(OFFICE, State.RETURNED)
    a_correction(case)
    case.access.until = NOW
    assert await shown(stage, case, DISPATCHER) == (0, [], None)


@pytest.mark.parametrize("by", [CADRE, COMMISSIONER])
async def test_who_is_in_charge_of_the_family_reads_what_was_said(stage: Stage, by: str) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(OFFICE, State.IN_PROGRESS)
    a_correction(case)
    count, (told,), of_family = await shown(stage, case, by)
    assert (count, of_family, told["proposed"], told["replaced"], told["note"]) == (1, 1, RIGHT, WRONG, "核对过")
    assert told["by"] is not None


async def test_by_one_referral_no_office_is_told_of_what_another_said(stage: Stage) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(OFFICE, State.IN_PROGRESS)
    a_correction(case, office_id=stage.world.viewer(OTHER).office)
    for by in (DISPATCHER, OTHER):
        assert (await shown(stage, case, by))[:2] == (0, [])


LATE = "query ($id: ID!) { corrections(filter: { family: $id, late: true }) { totalCount nodes { id } } }"


@pytest.mark.parametrize("by", [MONITOR, "monitor.federation.330110"])
async def test_whoever_supervises_sees_what_is_proposed_and_how_long_it_waits_and_no_value(stage: Stage, by: str) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(OFFICE, State.IN_PROGRESS)
    late = a_correction(case, state=CorrectionState.OPEN)
    a_correction(case, state=CorrectionState.OPEN, due_at=NOW + timedelta(days=1))
    a_correction(case, referral_id=None, due_at=NOW + timedelta(days=1), **ASKED)
    a_correction(case, referral_id=None, state=CorrectionState.MADE, due_at=None)
    count, told, of_family = await shown(stage, case, by)
    assert (count, len(told), of_family, {each["state"] for each in told}) == (3, 3, 3, {"OPEN"})
    assert {each[name] for each in told for name in ("proposed", "replaced", "note")} == {None}
    assert [each["referral"] is None for each in told].count(True) == 1
    assert all(None not in (each["family"], each["office"]) for each in told)
    found = (await stage.data(LATE, by, {"id": global_id("Family", case.family.id)}))["corrections"]
    assert (found["totalCount"], found["nodes"]) == (1, [{"id": global_id("Correction", late.id)}])


@pytest.mark.parametrize("by", [CITY, "monitor.federation.330106", "operator.federation.330110", "cadre.federation.330106"])
async def test_nobody_else_is_told_of_any(stage: Stage, by: str) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(OFFICE, State.IN_PROGRESS)
    a_correction(case)
    count, told, of_family = await shown(stage, case, by)
    assert (count, told, of_family or 0) == (0, [], 0)


DUE = "query ($filter: CorrectionFilter!) { correctionsDue(filter: $filter) { totalCount nodes { id dueAt } } }"
ALL: dict[str, Any] = {"value": ["PHONE"]}


async def test_whoever_decides_finds_what_waits_for_them_and_nobody_else_does(stage: Stage) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(OFFICE, State.IN_PROGRESS)
    day = timedelta(days=1)
    later, earlier = (a_correction(case, state=CorrectionState.OPEN, at=NOW - each * day, due_at=NOW + (7 - each) * day) for each in (1, 8))
    a_correction(case)
    a_correction(case, referral_id=None, state=CorrectionState.MADE, due_at=None)
    counts, known = [], {global_id("Correction", each.id) for each in (earlier, later)}
    for narrowed, expected in ((ALL, [earlier, later]), ({"late": True}, [earlier]), ({"late": False}, [later])):
        found = (await stage.data(DUE, CADRE, {"filter": narrowed}))["correctionsDue"]
        counts.append(found["totalCount"])
        assert [each["id"] for each in found["nodes"] if each["id"] in known] == [global_id("Correction", each.id) for each in expected]
        assert all(each["dueAt"] for each in found["nodes"])
    assert counts[0] == counts[1] + counts[2]
    for by in (COMMISSIONER, DISPATCHER, MONITOR, CITY, "cadre.federation.330106"):
        assert (await stage.data(DUE, by, {"filter": ALL}))["correctionsDue"]["totalCount"] == 0
