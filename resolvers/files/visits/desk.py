"""`lianbang import visits` and `persons`, their listing and undoing, and `lianbang template`: from files to lines for the terminal.

Source: docs/decisions/009-import.md; README.md (commands).
"""

import errno
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from db.reference.read import Reference
from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.rules.permit import may
from domain.terminal_error import TerminalError
from domain.time.calendar import SHANGHAI
from domain.viewer import Language, Viewer
from resolvers.commands.runner import Commands
from resolvers.files.spreadsheet.reading import read_sheets
from resolvers.files.visits import import_record
from resolvers.files.visits.form.column import FormColumn
from resolvers.files.visits.form.columns import COLUMNS
from resolvers.files.visits.form.header import BY_HEADER, Meanings
from resolvers.files.visits.form.template import template
from resolvers.files.visits.form.visit_file import VisitFile, file_of
from resolvers.files.visits.header_mapping import keep_mapping, kept_mapping, mapped, meanings_of
from resolvers.files.visits.importing import VisitImport
from resolvers.files.visits.mending import write_refused
from resolvers.files.visits.recording import Recording
from resolvers.files.visits.report import Report

WRITTEN = Text("未通过的行已写入 {path}，改正后可再次导入。", "The refused rows are in {path}: mend them and import that file.")
NOT_WRITTEN = Text("无法写入 {path}：{reason}。", "{path} cannot be written: {reason}.")
NO_SPREADSHEET = Text("文件名须以 .xlsx 结尾", "its name must end in .xlsx")
UNWRITABLE = {
    errno.EACCES: Text("没有权限", "no permission"),
    errno.EEXIST: Text("已有同名文件", "there is one already"),
    errno.EISDIR: Text("已有同名文件夹", "there is a folder of this name"),
    errno.ENAMETOOLONG: Text("文件名过长", "its name is too long"),
    errno.ENOENT: Text("没有此文件夹", "there is no such folder"),
    errno.ENOSPC: Text("磁盘已满", "the disk is full"),
    errno.ENOTDIR: Text("没有此文件夹", "there is no such folder"),
    errno.EPERM: Text("没有权限", "no permission"),
    errno.EROFS: Text("此处只读", "nothing can be written there"),
}
"""Error number of the system -> why a file cannot be written."""
SYSTEM = Text("系统不允许", "the system does not allow it")
IMPORT = Text(
    "本次导入编号{number}；尚未据此办理时，可用 lianbang import undo {number} 整体撤回。",
    "This is import {number}: while nothing is done with its rows, `lianbang import undo {number}` takes it back as a whole.",
)
UNDONE = Text("导入{number}已撤回；其文件改正后可再次导入。", "Import {number} was taken back: its file may be mended and imported again.")
LISTED = Text(
    "{number}  {at}  共{rows}行，登记{recorded}行，此前已登记{known}行，未通过{refused}行  {file}{state}",
    "{number}  {at}  {rows} rows: {recorded} recorded, {known} recorded before, {refused} refused  {file}{state}",
)
TAKEN_BACK = Text("  已撤回", "  taken back")
BROKEN_OFF = Text(
    "导入中断：任职已结束，或数据库不可用、过于繁忙，其余各行未处理；已登记的保留。",
    "Broken off: the membership has ended, or the database is away or busy. Rows after these were not looked at; what is recorded stays.",
)
AGAIN = Text("恢复后请再次导入同一文件。", "Import the same file again when it is there.")
SUFFIX = ".xlsx"
DIGEST_CHARACTERS = 12
"""Characters of a file's digest that a list of imports shows."""


class FileRefused(TerminalError):
    """Raised with the reason where a file, or a whole import, is refused."""


class RowsRefused(TerminalError):
    """Raised where some rows were not recorded, with the path of the file in which they are to be mended."""


@contextmanager
def refusing(language: Language, place: str = "") -> Iterator[None]:
    """Raise the Refusal that ends the block as FileRefused, with `place` before its text."""
    try:
        yield
    except Refusal as refusal:
        raise FileRefused(place + refusal.text(language)) from None


def present(viewer: Viewer | None) -> Viewer:
    """Return the viewer of a running membership. Raises UNAUTHENTICATED for None."""
    if viewer is None:
        raise Refusal("UNAUTHENTICATED")
    return viewer


@dataclass(frozen=True)
class FileKind:
    """What a spreadsheet holds: its columns, what its headers mean, what records a row, what its sheet and a progress bar are called."""

    form: Sequence[FormColumn]
    meanings: Meanings
    records: type[Recording]
    title: Text
    doing: Text


VISITS = FileKind(COLUMNS, BY_HEADER, Recording, Text("走访", "Visits"), Text("登记走访", "Recording visits"))


def open_file(
    path: Path, language: Language, meanings: Meanings = BY_HEADER, *, hidden: bool = False, form: Sequence[FormColumn] = COLUMNS
) -> VisitFile:
    """Return the tables of a spreadsheet; `meanings`, `form`, `hidden`: as of `file_of`. Raises FileRefused."""
    with refusing(language, f"{path}: "):
        if not path.is_file():
            raise Refusal("FILE_MISSING")
        file = file_of(read_sheets(path), meanings, form, hidden=hidden)
        file.digest = import_record.digest_of(path)
        if not file.tables:
            raise file.unread[0][1] if len(file.unread) == 1 else Refusal("HEADS_MISSING")
        return file


