"""Rows are judged while those before them are written; what becomes of them, and in which order, does not depend on it.

Source: docs/decisions/009-import.md.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from random import SystemRandom
from typing import Any, ClassVar
from uuid import UUID

import pytest
from sqlalchemy import text
from typing_extensions import override

from db.protect.cipher import Secret
from db.session.engine import Database
from db.session.transaction import Transaction
from db.session.turns.bounds import Bounds
from db.tables.family import Family
from db.tables.person import Person
from domain.viewer import Language
from resolvers.commands.runner import Commands
from resolvers.files.visits.importing import TRANSACTION_ROWS
from resolvers.files.visits.recording import Judged, JudgedTogether, Prepared, Recording
from tests.builders.until import until
from tests.builders.world import NOW
from tests.resolvers.files.conftest import CIPHER, Desk
from tests.resolvers.files.visits.test_prepared import take
from tests.resolvers.files.visits.test_recording import a_row

SECOND = TRANSACTION_ROWS + 2
"""The line of the first row of the second transaction, below the heads."""
WAITS = text("select count(*) from pg_locks where locktype = 'advisory' and not granted")
WORD = text("select pg_advisory_xact_lock(hashtextextended(:word, 0))")


class Noting(Recording):
    """Notes what it does, and the first line of the rows to which it is done."""

    notes: ClassVar[list[tuple[str, int]]]

    @override
    async def judge_together(self, tx: Transaction, rows: Sequence[Prepared], of_others: AbstractSet[UUID] = frozenset()) -> JudgedTogether:
        judged = await super().judge_together(tx, rows, of_others)
        self.note("judged", judged)
        return judged

    @override
    async def write_together(self, tx: Transaction, together: JudgedTogether) -> list[Judged]:
        written = await super().write_together(tx, together)
        self.note("written", together)
        return written

    def note(self, what: str, together: JudgedTogether) -> None:
        command: Any = together.command
        self.notes.append((what, command.line))


@pytest.fixture(autouse=True)
def notes() -> list[tuple[str, int]]:
    Noting.notes = []
    return Noting.notes


def a_file(name: str, *last: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of two transactions, which share nothing; the last are those that are given."""
    names = [f"{name}{one}{other}" for one in "甲乙丙丁戊己庚辛壬癸" for other in "一二三四五"]
    return [
        *(a_row(姓名=each, 户主姓名=each) for each in names),
        *(last or [a_row(姓名=each, 户主姓名=each) for each in (f"{name}后", f"{name}末")]),
    ]


@asynccontextmanager
async def not_yet_tested(desk: Desk, row: dict[str, Any]) -> AsyncIterator[None]:
    """Who registers the number of a row waits: it is the last thing that is looked at before a transaction commits."""
    async with desk.loader.connect() as other:
        await other.execute(WORD, {"word": CIPHER.index(Secret.ID_NUMBER, str(row["身份证号"])).hex()})
        yield
        await other.rollback()


async def first_waits(desk: Desk) -> None:
    """Return once a transaction waits, and others have had time for what they may do."""
    async with desk.loader.connect() as watching:

        async def waits() -> bool:
            return bool(await watching.scalar(WAITS))

        await until(waits)
        for _ in range(300):
            await watching.execute(text("select 1"))


async def registered(desk: Desk, name: str) -> int:
    return len(await desk.rows(Person, Person.name.startswith(name)))


async def test_rows_are_judged_and_written_while_those_before_are_and_committed_after_them(
    desk: Desk, notes: list[tuple[str, int]]
) -> None:
    rows = a_file("蒋")
    async with not_yet_tested(desk, rows[0]):
        taking = asyncio.ensure_future(take(desk, Noting, *rows))

        async def second_is_written() -> bool:
            return ("written", SECOND) in notes

        await until(second_is_written)
        await first_waits(desk)
        assert not taking.done()
        assert await registered(desk, "蒋") == 0
    assert (await taking).recorded == len(rows) == await registered(desk, "蒋")
    assert notes == [("judged", 2), ("judged", SECOND), ("written", SECOND), ("written", 2)]


