"""Executes a document as one viewer: the Reader answers what is planned, graphql-core runs the rest.

Source: docs/design.md 4.6 and 8 (Errors). Top-level errors carry a code, a path and our own text, never a value that was sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson
from graphql import ExecutionResult, GraphQLError, ValueNode, execute
from graphql.execution.values import VariableValues

from domain.message.refusal import Refusal, Refusals
from domain.time.deadline import ENDLESS, Deadline
from domain.viewer import Language, MembershipEnded, Viewer
from resolvers.commands.access_report.report import SubjectAccessReport
from resolvers.commands.bulk import Turns
from resolvers.commands.family.search import FamilySearch
from resolvers.commands.reveal.reveal import Reveal
from resolvers.commands.runner import Commands
from resolvers.document.limits import TooCostly
from resolvers.document.parse import BadDocument, Documents, Operation, Problem
from resolvers.document.unfit import of_value
from resolvers.reads.runner import Reader
from resolvers.reads.visit_draft import Drafts
from schema.build.mutations import payload_rows
from schema.execute.context import RequestContext
from schema.execute.type_names import with_type_names
from schema.execute.variables import coerced


class Request(NamedTuple):
    """What a caller sends: the text of a document, the name of one of its operations, the values of its variables."""

    text: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Answer:
    """What the caller gets. `data`: JSON; None where the request was refused before it ran."""

    data: bytes | None
    errors: tuple[dict[str, Any], ...] = ()
    causes: tuple[BaseException, ...] = ()
    """Our own exceptions, which `errors` only calls INTERNAL: they are logged with the trace."""
    tells_what_was_done: bool = False
    """Whether at least one field of a mutation has its answer."""
    cost: dict[str, int] = field(default_factory=dict)
    """What the request cost by its document and its variables, and what its caller has left."""

    @property
    def body(self) -> bytes:
        """The JSON of the response."""
        parts = [b'"errors":' + orjson.dumps(self.errors)] if self.errors else []
        parts += [] if self.data is None else [b'"data":' + self.data]
        parts += [b'"extensions":{"cost":' + orjson.dumps(self.cost) + b"}"] if self.cost else []
        return b"{" + b",".join(parts) + b"}"


class Executor:
    """Executes documents of one contract."""

    def __init__(
        self,
        documents: Documents,
        reader: Reader,
        commands: Commands,
        reveals: Reveal,
        drafts: Drafts,
        searches: FamilySearch,
        reports: SubjectAccessReport,
    ) -> None:
        self.schema = documents.schema
        self.documents = documents
        self.reader = reader
        self.turns = Turns()
        context = partial(RequestContext, reader=reader, commands=commands, reveals=reveals, drafts=drafts, turns=self.turns)
        self._context = partial(context, searches=searches, reports=reports)
        self.planned = {"__typename", *reader.planner.roots}

    async def operation(self, request: Request, viewer: Viewer) -> Operation:
        """Return the operation that a request names. Raises BadDocument; Refusal where the document is too large."""
        return (await self.documents.found(request.text, viewer.account)).operation(request.operation_name)

    async def execute(
        self, request: Request, viewer: Viewer, trace: str, deadline: Deadline = ENDLESS, of: Operation | None = None
    ) -> Answer:
        """Answer a request before its deadline; messages are in the viewer's language. `of`: its operation, where that was found already.

        Raises MembershipEnded.
        """
        cost: Mapping[str, int] = {}
        try:
            operation = of or await self.operation(request, viewer)
            cost = operation.size.told
            variables = coerced(self.schema, operation, request.variables)
            run = self._change if operation.is_mutation else self._read
            answer = await run(operation, variables, request, viewer, trace, deadline)
            answer.cost.update(cost)
            return answer
        except BadDocument as bad:
            return Answer(None, tuple(_problem(each, viewer.language) for each in bad.problems))
        except Refusals as several:
            return Answer(None, tuple(_error(each, viewer.language) for each in several.refusals), cost={**cost})
        except Refusal as refusal:
            known = refusal.cost if isinstance(refusal, TooCostly) else {}
            return Answer(None, (_error(refusal, viewer.language),), cost={**cost, **known})

    async def _read(
        self, operation: Operation, variables: VariableValues, request: Request, viewer: Viewer, trace: str, _: Deadline
    ) -> Answer:
        """Answer a query. Where a variable is null at a place that takes none, graphql-core decides which fields have no value."""
        try:
            if operation.roots <= self.planned:
                read = await self.reader.answer(operation, variables, viewer, trace)
                return Answer(read.data, cost={"rows": read.rows})
            result, rows = await self.long_way(operation, variables, request, viewer, trace)
        except GraphQLError:
            planned = await self.reader.answer_without_unfit(with_type_names(operation, self.schema), variables, viewer, trace)
            result = await self._run(self._context(operation, variables, viewer, trace), request.variables, orjson.loads(planned.data))
            rows = planned.rows
        return replace(self.answer_of(result, operation, viewer.language, trace), cost={"rows": rows})

    async def _change(
        self, operation: Operation, variables: VariableValues, request: Request, viewer: Viewer, trace: str, deadline: Deadline
    ) -> Answer:
        """Run a mutation on graphql-core, after checking that all its payloads can be read. Raises Refusals."""
        try:
            run, cost = self.reader.planner.mutation(operation, variables)
            shown = [*payload_rows(run)]
            for each in shown:
                await self.reader.try_payload(each, operation, variables, viewer)
        except GraphQLError as unfit:
            raise Refusals(*self._unfit(unfit, operation)) from None
        context = self._context(operation, variables, viewer, trace, deadline=deadline, shown=shown)
        changed = await self._run(context, request.variables, None)
        return replace(self.answer_of(changed, operation, viewer.language, trace), cost=cost)

    async def long_way(
        self, operation: Operation, variables: VariableValues, request: Request, viewer: Viewer, trace: str
    ) -> tuple[ExecutionResult, int]:
        """Execute a query on graphql-core over planned JSON: for fields that no plan answers, and in tests against the Reader's bytes.

        Return also how many rows it might have had.
        """
        planned = await self.reader.answer(with_type_names(operation, self.schema), variables, viewer, trace)
        context = self._context(operation, variables, viewer, trace)
        return await self._run(context, request.variables, orjson.loads(planned.data)), planned.rows

    def answer_of(self, result: ExecutionResult, operation: Operation, language: Language, trace: str) -> Answer:
        """Return graphql-core's result as an answer, with our errors in the place of its own.

        Raises MembershipEnded, unless some field has its answer: then it is the error of the fields after that.
        """
        errors, causes = [], []
        told = operation.is_mutation and any(isinstance(value, dict) for value in (result.data or {}).values())
        for each in result.errors or ():
            cause = each.original_error or each
            if isinstance(cause, MembershipEnded):
                if not told:
                    raise cause
                cause = Refusal("UNAUTHENTICATED")
            refusals = self._refusals(cause, operation)
            errors += [_located(_error(refusal, language), each) for refusal in refusals]
            if not refusals:
                causes.append(cause)
                errors.append(_located(_error(Refusal("INTERNAL"), language, {"trace": trace}), each))
        return Answer(orjson.dumps(result.data), tuple(errors), tuple(causes), told)

    def _refusals(self, cause: Exception, operation: Operation) -> list[Refusal]:
        """Return what an error of a field tells; empty for a fault of the platform."""
        match cause:
            case Refusal():
                return [cause]
            case Refusals():
                return [*cause.refusals]
        return self._unfit(cause, operation)

    def _unfit(self, error: Exception, operation: Operation) -> list[Refusal]:
        """Return why a value of the document is refused; empty for any other error."""
        node = error.nodes[0] if isinstance(error, GraphQLError) and error.nodes else None
        return of_value(node, operation.document, self.schema) if isinstance(node, ValueNode) else []

    async def _run(self, context: RequestContext, variables: Mapping[str, Any], root: object) -> ExecutionResult:
        """Execute an operation on graphql-core; `variables` as they were sent, `root`: planned JSON or None."""
        result = execute(
            self.schema,
            context.operation.document,
            root_value=root,
            context_value=context,
            variable_values=dict(variables),
            operation_name=context.operation.name,
            hide_suggestions=True,
        )
        return result if isinstance(result, ExecutionResult) else await result


def _error(refusal: Refusal, language: Language, more: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Return a refusal as a top-level error; `more`: further extensions."""
    path = {"path": list(refusal.path)} if refusal.path else {}
    return {"message": refusal.text(language), "extensions": {"code": refusal.code, **path, **(more or {})}}


def _problem(problem: Problem, language: Language) -> dict[str, Any]:
    """Return a fault of the document as a top-level error, with its lines and columns."""
    places = [{"line": line, "column": column} for line, column in problem.places]
    return {**_error(problem.refusal, language), **({"locations": places} if places else {})}


def _located(error: dict[str, Any], by: GraphQLError) -> dict[str, Any]:
    """Return the error with the path of the field that has no value."""
    return {**error, **({"path": list(by.path)} if by.path else {})}
