"""The cadres of the county decide on a value that an office proposes. Source: docs/lifecycle.md (`correctionDecide`)."""

from datetime import date

import pytest
from sqlalchemy import delete, update

from db.tables.correction import Correction, CorrectionText
from db.tables.event import Event
from db.tables.person import CertificateRecord, Person
from domain.correction import RemovedValue
from domain.rules.group import Level
from resolvers.commands.correction.decide import CorrectionDecide
from resolvers.commands.family.correct import FamilyCorrect, FamilyValueInput
from resolvers.commands.item.draft import ItemDraft
from resolvers.commands.person.work import WorkValueInput
from tests.builders.case import Case
from tests.builders.world import OTHER_COUNTY
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.correction.test_propose import RIGHT, propose, refused, signed
from tests.resolvers.commands.samples import CADRE, COMMISSIONER, HANDLER


async def proposed(stage: Stage) -> tuple[Case, Correction]:
    """A telephone that an office has proposed."""
    case = await signed(stage)
    return case, await propose(stage, case, phone=RIGHT)


async def test_accepted_it_is_written_and_the_value_before_is_kept(stage: Stage) -> None:
    case, made = await proposed(stage)
    await stage.done(CorrectionDecide, CADRE, made.id, accepted=True)
    family, after = await stage.again(case.family), await stage.again(made)
    said = await stage.row(CorrectionText, CorrectionText.correction_id == made.id)
    assert (family.phone, family.version) == (RIGHT, 2)
    assert (after.state, after.decided_at, after.version, said.replaced) == ("ACCEPTED", stage.now, 2, case.family.phone)
    event = await stage.row(Event, Event.subject_id == made.id, Event.action == "correctionDecide")
    assert (event.before, event.after, event.granted, event.reasons) == ("OPEN", "ACCEPTED", True, [])


async def test_a_value_that_is_to_be_taken_away_is_gone_once_that_is_accepted(stage: Stage) -> None:
    case = await signed(stage)
    made = await propose(stage, case, removed=RemovedValue.PHONE)
    said = await stage.row(CorrectionText, CorrectionText.correction_id == made.id)
    assert (made.value, said.proposed, (await stage.again(case.family)).phone) == ("PHONE", None, case.family.phone)
    await stage.done(CorrectionDecide, CADRE, made.id, accepted=True)
    said = await stage.row(CorrectionText, CorrectionText.correction_id == made.id)
    assert ((await stage.again(case.family)).phone, said.replaced) == (None, case.family.phone)


async def test_another_value_than_the_one_that_was_to_be_taken_away_stays(stage: Stage) -> None:
    case = await signed(stage)
    made = await propose(stage, case, removed=RemovedValue.PHONE)
    await stage.done(FamilyCorrect, COMMISSIONER, case.family.id, value=FamilyValueInput(phone=RIGHT), reason="CHANGED")
    await stage.done(CorrectionDecide, CADRE, made.id, accepted=True)
    assert ((await stage.again(case.family)).phone, (await stage.again(made)).state) == (RIGHT, "ACCEPTED")


async def test_a_certificate_goes_once_that_is_accepted_and_what_needs_one_is_not_drafted_any_more(stage: Stage) -> None:
    case = await signed(stage, disability_level=Level.FULL, id_number_level=Level.MASKED)
    stands = {"certificate_status": "CERTIFIED", "disability_category": "PHYSICAL", "disability_level": 2}
    async with stage.loader.begin() as connection:
        await connection.execute(update(Person).where(Person.id == case.head.id).values(stands))
    made = await propose(stage, case, person=case.head.id, removed=RemovedValue.CERTIFICATE)
    said = await stage.row(CorrectionText, CorrectionText.correction_id == made.id)
    assert (made.value, said.proposed, said.replaced) == ("CERTIFICATE", None, "CERTIFIED, PHYSICAL, 2")
    assert await refused(stage, case, person=case.head.id, removed=RemovedValue.ID_NUMBER) == [("NOT_SHOWN_IN_FULL", ("value", "removed"))]
    needing = {"type": "A06", "person": case.head.id}
    await stage.done(ItemDraft, CADRE, case.need.id, **needing)
    await stage.done(CorrectionDecide, CADRE, made.id, accepted=True)
    assert (await stage.again(case.head)).certificate_status == "NONE"
    assert await stage.refused(ItemDraft, CADRE, case.need.id, **needing) == [("CERTIFICATE_NEEDED", ("type",))]


