"""A cadre finds the matches of the county and decides on one, as a client sends it. Source: docs/domain.md 2 (Person)."""

from typing import Any
from uuid import uuid4

import orjson

from db.reference.read import Reference
from db.tables.person_match import PersonMatch
from domain.value.node_id import global_id
from resolvers.commands.runner import Commands
from schema.execute.execute import Request
from tests.builders.case import a_family
from tests.builders.county import CIPHER
from tests.builders.world import NOW, VILLAGE
from tests.schema.conftest import CADRE, Stage

DECIDE = """
    mutation ($input: PersonMatchDecideInput!) {
      personMatchDecide(input: $input) {
        match { id version decision note decidedAt decidedBy { name } known { id } registered { id } } errors { code path }
      }
    }
"""
OPEN = "{ personMatches(filter: { decided: false }) { totalCount nodes { id version } } }"
LATER = "{ personMatches(filter: { decision: [LATER] }, orderBy: CREATED) { nodes { id decision } } }"


async def decide(stage: Stage, reference: Reference, by: str, given: dict[str, Any]) -> Any:
    """The payload of a decision."""
    viewer = stage.world.viewer(by)
    await stage.world.insert(stage.addresses.loader)
    commands = Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True)
    answer = await stage.executor(commands).execute(Request(DECIDE, None, {"input": given}), viewer, "trace")
    assert (answer.errors, answer.causes) == ((), ())
    return orjson.loads(answer.data or b"")["personMatchDecide"]


async def test_a_match_is_found_decided_and_shown_with_who_decided_it(stage: Stage, reference: Reference) -> None:
    known, away = a_family(stage.world, VILLAGE), a_family(stage.world, "330106002051")
    match = PersonMatch(id=uuid4(), version=1, known_id=known.head.id, family_id=known.family.id, registered_id=away.head.id)
    match.region_code, match.created_at = "330110000000", NOW
    stage.world.add(match)
    key = global_id("PersonMatch", match.id)
    assert (await stage.data(OPEN, CADRE))["personMatches"] == {"totalCount": 1, "nodes": [{"id": key, "version": 1}]}
    given = {"id": key, "decision": "LATER", "note": "待核实", "expectedVersion": 1}
    payload = await decide(stage, reference, CADRE, given)
    assert payload["errors"] == []
    assert payload["match"] == {
        "id": key,
        "version": 2,
        "decision": "LATER",
        "note": "待核实",
        "decidedAt": "2026-11-24T01:00:00.000Z",
        "decidedBy": {"name": CADRE},
        "known": {"id": global_id("Person", known.head.id)},
        "registered": None,
    }
    assert (await decide(stage, reference, CADRE, given))["errors"] == [{"code": "CONFLICT", "path": ["expectedVersion"]}]
    assert (await stage.data(OPEN, CADRE))["personMatches"]["totalCount"] == 0
    assert (await stage.data(LATER, CADRE))["personMatches"]["nodes"] == [{"id": key, "decision": "LATER"}]
    refused = await decide(stage, reference, "cadre.federation.330106", {"id": key, "decision": "SAME"})
    assert refused == {"match": None, "errors": [{"code": "NOT_FOUND", "path": ["id"]}]}
