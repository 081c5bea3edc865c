"""What resolvers find in their context: the request, who asks, and what answers it.

Source: docs/design.md 5. Made anew for each request.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from graphql import FieldNode
from graphql.execution.values import VariableValues
from strawberry import ID

from domain.message.refusal import Refusal
from domain.time.deadline import READ, Deadline
from domain.value.node_id import global_id
from domain.viewer import Viewer
from resolvers.commands.bulk import Turns
from resolvers.commands.command import Acts, Done, Envelope, Input
from resolvers.document.parse import Operation
from resolvers.reads.runner import Reader
from schema.subjects.action import ErrorCode, UserError

MOST = 100
"""Targets of one request."""


class Runs(Protocol):
    """Runs commands: `resolvers/commands/runner.py`."""

    async def run(self, command: Acts[Any, Any], input: Input, viewer: Viewer, envelope: Envelope, target: UUID | None = None) -> Done:
        """Do it, or say why not. Raises MembershipEnded."""


class RevealedPerson(Protocol):
    """One person's numbers in full."""

    @property
    def id(self) -> UUID:
        """The person."""

    @property
    def id_number(self) -> str | None:
        """The ID number; None where the person has none."""

    @property
    def certificate_number(self) -> str | None:
        """The certificate's number; None where the person has none."""


class Revealed(Protocol):
    """What a reveal gave for one referral, in the order of the request."""

    @property
    def persons(self) -> Sequence[RevealedPerson]:
        """The persons that the referral names; none where it was refused."""

    @property
    def errors(self) -> Sequence[Refusal]:
        """Why nothing was shown."""


class Reveals(Protocol):
    """Shows numbers in full, after quota and audit are committed. `targets` are referrals, at most 100; a foreign id is None."""

    async def reveal(self, targets: Sequence[UUID | None], reason: str | None, viewer: Viewer, trace: str) -> Sequence[Revealed]:
        """One answer for each target, in their order. Raises MembershipEnded."""


class Opens(Protocol):
    """Opens drafts of visits: `resolvers/reads/visit_draft.py`."""

    async def body(self, key: UUID, viewer: Viewer) -> str | None:
        """What its author saved last; None where the viewer sees no such draft. Raises MembershipEnded."""


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
class ShownRow:
    """A row that a mutation's payload shows: its type, its selection, the keys of the response that lead to it."""

    type_name: str
    nodes: Sequence[FieldNode]
    place: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """One request. `turns`: of bulk commands; `deadline`: until when it is answered."""

    operation: Operation
    variables: VariableValues
    viewer: Viewer
    trace: str
    reader: Reader
    commands: Runs
    reveals: Reveals
    drafts: Opens
    turns: Turns
    deadline: Deadline
    shown: Sequence[ShownRow] = ()

    async def row(self, type_name: str, key: UUID, nodes: Sequence[FieldNode], place: tuple[str, ...]) -> bytes:
        """A row of a payload as the viewer sees it now, as `{"row": ...}`. Raises UNAVAILABLE where it cannot be read in time."""
        try:
            async with asyncio.timeout(self.deadline.left(READ)):
                return await self.reader.payload(type_name, key, nodes, place, self.operation, self.variables, self.viewer, self.trace)
        except TimeoutError as error:
            raise Refusal("UNAVAILABLE") from error

    async def rows(self, key: UUID, below: str) -> dict[tuple[str, ...], bytes | BaseException]:
        """The same row at every place where the payload under a key of the response shows it; an error stands in the place of its row."""
        shown = [each for each in self.shown if each.place[0] == below]
        reads = (self.row(each.type_name, key, each.nodes, each.place) for each in shown)
        return dict(zip((each.place for each in shown), await asyncio.gather(*reads, return_exceptions=True), strict=True))

    def error(self, refusal: Refusal) -> UserError:
        """A refusal as a payload tells it."""
        row = None if refusal.row is None else ID(global_id(*refusal.row))
        path = [str(step) for step in refusal.path]
        return UserError(code=ErrorCode(refusal.code), message=refusal.text(self.viewer.language), path=path, row=row)
