"""`lianbang import register`: from a department's list to lines of counts for the terminal.

Source: docs/domain.md 2 (Entitlement); README.md (commands). No line tells which row matched.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.value.values import FileNumber
from domain.viewer import Language, Viewer
from resolvers.commands.runner import Commands
from resolvers.files.registers.form import list_of
from resolvers.files.registers.importing import Counted, RegisterImport
from resolvers.files.registers.kind import REGISTERS, RegisterKind
from resolvers.files.spreadsheet.reading import read_sheets
from resolvers.files.visits.desk import present, refusing
from resolvers.files.visits.form.visit_file import VisitFile
from resolvers.files.visits.import_record import digest_of

COUNTS = Text(
    "共{rows}行：登记待遇{recorded}行，此前已有{known}行，姓名不符{differ}行，本辖区未登记{unmatched}行（已舍弃，不作留存），无法读取{unfit}行。",
    "{rows} rows: {recorded} recorded, {known} known before, {differ} under another name, {unmatched} not registered here (discarded, "
    "nothing is kept of them), {unfit} unreadable.",
)
REHEARSED = Text("试运行，未作任何登记。", "A dry run: nothing was recorded.")
NUMBERED = Text(
    "本次导入编号{number}；可用 lianbang import undo {number} 整体撤回。",
    "This is import {number}: `lianbang import undo {number}` takes it back as a whole.",
)


@dataclass(frozen=True)
class Options:
    """How a list is taken in. `document`: the number of the paper that it came with; `hidden`: hidden parts are read too."""

    kind: RegisterKind
    document: str | None = None
    dry_run: bool = False
    hidden: bool = False


def open_list(path: Path, language: Language, *, hidden: bool) -> VisitFile:
    """Return the tables of a list. Raises FileRefused."""
    with refusing(language, f"{path}: "):
        if not path.is_file():
            raise Refusal("FILE_MISSING")
        file = list_of(read_sheets(path), hidden=hidden)
        file.digest = digest_of(path)
        if not file.tables:
            raise file.unread[0][1] if len(file.unread) == 1 else Refusal("HEADS_MISSING")
        return file


async def take_in(path: Path, commands: Commands, viewer: Viewer | None, language: Language, options: Options) -> Counted:
    """Read a list and take it in as the viewer (None: their membership has ended). Raises FileRefused."""
    file = open_list(path, language, hidden=options.hidden)
    with refusing(language):
        viewer = present(viewer)
        context = commands.references().context(commands.database.clock(), allow_synthetic=commands.allow_synthetic)
        document = None if options.document is None else FileNumber().check(options.document, context)
        register = REGISTERS[options.kind]
        return await RegisterImport(commands, viewer, register, document, dry_run=options.dry_run).run(file)


def told(counted: Counted, language: Language) -> Iterator[str]:
    """Yield the lines of a report: counts alone."""
    yield COUNTS.in_language(language).format(**vars(counted))
    if counted.number is None:
        yield REHEARSED.in_language(language)
    elif counted.recorded:
        yield NUMBERED.in_language(language).format(number=counted.number)
