"""A list of accounts or organisations becomes proposals: those of all rows that hold in one transaction, or of none in a dry run.

Source: docs/decisions/046-a-province-begins.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select

from db.session.transaction import Transaction, transaction
from db.tables.proposal import Proposal
from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.value.number import NumberKind
from domain.viewer import RegionLevel, Viewer
from resolvers.commands.account.create import AccountCreate
from resolvers.commands.context import Envelope
from resolvers.commands.organization.create import OrganizationCreate
from resolvers.commands.runner import Commands
from resolvers.files.proposals.entry import Asked, of_account, of_organization
from resolvers.files.proposals.form import ACCOUNTS, ORGANIZATIONS, headers_of
from resolvers.files.proposals.known import Known, look_up
from resolvers.files.visits.form.column import Book, FormColumn
from resolvers.files.visits.form.header import Meanings
from resolvers.files.visits.form.places import DivisionsByName
from resolvers.files.visits.form.rows import VisitRow, row_of
from resolvers.files.visits.form.visit_file import VisitFile
from resolvers.files.visits.form.visit_input import Values
from resolvers.files.visits.recording import Became, Judged
from resolvers.files.visits.rehearsal import RolledBack
from resolvers.files.visits.report import Report

PLACES = ("division", "region")
"""The columns that name one division, in some of its digits or by its name."""
LIST_ROWS = 1_000
"""Most rows of a list: it is decided in one transaction."""


@dataclass(frozen=True)
class ListKind:
    """What a list holds: its columns, what its headers mean, what a row proposes, by which action, what its sheet is called."""

    form: tuple[FormColumn, ...]
    meanings: Meanings
    asks: Callable[[Values, Known, str], Asked | None]
    action: str
    title: Text


ACCOUNT_LIST = ListKind(ACCOUNTS, headers_of(ACCOUNTS), of_account, AccountCreate.action, Text("账号", "Accounts"))
ORGANIZATION_LIST = ListKind(
    *(ORGANIZATIONS, headers_of(ORGANIZATIONS), of_organization, OrganizationCreate.action, Text("机构", "Organisations"))
)


async def propose(commands: Commands, viewer: Viewer, file: VisitFile, kind: ListKind, *, dry_run: bool) -> Report:
    """Propose what the rows of a file say. Raises MembershipEnded, ROWS_TOO_MANY."""
    if file.rows > LIST_ROWS:
        raise Refusal("ROWS_TOO_MANY", most=LIST_ROWS)
    report, rows = Report(file, dry_run), _rows(commands, viewer, file)
    number = commands.fresh.number(NumberKind.IMPORT, commands.database.clock())
    try:
        async with transaction(commands.database, viewer) as tx:
            known = await look_up(tx, [row.values for row in rows])
            for row in rows:
                report.add(row, await _judged(commands, tx, row, kind, known, number))
            if dry_run:
                raise RolledBack
    except RolledBack:
        return report
    report.number = number if report.recorded else None
    return report


def _rows(commands: Commands, viewer: Viewer, file: VisitFile) -> Sequence[VisitRow]:
    reference = commands.references()
    places, rows = DivisionsByName(reference.divisions, viewer.scope), list[VisitRow]()
    for sheet, table in enumerate(file.tables, 1):
        above = None
        for line in table.lines:
            rows.append(row_of(line, above, table, Book(reference, places, table.from_1904), sheet))
            above = rows[-1].line
            rows[-1].values.update({key: whole(code) for key, code in rows[-1].values.items() if key in PLACES})
    return rows


def whole(code: str) -> str:
    """Return a code of some digits with all twelve."""
    return code.ljust(int(RegionLevel.VILLAGE), "0")


async def _judged(commands: Commands, tx: Transaction, row: VisitRow, kind: ListKind, known: Known, number: str) -> Judged:
    """Propose what a row says in a savepoint, if nothing stands against it; return what became of it."""
    if row.refusals or not row.is_complete:
        return Judged(Became.REFUSED, b"")
    try:
        asked = kind.asks(row.values, known, number)
    except Refusal as refusal:
        return Judged(Became.REFUSED, b"", (refusal,))
    if asked is None:
        return Judged(Became.KNOWN, b"")
    done = await commands.run_within(tx, asked.command, asked.input, Envelope(trace=uuid4().hex))
    if done.errors:
        return Judged(Became.REFUSED, b"", tuple(each.below(*asked.below) for each in done.errors))
    await tx.look()
    known.waiting.append((await tx.session.scalars(select(Proposal).where(Proposal.id == done.subject))).one())
    return Judged(Became.RECORDED, b"")
