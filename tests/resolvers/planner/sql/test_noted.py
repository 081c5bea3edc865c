"""What a reading leaves in the audit: each family of which something was shown, and who reads the trail. Source: docs/domain.md 7."""

from collections.abc import Mapping
from hashlib import md5
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from db.audit.flush import Flush
from db.audit.seal import connect, seal
from db.tables.person_match import PersonMatch
from domain.audit import NAME_CHARACTERS
from domain.referral import State
from domain.value.node_id import global_id
from tests.builders.campaign import a_campaign, a_listing
from tests.builders.case import Case, a_family
from tests.builders.world import NOW
from tests.schema.conftest import CADRE, Stage

AUDITOR, SUPERIOR = "admin.audit", "cadre.federation.3301"
WORKS, HOME = "civil-affairs.330127", "330127001001"
OFFICE = f"dispatcher.{WORKS}"
TRAIL = "select kind, action, family_ids, groups, person_ids from audit_record where account_id = $1 order by id"
NAME = "displayName { value }"
MATCHES = f"{{ personMatches {{ totalCount nodes {{ known {{ {NAME} family {{ number }} }} registered {{ {NAME} }} }} }} }}"


async def records(stage: Stage, by: str) -> list[dict[str, Any]]:
    """What the audit says of an account."""
    async with stage.as_loader() as connection:
        return [dict(each) for each in await connection.fetch(TRAIL, stage.world.viewer(by).account)]


READINGS = {
    "a page": "{ auditRecords(first: 5) { totalCount nodes { id action } } }",
    "the count alone": "{ auditRecords { totalCount } }",
    "nothing found": '{ auditRecords(filter: { action: ["none"] }) { nodes { id } } }',
    "a page of nothing": "{ auditRecords(first: 0) { nodes { id } } }",
    "twice at once": "{ one: auditRecords { totalCount } two: auditRecords { nodes { at } } }",
}


@pytest.mark.parametrize("text", READINGS.values(), ids=READINGS)
async def test_whoever_reads_the_trail_leaves_one_record_in_it(stage: Stage, text: str) -> None:
    stage.world.viewer(AUDITOR)
    before = await records(stage, AUDITOR)
    await stage.data(text, AUDITOR)
    after = await records(stage, AUDITOR)
    assert len(after) == len(before) + 1
    assert after[0] == {"kind": "READ", "action": "query", "family_ids": None, "groups": ["AUDIT"], "person_ids": None}


async def test_a_record_that_is_read_by_its_id_is_noted_too(stage: Stage) -> None:
    await stage.data("{ auditRecords { totalCount } }", AUDITOR)
    (found, *_) = (await stage.data("{ auditRecords { nodes { id } } }", AUDITOR))["auditRecords"]["nodes"]
    before = len(await records(stage, AUDITOR))
    assert (await stage.data("query ($id: ID!) { node(id: $id) { id } }", AUDITOR, {"id": found["id"]}))["node"] == found
    assert len(await records(stage, AUDITOR)) == before + 1


async def test_of_the_name_that_a_caller_gives_a_reading_the_trail_has_the_beginning_and_is_sealed(stage: Stage) -> None:
    """No index of the trail holds a name of any length: nothing after such a record would be sealed."""
    called = "A" + "".join(md5(str(number).encode(), usedforsecurity=False).hexdigest() for number in range(200))
    await stage.data(f"query {called} {{ auditRecords {{ totalCount }} }}", AUDITOR)
    (found,) = [each for each in await records(stage, AUDITOR) if each["action"].startswith("A")]
    assert found["action"] == called[:NAME_CHARACTERS]
    async with connect(stage.addresses.worker) as worker:
        assert await seal(worker, NOW) is not None
        assert await seal(worker, NOW) is None


async def test_whoever_is_shown_nothing_of_the_trail_leaves_nothing(stage: Stage) -> None:
    assert await stage.data("{ auditRecords { totalCount } }", SUPERIOR) == {"auditRecords": {"totalCount": 0}}
    assert await records(stage, SUPERIOR) == []


