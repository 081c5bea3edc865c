"""Who was registered under a number that is known elsewhere becomes a match there, and nobody else notices. Source: docs/domain.md 2."""

from typing import Any
from uuid import uuid4

import pytest

from db.tables.audit import AuditRecord
from db.tables.number_test import NumberTest
from db.tables.person import Person
from db.tables.person_match import PersonMatch
from db.tables.visit import Visit
from domain.audit import AuditKind
from domain.family import MatchDecision
from domain.visit import IntakeChannel, VisitMode
from resolvers.commands.context import Done, Envelope
from resolvers.commands.person.identify import PersonIdentify
from resolvers.commands.person.match_decide import PersonMatchDecide
from resolvers.commands.visit.input import VisitedPersonInput
from resolvers.commands.visit.record import VisitRecord
from tests.builders.case import a_family
from tests.builders.visit import ELSEWHERE, HOME, a_new_family, a_person, an_id_number, told
from tests.builders.world import code
from tests.resolvers.commands.conftest import Stage

VILLAGE, COUNTY = f"commissioner.federation.{HOME}", "cadre.federation.330110"
NEIGHBOUR, NEXT_COUNTY = f"commissioner.federation.{ELSEWHERE}", "cadre.federation.330106"
SAME_COUNTY = "commissioner.federation.330110109203"
OPERATOR, CITY, PROVINCE = "operator.federation.3301", "cadre.federation.3301", "cadre.federation.33"
HOTLINE: dict[str, Any] = {"mode": VisitMode.PHONE, "channel": IntakeChannel.HOTLINE_12385, "hotline_ticket": "RX1", "phone": "16000000001"}
ELSEWHERE_FAMILY = {"family": a_new_family(village=code(ELSEWHERE))}
WAYS: dict[str, dict[str, Any]] = {
    NEIGHBOUR: ELSEWHERE_FAMILY,
    SAME_COUNTY: {"family": a_new_family(village=code("330110109203"))},
    NEXT_COUNTY: ELSEWHERE_FAMILY,
    OPERATOR: HOTLINE,
    CITY: {},
    PROVINCE: {},
}


async def record(stage: Stage, by: str, number: str, **given: Any) -> Done:
    """A visit at which somebody with this number is registered."""
    told_of = told(**{"person": VisitedPersonInput(new=a_person(id_number=number)), **given})
    return await stage.commands.run(VisitRecord(), told_of, await stage.viewer(by), Envelope(trace="trace"))


async def registered(stage: Stage, by: str, number: str, **given: Any) -> Person:
    """Who was registered so: nothing was refused."""
    done = await record(stage, by, number, **given)
    assert done.errors == ()
    visit = await stage.row(Visit, Visit.id == done.subject)
    return await stage.row(Person, Person.id == visit.person_id)


async def matches(stage: Stage, registered: Person) -> list[PersonMatch]:
    """Of whom somebody may be the same person."""
    return sorted(await stage.rows(PersonMatch, PersonMatch.registered_id == registered.id), key=lambda each: str(each.known_id))


async def a_match(stage: Stage) -> tuple[PersonMatch, Person, Person]:
    """A match, who was known at HOME, and who was registered in the next county."""
    number = an_id_number()
    known, again = await registered(stage, VILLAGE, number), await registered(stage, NEIGHBOUR, number, **ELSEWHERE_FAMILY)
    (match,) = await matches(stage, again)
    return match, known, again


@pytest.mark.parametrize("by", WAYS)
async def test_somebody_who_is_known_where_the_registrar_is_told_of_nobody_becomes_a_match_there(stage: Stage, by: str) -> None:
    number = an_id_number()
    known = await registered(stage, VILLAGE, number)
    again = await registered(stage, by, number, **WAYS[by])
    (match,) = await matches(stage, again)
    assert again.id != known.id
    assert (match.known_id, match.family_id, match.region_code) == (known.id, known.family_id, "330110000000")
    assert (match.version, match.created_at, match.decision, match.decided_at, match.decided_by) == (1, stage.now, None, None, None)


async def changed(stage: Stage, by: str, number: str) -> dict[str, int]:
    """How many rows each table has more after a registration that is not refused."""
    await stage.viewer(by)
    before = {table: count for table, count, _ in await stage.everything()}
    done = await record(stage, by, number, **WAYS[by])
    assert (done.errors, done.version) == ((), 1)
    return {table: count - before[table] for table, count, _ in await stage.everything() if count != before[table]}


@pytest.mark.parametrize("by", WAYS)
async def test_but_for_the_match_all_is_as_with_somebody_new(stage: Stage, by: str) -> None:
    number = an_id_number()
    known = await registered(stage, VILLAGE, number)
    account = (await stage.viewer(by)).account
    before = {each.id for each in await stage.rows(NumberTest, NumberTest.account_id == account)}
    assert await changed(stage, by, number) == await changed(stage, by, an_id_number()) | {"person_match": 1}
    used = [each.weight for each in await stage.rows(NumberTest, NumberTest.account_id == account) if each.id not in before]
    assert used == [1, 1]
    assert vars(await stage.again(known)).keys() == vars(known).keys()
    assert (await stage.again(known)).created_at == known.created_at


