"""An office proposes a value that it is shown in full, and learns nothing of any other. Source: docs/domain.md 7 (corrections)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from db.tables.audit import AuditRecord
from db.tables.correction import Correction, CorrectionText
from db.tables.event import Event, EventText
from db.tables.family_access import FamilyAccess
from db.tables.person import Person
from domain.correction import RemovedValue
from domain.family import CertificateStatus
from domain.referral import State
from domain.rules.group import Level
from resolvers.commands.correction.propose import CorrectionPropose, ProposedValueInput
from resolvers.commands.person.work import WorkValueInput
from tests.builders.beside import assisted_by
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Errors, Stage
from tests.resolvers.commands.samples import CADRE, COMMISSIONER, DISPATCHER, HANDLER, PLAIN_TOWN

RIGHT = "16000990002"


async def signed(stage: Stage, state: State = State.IN_PROGRESS, **columns: Any) -> Case:
    """A case whose office is shown name, telephone and address in full; `columns` of its row of family_access win."""
    case = await stage.referred(state)
    if columns:
        async with stage.loader.begin() as connection:
            await connection.execute(update(FamilyAccess).where(FamilyAccess.id == case.access.id).values(columns))
    return case


async def propose(stage: Stage, case: Case, by: str = HANDLER, person: Any = None, **value: Any) -> Correction:
    """What an office has proposed."""
    given: dict[str, Any] = {"value": ProposedValueInput(**value), "reason": "SAID_BY_FAMILY", "person": person}
    done = await stage.done(CorrectionPropose, by, case.referral.id, **given)
    assert done.subject is not None
    return await stage.row(Correction, Correction.id == done.subject)


async def refused(stage: Stage, case: Case, by: str = HANDLER, person: Any = None, **value: Any) -> Errors:
    """With what a proposal is refused."""
    given: dict[str, Any] = {"value": ProposedValueInput(**value), "reason": "SAID_BY_FAMILY", "person": person}
    return await stage.refused(CorrectionPropose, by, case.referral.id, **given)


async def test_it_waits_for_the_federation_and_changes_nothing(stage: Stage) -> None:
    case = await signed(stage)
    made = await propose(stage, case, phone=RIGHT)
    said = await stage.row(CorrectionText, CorrectionText.correction_id == made.id)
    assert (made.value, made.state, made.person_id, made.referral_id) == ("PHONE", "OPEN", None, case.referral.id)
    assert made.office_id == case.referral.office_id == case.access.office_id  # by which its list is found
    assert made.due_at is not None
    assert (made.due_at - stage.now).days == 7  # five working days
    assert (said.proposed, said.replaced) == (RIGHT, None)
    assert (await stage.again(case.family)).phone == case.family.phone
    assert (await stage.again(case.referral)).version == case.referral.version


async def test_the_history_holds_codes_alone(stage: Stage) -> None:
    case = await signed(stage)
    made = await propose(stage, case, phone=RIGHT)
    record = await stage.row(AuditRecord, AuditRecord.target_id == made.id)
    told = (record.action, record.family_ids, record.person_ids, record.to_state, record.reason)
    assert told == ("correctionPropose", [case.family.id], None, case.referral.state, "SAID_BY_FAMILY")
    event = await stage.row(Event, Event.subject_id == made.id)
    assert (event.subject_type, event.before, event.after, event.reasons) == ("Correction", None, "OPEN", ["SAID_BY_FAMILY"])
    assert await stage.rows(EventText, EventText.event_id == event.id) == []


@pytest.mark.parametrize("level", [Level.HIDDEN, Level.COARSE, Level.MASKED])
async def test_of_what_is_not_shown_in_full_the_answer_is_the_same_whatever_it_is(stage: Stage, level: Level) -> None:
    case = await signed(stage, contact_level=level, birth_level=level, identity_level=level, address_level=level)
    assert case.family.phone is not None
    for phone in (case.family.phone, RIGHT):
        assert await refused(stage, case, phone=phone) == [("NOT_SHOWN_IN_FULL", ("value", "phone"))]
    assert await refused(stage, case, removed=RemovedValue.PHONE) == [("NOT_SHOWN_IN_FULL", ("value", "removed"))]
    for guardian in ("王大", "王二"):  # nobody is named
        answer = await refused(stage, case, person=case.head.id, guardian_name=guardian)
        assert answer == [("NOT_SHOWN_IN_FULL", ("value", "guardianName"))]
    assert await refused(stage, case, person=case.head.id, birth_year=1951) == [("NOT_SHOWN_IN_FULL", ("value", "birthYear"))]
    assert await refused(stage, case, person=case.head.id, name=case.head.name) == [("NOT_SHOWN_IN_FULL", ("value", "name"))]
    assert await refused(stage, case, address="1号") == [("NOT_SHOWN_IN_FULL", ("value", "address"))]


@pytest.mark.parametrize("level", [Level.HIDDEN, Level.COARSE, Level.MASKED])
async def test_of_a_certificate_and_a_work_profile_nothing_is_told_to_whom_they_are_not_shown(stage: Stage, level: Level) -> None:
    case = await signed(stage, disability_level=level, work_level=level)
    values: list[tuple[dict[str, Any], tuple[str, ...]]] = [
        *(({"certificate_status": each}, ("certificateStatus",)) for each in CertificateStatus),
        *(({"disability_level": each}, ("disabilityLevel",)) for each in (1, 4)),
        *(({"disability_category": each}, ("disabilityCategory",)) for each in ("VISUAL", "PHYSICAL")),
        ({"certificate_issued_on": date(2019, 5, 6)}, ("certificateIssuedOn",)),
        ({"work": WorkValueInput(hours=20)}, ("work", "hours")),
        *(({"removed": each}, ("removed",)) for each in (RemovedValue.CERTIFICATE, RemovedValue.ID_NUMBER)),
    ]
    for value, path in values:
        answer = await refused(stage, case, person=case.head.id, **value)
        assert answer == [("NOT_SHOWN_IN_FULL", ("value", *path))]


async def test_an_office_that_proposes_a_day_of_issue_is_not_told_when_somebody_was_born(stage: Stage) -> None:
    case = await signed(stage, disability_level=Level.FULL, birth_level=Level.HIDDEN)
    async with stage.loader.begin() as connection:
        numbered = {"certificate_status": "CERTIFIED", "disability_category": "PHYSICAL", "disability_level": 2}
        await connection.execute(update(Person).where(Person.id == case.head.id).values(numbered))
    await propose(stage, case, person=case.head.id, certificate_issued_on=date(1930, 1, 1))


async def test_access_that_has_run_out_gives_nothing(stage: Stage) -> None:
    case = await signed(stage, until=stage.now)
    assert await refused(stage, case, phone=RIGHT) == [("NOT_SHOWN_IN_FULL", ("value", "phone"))]


async def test_what_is_shown_in_an_emergency_is_for_reading_alone(stage: Stage) -> None:
    case = await signed(stage)
    async with stage.loader.begin() as connection:  # as an emergency view: in force, but by no referral
        by_no_referral = update(FamilyAccess).where(FamilyAccess.id == case.access.id).values(referral_id=None, visit_id=case.visit.id)
        await connection.execute(by_no_referral)
    assert await refused(stage, case, phone=RIGHT) == [("NOT_SHOWN_IN_FULL", ("value", "phone"))]


async def test_of_another_member_no_name_is_tested(stage: Stage) -> None:
    case = (await stage.referred(State.IN_PROGRESS)).with_member("王小红")
    await stage.placed(case)
    async with stage.loader.begin() as connection:
        await connection.execute(update(FamilyAccess).where(FamilyAccess.id == case.access.id).values(person_id=case.head.id))
    for name in ("王小红", "王别人"):
        assert await refused(stage, case, person=case.members[1].id, name=name) == [("NOT_SHOWN_IN_FULL", ("value", "name"))]
    await propose(stage, case, person=case.head.id, name="王大明")


async def test_of_a_member_who_came_with_a_merged_family_no_name_is_tested(stage: Stage) -> None:
    case = (await stage.referred(State.IN_PROGRESS)).with_member("王小红")
    await stage.placed(case)
    async with stage.loader.begin() as connection:
        only = update(FamilyAccess).where(FamilyAccess.id == case.access.id).values(members=[case.head.id])
        await connection.execute(only)
    refusals = [await refused(stage, case, person=case.members[1].id, name=name) for name in ("王小红", "王别人")]
    assert refusals[0] == refusals[1]
    assert refusals[0][0][0] in ("NOT_FOUND", "NOT_SHOWN_IN_FULL")
    await propose(stage, case, person=case.head.id, name="王大明")


async def test_what_stands_or_is_proposed_already_is_refused(stage: Stage) -> None:
    case = await signed(stage)
    assert await refused(stage, case, phone=case.family.phone) == [("VALUE_STANDS", ("value", "phone"))]
    await propose(stage, case, phone=RIGHT)
    assert await refused(stage, case, DISPATCHER, phone="16000990003") == [("ASK_OPEN", ("value", "phone"))]
    await propose(stage, case, address="3幢")


async def test_a_members_value_names_the_member_and_the_households_none(stage: Stage) -> None:
    case, other = await signed(stage), await signed(stage)
    assert await refused(stage, case, name="王大明") == [("REQUIRED", ("person",))]
    assert await refused(stage, case, person=case.head.id, phone=RIGHT) == [("NOT_EXPECTED", ("person",))]
    assert await refused(stage, case, person=other.head.id, name="王大明") == [("PERSON_NOT_OF_FAMILY", ("person",))]


async def test_a_stranger_and_nobody_are_the_same(stage: Stage) -> None:
    case = await signed(stage)
    elsewhere = await stage.drafted()
    assert await refused(stage, case, person=elsewhere.head.id, name="王大明") == [("NOT_FOUND", ("person",))]
    assert await refused(stage, case, person=stage.world.key(), name="王大明") == [("NOT_FOUND", ("person",))]


@pytest.mark.parametrize("state", [State.DISPATCHED, State.RETURNED, State.CONFIRMED])
async def test_nobody_proposes_before_signing_or_after_the_end(stage: Stage, state: State) -> None:
    assert [code for code, _ in await refused(stage, await signed(stage, state), phone=RIGHT)] == ["INVALID_TRANSITION"]


async def test_the_federation_proposes_nothing_to_itself_and_who_assists_may(stage: Stage) -> None:
    case = await signed(stage)
    for by in (CADRE, COMMISSIONER):
        assert await refused(stage, case, by, phone=RIGHT) == [("FORBIDDEN", ())]
    case = await stage.placed(assisted_by(await stage.referred(State.IN_PROGRESS), PLAIN_TOWN, State.IN_PROGRESS))
    await propose(stage, case, f"handler.{PLAIN_TOWN}", phone=RIGHT)
