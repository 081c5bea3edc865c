"""In an emergency an office is shown one family of its county, for three hours, and whoever must know is told. Source: docs/domain.md 7."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from db.protect.cipher import Secret
from db.session.transaction import transaction
from db.tables.audit import AuditRecord
from db.tables.emergency_view import EmergencyView as Row
from db.tables.event import Event
from db.tables.family import Family
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from domain.rules.group import Group, Level
from domain.value.number import NumberKind
from resolvers.commands.context import Done, Envelope
from resolvers.commands.emergency.view import EmergencyOfInput, EmergencyPersonInput, EmergencyView, EmergencyViewInput
from tests.builders.case import Case, a_family
from tests.builders.visit import an_id_number
from tests.builders.world import NOW, TOWN
from tests.resolvers.commands.conftest import CIPHER, Stage

HERE, ABOVE = "civil-affairs.330110", "civil-affairs.3301"
OPENED = {Group.IDENTITY, Group.CONTACT, Group.CONTACT_WISH, Group.ADDRESS}


BY = f"dispatcher.civil-affairs.{TOWN}"
MONTHS = count(1)


@pytest.fixture
def by() -> str:
    """A dispatcher of a township."""
    return BY


@pytest.fixture(autouse=True)
def later(stage: Stage) -> Iterator[None]:
    """Each test begins in a month of its own, in which nobody has asked yet."""
    stage.now = NOW + timedelta(days=35 * next(MONTHS))
    yield
    stage.now = NOW


async def view(stage: Stage, by: str, key: str | None = None, **of: Any) -> Done:
    """What comes of the command."""
    given = EmergencyViewInput(of=EmergencyOfInput(**of), reason="DISASTER", text="洪水上涨，须转移")
    return await stage.commands.run(EmergencyView(), given, await stage.viewer(by), Envelope(trace="trace", key=key))


async def called(stage: Stage, by: str, **of: Any) -> Row:
    """The row of a call that was not refused."""
    done = await view(stage, by, **of)
    assert done.errors == ()
    return await stage.row(Row, Row.id == done.subject)


async def refusals(stage: Stage, by: str, **of: Any) -> list[Any]:
    """With what it is refused; nothing is left."""
    await stage.viewer(by)
    before = await stage.everything()
    done = await view(stage, by, **of)
    assert await stage.everything() == before
    return [(each.code, each.path) for each in done.errors]


async def sees(stage: Stage, who: str, case: Case) -> bool:
    """Whether row security shows the family to a viewer now."""
    async with transaction(stage.database, await stage.viewer(who)) as tx:
        return await tx.session.get(Family, case.family.id) is not None


async def test_the_office_is_shown_the_family_for_three_hours_and_nobody_else_is(stage: Stage, by: str) -> None:
    case = await stage.placed(a_family(stage.world))
    assert not await sees(stage, by, case)
    row = await called(stage, by, number=case.family.number)
    assert (row.family_id, row.until, row.reason, row.at) == (case.family.id, stage.now + timedelta(hours=3), "DISASTER", stage.now)
    access = await stage.row(FamilyAccess, FamilyAccess.emergency_view_id == row.id)
    assert {group for group, column in LEVEL_OF_GROUP.items() if getattr(access, column) == Level.FULL} == OPENED
    assert {getattr(access, column) for group, column in LEVEL_OF_GROUP.items() if group not in OPENED} == {Level.HIDDEN}
    assert await sees(stage, by, case)
    assert await sees(stage, by.replace("dispatcher", "handler"), case)
    assert not await sees(stage, f"dispatcher.{HERE}", case)
    assert not await sees(stage, f"dispatcher.{ABOVE}", case)
    stage.now += timedelta(hours=3)
    assert not await sees(stage, by, case)


async def test_a_member_is_named_by_both_name_and_number(stage: Stage, by: str) -> None:
    number = an_id_number()
    case = a_family(stage.world, head="王小明")
    case.head.id_number_index = CIPHER.index(Secret.ID_NUMBER, number)
    case.head.no_id_reason = None
    case.head.id_number_cipher = CIPHER.seal(Secret.ID_NUMBER, case.head.id, number)
    case.head.id_number_masked = "9*****************"
    await stage.placed(case)
    assert (await called(stage, by, person=EmergencyPersonInput(name="王小红", id_number=number))).family_id is None
    assert (await called(stage, by, person=EmergencyPersonInput(name="王小明", id_number=number))).family_id == case.family.id


async def test_of_another_county_nothing_is_found_as_of_nobody(stage: Stage, by: str) -> None:
    case = await stage.placed(a_family(stage.world, in_="330106002051"))
    rows = [await called(stage, by, number=number) for number in (case.family.number, a_free_number(stage))]
    found = [(row.family_id, row.until, row.reason, row.text, row.region_code, row.version) for row in rows]
    assert found[0] == found[1] == (None, None, "DISASTER", "洪水上涨，须转移", "330110000000", 1)
    assert await stage.rows(FamilyAccess, FamilyAccess.emergency_view_id.in_([row.id for row in rows])) == []
    records = await stage.rows(AuditRecord, AuditRecord.target_id.in_([row.id for row in rows]))
    assert [(each.action, each.family_ids, each.reason) for each in records] == [("emergencyView", None, "DISASTER")] * 2


def a_free_number(stage: Stage) -> str:
    """A family's number that no family has."""
    return stage.commands.fresh.number(NumberKind.FAMILY, stage.now)