def a_match(stage: Stage, known: Case, again: Case) -> PersonMatch:
    """Somebody known at the first family's, registered again with the second."""
    match = PersonMatch(id=uuid4(), version=1, known_id=known.head.id, family_id=known.family.id, registered_id=again.head.id)
    match.region_code, match.created_at = known.family.region_code[:6].ljust(12, "0"), NOW
    return stage.world.add(match)


async def test_a_match_shows_each_person_as_far_as_the_cadre_sees_it_and_notes_both_families(stage: Stage) -> None:
    county = "cadre.federation.330127"
    known, here, away = (a_family(stage.world, in_) for in_ in ("330127001001", "330127001002", "330106002051"))
    matches = {a_match(stage, known, again).id: again for again in (here, away)}
    assert (await stage.data(MATCHES, CADRE))["personMatches"] == {"totalCount": 0, "nodes": []}
    found = (await stage.data(MATCHES, county))["personMatches"]
    assert found["totalCount"] == 2
    assert [each["known"]["family"]["number"] for each in found["nodes"]] == [known.family.number] * 2
    assert sorted(each["registered"] is None for each in found["nodes"]) == [False, True]
    (record,) = await records(stage, county)
    assert (record["kind"], record["action"]) == ("READ", "query")
    assert "IDENTITY" in record["groups"]
    assert set(record["family_ids"]) == {known.family.id, here.family.id}
    ids = [global_id("PersonMatch", key) for key in matches]
    for by, shown in ((county, 2), (CADRE, 0), (AUDITOR, 0), (SUPERIOR, 0), ("commissioner.federation.330127001001", 0)):
        nodes = (await stage.data("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", by, {"ids": ids}))["nodes"]
        assert sum(each is not None for each in nodes) == shown, by


@pytest.mark.parametrize("key", ["x", None], ids=["all fits", "beside what a null makes unfit"])
async def test_nothing_that_is_noted_is_shown_before_its_record_is_on_disk(
    stage: Stage, named: Mapping[str, str], key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'query ($id: ID = "x") { families { nodes { displayName { value } } } node(id: $id) { id } }'
    assert len((await stage.answer(text, CADRE, {"id": key})).errors) == (key is None)
    connection = await asyncpg.connect(stage.addresses.app)
    for _ in range(20):
        before = await connection.fetchval("select pg_current_wal_insert_lsn()")
        await stage.answer(text, CADRE, {"id": key})
        assert await connection.fetchval("select pg_current_wal_flush_lsn()") > before
    await connection.close()
    stage.database.flush.drop()
    monkeypatch.setattr(stage.database, "flush", Flush("postgresql://nobody@127.0.0.1:1/nothing", 1))
    await stage.answer(text, CADRE, {"id": key})  # alone, it commits at once
    async with stage.database.flush.kept():
        with pytest.raises(OSError, match="Connect"):
            await stage.answer(text, CADRE, {"id": key})


SHOWN = f"number {NAME} phone {{ value }} members {{ {NAME} }}"
ROWS = {
    "the family of each row": f"referrals(filter: {{ number: $referral }}) {{ nodes {{ family {{ {SHOWN} }} }} }}",
    "twice of each row": f"referrals(filter: {{ number: $referral }}) {{ nodes {{ family {{ number }} again: family {{ {SHOWN} }} }} }}",
    "families": f"families(filter: {{ number: $family }}) {{ nodes {{ {SHOWN} }} }}",
}
AS_IT_STOOD = {
    "a row by its id": f"node(id: $id) {{ ... on Referral {{ family {{ number {NAME} }} }} }}",
    "a row of a list": f"referrals(filter: {{ number: $referral }}) {{ nodes {{ family {{ number {NAME} }} }} }}",
}


async def shown_and_noted(stage: Stage, rows: str, by: str, case: Case) -> tuple[str, list[str]]:
    """What is shown of a case, and the groups that are noted of it."""
    of = {"referral": case.referral.number, "family": case.family.number, "id": global_id("Referral", case.referral.id)}
    used = {name: value for name, value in of.items() if f"${name}" in rows}
    taken = ", ".join(f"${name}: {'ID!' if name == 'id' else 'String'}" for name in used)
    shown = str(await stage.data(f"query ({taken}) {{ {rows} }}", by, used))
    (record,) = [each for each in await records(stage, by) if each["family_ids"] == [case.family.id]]
    return shown, record["groups"]


@pytest.mark.parametrize("rows", AS_IT_STOOD.values(), ids=AS_IT_STOOD)
async def test_what_an_office_is_shown_of_a_family_as_it_stood_is_noted_of_that_family(stage: Stage, rows: str) -> None:
    survivor, merged = a_family(stage.world, HOME), a_family(stage.world, HOME)
    merged.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, State.RETURNED, person_id=merged.head.id)
    merged.family.merged_into_id = survivor.family.id
    merged.referral.kept_family_id, merged.referral.kept_person_id = merged.family.id, merged.head.id
    merged.referral.family_id, merged.referral.person_id = survivor.family.id, survivor.head.id
    shown, noted = await shown_and_noted(stage, rows, OFFICE, merged)
    assert str({"number": merged.family.number, "displayName": {"value": merged.family.display_name[0]}}) in shown
    assert noted == ["IDENTITY"]


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
async def test_what_the_line_is_given_and_the_superior_office_is_not_shown_is_not_noted(stage: Stage, rows: str) -> None:
    case = a_family(stage.world, HOME, "赵大").with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS)
    shown, noted = await shown_and_noted(stage, rows, "dispatcher.civil-affairs.3301", case)
    assert "赵" in shown
    assert str(case.family.phone) not in shown
    assert noted == ["IDENTITY"]


