"""What an office is given of a merged family, by each of its referrals. Source: docs/domain.md 7 (families that were merged)."""

from db.tables.person import Person
from domain.referral import State
from resolvers.commands.context import Envelope
from resolvers.commands.households.merge import FamilyMerge
from resolvers.commands.reveal.reveal import Reveal
from resolvers.commands.visit.input import VisitedFamilyInput, VisitedPersonInput
from resolvers.commands.visit.record import VisitRecord
from tests.builders.case import Case
from tests.builders.visit import a_person, told
from tests.resolvers.commands.conftest import CIPHER, Stage
from tests.resolvers.commands.households.test_merge import CADRE, WORKS, a_pair, merge


async def both_with(stage: Stage) -> tuple[Case, Case]:
    """Two families, of each of which one office has signed a referral for the household."""
    mine, theirs = await a_pair(stage)
    for case in (mine, theirs):
        case.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, State.SIGNED, person_id=None)
    await stage.placed(theirs)
    return mine, theirs


async def revealed(stage: Stage, case: Case) -> set[object]:
    """Whose numbers the office is shown by a referral."""
    reveal = Reveal(stage.database, lambda: stage.reference, CIPHER)
    viewer = await stage.viewer(f"dispatcher.{WORKS}")
    (shown,) = await reveal.reveal([case.referral.id], "VERIFY_IDENTITY", viewer, "trace")
    assert shown.errors == ()
    return {each.id for each in shown.persons}


async def test_a_referral_reveals_the_numbers_of_whom_it_was_for(stage: Stage) -> None:
    mine, theirs = await both_with(stage)
    await merge(stage, mine, theirs)
    assert await revealed(stage, mine) == {mine.head.id}
    assert await revealed(stage, theirs) == {mine.head.id, theirs.members[1].id}


async def test_who_is_registered_afterwards_is_not_of_what_was_given_before(stage: Stage) -> None:
    mine, theirs = await both_with(stage)
    await merge(stage, mine, theirs)
    visit = told(family=VisitedFamilyInput(id=mine.family.id), person=VisitedPersonInput(new=a_person(name="赵新来")))
    done = await stage.commands.run(VisitRecord(), visit, await stage.viewer(CADRE), Envelope(trace="trace"))
    assert done.errors == ()
    members = await stage.rows(Person, Person.family_id == mine.family.id)
    assert "赵新来" in {each.name for each in members}
    assert await revealed(stage, mine) == {mine.head.id}


async def test_what_was_given_of_a_merged_family_stays_when_it_is_merged_again(stage: Stage) -> None:
    mine, theirs = await both_with(stage)
    third, _ = await a_pair(stage)
    await merge(stage, mine, theirs)
    await stage.done(FamilyMerge, CADRE, third.family.id, merged=mine.family.id, persons=(), reason="同一户重复登记")
    assert await revealed(stage, theirs) == {mine.head.id, theirs.members[1].id}
    assert await revealed(stage, mine) == {mine.head.id}
