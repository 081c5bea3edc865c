"""The federation corrects what is registered of a family. Source: docs/lifecycle.md (`familyCorrect`)."""

from typing import Any

import pytest

from db.tables.audit import AuditRecord
from db.tables.correction import Correction, CorrectionText
from db.tables.event import Event
from domain.correction import RemovedValue
from resolvers.commands.family.correct import FamilyCorrect, FamilyValueInput
from tests.builders.case import Case, a_family
from tests.builders.world import OTHER_COUNTY, VILLAGE
from tests.resolvers.commands.conftest import Errors, Stage
from tests.resolvers.commands.samples import CADRE, COMMISSIONER, HANDLER

RIGHT = "16000990001"


async def a_household(stage: Stage) -> Case:
    """A family in the village."""
    return await stage.placed(a_family(stage.world, VILLAGE))


async def wrong(stage: Stage, case: Case, by: str = COMMISSIONER, reason: str = "MISTYPED", **value: Any) -> Errors:
    """With what a correction is refused."""
    return await stage.refused(FamilyCorrect, by, case.family.id, value=FamilyValueInput(**value), reason=reason)


@pytest.mark.parametrize(("value", "right"), [("phone", RIGHT), ("address", "2幢101室")])
async def test_the_right_value_stands_and_the_one_before_stays_in_the_history(stage: Stage, value: str, right: str) -> None:
    case = await a_household(stage)
    before = getattr(case.family, value)
    told: dict[str, Any] = {value: right}
    given = FamilyValueInput(**told)
    await stage.done(FamilyCorrect, COMMISSIONER, case.family.id, value=given, reason="CHANGED", note="搬到隔壁")
    family = await stage.again(case.family)
    made = await stage.row(Correction, Correction.family_id == family.id)
    said = await stage.row(CorrectionText, CorrectionText.correction_id == made.id)
    assert (getattr(family, value), family.version, family.updated_at) == (right, 2, stage.now)
    assert (made.value, made.state, made.reason, made.referral_id, made.due_at) == (value.upper(), "MADE", "CHANGED", None, None)
    assert (said.proposed, said.replaced, said.note) == (right, before, "搬到隔壁")


@pytest.mark.parametrize(("removed", "column"), [(RemovedValue.PHONE, "phone"), (RemovedValue.ADDRESS, "address")])
async def test_what_is_somebody_else_s_is_taken_away_and_nothing_put_in_its_place(stage: Stage, removed: RemovedValue, column: str) -> None:
    case = await a_household(stage)
    given: dict[str, Any] = {"value": FamilyValueInput(removed=removed), "reason": "NOT_THEIRS"}
    await stage.done(FamilyCorrect, COMMISSIONER, case.family.id, **given)
    family = await stage.again(case.family)
    made = await stage.row(Correction, Correction.family_id == family.id)
    said = await stage.row(CorrectionText, CorrectionText.correction_id == made.id)
    assert (getattr(family, column), family.version) == (None, 2)
    assert (made.value, said.proposed, said.replaced) == (removed.value, None, getattr(case.family, column))
    assert await stage.refused(FamilyCorrect, COMMISSIONER, case.family.id, **given) == [("VALUE_STANDS", ("value", "removed"))]


async def test_a_guardian_s_telephone_is_none_of_the_family_s_values(stage: Stage) -> None:
    case = await a_household(stage)
    assert await wrong(stage, case, removed=RemovedValue.GUARDIAN_PHONE) == [("NOT_EXPECTED", ("value", "removed"))]
    assert await wrong(stage, case, removed=RemovedValue.PHONE, phone=RIGHT) == [("EXACTLY_ONE", ("value",))]


async def test_history_and_audit_hold_codes_and_no_value(stage: Stage) -> None:
    case = await a_household(stage)
    await stage.done(FamilyCorrect, CADRE, case.family.id, value=FamilyValueInput(phone=RIGHT), reason="MISTYPED")
    event = await stage.row(Event, Event.subject_id == case.family.id, Event.action == "familyCorrect")
    assert (event.reason_list, event.reasons, event.text_kind) == ("VALUE_CORRECTION_REASON", ["MISTYPED"], None)
    audited = await stage.row(AuditRecord, AuditRecord.target_id == case.family.id, AuditRecord.action == "familyCorrect")
    assert (audited.family_ids, audited.reason) == ([case.family.id], "MISTYPED")


async def test_the_name_of_a_head_who_is_a_member_is_the_members(stage: Stage) -> None:
    case = await a_household(stage)
    assert await wrong(stage, case, name="王大明") == [("NOT_EXPECTED", ("value", "name"))]
    case = a_family(stage.world, VILLAGE)
    case.family.head_id = None
    await stage.placed(case)
    await stage.done(FamilyCorrect, CADRE, case.family.id, value=FamilyValueInput(name="王大明"), reason="MISTYPED")
    assert (await stage.again(case.family)).display_name == "王大明"


async def test_what_stands_already_is_no_correction(stage: Stage) -> None:
    case = await a_household(stage)
    assert await wrong(stage, case, phone=case.family.phone) == [("VALUE_STANDS", ("value", "phone"))]


async def test_no_number_hides_in_an_address_and_a_reason_is_a_code(stage: Stage) -> None:
    case = await a_household(stage)
    assert set(await wrong(stage, case, reason="BECAUSE", address="电话13912345678")) == {
        ("UNKNOWN_CODE", ("reason",)),
        ("TEXT_HOLDS_PHONE", ("value", "address")),
    }
    assert await wrong(stage, case, phone=RIGHT, address="1") == [("EXACTLY_ONE", ("value",))]


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (HANDLER, "FORBIDDEN"),
        ("operator.federation.330110", "FORBIDDEN"),
        ("cadre.federation.3301", "FORBIDDEN"),
        (f"cadre.federation.{OTHER_COUNTY[:6]}", "NOT_FOUND"),
    ],
)
async def test_nobody_but_the_federation_of_the_place_corrects(stage: Stage, by: str, code: str) -> None:
    case = await stage.referred("SIGNED")  # type: ignore[arg-type] # a state by its word
    assert [each for each, _ in await wrong(stage, case, by, phone=RIGHT)] == [code]
