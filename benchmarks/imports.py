"""How long a file takes: `python -m benchmarks.imports visits|persons [ROWS]` imports as many rows of as many households, then again.

Source: docs/decisions/009-import.md (Consequences), where its figures stand. It makes a PostgreSQL of its own, on the disk, and drops it.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, process_time

from benchmarks.spent import postmaster, seconds
from db.migrations import runner
from db.reference.current import at_hand
from db.reference.load import load
from db.server.embedded import Embedded
from db.server.login import provide
from domain.viewer import Language
from resolvers.commands.runner import Commands
from resolvers.files.rosters.recording import ROSTERS
from resolvers.files.visits.desk import VISITS, Options, take_in
from resolvers.files.visits.report import Report
from tests.builders.spreadsheet import csv_of, number
from tests.builders.world import NOW, World
from tests.resolvers.files.conftest import CADRE, CIPHER

KINDS = {"visits": VISITS, "persons": ROSTERS}
ROWS = 5_000
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "秀英桂兰建国志强玉珍小红文华明芳"
VILLAGES = ("顾家桥社区", "沿山河社区", "五常街道荆丰社区", "奉口村", "仁和街道东风村")
OF_VISIT = {"走访时间": "2026-11-20", "走访方式": "入户访视", "走访结果": "见到", "走访对象类别": "有致贫返贫风险"}
OF_VISIT |= {"无困难": "是", "告知方式": "口头告知"}


def rows(kind: str, count: int) -> Iterator[dict[str, object]]:
    """Yield rows of as many households, each of an area of its own, so that no quota is reached."""
    for place in range(count):
        name = SURNAMES[place % 20] + GIVEN[place // 20 % 16] + GIVEN[place // 320 % 16]
        whose = number(f"99{place:04d}19680520021")
        row: dict[str, object] = {
            "姓名": name,
            "村（社区）": VILLAGES[place % 5],
            "详细地址": f"顾家桥路{place}号",
            "联系电话": "16000009100",
        }
        yield row | ({"身份证号": whose} | OF_VISIT if kind == "visits" else {"残疾人证号": f"{whose}42", "发证日期": "2019-05-06"})


def spent(server: Embedded) -> float:
    """Return the processor seconds that this process and the database have spent."""
    return process_time() + seconds(postmaster(server.data))


async def measure(server: Embedded, kind: str, count: int, folder: Path) -> None:
    """Import a file of rows twice and say what each took."""
    addresses = await provide(server, "measured")
    await runner.upgrade(addresses.owner, lambda _: None)
    await load(addresses.loader, NOW.date(), lambda _: None)
    world, file = World(), folder / f"{kind}.csv"
    viewer = world.viewer(CADRE)
    await world.insert(addresses.loader)
    file.write_bytes(csv_of(rows(kind, count)))
    async with at_hand(addresses.app, lambda: NOW) as (database, references):
        commands = Commands(database, references, CIPHER, allow_synthetic=True)
        for run in ("new", "known"):
            began, work = monotonic(), spent(server)
            report: Report = await take_in(file, commands, viewer, Language.EN, Options(), KINDS[kind])
            work, took = spent(server) - work, monotonic() - began
            told = f"{report.recorded} recorded, {report.known} known, {len(report.refused)} refused"
            sys.stdout.write(f"{kind} {run}: {told}; {work:.1f} s of processor time, {1000 * work / count:.1f} ms a row, {took:.1f} s\n")


def main(kind: str, count: int) -> None:
    """Measure one kind of file."""
    with (
        tempfile.TemporaryDirectory(prefix="lianbang-benchmark-") as folder,
        Embedded(Path(folder) / "postgres", lambda _: None) as server,
    ):
        asyncio.run(measure(server, kind, count, Path(folder)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else ROWS)
