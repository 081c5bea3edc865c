"""A changed file becomes new versions, and nothing is overwritten. Source: docs/design.md 7; docs/domain.md (opening)."""

import re
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from db.reference.load import FOLDER, ReferenceDataError, load
from db.reference.read import Reference, read_from
from db.server.login import Addresses
from domain.rules.group import Level
from domain.time.limit import Limit, Unit
from domain.viewer import Language
from tests.conftest import TODAY, quiet

YEARS_LATER = date(2028, 3, 1)

Change = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files, to be changed."""
    return Path(shutil.copytree(FOLDER, tmp_path / "reference", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


@pytest.fixture
def change(folder: Path) -> Change:
    """Write something else in a file, where a pattern matches once."""

    def write(name: str, pattern: str, instead: str) -> None:
        text, count = re.subn(pattern, instead, (folder / name).read_text(), flags=re.DOTALL)
        assert count == 1
        (folder / name).write_text(text)

    return write


@pytest.fixture
async def app(addresses: Addresses) -> AsyncIterator[asyncpg.Connection]:
    """The database as the application reads it."""
    connection = await asyncpg.connect(addresses.app)
    yield connection
    await connection.close()


@pytest.fixture
async def loader(addresses: Addresses) -> AsyncIterator[asyncpg.Connection]:
    """The database as its loader writes it."""
    connection = await asyncpg.connect(addresses.loader)
    yield connection
    await connection.close()


async def stand(app: asyncpg.Connection, today: date = TODAY) -> Reference:
    return await read_from(app, today)


async def count(app: asyncpg.Connection, table: str, **where: Any) -> int:
    condition = " and ".join(f"{column} = ${place}" for place, column in enumerate(where, 1)) or "true"
    return int(await app.fetchval(f"select count(*) from {table} where {condition}", *where.values()))


async def test_the_same_files_change_nothing(addresses: Addresses, app: asyncpg.Connection) -> None:
    told: list[str] = []
    before = await app.fetch("select * from reference_file order by name")
    await load(addresses.loader, YEARS_LATER, told.append)
    assert told == []
    assert await app.fetch("select * from reference_file order by name") == before


async def test_a_changed_number_is_a_new_version_and_the_old_one_stays(
    addresses: Addresses, app: asyncpg.Connection, folder: Path, change: Change
) -> None:
    change("limits.toml", r"(\[reopen_days\]\nvalue = )60", r"\g<1>90")
    told: list[str] = []
    await load(addresses.loader, TODAY, told.append, folder)
    assert told == ["Reference data: 1 limits."]
    assert (await stand(app)).limits["reopen_days"] == 90
    rows = await app.fetch("select version, value, valid_to from rule_limit where key = 'reopen_days' order by version")
    assert [tuple(row) for row in rows] == [(1, 60, TODAY), (2, 90, None)]
    assert await count(app, "rule_limit", version=2) == 1


async def test_a_changed_type_leaves_what_was_dispatched_with_the_version_it_pins(
    addresses: Addresses, app: asyncpg.Connection, folder: Path, change: Change
) -> None:
    change("types.toml", r"(\[A14\].*?value = )7", r"\g<1>10")
    await load(addresses.loader, TODAY, quiet, folder)
    reference = await stand(app)
    assert (reference.types["A14"].version, reference.types["A14"].limit.finish) == (2, Limit(10, Unit.WORKING_DAY))
    assert reference.type_at("A14", 1).limit.finish == Limit(7, Unit.WORKING_DAY)
    assert {each.version for code, each in reference.types.items() if code != "A14"} == {1}
    assert len(reference.types) == 38


async def test_a_rule_that_is_announced_holds_from_its_day_on(
    addresses: Addresses, app: asyncpg.Connection, folder: Path, change: Change
) -> None:
    change("types.toml", r"(\[A33\].*?value = )7(.*?valid_from = )2022-01-01", r"\g<1>5\g<2>2027-07-01")
    await load(addresses.loader, TODAY, quiet, folder)
    assert (await stand(app)).types["A33"].version == 1
    assert (await stand(app, date(2027, 6, 30))).types["A33"].version == 1
    assert (await stand(app, date(2027, 7, 1))).types["A33"].version == 2


async def test_a_department_keeps_its_code_through_every_name(
    addresses: Addresses, app: asyncpg.Connection, folder: Path, change: Change
) -> None:
    async def called(day: date) -> str | None:
        return (await stand(app, day)).name("DEPARTMENT", "POVERTY_ALLEVIATION", Language.ZH)

    assert [await called(date(year, 6, 1)) for year in (2020, 2022, 2026)] == ["扶贫", "乡村振兴", "农业农村"]
    again = '{ zh = "乡村全面振兴", en = "Rural affairs", valid_from = 2028-01-01 },\n]\nHEALTHCARE'
    change("departments.toml", r"\]\nHEALTHCARE", again)
    await load(addresses.loader, TODAY, quiet, folder)
    assert [await called(date(year, 6, 1)) for year in (2020, 2022, 2026, 2028)] == ["扶贫", "乡村振兴", "农业农村", "乡村全面振兴"]
    assert await count(app, "code_name", list="DEPARTMENT", code="POVERTY_ALLEVIATION") == 4


async def test_a_code_that_is_gone_from_its_file_is_offered_no_more_and_keeps_its_row(
    addresses: Addresses, app: asyncpg.Connection, folder: Path, change: Change
) -> None:
    change("reasons.toml", r"MISUSE = [^\n]*\n", "")
    await load(addresses.loader, TODAY, quiet, folder)
    assert "MISUSE" not in (await stand(app)).codes["MEMBERSHIP_END_REASON"]
    assert await count(app, "code_name", code="MISUSE", valid_to=TODAY) == 1


async def test_a_changed_contract_is_a_new_version_of_it_alone(
    addresses: Addresses, app: asyncpg.Connection, folder: Path, change: Change
) -> None:
    change("contracts.toml", r'(types = \["A04"\].*?level = )"MASKED"', r'\g<1>"COARSE"')
    await load(addresses.loader, TODAY, quiet, folder)
    reference = await stand(app)
    assert (reference.contract_version("A04"), reference.contract_version("A05")) == (2, 1)
    assert reference.contract("A04", 1)["BEFORE"]["ADDRESS"] == Level.MASKED
    assert reference.contract("A04", 2)["BEFORE"]["ADDRESS"] == Level.COARSE


async def test_what_was_decided_elsewhere_is_never_overwritten(
    addresses: Addresses, app: asyncpg.Connection, loader: asyncpg.Connection, folder: Path, change: Change
) -> None:
    await loader.execute(
        "insert into rule_limit select key, 2, 45, unit, $1, null, source, 'API' from rule_limit where key = 'reopen_days'", TODAY
    )
    await loader.execute("update rule_limit set valid_to = $1 where key = 'reopen_days' and version = 1", TODAY)
    change("limits.toml", r"(\[reopen_days\]\nvalue = )60", r"\g<1>90")
    told: list[str] = []
    await load(addresses.loader, TODAY, told.append, folder)
    assert told == ["Reference data: 0 limits, 1 kept as administrators set them."]
    assert (await stand(app)).limits["reopen_days"] == 45
    assert await count(app, "rule_limit", key="reopen_days") == 2


async def test_a_notice_of_the_state_council_is_a_new_version_of_the_calendar(
    addresses: Addresses, app: asyncpg.Connection, folder: Path
) -> None:
    with (folder / "calendar_overrides.toml").open("a") as file:
        file.write('[[day]]\nday = 2027-02-06\nworking = true\nsource = "test"\n')
    before = (await stand(app)).calendar
    await load(addresses.loader, TODAY, quiet, folder)
    after = (await stand(app)).calendar
    assert (before.version, after.version) == (1, 2)
    assert (before.is_working_day(date(2027, 2, 6)), after.is_working_day(date(2027, 2, 6))) == (False, True)
    ordinals = await app.fetch("select version, ordinal from calendar_day where day = '2030-12-31' order by version")
    assert [row["ordinal"] - ordinals[0]["ordinal"] for row in ordinals] == [0, 1]


async def test_a_file_that_cannot_be_read_is_refused_in_one_line_and_changes_nothing(
    addresses: Addresses, app: asyncpg.Connection, folder: Path, change: Change
) -> None:
    change("limits.toml", r"(\[reopen_days\]\nvalue = )60", r"\g<1>90")
    change("codes.toml", r"\[NEED_GROUP.codes\]\n", "[NEED_GROUP.codes\n")
    with pytest.raises(ReferenceDataError, match=r"codes\.toml") as refusal:
        await load(addresses.loader, TODAY, quiet, folder)
    assert "\n" not in str(refusal.value)
    assert (await stand(app)).limits["reopen_days"] == 60


async def test_the_application_reads_reference_data_and_cannot_write_it(app: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute("update rule_limit set value = 1000")
