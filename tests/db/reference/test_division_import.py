"""An operator's list of divisions, all of it or nothing. Source: docs/decisions/046-a-province-begins.md; docs/domain-facts.md 2.4."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from db.reference.division_import import Taken, take_in
from db.reference.division_list import ListError, is_code, rows_of
from db.reference.divisions import TOWNSHIPS, known, write
from db.reference.read import read_from
from db.server.login import Addresses
from domain.message.refusal import Refusal
from domain.viewer import Language
from resolvers.files.visits.form.places import DivisionsByName
from tests.conftest import TODAY

COUNTY, TOWN, VILLAGE = "330110000000", "330110005000", "330110005001"


@pytest.fixture
async def loader(shared_addresses: Addresses) -> AsyncIterator[asyncpg.Connection]:
    """The database as its loader writes it, and as it was afterwards."""
    connection = await asyncpg.connect(shared_addresses.loader)
    change = connection.transaction()
    await change.start()
    yield connection
    await change.rollback()
    await connection.close()


async def taken(loader: asyncpg.Connection, folder: Path, *lines: str, dry_run: bool = False, encoding: str = "utf-8") -> Taken:
    path = folder / "list.csv"
    path.write_text("\n".join(("统计用区划代码,城乡分类代码,名称,生效日期,撤销日期,并入代码", *lines)), encoding=encoding)
    return await take_in(loader, *rows_of(path), TODAY, dry_run=dry_run)


def said_of(done: Taken) -> str:
    (fault,) = done.faults
    return fault.said(Language.EN)


async def test_new_divisions_new_names_and_ends_are_written_and_found_again(loader: asyncpg.Connection, tmp_path: Path) -> None:
    before = await read_from(loader, TODAY)
    done = await taken(
        *(loader, tmp_path, "330110099,,新天街道,,,", "330110099001,111,新天社区,2026-11-01,,", "330110005006,111,友谊里社区,2026/9/1,,"),
        *("330110005001,111,,,2026年10月1日,330110099001", "330110005002,111,沿山河社区,,,"),
        encoding="gb18030",
    )
    assert (done.new, done.renamed, done.ended, done.faults) == (2, 1, 1, ())
    after = await read_from(loader, TODAY, before)
    assert after.regions["330110099001"][:] == ("新天社区", 5, "330110099000")
    assert (before.regions[VILLAGE].name, VILLAGE in after.regions, after.regions["330110005006"].name) == (
        "顾家桥社区",
        False,
        "友谊里社区",
    )
    places = DivisionsByName(after.divisions, (COUNTY,))
    assert {places.village(said) for said in (VILLAGE, "顾家桥", "五常街道顾家桥社区", "新天社区")} == {"330110099001"}
    assert {places.village(said) for said in ("友谊社区", "友谊里", "330110005006")} == {"330110005006"}
    with pytest.raises(Refusal, match="UNKNOWN_REGION"):
        places.village("西湖区顾家桥社区")


async def test_what_a_merged_one_was_merged_into_is_followed_to_what_is_in_force(loader: asyncpg.Connection, tmp_path: Path) -> None:
    await taken(loader, tmp_path, "330110005001,,,,2026-03-01,330110005002")
    await taken(loader, tmp_path, "330110005002,,,,2026-10-01,330110005006")
    reference = await read_from(loader, TODAY)
    assert DivisionsByName(reference.divisions, (COUNTY,)).village("顾家桥社区") == "330110005006"


async def test_a_later_load_leaves_what_a_list_said(loader: asyncpg.Connection, tmp_path: Path) -> None:
    await taken(loader, tmp_path, "330110005001,,,,2026-03-01,330110005002", "330110005006,,友谊里社区,,,", "653132,,岑岭县,2026-03-26,,")
    assert await write(loader, date(2027, 1, 4)) == 0
    rows = await loader.fetch(
        "select name, valid_to from region where code = any($1) order by code", [VILLAGE, "330110005006", "653132000000"]
    )
    assert [tuple(row) for row in rows] == [("顾家桥社区", date(2026, 3, 1)), ("友谊里社区", None), ("岑岭县", None)]


async def test_an_end_that_was_a_mistake_is_taken_back(loader: asyncpg.Connection, tmp_path: Path) -> None:
    await taken(loader, tmp_path, "330110005001,,,,2026-03-01,330110005002")
    assert (await taken(loader, tmp_path, "330110005001,,顾家桥社区,,,")).renamed == 1
    reference = await read_from(loader, TODAY)
    assert VILLAGE in reference.regions
    assert not any(each.code == VILLAGE for each in reference.former)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("330110005701,,某社区,,,", "3  330110005701  no code"),
        ("33011000500,,某社区,,,", "3  33011000500  no code"),
        ("339990,,某区,,,", "no code"),
        ("330110098001,,某社区,,,", "above, 330110098000, is not there"),
        ("330110005001,,,,,", "no name"),
        ("330110005001,,顾家桥社区,明天,,", "write days"),
        ("330110005001,,顾家桥村,2026-11-24,,", "cannot come later"),
        ("330110005001,,,,2026-03-01,330110005000", "the successor"),
        ("330110005001,,,,2019-03-01,330110005002", "before it begins"),
        ("330110098000,,,,2026-03-01,", "no such division"),
        ("330110005000,,,,2026-03-01,330110009000", "divisions below it stay"),
        ("330110005001,,甲社区,,,\n330110005001,,乙社区,,,", "4  330110005001  the code of row 3"),
    ],
)
async def test_one_row_that_does_not_hold_refuses_the_list(loader: asyncpg.Connection, tmp_path: Path, said: str, why: str) -> None:
    before = await loader.fetch("select * from region order by code")
    done = await taken(loader, tmp_path, "330110099,,新天街道,,,", *said.split("\n"))
    assert why in said_of(done)
    assert await loader.fetch("select * from region order by code") == before


async def test_a_code_is_not_given_to_another_division(loader: asyncpg.Connection, tmp_path: Path) -> None:
    await taken(loader, tmp_path, "330110005001,,,,2026-03-01,330110005002")
    assert "a code is not given again" in said_of(await taken(loader, tmp_path, "330110005001,,新桥社区,,,"))


async def test_a_dry_run_says_what_would_be_and_who_stands_there_still(loader: asyncpg.Connection, tmp_path: Path) -> None:
    organization = "insert into organization (id, kind, name, region_code) values (gen_random_uuid(), 'COMMUNITY', '社区', $1) returning id"
    key = await loader.fetchval(organization, VILLAGE)
    office = "insert into office (id, organization_id, kind, name, region_code) values (gen_random_uuid(), $1, 'COMMUNITY', '社区', $2)"
    await loader.execute(office, key, VILLAGE)
    done = await taken(loader, tmp_path, "330110005001,,,,2026-03-01,330110005002", dry_run=True)
    assert (done.ended, done.left) == (1, [(VILLAGE, 0, 1)])
    assert VILLAGE in (await read_from(loader, TODAY)).regions


async def test_the_townships_of_a_province_are_loaded_where_it_is_named(loader: asyncpg.Connection) -> None:
    below = "select count(*) from region where level = 4 and code like '3301%'"
    before = await loader.fetchval(below)
    assert await write(loader, TODAY, "33") == 1387 - before
    assert await write(loader, TODAY) == 0


@pytest.mark.parametrize("data", [b"", "名称\n某社区".encode(), b"code,name\n\xff\xff"])
def test_what_is_no_list_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "list.csv").write_bytes(data)
    with pytest.raises(ListError):
        rows_of(tmp_path / "list.csv")


def test_the_townships_of_a_province_have_the_codes_of_statistics_and_stand_below_their_counties() -> None:
    of_country = {each.code: each for each in known("33,46,50")}
    towns = [each for each in of_country.values() if each.level == 4]
    assert {each.code[:2] for each in towns} == {"33", "46", "50"}
    assert len(towns) == 2614
    assert all(is_code(each.code) for each in of_country.values())
    assert {of_country[each.parent or ""].level for each in towns} == {2, 3}
    assert TOWNSHIPS.stat().st_size < 2**18