async def test_what_an_office_is_shown_of_a_member_alone_is_noted_of_the_family(stage: Stage) -> None:
    """Beside the family, of whose head it is given nothing."""
    case = a_family(stage.world, HOME, "赵大").with_member("钱二")
    (_, member) = case.members
    case.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, person_id=member.id)
    case.access.members = [member.id]
    rows = f"referrals(filter: {{ number: $referral }}) {{ nodes {{ person {{ {NAME} }} family {{ {NAME} }} }} }}"
    shown, noted = await shown_and_noted(stage, rows, OFFICE, case)
    assert "钱" in shown
    assert "赵" not in shown
    assert noted == ["IDENTITY"]


async def test_what_is_of_no_family_stands_in_a_list_beside_what_is(stage: Stage) -> None:
    case = a_family(stage.world, HOME).with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, family_id=None, line_sum=1)
    text = f"query ($number: String) {{ referrals(filter: {{ number: $number }}) {{ nodes {{ number family {{ {NAME} }} }} }} }}"
    found = (await stage.data(text, OFFICE, {"number": case.referral.number}))["referrals"]["nodes"]
    assert found == [{"number": case.referral.number, "family": None}]


LISTINGS = f"listings(first: 5) {{ nodes {{ family {{ {NAME} }} }} }}"
EDGES = f"listings(first: 5) {{ edges {{ node {{ family {{ {NAME} }} }} }} }}"
ON_A_LIST = {
    "a list of each campaign": f"{{ campaigns(first: 50) {{ nodes {{ {LISTINGS} }} }} }}",
    "the same as edges": f"{{ campaigns(first: 50) {{ edges {{ node {{ {EDGES} }} }} }} }}",
    "of one by its id": f"{{ nodes(ids: $ids) {{ ... on Campaign {{ {LISTINGS} }} }} }}",
    "of the campaign of a visit": f"{{ visits(first: 50) {{ nodes {{ campaign {{ {LISTINGS} }} }} }} }}",
    "beside what is of the row's own family": f"{{ visits(first: 50) {{ nodes {{ family {{ {NAME} }} campaign {{ {LISTINGS} }} }} }} }}",
}