async def test_rows_are_taken_back_where_those_before_cannot_be_written_together(desk: Desk, notes: list[tuple[str, int]]) -> None:
    known = a_row(姓名="沈大山", 户主姓名="沈大山")
    await desk.told(known)
    rows = a_file("沈")
    rows[3] |= {"成员1姓名": "沈大山", "成员1身份证号": known["身份证号"]}
    async with not_yet_tested(desk, rows[0]):
        taking = asyncio.ensure_future(take(desk, Noting, *rows))
        await first_waits(desk)
    report = await taking
    assert [each.line.number for each in report.refused] == [5]
    assert (report.recorded, await registered(desk, "沈后"), await registered(desk, "沈末")) == (len(rows) - 1, 1, 1)
    assert notes == [("judged", 2), ("judged", SECOND), ("written", SECOND), ("judged", SECOND), ("written", SECOND)]


async def test_rows_that_share_a_name_with_those_before_find_what_these_record(desk: Desk) -> None:
    """A person without a number is known again by name, year of birth, head and telephone."""
    unnumbered = {"姓名": "韩小", "身份证号": None, "无身份证号原因": "无户口", "出生年份": 1971, "联系电话": "16000009177"}
    rows = a_file("韩", a_row(户主姓名="韩后") | unnumbered | {"村（社区）": "沿山河社区"}, a_row(姓名="韩末", 户主姓名="韩末"))
    rows[-3] = a_row(户主姓名="韩后") | unnumbered
    async with not_yet_tested(desk, rows[0]):
        taking = asyncio.ensure_future(take(desk, Noting, *rows))
        await first_waits(desk)
    (refused,) = (await taking).refused
    assert [refusal.code for _, refusal in refused.refusals] == ["FAMILY_ELSEWHERE"]


async def test_rows_of_a_family_that_those_before_name_otherwise_find_what_these_record(desk: Desk) -> None:
    await desk.told(a_row(姓名="杨前", 户主姓名="杨前", 详细地址="杨家路1号"))
    (home,) = await desk.rows(Family, Family.display_name == "杨前")
    child = {"姓名": "杨小", "身份证号": None, "无身份证号原因": "无户口", "出生年份": 1971}
    rows = a_file("杨", a_row(户主姓名="杨前", 详细地址="杨家路1号", 联系电话="16000009188") | child, a_row(姓名="杨末", 户主姓名="杨末"))
    rows[-3] = a_row(家庭编号=home.number) | child | {"户主姓名": None, "村（社区）": None}
    async with not_yet_tested(desk, rows[0]):
        taking = asyncio.ensure_future(take(desk, Noting, *rows))
        await first_waits(desk)
    assert (await taking).recorded == len(rows)
    assert len(await desk.rows(Person, Person.name == "杨小")) == 1


async def test_where_people_work_rows_wait_for_those_before_to_be_committed(desk: Desk, notes: list[tuple[str, int]]) -> None:
    serving = Database(desk.addresses.app, lambda: NOW, Bounds(serves=True))
    files = Database(desk.addresses.app, lambda: NOW, Bounds(files=100))
    await serving.open()
    try:
        rows = a_file("朱")
        commands = Commands(files, lambda: desk.reference, CIPHER, allow_synthetic=True)
        async with not_yet_tested(desk, rows[0]):
            taking = asyncio.ensure_future(take(desk, Noting, *rows, commands=commands))
            await first_waits(desk)
        assert (await taking).recorded == len(rows)
    finally:
        await serving.close()
        await files.close()
    assert notes == [("judged", 2), ("written", 2), ("judged", SECOND), ("written", SECOND)]


async def test_rows_are_written_together_also_where_a_number_was_drawn_that_exists(desk: Desk, notes: list[tuple[str, int]]) -> None:
    await desk.told(a_row(姓名="秦前", 户主姓名="秦前"))
    (known,) = await desk.rows(Family, Family.display_name == "秦前")

    class Repeating(SystemRandom):
        """Draws the digits of a family's number that exists: for the import, then for the first family."""

        taken: ClassVar = 2 * [int(known.number.split("-")[1])]

        @override
        def randrange(self, *bounds: Any) -> int:
            return self.taken.pop() if self.taken else super().randrange(*bounds)

    commands = Commands(desk.database, lambda: desk.reference, CIPHER, allow_synthetic=True, random=Repeating())
    report = await take(desk, Noting, *a_file("秦")[:5], commands=commands)
    assert [*report.lines(Language.EN)] == ["5 rows: 5 recorded, 0 recorded before, 0 refused."]
    assert notes == [("judged", 2), ("judged", 2), ("written", 2)]
