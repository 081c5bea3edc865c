"""The lists that administrators work with, and who else is shown none of it. Source: docs/domain.md 1; docs/decisions/047."""

from datetime import timedelta

from domain.value.node_id import global_id
from tests.builders.account import nobody_yet
from tests.builders.world import NOW
from tests.schema.conftest import CADRE, Ask, Stage

ACCOUNTS = """query ($filter: AccountFilter) { accounts(filter: $filter) { totalCount nodes { id subject language name } } }"""
OFFICES = """query ($filter: OfficeFilter) { offices(filter: $filter) { nodes { id department { code } endedAt } } }"""
THREE = ("admin.system", "admin.security", "admin.audit")


async def test_accounts_are_listed_to_the_three_administrators_alone(ask: Ask, stage: Stage) -> None:
    for who in (*THREE, CADRE):
        stage.world.viewer(who)
    new = nobody_yet(stage.world)
    shown = {"id": global_id("Account", new.id), "subject": new.subject, "language": "ZH", "name": "新来的"}
    for who in THREE:
        assert shown in (await ask(ACCOUNTS, who, filter={"working": False}))["accounts"]["nodes"]
        assert shown not in (await ask(ACCOUNTS, who, filter={"working": True}))["accounts"]["nodes"]
        assert (await ask(ACCOUNTS, who, filter={"subject": [new.subject]}))["accounts"] == {"totalCount": 1, "nodes": [shown]}
    assert (await ask(ACCOUNTS, CADRE))["accounts"] == {"totalCount": 0, "nodes": []}
    one = "query ($id: ID!) { node(id: $id) { ... on Account { name subject language } } }"
    assert (await ask(one, CADRE, id=shown["id"]))["node"] == {"name": "新来的", "subject": None, "language": None}


async def test_accounts_that_were_not_used_are_found_by_the_administrators_alone(ask: Ask, stage: Stage) -> None:
    for who in (*THREE, CADRE):
        stage.world.viewer(who)
    new, used = nobody_yet(stage.world), nobody_yet(stage.world)
    used.last_used_at = NOW
    names = {"subject": [new.subject, used.subject]}
    query = "query ($filter: AccountFilter) { accounts(filter: $filter) { nodes { subject lastUsedAt } } }"
    for who in THREE:
        for since, found in ((NOW, {new.subject}), (NOW + timedelta(seconds=1), {new.subject, used.subject})):
            told = (await ask(query, who, filter={**names, "notUsedSince": since.isoformat()}))["accounts"]["nodes"]
            assert {each["subject"] for each in told} == found
    one = "query ($id: ID!) { node(id: $id) { ... on Account { lastUsedAt } } }"
    asked = global_id("Account", used.id)
    assert [(await ask(one, who, id=asked))["node"]["lastUsedAt"] is None for who in (*THREE, CADRE)] == [False, False, False, True]


async def test_offices_are_listed_by_line_division_and_whether_they_stand(ask: Ask, stage: Stage) -> None:
    office = stage.world.office("justice.330110")
    filter = {"department": ["JUSTICE"], "region": "330110", "kind": ["DEPARTMENT"]}
    found = {"id": global_id("Office", office.id), "department": {"code": "JUSTICE"}, "endedAt": None}
    assert (await ask(OFFICES, CADRE, filter={**filter, "standing": True}))["offices"]["nodes"] == [found]
    assert (await ask(OFFICES, CADRE, filter={**filter, "standing": False}))["offices"]["nodes"] == []
