"""A roster that says that certificates were cancelled ends them, and registers nobody for it. Source: docs/domain.md 2 (Roster)."""

from typing import Any

import pytest

from db.tables.person import CertificateRecord
from domain.value.citizen import DisabilityCategory
from tests.builders.visit import a_certificate, an_id_number
from tests.resolvers.files.conftest import Desk
from tests.resolvers.files.rosters.test_recording import a_line, counts, holders, take, told, undone

ENDED: list[dict[str, Any]] = [
    {"状态": "注销"},
    {"状态": "作废"},
    {"注销日期": "2026-11-01"},
    {"证件状态": "已注销", "注销日期": "2026-11-01"},
]


@pytest.mark.parametrize("said", ENDED)
async def test_a_certificate_that_was_cancelled_ends_and_comes_back_with_the_import(desk: Desk, said: dict[str, Any]) -> None:
    number = an_id_number()
    line = a_line(number)
    await take(desk, line)
    assert told(report := await take(desk, line | said)) == (1, 0, [])
    (person,) = await holders(desk, number)
    assert (person.certificate_status, person.disability_level, person.certificate_number_index is None) == ("EXPIRED", 2, False)
    steps = await desk.rows(CertificateRecord, CertificateRecord.person_id == person.id)
    assert sorted(each.status for each in steps) == ["CERTIFIED", "EXPIRED"]
    assert told(await take(desk, line | said | {"联系电话": "16000009301"})) == (0, 1, [])  # it has ended already
    assert (await undone(desk, report)).errors == ()
    (person,) = await holders(desk, number)
    assert person.certificate_status == "CERTIFIED"


async def test_of_somebody_unknown_or_of_a_certificate_that_another_has_replaced_nothing_becomes(desk: Desk) -> None:
    number = an_id_number()
    before = await counts(desk)
    assert told(await take(desk, a_line(an_id_number(), 状态="注销"), a_line(an_id_number(), 状态="注销") | {"村（社区）": ""})) == (
        0,
        2,
        [],
    )
    assert await counts(desk) == before
    line = a_line(number)
    await take(desk, line)
    assert told(await take(desk, line | {"残疾人证号": a_certificate(number, DisabilityCategory.VISUAL, 1), "状态": "注销"})) == (0, 1, [])
    (person,) = await holders(desk, number)
    assert person.certificate_status == "CERTIFIED"


async def test_a_certificate_in_force_is_taken_in_as_ever_and_one_that_both_stands_and_ends_is_asked_for(desk: Desk) -> None:
    number = an_id_number()
    line = a_line(number)
    assert told(await take(desk, line | {"状态": "正常"})) == (1, 0, [])
    assert told(await take(desk, line | {"状态": "有效", "注销日期": "2026-11-01"})) == (0, 0, [("cancelled_on", "NOT_EXPECTED")])
    assert told(await take(desk, line | {"注销日期": "2026-12-31"})) == (0, 0, [("cancelled_on", "IN_FUTURE")])
    assert told(await take(desk, line | {"状态": "不详"})) == (0, 0, [("standing", "NOT_IN_LIST")])
    (person,) = await holders(desk, number)
    assert person.certificate_status == "CERTIFIED"
