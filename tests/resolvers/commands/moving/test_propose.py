"""A family is proposed to another county to which it has moved. Source: docs/lifecycle.md (`familyMovePropose`)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from db.tables.audit import AuditRecord
from db.tables.event import Event
from db.tables.family_move import FamilyMoveProposal
from domain.moving import MoveState
from resolvers.commands.family.move import FamilyMove
from resolvers.commands.households.merge import FamilyMerge
from resolvers.commands.households.part import FamilyPart
from resolvers.commands.households.split import FamilySplit
from resolvers.commands.moving.propose import FamilyMovePropose
from resolvers.commands.moving.withdraw import FamilyMoveWithdraw
from resolvers.commands.person.death_set import PersonDeathSet
from tests.builders.case import Case, a_family
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import Stage

CADRE, THERE_CADRE = "cadre.federation.330110", "cadre.federation.330106"
HOME, VILLAGE, THERE, UNSTAFFED = "330110109202", "330110110200", "330106002051", "330127100002"


async def proposed(stage: Stage, case: Case, **given: Any) -> FamilyMoveProposal:
    """A family that its county has proposed to another one."""
    await stage.viewer(THERE_CADRE)
    done = await stage.done(FamilyMovePropose, CADRE, case.family.id, **({"village": THERE} | given))
    return await stage.row(FamilyMoveProposal, FamilyMoveProposal.id == done.subject)


async def test_it_stands_open_for_two_working_days_and_the_family_stays_meanwhile(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    row = await proposed(stage, case, address="新村 3 幢", note="租房到期")
    cadre = stage.world.viewer(CADRE)
    assert (row.state, row.region_code, row.from_region_code, row.version) == (MoveState.OPEN, THERE, "330110000000", 1)
    assert (row.office_id, row.account_id, row.at, row.due_at) == (cadre.office, cadre.account, NOW, datetime(2026, 11, 26, 16, tzinfo=UTC))
    assert row.number.startswith("M2026-")
    assert row.told_cipher is not None
    assert "新村".encode() not in row.told_cipher
    assert (await stage.again(case.family)).region_code == HOME
    event = await stage.row(Event, Event.family_id == case.family.id, Event.action == "familyMovePropose")
    assert (event.subject_type, event.region_code) == ("Family", HOME)
    assert (await stage.row(AuditRecord, AuditRecord.target_id == row.id)).family_ids == [case.family.id]


async def test_while_it_is_open_the_family_is_neither_moved_nor_merged_nor_split_nor_proposed_again(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME).with_member("李春花"))
    other = await stage.placed(a_family(stage.world, HOME))
    await proposed(stage, case)
    key, child = case.family.id, case.members[1].id
    refused = [("MOVE_PROPOSED", ("id",))]
    assert await stage.refused(FamilyMovePropose, CADRE, key, village=THERE) == refused
    assert await stage.refused(FamilyMove, CADRE, key, village=VILLAGE) == refused
    assert await stage.refused(FamilySplit, CADRE, key, persons=(child,), head=child, reason="OTHER") == refused
    said = {"persons": (), "reason": "同一户重复登记"}
    assert await stage.refused(FamilyMerge, CADRE, key, merged=other.family.id, **said) == [("MOVE_PROPOSED", ("survivor",))]
    assert await stage.refused(FamilyMerge, CADRE, other.family.id, merged=key, **said) == [("MOVE_PROPOSED", ("merged",))]


async def test_the_death_of_the_last_member_withdraws_it_as_anybody_else_would(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME).with_member("李春花"))
    row = await proposed(stage, case)
    await stage.done(PersonDeathSet, CADRE, case.head.id, deceased_on=NOW.date())
    assert (await stage.again(row)).state == MoveState.OPEN
    await stage.done(PersonDeathSet, CADRE, case.members[1].id, deceased_on=NOW.date())
    after = await stage.again(row)
    assert (after.state, after.reason, after.told_cipher, after.version) == (MoveState.WITHDRAWN, None, None, 2)
    refused = await stage.refused(FamilyMovePropose, CADRE, case.family.id, village=THERE)
    assert refused == [("PERSON_DECEASED", ("id",))]


async def test_the_version_is_that_of_the_family_which_was_read(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    await stage.viewer(THERE_CADRE)
    assert await stage.refused(FamilyMovePropose, CADRE, case.family.id, village=THERE, version=7) == [("CONFLICT", ("expectedVersion",))]
    await proposed(stage, case, version=case.family.version)


async def test_what_was_proposed_before_is_the_survivors_of_a_merger_and_goes_back_with_a_parting(stage: Stage) -> None:
    mine, theirs = a_family(stage.world, HOME), a_family(stage.world, HOME)
    row = await proposed(stage, await stage.placed(theirs))
    await stage.done(FamilyMoveWithdraw, CADRE, row.id)
    await stage.placed(mine)
    await stage.done(FamilyMerge, CADRE, mine.family.id, merged=theirs.family.id, persons=(), reason="同一户重复登记")
    assert (await stage.again(row)).family_id == mine.family.id
    again = await proposed(stage, mine)
    given = {"merged_number": theirs.family.number, "reason": "TWO_HOUSEHOLDS"}
    assert await stage.refused(FamilyPart, CADRE, mine.family.id, **given) == [("MOVE_PROPOSED", ("id",))]
    await stage.done(FamilyMoveWithdraw, CADRE, again.id)
    await stage.done(FamilyPart, CADRE, mine.family.id, **given)
    assert [(await stage.again(each)).family_id for each in (row, again)] == [theirs.family.id, mine.family.id]


@pytest.mark.parametrize(
    ("by", "village", "refusal"),
    [
        (CADRE, VILLAGE, ("OWN_COUNTY", ("village",))),
        (CADRE, UNSTAFFED, ("NOBODY_DECIDES", ("village",))),
        (CADRE, "330106002000", ("REGION_LEVEL", ("village",))),
        (f"commissioner.federation.{HOME}", THERE, ("FORBIDDEN", ())),
        ("cadre.federation.3301", THERE, ("FORBIDDEN", ())),
        (THERE_CADRE, THERE, ("NOT_FOUND", ("id",))),
    ],
)
async def test_elsewhere_or_by_others_it_is_refused(stage: Stage, by: str, village: str, refusal: Any) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    await stage.viewer(THERE_CADRE)
    assert await stage.refused(FamilyMovePropose, by, case.family.id, village=village) == [refusal]
