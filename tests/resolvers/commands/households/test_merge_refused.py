"""What is not merged, and why. Source: docs/lifecycle.md (`familyMerge`); docs/domain.md 2 (Family)."""

from typing import Any

from db.protect.cipher import Secret
from domain.family import MatchDecision
from resolvers.commands.households.merge import FamilyMerge, SamePersonInput
from resolvers.commands.person.identify import PersonIdentify
from tests.builders.case import Case, a_family
from tests.builders.visit import an_id_number
from tests.resolvers.commands.conftest import CIPHER, Stage
from tests.resolvers.commands.households.test_merge import AWAY, CADRE, HOME, a_match, a_pair, merge, same


async def refused(stage: Stage, mine: Case, theirs: Case, by: str = CADRE, **given: Any) -> list[tuple[str, Any]]:
    told = {"merged": theirs.family.id, "persons": same(theirs, mine), "reason": "同一户重复登记"}
    return await stage.refused(FamilyMerge, by, mine.family.id, **(told | given))


async def test_who_is_another_person_by_number_or_decision_is_not_merged(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    a_match(stage, mine.head, theirs.head, MatchDecision.NOT_SAME)
    await stage.placed(theirs)
    assert await refused(stage, mine, theirs) == [("NOT_SAME", ("persons", 0))]
    mine, theirs = await a_pair(stage)
    for case in (mine, theirs):
        await stage.done(PersonIdentify, CADRE, case.head.id, id_number=an_id_number())
    assert await refused(stage, mine, theirs) == [("NOT_SAME", ("persons", 0))]


async def test_who_has_the_number_of_a_member_of_the_other_family_is_not_left_out(stage: Stage) -> None:
    number = an_id_number()
    mine, theirs = a_family(stage.world, HOME), a_family(stage.world, AWAY)
    for case in (mine, theirs):
        case.head.id_number_cipher = CIPHER.seal(Secret.ID_NUMBER, case.head.id, number)
        case.head.id_number_index = CIPHER.index(Secret.ID_NUMBER, number)
    await stage.placed(theirs)
    assert await refused(stage, mine, theirs, persons=()) == [("PAIR_MISSING", ("persons",))]


async def test_a_pair_is_of_both_families_and_nobody_is_named_twice(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    twice = (*same(theirs, mine), SamePersonInput(merged=theirs.members[1].id, survivor=mine.head.id))
    assert await refused(stage, mine, theirs, persons=twice) == [("REPEATED", ("persons", 1, "survivor"))]
    turned = (SamePersonInput(merged=mine.head.id, survivor=theirs.head.id),)
    refusals = await refused(stage, mine, theirs, persons=turned)
    assert refusals == [("PERSON_NOT_OF_FAMILY", ("persons", 0, side)) for side in ("merged", "survivor")]


async def test_a_family_is_not_merged_into_itself_under_its_old_id_either(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    assert await refused(stage, mine, mine, persons=()) == [("ONE_FAMILY", ("merged",))]
    await merge(stage, mine, theirs)
    assert await refused(stage, mine, theirs, persons=()) == [("ONE_FAMILY", ("merged",))]


async def test_both_versions_are_looked_at_and_both_rise(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    assert await refused(stage, mine, theirs, version=9) == [("CONFLICT", ("expectedVersion",))]
    assert await refused(stage, mine, theirs, merged_version=9) == [("CONFLICT", ("mergedVersion",))]
    await merge(stage, mine, theirs, version=1, merged_version=1)
    assert [(await stage.again(each.family)).version for each in (mine, theirs)] == [2, 2]


async def test_a_cadre_of_whose_area_one_of_them_is_not_finds_it_not(stage: Stage) -> None:
    mine, away = a_family(stage.world, HOME), await stage.placed(a_family(stage.world, "330106002051"))
    assert await refused(stage, mine, away) == [("NOT_FOUND", ("merged",))]
    assert await refused(stage, mine, away, by="commissioner.federation.330110109201") == [("FORBIDDEN", ())]
    assert await refused(stage, mine, away, by="cadre.federation.3301") == [("FORBIDDEN", ())]
