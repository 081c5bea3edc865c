"""ID numbers are not tested for free: hit or miss counts and is audited, and whatever else is wrong is all that is told.

Source: docs/domain.md 7.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from db.tables.audit import AuditRecord
from db.tables.number_test import NumberTest
from db.tables.person import Person
from domain.audit import AuditKind
from domain.family import Relation
from resolvers.commands.context import Done, Envelope
from resolvers.commands.person.identify import PersonIdentify, PersonIdentifyInput
from resolvers.commands.visit.input import VisitedFamilyInput, VisitedPersonInput, VisitRecordInput
from resolvers.commands.visit.record import VisitRecord
from tests.builders.case import a_family
from tests.builders.visit import ELSEWHERE, HOME, a_certificate, a_new_family, a_person, an_id_number, told
from tests.builders.world import code
from tests.domain.test_number_test import a_number
from tests.resolvers.commands.conftest import Stage

VILLAGE = f"commissioner.federation.{HOME}"


def visit_of(number: str, **given: Any) -> VisitRecordInput:
    """A visit that registers somebody with this number."""
    return told(**{"person": VisitedPersonInput(new=a_person(id_number=number)), **given})


async def record(stage: Stage, by: str, told_of: VisitRecordInput, key: str | None = None) -> Done:
    """What comes of a visit."""
    return await stage.commands.run(VisitRecord(), told_of, await stage.viewer(by), Envelope(trace="trace", key=key))


async def registered(stage: Stage, by: str = VILLAGE, number: str | None = None) -> str:
    """A number that somebody has."""
    given = number or an_id_number()
    done = await record(stage, by, visit_of(given))
    assert done.errors == ()
    return given


def told_as(done: Done) -> list[str]:
    """The codes."""
    return [each.code for each in done.errors]


async def weights_of(stage: Stage, by: str) -> list[int]:
    """What the account's tests weigh."""
    account = stage.world.viewer(by).account
    return sorted(each.weight for each in await stage.rows(NumberTest, NumberTest.account_id == account))


async def records(stage: Stage, by: str, *kinds: AuditKind) -> list[AuditRecord]:
    """What the audit says of the account."""
    account = stage.world.viewer(by).account
    return await stage.rows(AuditRecord, AuditRecord.account_id == account, AuditRecord.kind.in_(kinds))


TWICE = a_number(area=77)
WRONG: dict[str, dict[str, Any]] = {
    "nothing was told of the notice": {"notice": None},
    "somebody else is head already": {
        "members": (a_person(name="王小明", relation=Relation.HEAD), a_person(name="李小红", relation=Relation.HEAD))
    },
    "a village out of scope": {"family": a_new_family(village=code(ELSEWHERE))},
    "a family that is not there": {"family": VisitedFamilyInput(id=uuid4())},
    "a campaign that is not there": {"campaign": uuid4()},
    "a draft that is not there": {"draft": uuid4()},
    "a number twice": {"members": (a_person(name="李小红", id_number=TWICE), a_person(certificate_number=a_certificate(TWICE)))},
}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
async def test_whatever_else_is_wrong_is_all_that_is_told_and_no_number_is_tested(stage: Stage, given: dict[str, Any]) -> None:
    by = f"cadre.federation.{HOME}"
    known, free = await registered(stage), an_id_number()
    await stage.viewer(by)
    before = await weights_of(stage, by)
    answers = [[(each.code, each.path) for each in (await record(stage, by, visit_of(number, **given))).errors] for number in (known, free)]
    assert answers[0] == answers[1]
    assert answers[0] != []
    assert "DUPLICATE" not in {code for code, _ in answers[0]}
    assert await weights_of(stage, by) == before


async def test_a_stale_version_and_a_person_with_a_number_are_told_before_any_number(stage: Stage) -> None:
    known = await registered(stage)
    person = await stage.placed(a_family(stage.world, HOME))
    viewer = await stage.viewer(VILLAGE)
    of = PersonIdentifyInput(id=person.head.id, id_number=known)
    stale = await stage.commands.run(PersonIdentify(), of, viewer, Envelope(trace="trace", expected_version=9))
    assert told_as(stale) == ["CONFLICT"]
    await stage.done(PersonIdentify, VILLAGE, person.head.id, id_number=an_id_number())
    assert told_as(await stage.run(PersonIdentify, VILLAGE, person.head.id, id_number=known)) == ["ALREADY_IDENTIFIED"]


async def test_hit_and_miss_count_and_a_hit_counts_more(stage: Stage) -> None:
    by = "cadre.federation.330110"
    known = await registered(stage)
    await registered(stage, by)
    assert told_as(await record(stage, by, visit_of(known))) == ["DUPLICATE"]
    assert await weights_of(stage, by) == [1, stage.reference.limits["number_hit_weight"]]


async def test_hit_and_miss_are_audited_without_the_number(stage: Stage) -> None:
    by = f"cadre.federation.{HOME[:9]}"
    known, free = await registered(stage), an_id_number()
    assert told_as(await record(stage, by, visit_of(known, members=(a_person(name="李小红", id_number=free),)))) == ["DUPLICATE"]
    (hit,) = await records(stage, by, AuditKind.REVEAL)
    (miss,) = await records(stage, by, AuditKind.TEST)
    assert hit.person_ids is not None
    person = await stage.row(Person, Person.id == hit.person_ids[0])
    assert (hit.reason, hit.family_ids, hit.groups) == ("DUPLICATE", [person.family_id], ["ID_NUMBER"])
    assert (miss.action, miss.target_id, miss.person_ids, miss.groups) == ("visitRecord", None, None, ["ID_NUMBER"])
    done = await record(stage, by, visit_of(free))
    names = [each.target_id for each in await records(stage, by, AuditKind.TEST)]
    assert (await stage.row(Person, Person.id.in_([each for each in names if each]))).created_at == stage.now
    assert done.errors == ()
    everything = repr([vars(each) for each in await stage.rows(AuditRecord)] + [vars(each) for each in await stage.rows(NumberTest)])
    assert known not in everything
    assert free not in everything