def names_in(told: Any) -> set[str]:
    """Every name that an answer shows."""
    if isinstance(told, list):
        return set().union(*map(names_in, told))
    if not isinstance(told, dict):
        return set()
    shown = {told["displayName"]["value"]} - {None} if "displayName" in told else set()
    return shown.union(*map(names_in, told.values()))


COUNTY = "cadre.federation.330127"


async def named_and_noted(stage: Stage, text: str, *ids: str) -> tuple[set[str], set[UUID]]:
    """The names that the cadre of a county is shown, and the families of which the audit says that they were shown some."""
    given = "select id, family_ids from audit_record where account_id = $1 and 'IDENTITY' = any(groups)"
    account = stage.world.viewer(COUNTY).account
    async with stage.as_loader() as connection:
        before = {each["id"] for each in await connection.fetch(given, account)}
        taken = "query ($ids: [ID!]!) " if ids else ""
        shown = names_in(await stage.data(taken + text, COUNTY, {"ids": list(ids)} if ids else {}))
        records = [each for each in await connection.fetch(given, account) if each["id"] not in before]
    return shown, {family for each in records for family in each["family_ids"]}


@pytest.mark.parametrize("text", ON_A_LIST.values(), ids=ON_A_LIST)
async def test_families_on_the_list_of_a_campaign_are_noted_wherever_the_list_is_shown(stage: Stage, text: str) -> None:
    visited, *listed = (a_family(stage.world, "330127001001", name) for name in ("赵大", "钱二", "孙三"))
    elsewhere = a_family(stage.world, "330106002051", "李四")
    campaign = a_campaign(stage.world, region_code="330100000000")
    for case in (*listed, elsewhere):
        a_listing(stage.world, campaign, case)
    visited.visited(campaign_id=campaign.id)
    shown, noted = await named_and_noted(stage, text, *([global_id("Campaign", campaign.id)] if "$ids" in text else []))
    assert shown >= {"钱二", "孙三"}
    assert "李四" not in shown
    assert noted >= {case.family.id for case in listed}
    assert elsewhere.family.id not in noted


async def test_no_family_on_a_list_is_noted_of_which_nothing_personal_is_shown(stage: Stage) -> None:
    case, other = (a_family(stage.world, "330127001001") for _ in range(2))
    campaign = a_campaign(stage.world, region_code="330100000000")
    a_listing(stage.world, campaign, case)
    text = f"{{ nodes(ids: $ids) {{ ... on Campaign {{ listings {{ nodes {{ state }} }} }} ... on Family {{ {NAME} }} }} }}"
    ids = global_id("Campaign", campaign.id), global_id("Family", other.family.id)
    assert (await named_and_noted(stage, text, *ids))[1] == {other.family.id}
    assert (await named_and_noted(stage, text.replace("state", f"family {{ {NAME} }}"), *ids))[1] == {case.family.id, other.family.id}


async def test_who_went_to_another_family_is_noted_with_that(stage: Stage) -> None:
    """As after a split: the visit stays, its need and the person whom it names go along."""
    stays, goes = a_family(stage.world, "330127001001", "赵大"), a_family(stage.world, "330127001002", "钱二")
    stays.visited(person_id=goes.head.id)
    goes.with_need("LIVING_ASSISTANCE", visit_id=stays.visit.id)
    visit, need = global_id("Visit", stays.visit.id), global_id("Need", goes.need.id)
    asked = {
        f"... on Need {{ visit {{ family {{ {NAME} }} }} }}": (need, "赵大"),
        f"... on Visit {{ person {{ {NAME} }} }}": (visit, "钱二"),
        f"... on Visit {{ needs {{ nodes {{ person {{ {NAME} }} }} }} }}": (visit, "钱二"),
    }
    for text, (id, name) in asked.items():
        assert await named_and_noted(stage, f"{{ nodes(ids: $ids) {{ {text} }} }}", id) == (
            {name},
            {stays.family.id, goes.family.id},
        ), text