async def test_found_or_not_each_call_counts_for_the_account(stage: Stage, by: str) -> None:
    case = await stage.placed(a_family(stage.world))
    for number in (a_free_number(stage), case.family.number, a_free_number(stage)):
        await called(stage, by, number=number)
    for number in (case.family.number, a_free_number(stage)):
        assert await refusals(stage, by, number=number) == [("QUOTA_EXCEEDED", ())]
    assert (await called(stage, by.replace("dispatcher", "handler"), number=case.family.number)).family_id == case.family.id
    for _ in range(2):
        stage.now += timedelta(days=1, minutes=1)
        for _ in range(3):
            await called(stage, by, number=a_free_number(stage))
    stage.now += timedelta(days=1, minutes=1)
    await called(stage, by, number=a_free_number(stage))
    assert await refusals(stage, by, number=case.family.number) == [("QUOTA_EXCEEDED", ())]
    stage.now += timedelta(days=30)
    assert (await called(stage, by, number=case.family.number)).until == stage.now + timedelta(hours=3)


async def test_the_same_key_is_the_same_call(stage: Stage, by: str) -> None:
    case = await stage.placed(a_family(stage.world))
    first, second = [await view(stage, by, key="k1", number=case.family.number) for _ in range(2)]
    assert first == second
    assert len(await stage.rows(Row, Row.family_id == case.family.id)) == 1


@pytest.mark.parametrize(
    "who",
    [
        "dispatcher.finance.330110", f"handler.finance.{TOWN}", f"dispatcher.{ABOVE}", "cadre.federation.330110",
        "commissioner.federation.330110109202", "monitor.federation.330110", "operator.federation.330110", "leader.federation.330110",
        "admin.security", "admin.system",
    ],
)  # fmt: skip
async def test_nobody_else_may(stage: Stage, who: str) -> None:
    case = await stage.placed(a_family(stage.world))
    assert await refusals(stage, who, number=case.family.number) == [("FORBIDDEN", ())]


async def test_what_has_happened_is_told_without_numbers_and_the_reason_is_a_code(stage: Stage, by: str) -> None:
    case = await stage.placed(a_family(stage.world))
    given = EmergencyViewInput(of=EmergencyOfInput(number=case.family.number), reason="CURIOUS", text="请拨打 13900001234")
    done = await stage.commands.run(EmergencyView(), given, await stage.viewer(by), Envelope(trace="trace"))
    assert {(each.code, each.path) for each in done.errors} == {("UNKNOWN_CODE", ("reason",)), ("TEXT_HOLDS_PHONE", ("text",))}


async def test_it_is_audited_with_the_family_and_leaves_no_event(stage: Stage, by: str) -> None:
    case = await stage.placed(a_family(stage.world))
    before = len(await stage.rows(Event))
    row = await called(stage, by, number=case.family.number)
    record = await stage.row(AuditRecord, AuditRecord.target_id == row.id)
    assert (record.action, record.family_ids, record.account_id) == ("emergencyView", [case.family.id], stage.world.viewer(by).account)
    assert len(await stage.rows(Event)) == before
