"""A family is found by the number of one that was merged into it. Source: docs/lifecycle.md (`familySearch`); docs/domain.md 2 (Family)."""

from domain.referral import State
from resolvers.commands.households.merge import FamilyMerge
from tests.builders.case import a_family
from tests.builders.world import OTHER_TOWN, VILLAGE, code
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.family.test_search import CADRE, ELSEWHERE, HANDLER, NAMES, OFFICE, found


async def test_the_number_of_a_merged_family_finds_what_it_goes_on_as_for_whom_such_numbers_are_shown(stage: Stage) -> None:
    mine, theirs = a_family(stage.world, VILLAGE, next(NAMES)), a_family(stage.world, VILLAGE, next(NAMES))
    mine.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(OFFICE, State.SIGNED, person_id=None)
    await stage.placed(mine)
    told = {"merged": theirs.family.id, "persons": (), "reason": "同一户重复登记"}
    await stage.done(FamilyMerge, CADRE, mine.family.id, **told)
    assert await found(stage, CADRE, number=theirs.family.number) == {mine.family.id: ()}
    assert await found(stage, CADRE, region=code(OTHER_TOWN), number=theirs.family.number) == {}
    for by in (HANDLER, ELSEWHERE):
        assert await found(stage, by, number=theirs.family.number) == {}