@dataclass(frozen=True)
class Options:
    """How a file is imported. `hidden`: hidden sheets, rows and columns are read too.

    `headers`: which of our columns other headers mean, each as `their header=ours`. `mapping`: a name; `headers` are kept under it, and if
    there are none, those that were kept under it are taken.
    """

    dry_run: bool = False
    hidden: bool = False
    headers: Sequence[str] = ()
    mapping: str | None = None


async def take_in(
    path: Path, commands: Commands, viewer: Viewer | None, language: Language, options: Options, kind: FileKind = VISITS
) -> Report:
    """Read a file and record its rows as the viewer (None: their membership has ended). Raises FileRefused."""
    name, ours = options.mapping, (kind.meanings, kind.form)
    with refusing(language):
        viewer = present(viewer)
        may(kind.records.action, viewer)
        kept = name is not None and not options.headers
        mapping = await kept_mapping(commands, viewer, name) if name is not None and kept else mapped(options.headers, *ours)
    file = open_file(path, language, meanings_of(mapping, *ours), hidden=options.hidden, form=kind.form)
    if name is not None and not kept and not options.dry_run:
        await keep_mapping(commands, viewer, name, mapping)
    return await record(file, commands, viewer, language, dry_run=options.dry_run, kind=kind)


async def record(
    file: VisitFile, commands: Commands, viewer: Viewer | None, language: Language, *, dry_run: bool, kind: FileKind = VISITS
) -> Report:
    """Record the rows as the viewer (None: their membership has ended), with a progress bar on a terminal. Raises FileRefused."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with refusing(language):
        viewer = present(viewer)
        may(kind.records.action, viewer)
        with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task(kind.doing.in_language(language), total=file.rows)
            return await VisitImport(commands, viewer, dry_run=dry_run, records=kind.records).run(file, lambda: bar.advance(task))


def told(report: Report, path: Path, language: Language) -> Iterator[str]:
    """Yield the lines of a report, then write the refused rows into a file beside `path`. Raises RowsRefused if there are any."""
    yield from lines_of(report, path, language, IMPORT)


def lines_of(report: Report, path: Path, language: Language, numbered: Text) -> Iterator[str]:
    """Yield what `told` yields; `numbered`: what is said of the number of what was recorded."""
    yield from report.lines(language)
    if report.number is not None and report.recorded:
        yield numbered.in_language(language).format(number=report.number)
    if report.broken_off:
        yield BROKEN_OFF.in_language(language)
    if report.refused:
        try:
            mend = write_refused(path, report.refused, language)
        except OSError as error:
            raise RowsRefused(_not_written(path.parent, _reason(error), language)) from None
        raise RowsRefused(WRITTEN.in_language(language).format(path=mend))
    if report.broken_off:
        raise RowsRefused(AGAIN.in_language(language))


async def imports(commands: Commands, viewer: Viewer | None, language: Language) -> list[str]:
    """Return a line for each of the newest imports that the viewer may take back. Raises FileRefused."""
    with refusing(language):
        viewer = present(viewer)
    facts = ("number", "rows", "recorded", "known", "refused")
    return [
        LISTED.in_language(language).format(
            **{fact: getattr(each, fact) for fact in facts},
            at=f"{each.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            file=each.file_digest[:DIGEST_CHARACTERS],
            state="" if each.undone_at is None else TAKEN_BACK.in_language(language),
        )
        for each in await import_record.listed(commands, viewer)
    ]


async def undo(number: str, commands: Commands, viewer: Viewer | None, language: Language) -> str:
    """Take back an import and return a line about it. Raises FileRefused with every reason against it, a line each."""
    with refusing(language):
        viewer = present(viewer)
    if refusals := await import_record.take_back(commands, viewer, number):
        raise FileRefused("\n".join(refusal.text(language) for refusal in refusals))
    return UNDONE.in_language(language).format(number=number)


def write_template(
    path: Path, reference: Reference, language: Language, title: Text = VISITS.title, form: Sequence[FormColumn] = COLUMNS
) -> None:
    """Write an empty spreadsheet with the choices in force into a new file. Raises FileRefused, also if the file exists."""
    if path.suffix.lower() != SUFFIX:
        raise FileRefused(_not_written(path, NO_SPREADSHEET, language))
    book = template(reference, language, title, form)
    try:
        with path.open("xb") as file:
            book.save(file)
    except OSError as error:
        raise FileRefused(_not_written(path, _reason(error), language)) from None


def _reason(error: OSError) -> Text:
    return UNWRITABLE.get(error.errno or 0, SYSTEM)


def _not_written(path: Path, reason: Text, language: Language) -> str:
    return NOT_WRITTEN.in_language(language).format(path=path, reason=reason.in_language(language))
