"""Numbers of persons are searched for within the quota on tested numbers, by who is told that they exist. Source: docs/domain.md 7."""

from datetime import timedelta
from uuid import uuid4

from db.tables.number_test import NumberTest
from domain.audit import AuditKind
from domain.value.citizen import id_number_of
from tests.builders.case import a_family
from tests.builders.visit import an_id_number
from tests.builders.world import OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.family.test_search import CADRE, NAMES, found, numbered, records, refused, search, weights


async def test_a_number_of_a_person_is_found_within_the_quota_and_counts_as_a_hit(stage: Stage) -> None:
    certificate = numbered(case := a_family(stage.world, VILLAGE, next(NAMES)))
    await stage.placed(case)
    before = await weights(stage, CADRE)
    assert await found(stage, CADRE, id_number=id_number_of(certificate)) == {case.family.id: (case.head.id,)}
    assert await found(stage, CADRE, certificate_number=certificate) == {case.family.id: (case.head.id,)}
    assert await found(stage, CADRE, id_number=an_id_number()) == {}
    hit = stage.reference.limits["number_hit_weight"]
    assert sorted(await weights(stage, CADRE)) == sorted([*before, hit, hit, 1])
    kinds = {(each.kind, each.reason) for each in (await records(stage, CADRE))}
    assert {("REVEAL", "ID_NUMBER"), ("REVEAL", "CERTIFICATE_NUMBER"), ("TEST", "ID_NUMBER")} <= kinds


async def test_a_card_finds_who_is_registered_without_it(stage: Stage) -> None:
    certificate = numbered(case := a_family(stage.world, VILLAGE, next(NAMES)))
    case.head.certificate_number_index = None
    await stage.placed(case)
    assert await found(stage, CADRE, certificate_number=certificate) == {case.family.id: (case.head.id,)}
    only_card = numbered(other := a_family(stage.world, VILLAGE, next(NAMES)))
    other.head.id_number_cipher = other.head.id_number_index = None
    other.head.no_id_reason = "NOT_AT_HAND"
    await stage.placed(other)
    assert await found(stage, CADRE, certificate_number=only_card) == {other.family.id: (other.head.id,)}
    assert await found(stage, CADRE, id_number=id_number_of(only_card)) == {}


async def test_somebody_elsewhere_is_as_nobody_and_stands_in_the_audit_alone(stage: Stage) -> None:
    by = f"cadre.federation.{TOWN}"
    certificate = numbered(case := a_family(stage.world, OTHER_VILLAGE, next(NAMES)))
    await stage.placed(case)
    free = an_id_number()
    assert await search(stage, by, id_number=id_number_of(certificate)) == await search(stage, by, id_number=free)
    assert await weights(stage, by) == [1, 1]
    tests = [(each.kind, each.person_ids) for each in await records(stage, by)]
    assert sorted(tests, key=str) == sorted([(AuditKind.TEST, [case.head.id]), (AuditKind.TEST, None)], key=str)


async def test_over_the_quota_nothing_is_told(stage: Stage) -> None:
    by = f"cadre.federation.{OTHER_TOWN}"
    certificate = numbered(case := a_family(stage.world, OTHER_VILLAGE, next(NAMES)))
    account = (await stage.viewer(by)).account
    weight = stage.reference.limits["number_tests_an_hour"]
    stage.world.add(NumberTest(id=uuid4(), account_id=account, at=stage.now - timedelta(minutes=5), weight=weight, rows=0))
    await stage.placed(case)
    for number in (id_number_of(certificate), an_id_number()):
        assert await refused(stage, by, id_number=number) == [("QUOTA_EXCEEDED", ())]
    assert await refused(stage, by, certificate_number=certificate) == [("QUOTA_EXCEEDED", ())]
    assert {(each.kind, each.reason, each.person_ids) for each in await records(stage, by)} == {("REFUSED", "QUOTA_EXCEEDED", None)}
    assert await weights(stage, by) == [weight]
    assert set(await found(stage, by, name=case.head.name)) == {case.family.id}
