"""What administrators propose shows to the three of them and to nobody else. Source: docs/decisions/041-two-administrators.md."""

from typing import Any

import pytest

from domain.value.node_id import global_id
from tests.builders.account import nobody_yet
from tests.schema.conftest import CADRE, Ask, Stage

THREE = ("admin.system", "admin.security", "admin.audit")
OTHERS = (CADRE, "monitor.federation.330110", "dispatcher.civil-affairs.330110", "leader.federation.330110", "cadre.federation.3301")
GRANT = """mutation ($account: ID!, $office: ID!) { membershipGrant(input: {
  account: $account, office: $office, role: OFFICE_HANDLER, endsOn: "2027-11-30"
}) { errors { code path } proposal { id state } } }"""
CREATE = """mutation { accountCreate(input: { subject: "wang.fang", name: "王芳" }) { errors { code } proposal { id state } } }"""
DECIDE = """mutation ($id: ID!) { proposalDecide(input: { id: $id, approved: true }) { errors { code }
  proposal { state decidedBy { name } newAccount { name } membership { role scope { code } account { name } } } } }"""
LISTED = """{ proposals { totalCount nodes { id kind state proposedBy { name } decidedBy { name } subject name role scope { code }
  account { name } office { name } endsAt } } }"""


@pytest.fixture
async def asked(ask: Ask, stage: Stage) -> Any:
    """An account and a membership that are proposed."""
    for who in (*THREE, *OTHERS):
        stage.world.viewer(who)
    account, office = nobody_yet(stage.world), stage.world.office("civil-affairs.330110")
    named = {"account": global_id("Account", account.id), "office": global_id("Office", office.id)}
    granted = (await ask(GRANT, "admin.system", **named))["membershipGrant"]
    created = (await ask(CREATE, "admin.system"))["accountCreate"]
    assert granted["errors"] == created["errors"] == []
    assert granted["proposal"]["state"] == created["proposal"]["state"] == "PROPOSED"
    return granted["proposal"]["id"], created["proposal"]["id"]


async def test_the_three_administrators_read_it_and_nobody_else_learns_that_it_is_there(ask: Ask, asked: Any) -> None:
    membership, account = asked
    for who in THREE:
        shown = {each["id"]: each for each in (await ask(LISTED, who))["proposals"]["nodes"]}
        assert (shown[account]["subject"], shown[account]["name"], shown[account]["scope"]) == ("wang.fang", "王芳", [])
        assert (shown[membership]["role"], shown[membership]["account"]) == ("OFFICE_HANDLER", {"name": "新来的"})
        assert shown[membership]["proposedBy"] is not None
    for who in OTHERS:
        assert (await ask(LISTED, who))["proposals"] == {"totalCount": 0, "nodes": []}
        assert (await ask("query ($id: ID!) { node(id: $id) { id } }", who, id=account))["node"] is None


async def test_what_is_approved_is_shown_with_what_came_of_it(ask: Ask, asked: Any) -> None:
    membership, account = asked
    granted = (await ask(DECIDE, "admin.security", id=membership))["proposalDecide"]
    assert granted["errors"] == []
    assert granted["proposal"]["membership"] == {
        "role": "OFFICE_HANDLER",
        "scope": [{"code": "330110000000"}],
        "account": {"name": "新来的"},
    }
    created = (await ask(DECIDE, "admin.security", id=account))["proposalDecide"]
    assert created["proposal"]["newAccount"] == {"name": "王芳"}
    refused = (await ask(DECIDE, "admin.audit", id=account))["proposalDecide"]
    assert [each["code"] for each in refused["errors"]] == ["FORBIDDEN"]