async def test_the_auditor_alone_is_told_who_is_known(stage: Stage) -> None:
    _, known, again = await a_match(stage)
    record = await stage.row(AuditRecord, AuditRecord.target_id == again.id, AuditRecord.kind == AuditKind.TEST)
    assert (record.person_ids, record.family_ids, record.reason) == ([known.id], [known.family_id], "MATCHED")


async def test_a_third_registration_is_a_match_of_both(stage: Stage) -> None:
    match, known, again = await a_match(stage)
    person = await stage.row(Person, Person.id == match.known_id)
    assert person.id_number_index is not None
    number = an_id_number()
    first = await registered(stage, VILLAGE, number)
    second = await registered(stage, NEIGHBOUR, number, **ELSEWHERE_FAMILY)
    third = await registered(stage, OPERATOR, number, **HOTLINE)
    found = await matches(stage, third)
    assert {(each.known_id, each.region_code) for each in found} == {(first.id, "330110000000"), (second.id, "330106000000")}
    assert {known.id, again.id}.isdisjoint({each.known_id for each in found})


async def test_whoever_gets_a_number_later_is_matched_too(stage: Stage) -> None:
    number, case = an_id_number(), await stage.placed(a_family(stage.world, ELSEWHERE))
    known = await registered(stage, VILLAGE, number)
    await stage.done(PersonIdentify, NEIGHBOUR, case.head.id, id_number=number)
    (match,) = await matches(stage, case.head)
    assert (match.known_id, match.region_code) == (known.id, "330110000000")


async def test_who_lives_in_a_city_without_counties_is_a_matter_of_that_city(stage: Stage) -> None:
    number, case = an_id_number(), await stage.placed(a_family(stage.world, "441900003001"))
    await stage.done(PersonIdentify, "cadre.federation.441900", case.head.id, id_number=number)
    again = await registered(stage, VILLAGE, number)
    (match,) = await matches(stage, again)
    assert match.region_code == "441900000000"
    await stage.done(PersonMatchDecide, "cadre.federation.441900", match.id, decision=MatchDecision.LATER)


async def test_the_cadre_of_the_county_decides_and_who_and_when_is_recorded(stage: Stage) -> None:
    match, known, again = await a_match(stage)
    done = await stage.done(PersonMatchDecide, COUNTY, match.id, decision=MatchDecision.SAME, note="已电话核实")
    now = await stage.again(match)
    cadre = stage.world.viewer(COUNTY)
    assert (now.decision, now.note, now.version, done.version) == ("SAME", "已电话核实", 2, 2)
    assert (now.decided_at, now.decided_by) == (stage.now, cadre.account)
    record = await stage.row(AuditRecord, AuditRecord.target_id == match.id)
    assert (record.action, record.target_type, record.reason) == ("personMatchDecide", "PersonMatch", "SAME")
    assert (record.family_ids, record.account_id) == ([known.family_id], cadre.account)
    for person in (known, again):
        assert (await stage.again(person)).family_id == person.family_id  # nobody is merged


async def test_what_was_not_clear_or_wrong_is_decided_again_and_a_stale_version_is_a_conflict(stage: Stage) -> None:
    match, _, _ = await a_match(stage)
    for place, decision in enumerate((MatchDecision.LATER, MatchDecision.SAME, MatchDecision.NOT_SAME), 1):
        await stage.done(PersonMatchDecide, COUNTY, match.id, version=place, decision=decision)
    refused = await stage.refused(PersonMatchDecide, COUNTY, match.id, version=2, decision=MatchDecision.SAME)
    assert refused == [("CONFLICT", ("expectedVersion",))]
    assert (await stage.again(match)).decision == "NOT_SAME"


async def test_no_number_of_a_person_is_written_into_the_note(stage: Stage) -> None:
    match, _, _ = await a_match(stage)
    refused = await stage.refused(PersonMatchDecide, COUNTY, match.id, decision=MatchDecision.SAME, note=f"身份证 {an_id_number()}")
    assert [path for _, path in refused] == [("note",)]


async def test_nobody_else_decides(stage: Stage) -> None:
    match, _, _ = await a_match(stage)
    unseen = dict.fromkeys((NEXT_COUNTY, "cadre.federation.330110109"), ("NOT_FOUND", ("id",)))
    never = dict.fromkeys((VILLAGE, NEIGHBOUR, OPERATOR, CITY, PROVINCE, "monitor.federation.330110"), ("FORBIDDEN", ()))
    for by, refusal in (unseen | never).items():
        assert await stage.refused(PersonMatchDecide, by, match.id, decision=MatchDecision.SAME) == [refusal], by
    assert await stage.refused(PersonMatchDecide, COUNTY, uuid4(), decision=MatchDecision.SAME) == [("NOT_FOUND", ("id",))]
