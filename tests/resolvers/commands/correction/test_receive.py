"""A person asks to have a value corrected, and is answered. Source: docs/lifecycle.md (`correctionReceive`); PIPL 46, 50."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from db.tables.correction import Correction, CorrectionText
from db.tables.event import Event
from domain.access_report import AskedBy
from resolvers.commands.correction.decide import CorrectionDecide
from resolvers.commands.correction.propose import ProposedValueInput
from resolvers.commands.correction.receive import CorrectionReceive
from tests.builders.case import Case, a_family
from tests.builders.world import OTHER_VILLAGE, VILLAGE
from tests.resolvers.commands.conftest import Errors, Stage
from tests.resolvers.commands.samples import CADRE, COMMISSIONER, HANDLER

RIGHT = "16000990003"
WAY = "BY_LETTER"


def asked(stage: Stage, days: int = 3, person: Any = None, channel: str = WAY, **value: Any) -> dict[str, Any]:
    """What a person asks for, received so many days ago."""
    came = {"asked_by": AskedBy.GUARDIAN, "channel": channel, "received_on": stage.now.date() - timedelta(days)}
    return {"value": ProposedValueInput(**value), "reason": "SAID_BY_FAMILY", "person": person, **came}


async def receive(stage: Stage, case: Case, **told: Any) -> Correction:
    """What is received."""
    done = await stage.done(CorrectionReceive, COMMISSIONER, case.family.id, **asked(stage, **told))
    return await stage.row(Correction, Correction.id == done.subject)


async def refused(stage: Stage, case: Case, by: str = COMMISSIONER, **told: Any) -> Errors:
    """With what it is refused."""
    return await stage.refused(CorrectionReceive, by, case.family.id, **asked(stage, **told))


async def test_its_time_runs_from_the_day_on_which_it_came_and_nothing_is_written_before_it_is_decided(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, VILLAGE))
    sooner, later = await receive(stage, case, days=20, phone=RIGHT), await receive(stage, case, days=3, address="2幢101室")
    assert sooner.due_at is not None
    assert later.due_at is not None
    assert sooner.due_at < stage.now < later.due_at
    assert (sooner.state, sooner.asked_by, sooner.channel, sooner.answered_on) == ("OPEN", "GUARDIAN", WAY, None)
    other = await refused(stage, case, phone=RIGHT, channel="BY_DRUM")
    assert other == [("UNKNOWN_CODE", ("channel",))]
    assert sooner.referral_id is None
    assert (await stage.again(case.family)).phone == case.family.phone
    event = await stage.row(Event, Event.subject_id == sooner.id)
    assert (event.action, event.before, event.after, event.reasons) == ("correctionReceive", None, "OPEN", ["SAID_BY_FAMILY"])
    assert await refused(stage, case, phone="16000990004") == [("ASK_OPEN", ("value", "phone"))]


async def test_whoever_decides_says_when_the_person_was_told(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, VILLAGE))
    made = await receive(stage, case, phone=RIGHT)
    came = made.received_on
    assert isinstance(came, date)
    assert await stage.refused(CorrectionDecide, CADRE, made.id, accepted=True) == [("REQUIRED", ("answeredOn",))]
    before = {"accepted": True, "answered_on": came - timedelta(1)}
    assert await stage.refused(CorrectionDecide, CADRE, made.id, **before) == [("TOO_EARLY", ("answeredOn",))]
    await stage.done(CorrectionDecide, CADRE, made.id, accepted=True, answered_on=came)
    after, said = await stage.again(made), await stage.row(CorrectionText, CorrectionText.correction_id == made.id)
    assert (after.state, after.answered_on, said.replaced) == ("ACCEPTED", came, case.family.phone)
    assert (await stage.again(case.family)).phone == RIGHT
    other = await receive(stage, case, address="2幢101室")
    await stage.done(CorrectionDecide, CADRE, other.id, accepted=False, reason="NOT_CONFIRMED", answered_on=came)
    after = await stage.again(other)
    assert (after.state, after.refusal, after.answered_on) == ("REFUSED", "NOT_CONFIRMED", came)


async def test_a_value_is_a_persons_or_the_familys_and_who_does_not_see_the_family_finds_nothing(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, VILLAGE))
    other = await stage.placed(a_family(stage.world, VILLAGE))
    assert await refused(stage, case, name="王大明") == [("REQUIRED", ("person",))]
    assert await refused(stage, case, person=case.head.id, phone=RIGHT) == [("NOT_EXPECTED", ("person",))]
    assert await refused(stage, case, person=other.head.id, name="王大明") == [("PERSON_NOT_OF_FAMILY", ("person",))]
    assert await refused(stage, case, days=-1, phone=RIGHT) == [("IN_FUTURE", ("receivedOn",))]
    assert await refused(stage, case, f"commissioner.federation.{OTHER_VILLAGE}", phone=RIGHT) == [("NOT_FOUND", ("id",))]
    assert await refused(stage, case, HANDLER, phone=RIGHT) == [("FORBIDDEN", ())]
    assert await stage.refused(CorrectionReceive, CADRE, uuid4(), **asked(stage, phone=RIGHT)) == [("NOT_FOUND", ("id",))]
