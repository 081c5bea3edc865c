"""`lianbang import divisions`: an operator's list of divisions.

Source: docs/decisions/046-a-province-begins.md.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from db.reference.division_import import Taken, take_in
from db.reference.division_list import rows_of
from db.session.connect import connected
from domain.message.text import Text
from domain.terminal_error import TerminalError
from domain.time.calendar import day_of
from domain.viewer import Language
from settings.settings import Settings
from terminal.reach import addresses, reaching

COUNTS = Text(
    "新设{new}个，更名{renamed}个，撤销{ended}个，未变{same}个。",
    "{new} new, {renamed} renamed, {ended} ended, {same} as they stood.",
)
LEFT = Text(
    "{code} 已撤销，仍有{families}户家庭、{offices}个办公单位在其名下。",
    "{code} has ended: {families} families and {offices} offices stand there.",
)
REHEARSED = Text("试运行，未作任何登记。", "A dry run: nothing was recorded.")
REFUSED = Text("共{faults}处不符，整份清单未登记。", "{faults} rows do not hold: nothing of the list was recorded.")


class DivisionsRefused(TerminalError):
    """Raised at the end of the report where something stands against a row."""


def import_divisions(settings: Settings, file: Path, language: Language, *, dry_run: bool) -> Iterator[str]:
    """Take a list of divisions in, all of it or nothing. Yield the lines of the report. Raises ListError, DivisionsRefused."""
    rows, faults = rows_of(file)

    async def done(url: str) -> Taken:
        async with connected(url) as connection:
            return await take_in(connection, rows, faults, day_of(settings.now()), dry_run=dry_run)

    with addresses(settings) as database, reaching():
        taken = asyncio.run(done(database.loader))
    yield from (fault.said(language) for fault in taken.faults)
    if taken.faults:
        raise DivisionsRefused(REFUSED.in_language(language).format(faults=len(taken.faults)))
    yield COUNTS.in_language(language).format(**vars(taken))
    for code, families, offices in taken.left:
        yield LEFT.in_language(language).format(code=code, families=families, offices=offices)
    if dry_run:
        yield REHEARSED.in_language(language)
