"""A family that was erased is as one that there is not; what is left of its cases names nobody. Source: docs/domain.md 7 (retention)."""

from datetime import timedelta

import asyncpg

from auth.bootstrap import NATION
from db.audit.seal import seal
from db.erasure.families import erased
from db.tables.family import Family
from db.tables.need import Need
from db.tables.person import Person
from domain.need import NeedStatus
from domain.referral import State
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.builders.world import NOW
from tests.schema.conftest import CADRE, Ask, Stage

LATER = NOW + timedelta(days=11 * 366)
ALL = """query ($family: ID!, $person: ID!, $need: ID!, $number: String!) {
  node(id: $family) { id } nodes(ids: [$person]) { id }
  families { totalCount }
  need: node(id: $need) { ... on Need { family { id } person { id } requestText internalNote visit { family { id } suggestions } } }
  referrals(filter: { number: $number }) {
    nodes { number state family { id } person { id } requestText outcome { note } events { nodes { action text } } } }
}"""
DRAFT = 'mutation ($need: ID!) { itemDraft(input: { need: $need, type: "A11" }) { errors { code } } }'
OVER_ALL = ("cadre.federation.330127", "monitor.federation.330127")
"""Whose scope has the nation, by whose code what is erased stands, and a county."""
SEEN = "query ($family: ID!) { node(id: $family) { id } families { totalCount nodes { id } } }"
RECORD = "insert into audit_record (id, at, kind, action, trace) values (gen_random_uuid(), $1, 'READ', 'query', 't')"


async def test_it_is_in_no_list_and_under_no_id_and_its_referrals_tell_their_number_alone(ask: Ask, stage: Stage) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110", State.CONFIRMED)
    case.with_outcome(note="另有说明").followed_up().with_event("referralSign", "已电话联系")
    case.need.status = NeedStatus.MET
    for name in OVER_ALL:
        stage.world.viewer(name)
        stage.world.over(name, NATION, "330110000000")
    ids = {name: global_id(tag, row.id) for name, tag, row in _named(case)}
    before = await ask(ALL, CADRE, number=case.referral.number, **ids)
    assert (before["node"]["id"], before["families"]["totalCount"]) == (ids["family"], 1)
    assert before["need"]["visit"]["family"] == {"id": ids["family"]}
    for name in OVER_ALL:
        assert (await ask(SEEN, name, family=ids["family"]))["families"]["totalCount"] == 1
    async with stage.as_loader() as loader:
        connection = await asyncpg.connect(stage.addresses.worker)
        await loader.execute(RECORD, LATER)
        await seal(connection, LATER)
        assert await erased(connection, LATER) == [case.family.number]
        await connection.close()
    after = await ask(ALL, CADRE, number=case.referral.number, **ids)
    assert (after["node"], after["nodes"], after["families"]["totalCount"]) == (None, [None], 0)
    assert after["need"] == {"family": None, "person": None, "requestText": "", "internalNote": None} | {
        "visit": {"family": None, "suggestions": None}
    }
    (referral,) = after["referrals"]["nodes"]
    assert (referral["number"], referral["state"], referral["family"], referral["person"]) == (
        case.referral.number,
        "CONFIRMED",
        None,
        None,
    )
    assert (referral["requestText"], referral["outcome"]["note"]) == (None, None)
    assert {each["text"] for each in referral["events"]["nodes"]} == {None}
    for name in OVER_ALL:
        assert await ask(SEEN, name, family=ids["family"]) == {"node": None, "families": {"totalCount": 0, "nodes": []}}
    assert (await ask(DRAFT, CADRE, need=ids["need"]))["itemDraft"] == {"errors": [{"code": "ERASED"}]}


def _named(case: Case) -> tuple[tuple[str, str, Family | Person | Need], ...]:
    """What is asked for by its id."""
    return (("family", "Family", case.family), ("person", "Person", case.head), ("need", "Need", case.need))
