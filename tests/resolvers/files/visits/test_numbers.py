"""A file tests the ID numbers that it names: as one test, within the rows of a day, audited. Source: docs/domain.md 7."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from db.session.engine import Database
from db.session.lock import take_turns
from db.session.turns.bounds import Bounds
from db.tables.audit import AuditRecord
from db.tables.import_file import Import
from db.tables.number_test import NumberTest
from db.tables.person import Person
from db.tables.person_match import PersonMatch
from domain.audit import AuditKind
from domain.message.refusal import Refusal
from domain.viewer import Language
from resolvers.commands.person import tested_file
from resolvers.commands.person.tested import by_each_key
from resolvers.commands.runner import Commands
from resolvers.files.visits.desk import FileRefused, open_file, record
from tests.builders.spreadsheet import csv_of, number
from tests.resolvers.files.conftest import CADRE, CIPHER, Desk
from tests.resolvers.files.visits.test_following import WORD
from tests.resolvers.files.visits.test_recording import a_row

CITY = "cadre.federation.3301"


async def uses(desk: Desk, by: str) -> list[tuple[int, int]]:
    """What the account's tests weigh, and of how many rows they are."""
    account = desk.world.viewer(by).account
    return sorted((each.weight, each.rows) for each in await desk.rows(NumberTest, NumberTest.account_id == account))


async def records(desk: Desk, by: str, kind: AuditKind, reason: str) -> list[AuditRecord]:
    """What the audit says of the account."""
    account = desk.world.viewer(by).account
    where = AuditRecord.account_id == account, AuditRecord.kind == kind, AuditRecord.reason == reason
    return list(await desk.rows(AuditRecord, *where))


@asynccontextmanager
async def counted_meanwhile(desk: Desk) -> AsyncIterator[Commands]:
    """Another file of the account is counted, for longer than the commands within the block wait."""
    database = Database(desk.addresses.app, lambda: desk.now, Bounds(request=1.5))
    async with desk.loader.connect() as other:
        await other.execute(WORD, {"word": f"numbers {desk.world.viewer(CADRE).account}"})
        yield Commands(database, lambda: desk.reference, CIPHER, allow_synthetic=True)
        await other.rollback()
    await database.close()


async def test_a_file_of_an_account_whose_other_file_is_counted_is_told_so_and_may_come_again(own_desk: Desk) -> None:
    file, kept = own_desk.folder / "rows.csv", own_desk.commands
    file.write_bytes(csv_of([a_row()]))
    async with counted_meanwhile(own_desk) as own_desk.commands:
        with pytest.raises(Refusal, match="BUSY"):
            await own_desk.take(file)
    own_desk.commands = kept
    assert (await uses(own_desk, CADRE), await own_desk.rows(Import)) == ([], [])
    assert (await own_desk.take(file)).recorded == 1


async def test_a_file_has_its_turn_once_its_keys_are_made(own_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of thousands of rows they take seconds, in which no other file of the account would be counted, nor anybody looked for."""
    told, keys_of, takes_turn = list[str](), by_each_key, take_turns

    def keys(*given: Any) -> Any:
        told.append("keys")
        return keys_of(*given)

    async def turn(*given: Any) -> None:
        told.append("turn")
        await takes_turn(*given)

    monkeypatch.setattr(tested_file, "by_each_key", keys)
    monkeypatch.setattr(tested_file, "take_turns", turn)
    await own_desk.told(a_row(), a_row())
    assert told == ["keys", "keys", "turn"]


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_file_counts_once_and_its_numbers_by_what_they_have_in_common(own_desk: Desk, dry_run: bool) -> None:
    await own_desk.told(a_row(), a_row(), a_row(身份证号=None, 无身份证号原因="拒绝提供", 出生年份=1968), dry_run=dry_run)
    assert await uses(own_desk, CADRE) == [(0, 0), (0, 0), (1, 2)]
    (noted,) = await records(own_desk, CADRE, AuditKind.TEST, "FILE")
    assert (noted.action, noted.person_ids, noted.family_ids, noted.groups) == ("visitRecord", None, None, ["ID_NUMBER"])


async def test_whose_numbers_a_file_names_is_audited_as_far_as_the_viewer_is_told(own_desk: Desk) -> None:
    known = a_row()
    await own_desk.told(known)
    (person,) = await own_desk.rows(Person)
    await own_desk.told(known | {"姓名": "另一人"}, a_row(), dry_run=True)
    noted = await records(own_desk, CADRE, AuditKind.TEST, "FILE")
    assert [(each.person_ids, each.family_ids) for each in noted if each.person_ids] == [([person.id], [person.family_id])]
    await own_desk.told(known | {"走访时间": "2026-11-21"}, by=CITY, dry_run=True)
    assert [each.person_ids for each in await records(own_desk, CITY, AuditKind.TEST, "FILE")] == [None]


async def test_the_candidates_of_one_person_are_not_imported_not_even_to_try(own_desk: Desk) -> None:
    candidates = [a_row(身份证号=number(f"99012319680520{order:03d}")) for order in range(0, 62, 2)]
    for dry_run in (True, False):
        with pytest.raises(Refusal, match="QUOTA_EXCEEDED"):
            await own_desk.told(*candidates, dry_run=dry_run)
    assert await uses(own_desk, CADRE) == []
    assert (await own_desk.rows(Import), await own_desk.rows(Person)) == ([], [])
    assert len(await records(own_desk, CADRE, AuditKind.REFUSED, "QUOTA_EXCEEDED")) == 2
    assert (await own_desk.told(*candidates[:3], dry_run=True))[-1].startswith("A dry run")


async def test_over_the_rows_of_a_day_the_whole_file_is_refused_in_a_line(own_desk: Desk) -> None:
    account = own_desk.world.viewer(CADRE).account
    own_desk.world.add(NumberTest(id=uuid4(), account_id=account, at=own_desk.now - timedelta(hours=23), weight=1, rows=19_999))
    await own_desk.world.insert(own_desk.addresses.loader)
    file = own_desk.folder / "rows.csv"
    file.write_bytes(csv_of([a_row(), a_row()]))
    with pytest.raises(FileRefused, match="quota") as refusal:
        await record(open_file(file, Language.EN), own_desk.commands, own_desk.world.viewer(CADRE), Language.EN, dry_run=True)
    assert "\n" not in str(refusal.value)
    own_desk.now += timedelta(hours=2)
    assert (await own_desk.told(a_row(), a_row()))[-1].startswith("2 rows: 2 recorded")


async def test_a_federation_above_the_county_imports_without_being_told_and_leaves_a_match(own_desk: Desk) -> None:
    known = a_row()
    await own_desk.told(known)
    lines = await own_desk.told(known | {"走访时间": "2026-11-21", "详细地址": "别处1号"}, by=CITY)
    assert lines[-1].startswith("1 rows: 1 recorded")
    (match,) = await own_desk.rows(PersonMatch)
    assert {match.known_id, match.registered_id} == {each.id for each in await own_desk.rows(Person)}
    assert match.region_code == "330110000000"
