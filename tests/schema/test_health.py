"""What tells of health is shown, filtered, counted by HEALTH alone, and its reading is audited. Source: docs/domain.md 7."""

from typing import Any

import asyncpg
import pytest

from domain.referral import State
from tests.builders.case import Case, a_family
from tests.schema.conftest import CADRE, Stage

MONITOR, SUPERIOR, DISPATCHER = "monitor.federation.330110", "cadre.federation.3301", "dispatcher.civil-affairs.330110"
OPERATOR, COMMISSIONER = "operator.federation.330110", "commissioner.federation.330110109200"
SHOWN = """{ families(first: 50) { totalCount nodes {
  number categories { code } healthCategories { code name } visits { nodes { categories { code } healthCategories { code } } }
} } }"""
FILTERED = '{ families(filter: { healthCategory: ["INFECTED"] }) { totalCount nodes { number } } }'
OF_THE_OTHER_PART = '{ families(filter: { %s: ["%s"] }) { totalCount } }'


@pytest.fixture(scope="module")
def ill() -> list[Case]:
    """The family, once it is made."""
    return []


@pytest.fixture
async def family(stage: Stage, ill: list[Case]) -> Case:
    """A family with categories of both kinds, known to everybody who asks here."""
    if not ill:
        told: dict[str, Any] = {"categories": ["POVERTY_RISK"], "health_categories": ["INFECTED"]}
        case = a_family(stage.world, **told).called(OPERATOR).visited(**told).with_need("MEDICAL").referred_to("civil-affairs.330110")
        ill.append(case)
    return ill[0]


@pytest.mark.parametrize("by", [CADRE, COMMISSIONER])
async def test_who_has_health_sees_and_finds_them(stage: Stage, family: Case, by: str) -> None:
    (node,) = (await stage.data(SHOWN, by))["families"]["nodes"]
    assert [each["code"] for each in node["categories"]] == ["POVERTY_RISK"]
    assert [each["code"] for each in node["healthCategories"]] == ["INFECTED"]
    assert {"categories": [{"code": "POVERTY_RISK"}], "healthCategories": [{"code": "INFECTED"}]} in node["visits"]["nodes"]
    for document in (FILTERED, FILTERED.replace("healthCategory", "category").replace("INFECTED", "POVERTY_RISK")):
        assert (await stage.data(document, by))["families"]["totalCount"] == 1


@pytest.mark.parametrize("by", [MONITOR, SUPERIOR, DISPATCHER, OPERATOR])
async def test_who_has_none_finds_no_trace_of_them(stage: Stage, family: Case, by: str) -> None:
    (node,) = (await stage.data(SHOWN, by))["families"]["nodes"]
    assert node["healthCategories"] is None
    assert all(each["healthCategories"] is None for each in node["visits"]["nodes"])
    assert "INFECTED" not in str(node)
    assert (await stage.data(FILTERED, by))["families"]["totalCount"] == 0


@pytest.mark.parametrize("by", [CADRE, MONITOR, DISPATCHER])
@pytest.mark.parametrize(("name", "code"), [("category", "INFECTED"), ("healthCategory", "POVERTY_RISK")])
async def test_a_category_of_the_other_part_is_no_code_of_a_filter_whoever_asks(
    stage: Stage, family: Case, by: str, name: str, code: str
) -> None:
    answer = await stage.answer(OF_THE_OTHER_PART % (name, code), by)
    assert [each["extensions"]["code"] for each in answer.errors] == ["UNKNOWN_CODE"]


async def test_reading_or_filtering_them_is_audited(stage: Stage, family: Case) -> None:
    connection = await asyncpg.connect(stage.addresses.loader)
    try:
        for text in ("{ families { nodes { healthCategories { code } } } }", FILTERED):
            await connection.execute("truncate audit_record")
            await stage.data(text)
            (record,) = await connection.fetch("select groups, family_ids from audit_record")
            assert ("HEALTH" in record["groups"], record["family_ids"]) == (True, [family.family.id])
        await connection.execute("truncate audit_record")
        await stage.data("{ families { nodes { categories { code } } } }")
        assert await connection.fetch("select groups from audit_record") == []
    finally:
        await connection.close()


async def test_a_need_for_help_gives_no_office_any_of_them(stage: Stage, family: Case) -> None:
    assert family.referral.state == State.SIGNED
    (node,) = (await stage.data("{ referrals { nodes { family { categories { code } healthCategories { code } } } } }", DISPATCHER))[
        "referrals"
    ]["nodes"]
    assert node["family"] == {"categories": None, "healthCategories": None}