async def test_a_repeat_with_its_key_is_not_another_test(stage: Stage) -> None:
    by, told_of = "cadre.federation.330106", visit_of(an_id_number(), family=a_new_family(village=code(ELSEWHERE)))
    first = await record(stage, by, told_of, key="once")
    assert await record(stage, by, told_of, key="once") == first
    assert await weights_of(stage, by) == [1]
    assert len(await records(stage, by, AuditKind.TEST)) == 1


async def used(stage: Stage, by: str, *, weight: int, before: timedelta) -> None:
    """The account has had that much tested at a time past."""
    account = (await stage.viewer(by)).account
    stage.world.add(NumberTest(id=uuid4(), account_id=account, at=stage.now - before, weight=weight, rows=0))
    await stage.world.insert(stage.addresses.loader)


async def over(stage: Stage, by: str, numbers: Sequence[str]) -> None:
    """Each of these is refused alike, and nothing is left behind but that it was asked."""
    for number in numbers:
        refused = len(await records(stage, by, AuditKind.REFUSED))
        before = [each for each in await stage.everything() if each[0] != "audit_record"]
        done = await record(stage, by, visit_of(number))
        assert [(each.code, each.path, each.facts) for each in done.errors] == [("QUOTA_EXCEEDED", (), {})]
        assert [each for each in await stage.everything() if each[0] != "audit_record"] == before
        newest = (await records(stage, by, AuditKind.REFUSED))[refused:]
        assert [(each.action, each.reason, each.person_ids, each.target_id) for each in newest] == [
            ("visitRecord", "QUOTA_EXCEEDED", None, None)
        ]


async def test_over_the_quota_known_and_free_numbers_are_refused_alike(stage: Stage) -> None:
    by = "cadre.federation.330110109"
    known = await registered(stage)
    await used(stage, by, weight=100, before=timedelta(minutes=59))
    await over(stage, by, [known, an_id_number()])
    stage.now += timedelta(minutes=2)
    assert told_as(await record(stage, by, visit_of(known))) == ["DUPLICATE"]


async def test_over_the_day_too(stage: Stage) -> None:
    by = "cadre.federation.330110109202"
    await used(stage, by, weight=300, before=timedelta(hours=23))
    await over(stage, by, [an_id_number()])
    stage.now += timedelta(hours=2)
    assert (await record(stage, by, visit_of(an_id_number()))).errors == ()


async def test_a_quota_that_is_used_up_does_not_stop_visits_without_numbers(stage: Stage) -> None:
    by = "cadre.federation.330110110"
    await used(stage, by, weight=100, before=timedelta(minutes=1))
    without = VisitedPersonInput(new=a_person(no_id_reason="NOT_AT_HAND", birth_year=1950))
    family = a_new_family(village=code("330110110200"))
    assert (await record(stage, by, told(person=without, family=family))).errors == ()


async def test_the_numbers_that_fit_one_person_are_not_tried(stage: Stage) -> None:
    by, family = "commissioner.federation.330110109203", a_new_family(village=code("330110109203"))
    candidates = [a_number(area=4321, order=order) for order in range(0, 70, 2)]
    answers = [told_as(await record(stage, by, visit_of(number, family=family))) for number in candidates]
    most = stage.reference.limits["number_tests_alike"]
    assert answers == [[]] * most + [["QUOTA_EXCEEDED"]] * (len(candidates) - most)
    assert (await record(stage, by, visit_of(an_id_number(), family=family))).errors == ()
    stage.now += timedelta(days=stage.reference.limits["number_alike_days"], minutes=1)
    assert (await record(stage, by, visit_of(candidates[-1], family=family))).errors == ()


async def test_several_at_once_do_not_pass_the_quota_together(stage: Stage) -> None:
    by = "cadre.federation.330106002"
    await used(stage, by, weight=98, before=timedelta(minutes=1))
    viewer = await stage.viewer(by)
    visits = [visit_of(an_id_number(), family=a_new_family(village=code(ELSEWHERE))) for _ in range(5)]
    answers = await asyncio.gather(*(stage.commands.run(VisitRecord(), each, viewer, Envelope(trace="trace")) for each in visits))
    assert sorted(told_as(each) for each in answers) == [[], [], *[["QUOTA_EXCEEDED"]] * 3]


async def test_hits_at_once_do_not_pass_it_either(stage: Stage) -> None:
    by, known = f"cadre.federation.{HOME[:9]}", await registered(stage)
    stage.now += timedelta(days=2)
    await used(stage, by, weight=96, before=timedelta(minutes=1))
    viewer = await stage.viewer(by)
    answers = await asyncio.gather(*(stage.commands.run(VisitRecord(), visit_of(known), viewer, Envelope(trace="trace")) for _ in range(4)))
    assert sorted(told_as(each) for each in answers) == [["DUPLICATE"], *[["QUOTA_EXCEEDED"]] * 3]
