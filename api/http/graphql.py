"""The GraphQL endpoint: reads the request, executes it once, and answers with the right status.

Source: GraphQL over HTTP, first edition (September 2026); docs/design.md 4 and 8; who is calling and for how long is `endpoint.py`.
"""

import logging
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from typing_extensions import override

from api.http.compression import codings, packed
from api.http.edge import Exchange
from api.http.endpoint import Endpoint
from api.http.failure import Troubles, bad, unavailable
from api.http.form import request_of_address, request_of_body
from api.http.leaving import ATTENDED_SECONDS, Attended
from api.http.media import GRAPHQL
from api.lapse import Lapse
from api.names import OperationNames
from api.rate import Allowances
from auth.identify import Identity
from domain.message.refusal import Refusal
from domain.time.spent import OK
from domain.viewer import MembershipEnded, Viewer
from resolvers.document.parse import BadDocument, BadSyntax, Operation
from resolvers.document.probing import can_be_probed
from resolvers.document.trusted import Trust
from schema.execute.execute import Answer, Executor
from schema.execute.execute import Request as GraphQLRequest

PARTIAL_SUCCESS = 294
STATUS = {
    "RATE_LIMITED": HTTPStatus.TOO_MANY_REQUESTS,
    "UNAVAILABLE": HTTPStatus.SERVICE_UNAVAILABLE,
    "INTERNAL": HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""Code of a request error -> HTTP status; every other one is the caller's fault (422)."""


class GraphQL(Endpoint):
    """Answers queries and mutations."""

    methods = ("GET", "POST")
    wrong_method = "REQUEST_METHOD"

    def __init__(
        self,
        identity: Identity,
        executor: Executor,
        trust: Trust,
        allowances: Allowances,
        log: logging.Logger,
        troubles: Troubles,
        patience: float,
        *,
        body_patience: float,
    ) -> None:
        """`patience`, `body_patience`: seconds for the whole request, and for its body to arrive."""
        super().__init__(identity, allowances, log, troubles, patience, body_patience=body_patience)
        self._executor, self._trust = executor, trust
        self._unattended = Lapse(ATTENDED_SECONDS)
        self._names = OperationNames(trust.documents, executor.schema)

    @override
    async def respond(self, request: Request, exchange: Exchange, viewer: Viewer, accepted: str | None) -> Response:
        if accepted is None:
            raise bad("REQUEST_NOT_ACCEPTABLE", HTTPStatus.NOT_ACCEPTABLE)
        left = self.take(viewer)
        asked = await self._asked(request, exchange)
        operation, status = await self._look(asked, viewer)
        if operation is not None:
            exchange.operation, exchange.name = "mutation" if operation.is_mutation else "query", self._names.of(operation)
        if request.method == "GET" and exchange.operation == "mutation":
            raise bad("REQUEST_METHOD", HTTPStatus.METHOD_NOT_ALLOWED, Allow="POST")
        execute = self._changed if exchange.operation == "mutation" else self._read
        answer = await execute(asked, operation, request, exchange, viewer)
        exchange.code = code_of(answer)
        failure = self.failure_of(answer.causes, exchange)
        if failure is not None and not answer.tells_what_was_done:
            raise failure
        probed = operation is None or can_be_probed(operation.probing, asked.variables)
        taken = codings(exchange.headers.getlist("accept-encoding"))
        answer.cost["requestsLeft"] = left
        return await packed(answered(answer, accepted, status), taken, probed=probed)

    async def _asked(self, request: Request, exchange: Exchange) -> GraphQLRequest:
        """Return the GraphQL request of a POST's body or a GET's address. Raises Failure."""
        if request.method == "GET":
            return request_of_address(request.query_params.multi_items(), self._trust)
        return request_of_body(await self.body(request, exchange), self._trust)

    async def _read(self, asked: GraphQLRequest, of: Operation | None, request: Request, exchange: Exchange, viewer: Viewer) -> Answer:
        """Execute a query, and once more if the membership now makes another viewer than the one in memory.

        Raises ClientDisconnect as soon as nobody waits for it.
        """
        trace, deadline = exchange.trace, exchange.deadline
        with Attended(request.receive, self._unattended):
            return await self.read(exchange, viewer, lambda viewer: self._executor.execute(asked, viewer, trace, deadline, of))

    async def _changed(self, asked: GraphQLRequest, of: Operation | None, _: Request, exchange: Exchange, viewer: Viewer) -> Answer:
        """Execute a mutation once, as the viewer read anew: it cannot be repeated, since a part of it may have been done."""
        viewer = await self.anew(exchange, viewer)
        try:
            return await self._executor.execute(asked, viewer, exchange.trace, exchange.deadline, of)
        except MembershipEnded:
            await self.anew(exchange, viewer)
            raise unavailable() from None

    async def _look(self, asked: GraphQLRequest, viewer: Viewer) -> tuple[Operation | None, HTTPStatus]:
        """Return the operation, None where the document cannot be executed, and the status for that case: 400 for syntax, else 422."""
        try:
            return await self._executor.operation(asked, viewer), HTTPStatus.UNPROCESSABLE_ENTITY
        except BadSyntax:
            return None, HTTPStatus.BAD_REQUEST
        except (BadDocument, Refusal):  # the executor answers with it
            return None, HTTPStatus.UNPROCESSABLE_ENTITY


def code_of(answer: Answer) -> str:
    """Return the code of the first error of an answer, OK where there is none."""
    return str(answer.errors[0]["extensions"]["code"]) if answer.errors else OK


def answered(answer: Answer, accepted: str, mended_by_caller: HTTPStatus) -> Response:
    """Return the response to an answer. Without data its status is that of the error's code, or `mended_by_caller`.

    As application/json that status is 200, because clients do not read the body of another one.
    """
    if answer.data is None:
        of_caller = mended_by_caller if accepted == GRAPHQL else HTTPStatus.OK
        return Response(answer.body, STATUS.get(str(answer.errors[0]["extensions"]["code"]), of_caller))
    return Response(answer.body, PARTIAL_SUCCESS if answer.errors and accepted == GRAPHQL else HTTPStatus.OK)
