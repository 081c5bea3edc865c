"""A client searches for a family and reads it as it is shown to them, by one mutation. Source: docs/domain.md 7, docs/design.md 8."""

from datetime import timedelta
from typing import Any

import orjson

from db.reference.read import Reference
from domain.referral import State
from domain.rules.group import Group, Level
from domain.value.node_id import global_id
from resolvers.commands.family.search import FamilySearch
from schema.execute.execute import Answer, Request
from tests.builders.case import a_family
from tests.builders.county import CIPHER
from tests.builders.world import VILLAGE
from tests.schema.conftest import CADRE, Stage

TEXT = """
    mutation ($input: FamilySearchInput!) {
      familySearch(input: $input) {
        families { persons family { id number displayName { value level } phone { value } members { displayName { value level } } } }
        errors { code path }
      }
    }
"""
HANDLER = "handler.civil-affairs.330110"
READ = "select action, groups, family_ids, reason from audit_record where account_id = $1 and kind = 'READ' order by reason nulls last"


async def answered(stage: Stage, reference: Reference, by: str, given: Any) -> Answer:
    """What a viewer is answered."""
    viewer = stage.world.viewer(by)
    await stage.world.insert(stage.addresses.loader)
    searches = FamilySearch(stage.database, lambda: reference, CIPHER, allow_synthetic=True)
    return await stage.executor(searches=searches).execute(Request(TEXT, None, {"input": given}), viewer, "trace")


async def searched(stage: Stage, reference: Reference, by: str, given: Any) -> Any:
    """The payload of an answer without errors."""
    answer = await answered(stage, reference, by, given)
    assert (answer.errors, answer.causes) == ((), ())
    return orjson.loads(answer.data or b"")["familySearch"]


async def test_what_is_found_is_shown_as_every_read_shows_it_and_noted(stage: Stage, reference: Reference) -> None:
    case = a_family(stage.world, VILLAGE, "司马大川").with_member("司马小红").with_need("LIVING_ASSISTANCE")
    case.referred_to("civil-affairs.330110", State.SIGNED, sees={Group.IDENTITY: Level.FULL})
    case.access.person_id = case.members[1].id
    case.members[1].created_at += timedelta(minutes=1)
    payload = await searched(stage, reference, HANDLER, {"by": {"name": {"text": "司马"}}})
    assert payload["errors"] == []
    (found,) = payload["families"]
    assert found == {
        "persons": [global_id("Person", case.members[1].id)],
        "family": {
            "id": global_id("Family", case.family.id),
            "number": case.family.number,
            "displayName": {"value": "司马", "level": "COARSE"},
            "phone": {"value": None},
            "members": [
                {"displayName": {"value": "司马", "level": "COARSE"}},
                {"displayName": {"value": "司马小红", "level": "FULL"}},
            ],
        },
    }
    async with stage.as_loader() as connection:
        notes = [tuple(row) for row in await connection.fetch(READ, stage.world.viewer(HANDLER).account)]
        events = await connection.fetchval("select count(*) from event where action = 'familySearch'")
    assert notes[0] == ("familySearch", ["IDENTITY"], [case.family.id], "NAME")
    assert [(groups, families) for _, groups, families, _ in notes[1:]] == [(["IDENTITY"], [case.family.id])]
    assert events == 0


async def test_nothing_found_is_an_empty_list(stage: Stage, reference: Reference) -> None:
    assert await searched(stage, reference, CADRE, {"by": {"name": {"text": "无人叫此名"}}}) == {"families": [], "errors": []}


async def test_what_is_wrong_is_told_with_its_path(stage: Stage, reference: Reference) -> None:
    payload = await searched(stage, reference, CADRE, {"by": {"phone": "123"}, "region": "999999"})
    assert payload == {
        "families": [],
        "errors": [{"code": "PHONE_SHAPE", "path": ["by", "phone"]}, {"code": "UNKNOWN_REGION", "path": ["region"]}],
    }
    leader = await searched(stage, reference, "leader.federation.330110", {"by": {"phone": "123"}})
    assert leader == {"families": [], "errors": [{"code": "FORBIDDEN", "path": []}]}


async def test_two_things_at_once_are_no_valid_input(stage: Stage, reference: Reference) -> None:
    for by in ({}, {"phone": "16000000001", "number": "F2026-48210937-5"}):
        answer = await answered(stage, reference, CADRE, {"by": by})
        assert [each["extensions"]["code"] for each in answer.errors] == ["BAD_USER_INPUT"]


async def test_a_family_that_cannot_be_read_as_asked_stops_the_search_before_it_counts(stage: Stage, reference: Reference) -> None:
    viewer = stage.world.viewer(CADRE)
    await stage.world.insert(stage.addresses.loader)
    searches = FamilySearch(stage.database, lambda: reference, CIPHER, allow_synthetic=True)
    text = """mutation { familySearch(input: { by: { idNumber: "990110196805200025" } }) {
        families { family { needs(first: 5000) { nodes { id } } } } errors { code } } }"""
    answer = await stage.executor(searches=searches).execute(Request(text), viewer, "trace")
    assert answer.errors
    async with stage.as_loader() as connection:
        assert await connection.fetchval("select count(*) from number_test") == 0
