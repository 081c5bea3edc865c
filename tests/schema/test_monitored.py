"""Who sees that a household is monitored, and of what: what its risk comes from tells of health. Source: docs/domain.md 2 and 7."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from db.reference.read import Reference
from db.tables.entitlement import Entitlement
from db.tables.family_access import LEVEL_OF_GROUP
from domain.disclosure import Half
from domain.entitlement import EntitlementSource
from domain.referral import State
from domain.rules.group import Group, Level
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.schema.conftest import CADRE, Stage

POVERTY, CIVIL, POSTS = "poverty-alleviation.330110", "civil-affairs.330110", "human-resources.330110"
READ = "state since until source helper person { id } type { code } kind { code name } riskCause { code } measures { code }"
ASKED = f"query ($id: ID!) {{ node(id: $id) {{ ... on Family {{ monitoring {{ {READ} }} entitlements {{ {READ} }} }} }} }}"


def told(case: Case, kind: str | None, later: int = 0, **columns: Any) -> Entitlement:
    """The household is monitored; `later`: so many hours after it was registered this was told."""
    given = {"type_code": "A27", "since": date(2026, 7, 1), "risk_cause": "ILLNESS", "measures": ["HEALTH"], "helper": "王助理"} | columns
    return case.world.add(
        Entitlement(
            id=case.world.key(),
            family_id=case.family.id,
            region_code=case.region,
            type_version=1,
            source=EntitlementSource.REGISTER,
            kind=kind,
            created_at=case.at + timedelta(hours=later),
            **given,
        )
    )


def after(reference: Reference, type_: str, half: Half = Half.AFTER) -> Mapping[Group, Level]:
    """What the type's contract gives after signing, or in another half."""
    lines = reference.contract(type_, reference.contract_version(type_))[half]
    return {group: Level(lines[group]) for group in LEVEL_OF_GROUP}


async def shown(stage: Stage, case: Case, by: str = CADRE) -> Any:
    return (await stage.data(ASKED, by, {"id": global_id("Family", case.family.id)}))["node"]


@pytest.fixture(scope="module")
def watched(world: Any, reference: Reference) -> Case:
    """A family that was told to be monitored twice, for which three offices work."""
    case = a_family(world).with_need("POVERTY_RELIEF")
    for type_, office in (("A27", POVERTY), ("A01", CIVIL), ("A15", POSTS)):
        case.with_draft(type_).referred_to(office, State.SIGNED, sees=after(reference, type_))
    told(case, "HOUSEHOLD_AT_RISK", later=2)
    told(case, "MARGINAL_PRONE_HOUSEHOLD", later=1, until=date(2026, 8, 1))
    told(case, None, later=3, type_code="A01", risk_cause=None, measures=[], helper=None)
    return case


async def test_whoever_has_health_is_told_all_of_it_as_it_was_told_last(stage: Stage, watched: Case) -> None:
    found = await shown(stage, watched)
    assert found["monitoring"] == {
        "state": "RECEIVING",
        "since": "2026-07-01",
        "until": None,
        "source": "REGISTER",
        "helper": "王助理",
        "person": None,
        "type": {"code": "A27"},
        "kind": {"code": "HOUSEHOLD_AT_RISK", "name": "防止返贫致贫对象"},
        "riskCause": {"code": "ILLNESS"},
        "measures": [{"code": "HEALTH"}],
    }
    assert [each["type"]["code"] for each in found["entitlements"]] == ["A27", "A27", "A01"]


@pytest.mark.parametrize("office", [POVERTY, CIVIL])
async def test_an_office_with_income_is_told_the_kind_and_never_of_an_illness(stage: Stage, watched: Case, office: str) -> None:
    found = await shown(stage, watched, f"handler.{office}")
    assert (found["monitoring"]["kind"]["code"], found["monitoring"]["helper"]) == ("HOUSEHOLD_AT_RISK", "王助理")
    assert all(each["riskCause"] is None and each["measures"] is None for each in (found["monitoring"], *found["entitlements"]))


@pytest.mark.parametrize(
    "by", [f"handler.{POSTS}", "monitor.federation.3301", "cadre.federation.3301", "dispatcher.poverty-alleviation.3301"]
)
async def test_without_income_nobody_learns_that_a_household_is_monitored(stage: Stage, watched: Case, by: str) -> None:
    assert await shown(stage, watched, by) == {"monitoring": None, "entitlements": None}


async def test_who_is_not_monitored_has_no_such_status(stage: Stage) -> None:
    case = a_family(stage.world).visited()
    assert await shown(stage, case) == {"monitoring": None, "entitlements": []}
