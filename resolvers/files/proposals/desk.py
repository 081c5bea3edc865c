"""`lianbang import accounts` and `organisations`, and what becomes of their lists: from files to lines for the terminal.

Source: docs/decisions/046-a-province-begins.md; README.md (commands).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import select

from db.reference.read import Reference
from db.session.transaction import transaction
from db.tables.account import Account
from db.tables.organization import Office
from db.tables.proposal import Proposal
from domain.message.refusal import Refusal
from domain.message.text import Text, names_of
from domain.proposal import ProposalState
from domain.rules.permit import may
from domain.time.calendar import SHANGHAI
from domain.viewer import Language, OrganizationKind, Role, Viewer
from resolvers.commands.context import Envelope
from resolvers.commands.proposal.decide import ProposalDecide, ProposalDecideInput
from resolvers.commands.proposal.withdraw import ProposalWithdraw, ProposalWithdrawInput
from resolvers.commands.runner import Commands
from resolvers.files.proposals.proposing import ACCOUNT_LIST, ORGANIZATION_LIST, ListKind, propose
from resolvers.files.visits.desk import FileRefused, Options, lines_of, open_file, present, refusing
from resolvers.files.visits.header_mapping import mapped, meanings_of
from resolvers.files.visits.report import Report

KINDS = {"accounts": ACCOUNT_LIST, "organisations": ORGANIZATION_LIST}
"""What is typed for a kind of list -> the kind."""
PROPOSED = Text(
    "已作为清单{number}提出：由另一名管理员审批（lianbang import approve {number}）；审批前可用 lianbang import undo {number} 整份撤回。",
    "They are proposed as list {number}: another administrator approves it (`lianbang import approve {number}`); until then "
    "`lianbang import undo {number}` takes it back as a whole.",
)
OPEN = Text(
    "待审批{count}条。核对无误后，加 --rows {count} 整份批准。",
    "{count} are open. Where they are right, approve them all with `--rows {count}`.",
)
APPROVED = Text("清单{number}的{count}条已批准并生效。", "The {count} proposals of list {number} are approved and carried out.")
MOMENT = timedelta(seconds=1)
"""What lies between the last day of a membership and its end."""
WITHDRAWN = Text("清单{number}已撤回。", "List {number} was taken back.")


async def take_in(path: Path, commands: Commands, viewer: Viewer | None, language: Language, options: Options, kind: ListKind) -> Report:
    """Read a file and propose what its rows say as the viewer (None: their membership has ended). Raises FileRefused."""
    ours = (kind.meanings, kind.form)
    with refusing(language):
        viewer = present(viewer)
        may(kind.action, viewer)
        meanings = meanings_of(mapped(options.headers, *ours), *ours)
    file = open_file(path, language, meanings, hidden=options.hidden, form=kind.form)
    with refusing(language):
        return await propose(commands, viewer, file, kind, dry_run=options.dry_run)


def told(report: Report, path: Path, language: Language) -> Iterator[str]:
    """Yield the lines of a report, then write the refused rows into a file beside `path`. Raises RowsRefused if there are any."""
    yield from lines_of(report, path, language, PROPOSED)


async def show(number: str, commands: Commands, viewer: Viewer | None, language: Language) -> list[str]:
    """Return a line for each proposal of a list that is open, and one that says how many. Raises FileRefused."""
    with refusing(language):
        rows = await _open(number, commands, present(viewer), language)
    return [*(line for _, line in rows), OPEN.in_language(language).format(count=len(rows))]


async def approve(number: str, count: int, commands: Commands, viewer: Viewer | None, language: Language) -> str:
    """Approve all that is open of a list, and return a line about it. Raises FileRefused with every reason against it, a line each."""
    with refusing(language):
        viewer = present(viewer)
        rows = await _open(number, commands, viewer, language)
    asked = ProposalDecideInput(id=rows[0][0].id, approved=True, of_list=count)
    done = await commands.run(ProposalDecide(), asked, viewer, Envelope(trace=uuid4().hex))
    if done.errors:
        lines = {each.id: line for each, line in rows}
        raise FileRefused("\n".join(_about(refusal, lines, language) for refusal in done.errors))
    return APPROVED.in_language(language).format(number=number, count=count)


async def withdraw(number: str, commands: Commands, viewer: Viewer, language: Language) -> str:
    """Take back what is open of a list, and return a line about it. Raises FileRefused."""
    with refusing(language):
        rows = await _open(number, commands, viewer, language)
    asked = ProposalWithdrawInput(id=rows[0][0].id, of_list=len(rows))
    done = await commands.run(ProposalWithdraw(), asked, viewer, Envelope(trace=uuid4().hex))
    if done.errors:
        raise FileRefused("\n".join(refusal.text(language) for refusal in done.errors))
    return WITHDRAWN.in_language(language).format(number=number)


async def _open(number: str, commands: Commands, viewer: Viewer, language: Language) -> Sequence[tuple[Proposal, str]]:
    """Return what is open of a list, each with a line that says what it proposes. Raises NOT_FOUND where nothing is."""
    async with transaction(commands.database, viewer) as tx:
        asked = select(Proposal).where(Proposal.listed == number, Proposal.state == ProposalState.PROPOSED.value).order_by(Proposal.id)
        rows = (await tx.session.scalars(asked)).all()
        offices = {each.id: each for each in await tx.session.scalars(select(Office).where(Office.id.in_({row.office_id for row in rows})))}
        accounts = select(Account).where(Account.id.in_({row.account_id for row in rows}))
        holders = {each.id: each for each in await tx.session.scalars(accounts)}
    if not rows:
        raise Refusal("NOT_FOUND", path=("id",))
    said = Said(commands.references(), language, offices, holders)
    return [(row, said.line(row)) for row in rows]


@dataclass(frozen=True)
class Said:
    """What proposals are told by: names in a language, offices and accounts by their keys."""

    reference: Reference
    language: Language
    offices: Mapping[UUID, Office]
    accounts: Mapping[UUID, Account]

    def line(self, row: Proposal) -> str:
        """Return what a proposal proposes, in one line."""
        if row.organization_kind is not None:
            kind = names_of(OrganizationKind)[row.organization_kind].in_language(self.language)
            lines = [self.reference.name("DEPARTMENT", code, self.language) or code for code in (row.department_code, *row.lines) if code]
            return "  ".join([row.name or "", kind, self._division(row.region_code or ""), *lines])
        account = None if row.account_id is None else self.accounts[row.account_id]
        who = [row.subject, row.name] if account is None else [account.subject, account.name]
        if row.office_id is None or row.role is None or row.ends_at is None:
            return "  ".join(map(str, who))
        office, role = self.offices[row.office_id], names_of(Role)[row.role].in_language(self.language)
        until = f"{row.ends_at.astimezone(SHANGHAI) - MOMENT:%Y-%m-%d}"
        return "  ".join([*map(str, who), role, f"{office.region_code} {office.name}", *map(self._division, row.scope), until])

    def _division(self, code: str) -> str:
        known = self.reference.regions.get(code)
        return code if known is None else f"{code} {known.name}"


def _about(refusal: Refusal, lines: Mapping[UUID, str], language: Language) -> str:
    """Return a refusal with the proposal that it is about."""
    line = None if refusal.row is None else lines.get(refusal.row[1])
    return refusal.text(language) if line is None else f"{line}: {refusal.text(language)}"
