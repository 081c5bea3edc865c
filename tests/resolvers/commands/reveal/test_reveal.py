"""Whole numbers are shown for one's own signed referrals, within a quota, and everything shown is audited. Source: docs/domain.md 7."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from db.protect.cipher import Secret, masked_number
from db.tables.audit import AuditRecord, RevealUse
from domain.audit import AuditKind
from domain.family import Relation
from domain.referral import State
from resolvers.commands.reveal.reveal import Reveal, Revealed, RevealedPerson
from tests.builders.case import Case, a_family
from tests.builders.world import VILLAGE
from tests.resolvers.commands.conftest import CIPHER, Stage

OFFICE = "civil-affairs.330110"
HANDLER = f"handler.{OFFICE}"
FORESEEN, PLAIN, POST = "A01", "A02", "A14"
"""Types: its contract foresees the reveal; it does not; the office gets no number at all."""
ID_NUMBER = "990110197603072812"
CERTIFICATE = f"{ID_NUMBER}41"


def with_numbers(case: Case) -> None:
    """The newest member has both numbers."""
    person = case.members[-1]
    person.no_id_reason = None
    person.id_number_cipher = CIPHER.seal(Secret.ID_NUMBER, person.id, ID_NUMBER)
    person.id_number_index = CIPHER.index(Secret.ID_NUMBER, ID_NUMBER)
    person.id_number_masked = masked_number(ID_NUMBER)
    person.certificate_number_cipher = CIPHER.seal(Secret.CERTIFICATE_NUMBER, person.id, CERTIFICATE)


async def a_case(stage: Stage, type_: str = FORESEEN, state: State = State.SIGNED, office: str = OFFICE, **columns: Any) -> Case:
    """A family of two, one of them with numbers; the item is for the first of them."""
    case = a_family(stage.world, VILLAGE)
    with_numbers(case)
    case.with_member("王小花", Relation.SPOUSE).with_need("LIVING_ASSISTANCE").with_draft(type_)
    case.referred_to(office, state, of_type=stage.reference.types[type_].limit, **columns)
    return await stage.placed(case)


async def reveal(stage: Stage, by: str, targets: Sequence[UUID | None], reason: str | None = None) -> Sequence[Revealed]:
    viewer = stage.world.viewer(by)
    await stage.world.insert(stage.addresses.loader)
    shows = Reveal(stage.database, lambda: stage.reference, CIPHER, Random())
    return await shows.reveal(targets, reason, viewer, "trace")


async def refused(stage: Stage, by: str, targets: Sequence[UUID | None], reason: str | None = None) -> list[list[tuple[str, Any]]]:
    """With what each is refused; nothing is shown or written, but that a quota was used up."""
    stage.world.viewer(by)
    await stage.world.insert(stage.addresses.loader)
    before = await stage.everything()
    shown = await reveal(stage, by, targets, reason)
    told = {"audit_record"} if any(error.code == "QUOTA_EXCEEDED" for each in shown for error in each.errors) else set()
    assert [each for each in await stage.everything() if each[0] not in told] == [each for each in before if each[0] not in told]
    assert [each.persons for each in shown] == [()] * len(targets)
    return [[(error.code, error.path) for error in each.errors] for each in shown]


@pytest.mark.parametrize("state", [State.SIGNED, State.IN_PROGRESS, State.SUSPENDED, State.REOPENED, State.COMPLETED])
async def test_the_office_that_has_signed_sees_the_numbers_of_the_person(stage: Stage, state: State) -> None:
    case = await a_case(stage, state=state)
    (shown,) = await reveal(stage, HANDLER, [case.referral.id])
    assert shown == Revealed((RevealedPerson(case.head.id, ID_NUMBER, CERTIFICATE),))


async def test_help_for_the_household_shows_its_members(stage: Stage) -> None:
    case = await a_case(stage, person_id=None)
    (shown,) = await reveal(stage, HANDLER, [case.referral.id])
    assert {(each.id, each.id_number) for each in shown.persons} == {(case.head.id, ID_NUMBER), (case.members[1].id, None)}


@pytest.mark.parametrize("state", [State.DISPATCHED, State.RETURNED, State.CANCELLED, State.CONFIRMED, State.ARCHIVED])
async def test_before_signing_and_when_it_is_over_nothing_is_shown(stage: Stage, state: State) -> None:
    case = await a_case(stage, state=state)
    assert await refused(stage, HANDLER, [case.referral.id]) == [[("INVALID_TRANSITION", ())]]


async def test_each_target_is_answered_for_itself(stage: Stage) -> None:
    case, unsigned = await a_case(stage), await a_case(stage, state=State.DISPATCHED)
    away = await a_case(stage, office="poverty-alleviation.330110")
    targets = [unsigned.referral.id, case.referral.id, None, away.referral.id, uuid4(), case.referral.id]
    shown = await reveal(stage, HANDLER, targets)
    assert [[error.code for error in each.errors] for each in shown] == [
        ["INVALID_TRANSITION"],
        [],
        ["NOT_FOUND"],
        ["NOT_FOUND"],
        ["NOT_FOUND"],
        [],
    ]
    assert shown[1] == shown[5]


async def test_a_reason_is_needed_unless_the_type_foresees_it(stage: Stage) -> None:
    plain, foreseen = await a_case(stage, PLAIN), await a_case(stage, FORESEEN)
    assert await refused(stage, HANDLER, [plain.referral.id]) == [[("REASON_NEEDED", ("reason",))]]
    assert await refused(stage, HANDLER, [foreseen.referral.id], "BECAUSE") == [[("UNKNOWN_CODE", ("reason",))]]
    shown = await reveal(stage, HANDLER, [plain.referral.id], "MEANS_TEST")
    assert shown[0].persons[0].id_number == ID_NUMBER


async def test_an_office_whose_contract_gives_no_number_gets_none(stage: Stage) -> None:
    office = "human-resources.330110"
    case = await a_case(stage, POST, office=office)
    assert await refused(stage, f"handler.{office}", [case.referral.id], "VERIFY_IDENTITY") == [[("NOT_SHARED", ())]]


async def test_who_sees_the_referral_and_is_not_of_its_office_is_forbidden(stage: Stage) -> None:
    case = await a_case(stage)
    for by in ("cadre.federation.330110", "dispatcher.civil-affairs.3301"):
        assert await refused(stage, by, [case.referral.id], "VERIFY_IDENTITY") == [[("FORBIDDEN", ())]]
    for by in ("monitor.federation.330110", "admin.system", "admin.audit", "viewer.government.330110"):
        assert await refused(stage, by, [case.referral.id], "VERIFY_IDENTITY") == [[("FORBIDDEN", ())]]


async def test_a_federation_shows_itself_what_it_handles_itself_unless_it_stands_above_the_county(stage: Stage) -> None:
    own = await a_case(stage, "A32", office="federation.330110")
    above = await a_case(stage, "A32", office="federation.3301")
    assert (await reveal(stage, "cadre.federation.330110", [own.referral.id]))[0].persons != ()
    assert await refused(stage, "cadre.federation.3301", [above.referral.id]) == [[("NOT_SHARED", ())]]


async def test_what_was_shown_is_audited_with_its_persons_and_its_reason(stage: Stage) -> None:
    case = await a_case(stage, PLAIN)
    await reveal(stage, HANDLER, [case.referral.id], "PAYMENT")
    record = await stage.row(AuditRecord, AuditRecord.target_id == case.referral.id)
    viewer = stage.world.viewer(HANDLER)
    assert (record.kind, record.action, record.reason, record.trace) == (AuditKind.REVEAL, "reveal", "PAYMENT", "trace")
    assert (record.account_id, record.office_id, record.at) == (viewer.account, viewer.office, stage.now)
    assert (record.family_ids, record.person_ids, record.groups) == ([case.family.id], [case.head.id], ["ID_NUMBER"])


async def used(stage: Stage, by: str, *, referrals: int, before: timedelta, times: int = 1) -> None:
    """The account has revealed that much at a time past."""
    whose, at = stage.world.viewer(by).account, stage.now - before
    for _ in range(times):
        stage.world.add(RevealUse(id=uuid4(), account_id=whose, at=at, referrals=referrals))
    await stage.world.insert(stage.addresses.loader)


async def test_over_the_calls_of_an_hour_nothing_is_shown(stage: Stage) -> None:
    by = "handler.civil-affairs.330106"
    case = await a_case(stage, office="civil-affairs.330106")
    await used(stage, by, referrals=1, before=timedelta(minutes=59), times=20)
    assert await refused(stage, by, [case.referral.id, uuid4()]) == [[("QUOTA_EXCEEDED", ())]] * 2
    stage.now += timedelta(minutes=2)
    assert (await reveal(stage, by, [case.referral.id]))[0].errors == ()


async def test_that_the_quota_was_used_up_is_audited_once_a_call(stage: Stage) -> None:
    by = "handler.civil-affairs.330110109"
    cases = [await a_case(stage, office="civil-affairs.330110109") for _ in range(2)]
    await used(stage, by, referrals=99, before=timedelta(hours=23))
    await refused(stage, by, [case.referral.id for case in cases])
    account = stage.world.viewer(by).account
    (record,) = await stage.rows(AuditRecord, AuditRecord.account_id == account)
    assert (record.kind, record.action, record.reason) == (AuditKind.REFUSED, "reveal", "QUOTA_EXCEEDED")
    assert (set(record.family_ids or ()), record.person_ids, record.groups) == ({case.family.id for case in cases}, None, None)


async def test_over_the_referrals_of_a_day_nothing_is_shown(stage: Stage) -> None:
    by = "dispatcher.civil-affairs.330106"
    cases = [await a_case(stage, office="civil-affairs.330106") for _ in range(2)]
    await used(stage, by, referrals=99, before=timedelta(hours=23))
    assert await refused(stage, by, [case.referral.id for case in cases]) == [[("QUOTA_EXCEEDED", ())]] * 2
    assert (await reveal(stage, by, [cases[0].referral.id]))[0].errors == ()
    assert await refused(stage, by, [cases[1].referral.id]) == [[("QUOTA_EXCEEDED", ())]]


async def test_two_at_once_do_not_pass_the_quota_together(stage: Stage) -> None:
    by = "dispatcher.civil-affairs.330127"
    case = await a_case(stage, office="civil-affairs.330127")
    await used(stage, by, referrals=99, before=timedelta(hours=2))
    shown = await asyncio.gather(*(reveal(stage, by, [case.referral.id]) for _ in range(4)))
    assert sorted(len(each.errors) for (each,) in shown) == [0, 1, 1, 1]


async def test_what_is_refused_costs_nothing_of_the_quota(stage: Stage) -> None:
    by = "dispatcher.civil-affairs.330127"
    before = len(await stage.rows(RevealUse))
    unsigned = await a_case(stage, state=State.DISPATCHED, office="civil-affairs.330127")
    await refused(stage, by, [unsigned.referral.id])
    assert len(await stage.rows(RevealUse)) == before
