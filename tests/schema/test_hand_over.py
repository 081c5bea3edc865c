"""What a family that was handed over shows to whom, and that reading who it is is noted. Source: docs/domain.md 3 (`familyHandOver`)."""

from typing import Any

import asyncpg
import pytest

from tests.builders.visit import HOME
from tests.schema.conftest import CADRE, Ask, Stage

TOWNSHIP = f"{HOME[:9]}000"
BY, COLLEAGUE, ANOTHER = "dispatcher.civil-affairs.330110", "handler.civil-affairs.330110", "dispatcher.human-resources.330110"
COMMISSIONER, NEARBY = f"commissioner.federation.{HOME}", "commissioner.federation.330110109203"
CALL = f"""mutation {{ familyHandOver(input: {{
  headName: "钱某某", village: "{HOME}", phone: "16000004321", address: "3 组", domain: "CARE", requestText: "需要照料",
  notice: {{ basis: ORAL }}, externalReference: "MZ-17"
}}) {{ errors {{ code path }} familyHandOver {{ id state headName phone address requestText }} }} }}"""
LISTED = """query Handed { familyHandOvers { totalCount nodes {
  id state office { name } externalReference region { code } dueOn reason { code }
  headName phone address requestText by { name } family { id }
} } }"""


async def listed(ask: Ask, who: str) -> list[Any]:
    """What the list shows to somebody."""
    return list((await ask(LISTED, who))["familyHandOvers"]["nodes"])


@pytest.fixture
async def handed(ask: Ask) -> Any:
    """A family that an office has just handed over, as the office is shown it."""
    payload = (await ask(CALL, BY))["familyHandOver"]
    assert payload["errors"] == []
    return payload["familyHandOver"]


async def test_the_office_sees_where_it_stands_and_not_its_own_words(ask: Ask, handed: Any) -> None:
    assert handed | {"id": ""} == {"id": "", "state": "OPEN", "headName": None, "phone": None, "address": None, "requestText": None}
    for who in (BY, COLLEAGUE):
        (shown,) = [each for each in await listed(ask, who) if each["id"] == handed["id"]]
        assert (shown["state"], shown["externalReference"], shown["region"]["code"]) == ("OPEN", "MZ-17", TOWNSHIP)
        assert {shown[name] for name in ("headName", "phone", "address", "requestText", "by", "family")} == {None}


async def test_whoever_is_in_charge_of_the_place_reads_who_it_is_and_that_is_noted(ask: Ask, handed: Any, stage: Stage) -> None:
    for who in (CADRE, COMMISSIONER):
        (shown,) = [each for each in await listed(ask, who) if each["id"] == handed["id"]]
        told = [shown[name] for name in ("headName", "phone", "address", "requestText")]
        assert told == ["钱某某", "16000004321", "3 组", "需要照料"]
        account = stage.world.viewer(who).account
        connection = await asyncpg.connect(stage.addresses.loader)
        try:
            noted = await connection.fetch("select groups from audit_record where action = 'Handed' and account_id = $1", account)
        finally:
            await connection.close()
        assert {"CONTACT", "IDENTITY"} <= {group for record in noted for group in record["groups"]}


async def test_whoever_supervises_sees_that_it_waits_and_how_long_and_not_who_it_is(ask: Ask, handed: Any, stage: Stage) -> None:
    late = """{ familyHandOvers(filter: { late: true }) { nodes { id } } }"""
    for who in ("monitor.federation.330110", "monitor.federation.3301"):
        (shown,) = [each for each in await listed(ask, who) if each["id"] == handed["id"]]
        assert (shown["state"], shown["region"]["code"], shown["dueOn"] is not None) == ("OPEN", TOWNSHIP, True)
        assert {shown[name] for name in ("headName", "phone", "address", "requestText")} == {None}
        assert handed["id"] not in {each["id"] for each in (await ask(late, who))["familyHandOvers"]["nodes"]}
    connection = await asyncpg.connect(stage.addresses.loader)
    try:
        await connection.execute("update family_hand_over set due_at = at where state = 'OPEN'")
    finally:
        await connection.close()
    found = (await ask(late, "monitor.federation.330110"))["familyHandOvers"]["nodes"]
    assert handed["id"] in {each["id"] for each in found}


@pytest.mark.parametrize("who", [ANOTHER, NEARBY, "cadre.federation.330106", "monitor.federation.330106", "leader.federation.330110"])
async def test_nobody_else_learns_that_it_is_there(ask: Ask, handed: Any, who: str) -> None:
    assert handed["id"] not in {each["id"] for each in await listed(ask, who)}
    assert (await ask("query ($id: ID!) { node(id: $id) { id } }", who, id=handed["id"]))["node"] is None
