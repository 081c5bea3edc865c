"""The context of resolvers: the request, its viewer, and the services that answer it.

Source: docs/design.md 5. Made anew for each request.
"""

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from graphql.execution.values import VariableValues
from strawberry import ID

from domain.message.refusal import Refusal
from domain.time.deadline import ENDLESS, READ, Deadline
from domain.value.node_id import global_id
from domain.viewer import Viewer
from resolvers.commands.access_report.report import SubjectAccessReport
from resolvers.commands.bulk import Turns
from resolvers.commands.family.search import FamilySearch
from resolvers.commands.reveal.reveal import Reveal
from resolvers.commands.runner import Commands
from resolvers.document.parse import Operation
from resolvers.reads.runner import PayloadRow, Reader
from resolvers.reads.visit_draft import Drafts
from schema.subjects.action import ErrorCode, UserError

REQUEST_TARGETS = 100
"""Rows that one request may act on, at most."""


def check_targets(targets: Sequence[object]) -> Refusal | None:
    """Return TOO_FEW for no target, TOO_MANY for over 100; None for a number that one request may act on."""
    if not targets:
        return Refusal("TOO_FEW", path=("targets",), least=1)
    return Refusal("TOO_MANY", path=("targets",), most=REQUEST_TARGETS) if len(targets) > REQUEST_TARGETS else None


@dataclass(frozen=True)
class CommandResult:
    """The payload of a command: the row and the errors, or `results`, one for each target of a bulk command."""

    errors: Sequence[UserError]
    subject: UUID | None = None
    """The key of the row to show; None where nothing was done."""
    type_name: str = ""
    """The row's type in the contract."""
    target: str = ""
    """The target's global id, as it was sent."""
    rows: "Mapping[tuple[str, ...], bytes | BaseException] | None" = None
    """The row as JSON, or the error of its read, by its place in the response; None where it is read only when resolved."""
    results: "Sequence[CommandResult]" = ()


@dataclass(frozen=True)
class RequestContext:
    """One request. `turns`: the turns of bulk commands; `shown`: the rows that the payloads of a mutation select."""

    operation: Operation
    variables: VariableValues
    viewer: Viewer
    trace: str
    reader: Reader
    commands: Commands
    reveals: Reveal
    drafts: Drafts
    searches: FamilySearch
    reports: SubjectAccessReport
    turns: Turns
    deadline: Deadline = ENDLESS
    shown: Sequence[PayloadRow] = ()

    @cached_property
    def shape(self) -> Hashable:
        """The shape of the variables."""
        return self.reader.shape(self.operation, self.variables)

    async def row(self, row: PayloadRow, key: UUID) -> bytes:
        """Return a row of a payload as the viewer sees it now, as `{"row": ...}`. Raises UNAVAILABLE where it cannot be read in time."""
        try:
            async with asyncio.timeout(self.deadline.left(READ)):
                return await self.reader.payload(row, key, self.operation, self.variables, self.viewer, self.trace, self.shape)
        except TimeoutError as error:
            raise Refusal("UNAVAILABLE") from error

    async def rows(self, key: UUID, below: str) -> dict[tuple[str, ...], bytes | BaseException]:
        """Return the row as JSON, or the error of its read, for each place where the payload under the response key `below` shows it."""
        shown = [each for each in self.shown if each.place[0] == below]
        reads = (self.row(each, key) for each in shown)
        return dict(zip((each.place for each in shown), await asyncio.gather(*reads, return_exceptions=True), strict=True))

    def error(self, refusal: Refusal) -> UserError:
        """Return a refusal as a payload shows it."""
        row = None if refusal.row is None else ID(global_id(*refusal.row))
        path = [str(step) for step in refusal.path]
        return UserError(code=ErrorCode(refusal.code), message=refusal.text(self.viewer.language), path=path, row=row)