async def test_values_of_a_certificate_and_a_work_profile_that_are_accepted_are_written_as_what_they_are(stage: Stage) -> None:
    case = await signed(stage, disability_level=Level.FULL, work_level=Level.FULL)
    stands = {"certificate_status": "CERTIFIED", "disability_category": "PHYSICAL", "disability_level": 2}
    stands |= {"work_told_on": stage.now.date(), "work_can_do": ["SIT"], "work_care_duties": False}
    async with stage.loader.begin() as connection:
        await connection.execute(update(Person).where(Person.id == case.head.id).values(stands))
    for value in (
        {"disability_level": 3},
        {"certificate_issued_on": date(2019, 5, 6)},
        {"work": WorkValueInput(can_do=())},
        {"work": WorkValueInput(care_duties=True)},
    ):
        made = await propose(stage, case, person=case.head.id, **value)
        await stage.done(CorrectionDecide, CADRE, made.id, accepted=True)
    person = await stage.again(case.head)
    assert (person.disability_level, person.certificate_issued_on) == (3, date(2019, 5, 6))
    assert (person.work_can_do, person.work_care_duties) == ([], True)
    assert len(await stage.rows(CertificateRecord, CertificateRecord.person_id == person.id)) == 2


async def test_refused_nothing_is_written_but_why(stage: Stage) -> None:
    case, made = await proposed(stage)
    await stage.done(CorrectionDecide, CADRE, made.id, accepted=False, reason="NOT_CONFIRMED")
    family, after = await stage.again(case.family), await stage.again(made)
    assert (family.phone, family.version, after.state, after.refusal) == (case.family.phone, 1, "REFUSED", "NOT_CONFIRMED")
    await propose(stage, case, phone=RIGHT)  # what was refused may be proposed again


async def test_a_reason_is_given_for_a_refusal_alone_and_nothing_is_decided_twice(stage: Stage) -> None:
    _, made = await proposed(stage)
    assert await stage.refused(CorrectionDecide, CADRE, made.id, accepted=False) == [("REQUIRED", ("reason",))]
    both = await stage.refused(CorrectionDecide, CADRE, made.id, accepted=True, reason="OTHER")
    assert both == [("NOT_EXPECTED", ("reason",))]
    await stage.done(CorrectionDecide, CADRE, made.id, accepted=True)
    assert await stage.refused(CorrectionDecide, CADRE, made.id, accepted=False, reason="OTHER") == [("NO_ASK", ("id",))]


async def test_a_name_that_is_accepted_is_the_persons_and_of_a_head_the_familys(stage: Stage) -> None:
    case = await signed(stage)
    made = await propose(stage, case, person=case.head.id, name="王大明")
    await stage.done(CorrectionDecide, CADRE, made.id, accepted=True)
    assert ((await stage.again(case.head)).name, (await stage.again(case.family)).display_name) == ("王大明", "王大明")


async def test_what_the_federation_has_corrected_so_meanwhile_is_accepted_all_the_same(stage: Stage) -> None:
    case, made = await proposed(stage)
    await stage.done(FamilyCorrect, COMMISSIONER, case.family.id, value=FamilyValueInput(phone=RIGHT), reason="CHANGED")
    await stage.done(CorrectionDecide, CADRE, made.id, accepted=True)
    assert ((await stage.again(made)).state, (await stage.again(case.family)).version) == ("ACCEPTED", 2)


async def test_what_was_said_and_has_been_erased_is_not_written(stage: Stage) -> None:
    case, made = await proposed(stage)
    async with stage.loader.begin() as connection:
        await connection.execute(delete(CorrectionText).where(CorrectionText.correction_id == made.id))
    assert await stage.refused(CorrectionDecide, CADRE, made.id, accepted=True) == [("NO_ASK", ("id",))]
    await stage.done(CorrectionDecide, CADRE, made.id, accepted=False, reason="OTHER")
    assert (await stage.again(case.family)).phone == case.family.phone


@pytest.mark.parametrize(
    ("by", "code"), [(HANDLER, "FORBIDDEN"), (COMMISSIONER, "FORBIDDEN"), (f"cadre.federation.{OTHER_COUNTY[:6]}", "NOT_FOUND")]
)
async def test_nobody_else_decides(stage: Stage, by: str, code: str) -> None:
    _, made = await proposed(stage)
    assert [each for each, _ in await stage.refused(CorrectionDecide, by, made.id, accepted=True)] == [code]
