"""What resolvers find in their context: the request, who asks, and what answers it.

Source: docs/design.md 5. Made anew for each request.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from graphql.execution.values import VariableValues
from strawberry import ID

from domain.message.refusal import Refusal
from domain.time.deadline import READ, Deadline
from domain.value.node_id import global_id
from domain.viewer import Viewer
from resolvers.commands.bulk import Turns
from resolvers.commands.reveal.reveal import Reveal
from resolvers.commands.runner import Commands
from resolvers.document.parse import Operation
from resolvers.reads.runner import PayloadRow, Reader
from resolvers.reads.visit_draft import Drafts
from schema.subjects.action import ErrorCode, UserError

REQUEST_TARGETS = 100
"""How many rows one request may act on."""


def check_targets(targets: Sequence[object]) -> Refusal | None:
    """Return why a request cannot act on these rows: none, or over 100; None where it can."""
    if not targets:
        return Refusal("TOO_FEW", path=("targets",), least=1)
    return Refusal("TOO_MANY", path=("targets",), most=REQUEST_TARGETS) if len(targets) > REQUEST_TARGETS else None


@dataclass(frozen=True)
class Result:
    """What became of a command: on one row, or (`results`) on each of several."""

    errors: Sequence[UserError]
    subject: UUID | None = None
    """The row; None where nothing was done."""
    type_name: str = ""
    """Its type."""
    target: str = ""
    """The id by which the caller named it."""
    rows: "Mapping[tuple[str, ...], bytes | BaseException] | None" = None
    """The row as it was read, by its places in the response; None where it is read when it is asked for."""
    results: "Sequence[Result]" = ()


@dataclass(frozen=True)
class RequestContext:
    """One request. `turns`: of bulk commands; `deadline`: until when it is answered."""

    operation: Operation
    variables: VariableValues
    viewer: Viewer
    trace: str
    reader: Reader
    commands: Commands
    reveals: Reveal
    drafts: Drafts
    turns: Turns
    deadline: Deadline
    shown: Sequence[PayloadRow] = ()

    async def row(self, row: PayloadRow, key: UUID) -> bytes:
        """Return a row of a payload as the viewer sees it now, as `{"row": ...}`. Raises UNAVAILABLE where it cannot be read in time."""
        try:
            async with asyncio.timeout(self.deadline.left(READ)):
                return await self.reader.payload(row, key, self.operation, self.variables, self.viewer, self.trace)
        except TimeoutError as error:
            raise Refusal("UNAVAILABLE") from error

    async def rows(self, key: UUID, below: str) -> dict[tuple[str, ...], bytes | BaseException]:
        """Return the row, or why it cannot be read, for every place where the payload under the key `below` shows it."""
        shown = [each for each in self.shown if each.place[0] == below]
        reads = (self.row(each, key) for each in shown)
        return dict(zip((each.place for each in shown), await asyncio.gather(*reads, return_exceptions=True), strict=True))

    def error(self, refusal: Refusal) -> UserError:
        """Return a refusal as a payload shows it."""
        row = None if refusal.row is None else ID(global_id(*refusal.row))
        path = [str(step) for step in refusal.path]
        return UserError(code=ErrorCode(refusal.code), message=refusal.text(self.viewer.language), path=path, row=row)
