"""What keeps a merger from being taken back. Source: docs/lifecycle.md (`familyPart`); docs/decisions/030-merging.md (parting)."""

from datetime import timedelta

from domain.referral import State
from resolvers.commands.item.discard import ItemDiscard
from tests.builders.case import a_family
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.households.test_merge import CADRE, a_match, a_pair, merge
from tests.resolvers.commands.households.test_part import part, refused, sent_since


async def test_what_an_office_works_on_only_since_is_not_taken_from_it(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A01")
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    await stage.placed(sent_since(mine, theirs, State.SIGNED))
    assert await refused(stage, mine, theirs) == [("TAKEN_OVER", ("mergedNumber",))]


async def test_nothing_in_work_is_parted_from_the_member_whom_it_is_of(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    spouse, stays = theirs.members[1], mine.with_member("王秀英").members[-1]
    mine.with_need("CARE", person_id=None)
    theirs.with_need("CARE", person_id=None)
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    of_spouse, of_mine = mine.with_draft("A23", person_id=spouse.id).item, theirs.with_draft("A23", person_id=stays.id).item
    of_mine.family_id = mine.family.id
    await stage.placed(mine)
    assert await refused(stage, mine, theirs) == [("OF_WHO_STAYS", ("needs",))] * 2
    for item in (of_spouse, of_mine):
        await stage.done(ItemDiscard, CADRE, item.id)
    await part(stage, mine, theirs)
    items = [await stage.again(each) for each in (of_spouse, of_mine)]
    assert [each.family_id for each in items] == [mine.family.id, theirs.family.id], "what is over is of the family whose need it was for"


async def test_what_was_not_merged_is_not_parted_nor_twice_nor_by_whom_it_is_not_shown(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    assert await refused(stage, mine, theirs) == [("NOT_MERGED", ("mergedNumber",))]
    await merge(stage, mine, theirs)
    assert await refused(stage, mine, theirs, by="cadre.federation.330106") == [("NOT_FOUND", ("id",))]
    assert await refused(stage, mine, theirs, by="commissioner.federation.330110109201") == [("FORBIDDEN", ())]
    assert await refused(stage, mine, theirs, reason="NO_SUCH") == [("UNKNOWN_CODE", ("reason",))]
    assert await refused(stage, mine, theirs, version=1) == [("CONFLICT", ("expectedVersion",))]
    await part(stage, mine, theirs, version=2)
    assert await refused(stage, mine, theirs) == [("NOT_MERGED", ("mergedNumber",))]


async def test_who_was_registered_since_is_of_no_family_that_a_merger_knew(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    await merge(stage, mine, theirs)
    mine.with_member("赵新来", created_at=NOW + timedelta(hours=1))
    await stage.placed(mine)
    assert await refused(stage, mine, theirs) == [("REGISTERED_SINCE", ("mergedNumber",))]
    mine, theirs = await a_pair(stage)
    await merge(stage, mine, theirs)
    a_match(stage, mine.head, a_family(stage.world, "330106002051").head).created_at = NOW + timedelta(hours=1)
    await stage.placed(mine)
    assert await refused(stage, mine, theirs) == [("REGISTERED_SINCE", ("mergedNumber",))]
