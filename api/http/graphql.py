"""The GraphQL endpoint: identifies the viewer, reads the request, executes it once, and answers with the right status.

Source: GraphQL over HTTP, first edition (September 2026); docs/design.md 4 and 8. The body is not read before the token is verified.
"""

import asyncio
import logging
from dataclasses import replace
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.http.compression import codings, packed
from api.http.edge import Exchange, exchange_of, internal
from api.http.failure import Failure, Troubles, bad, unavailable
from api.http.form import body_within_limit, request_of_address, request_of_body
from api.http.media import GRAPHQL, JSON, answer_type, check_content, language
from api.log import fault
from api.rate import Allowance
from auth.bearer import Bearer
from auth.credential import Unauthenticated
from auth.identify import Identity
from domain.message.refusal import Refusal
from domain.time.deadline import Deadline
from domain.viewer import Language, MembershipEnded, Viewer
from resolvers.document.parse import BadDocument, BadSyntax, Operation
from resolvers.document.probing import can_be_probed
from schema.execute.execute import Answer, Executor
from schema.execute.execute import Request as GraphQLRequest

PARTIAL_SUCCESS = 294
VARIES = "Accept, Accept-Encoding, Accept-Language, Authorization"
"""The headers of a request on which the response depends, for caches."""
STATUS = {
    "RATE_LIMITED": HTTPStatus.TOO_MANY_REQUESTS,
    "UNAVAILABLE": HTTPStatus.SERVICE_UNAVAILABLE,
    "INTERNAL": HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""Code of a request error -> HTTP status; every other one is the caller's fault (422)."""


class GraphQL:
    """The endpoint as an ASGI application: it answers every method itself, so that each refusal has the same form."""

    def __init__(
        self,
        identity: Identity,
        executor: Executor,
        allowance: Allowance,
        log: logging.Logger,
        troubles: Troubles,
        patience: float,
        *,
        body_patience: float,
    ) -> None:
        """`patience`, `body_patience`: seconds for the whole request, and for its body to arrive."""
        self._identity = identity
        self._executor = executor
        self._allowance = allowance
        self._log = log
        self._troubles = troubles
        self._patience = patience
        self._body_patience = body_patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request within its time limit, in the form that it accepts."""
        request, exchange = Request(scope, receive), exchange_of(scope)
        spoken = language(request.headers.getlist("accept-language"))
        accepted = answer_type(request.headers.getlist("accept"))
        clock = asyncio.get_running_loop().time
        exchange.deadline = Deadline(clock(), self._patience, clock)
        try:
            async with asyncio.timeout(self._patience):
                response = await self._answer(request, exchange, accepted)
        except ClientDisconnect:
            return
        except Failure as failure:
            response = refused(failure, spoken or Language.ZH, exchange.trace)
        except Exception as error:  # noqa: BLE001 -- the edge: masked, and logged by its type
            response = self._fault(error, request, exchange, spoken or Language.ZH)
        response.headers["content-type"] = f"{accepted or JSON}; charset=utf-8"
        response.headers["vary"] = VARIES
        await response(scope, receive, send)

    async def _answer(self, request: Request, exchange: Exchange, accepted: str | None) -> Response:
        if request.method not in {"GET", "POST"}:
            raise bad("REQUEST_METHOD", HTTPStatus.METHOD_NOT_ALLOWED, Allow="GET, POST")
        if self._troubles.now():
            raise unavailable()
        viewer = await self._viewer(request)
        exchange.account = viewer.account
        try:
            return await self._execute(request, exchange, viewer, accepted)
        except Failure as failure:
            return refused(failure, viewer.language, exchange.trace)

    async def _execute(self, request: Request, exchange: Exchange, viewer: Viewer, accepted: str | None) -> Response:
        if accepted is None:
            raise bad("REQUEST_NOT_ACCEPTABLE", HTTPStatus.NOT_ACCEPTABLE)
        if not self._allowance.take(viewer.account):
            raise Failure(HTTPStatus.TOO_MANY_REQUESTS, "RATE_LIMITED", headers={"Retry-After": "1"})
        try:
            async with asyncio.timeout(self._body_patience):
                asked = await asked_by(request)
        except TimeoutError:
            raise bad("REQUEST_TOO_SLOW", HTTPStatus.REQUEST_TIMEOUT, Connection="close") from None
        operation, status = self._look(asked, viewer)
        if operation is not None:
            exchange.operation = "mutation" if operation.is_mutation else "query"
        if request.method == "GET" and exchange.operation == "mutation":
            raise bad("REQUEST_METHOD", HTTPStatus.METHOD_NOT_ALLOWED, Allow="POST")
        answer = await (self._changed if exchange.operation == "mutation" else self._read)(asked, request, exchange, viewer)
        if answer.causes:
            self._tell(answer, exchange)
        probed = operation is None or can_be_probed(operation.probing, asked.variables)
        taken = codings(request.headers.getlist("accept-encoding"))
        return await packed(answered(answer, accepted, status), taken, probed=probed)

    async def _read(self, asked: GraphQLRequest, request: Request, exchange: Exchange, viewer: Viewer) -> Answer:
        """Execute a query, and once more if the membership now makes another viewer than the one in memory."""
        try:
            return await self._executor.execute(asked, viewer, exchange.trace, exchange.deadline)
        except MembershipEnded:
            viewer = await self._anew(request, viewer)
        try:
            return await self._executor.execute(asked, viewer, exchange.trace, exchange.deadline)
        except MembershipEnded:
            self._identity.forget(viewer)
            raise unauthenticated(Bearer.invalid) from None

    async def _changed(self, asked: GraphQLRequest, request: Request, exchange: Exchange, viewer: Viewer) -> Answer:
        """Execute a mutation once, as the viewer read anew: it cannot be repeated, since a part of it may have been done."""
        viewer = await self._anew(request, viewer)
        try:
            return await self._executor.execute(asked, viewer, exchange.trace, exchange.deadline)
        except MembershipEnded:
            await self._anew(request, viewer)
            raise unavailable() from None

    async def _anew(self, request: Request, viewer: Viewer) -> Viewer:
        """Return the viewer as the database has them now. Raises Failure (401) where the membership has ended."""
        self._identity.forget(viewer)
        return await self._viewer(request)

    def _look(self, asked: GraphQLRequest, viewer: Viewer) -> tuple[Operation | None, HTTPStatus]:
        """Return the operation, None where the document cannot be executed, and the status for that case: 400 for syntax, else 422."""
        try:
            return self._executor.operation(asked, viewer), HTTPStatus.UNPROCESSABLE_ENTITY
        except BadSyntax:
            return None, HTTPStatus.BAD_REQUEST
        except (BadDocument, Refusal):  # the executor answers with it
            return None, HTTPStatus.UNPROCESSABLE_ENTITY

    def _tell(self, answer: Answer, exchange: Exchange) -> None:
        """Log the causes of errors. Raises Failure where all are the database's, unless the answer tells of changes made before."""
        failures = [self._troubles.failure(cause) for cause in answer.causes]
        for cause, failure in zip(answer.causes, failures, strict=True):
            self._log.error(failure.code.lower() if failure else "fault", extra={"facts": {"trace": exchange.trace, **fault(cause)}})
        if not answer.tells_what_was_done and all(failures) and failures[0]:
            raise failures[0]

    async def _viewer(self, request: Request) -> Viewer:
        """Return who is calling, in the language that the request asks for, else the account's."""
        spoken = language(request.headers.getlist("accept-language"))
        try:
            viewer = await self._identity.viewer(request.headers)
        except Unauthenticated as error:
            raise unauthenticated(error.challenge) from error
        return viewer if spoken is None else replace(viewer, language=spoken)

    def _fault(self, error: Exception, request: Request, exchange: Exchange, spoken: Language) -> Response:
        failure = self._troubles.failure(error)
        self._log.error(failure.code.lower() if failure else "fault", extra={"facts": {"trace": exchange.trace, **fault(error)}})
        return refused(failure, spoken, exchange.trace) if failure else internal(request.scope, exchange.trace)


async def asked_by(request: Request) -> GraphQLRequest:
    """Return the GraphQL request of a POST's body or a GET's address. Raises Failure."""
    if request.method == "GET":
        return request_of_address(request.query_params.multi_items())
    headers = request.headers
    check_content(headers.getlist("content-type"), headers.getlist("content-encoding"))
    return request_of_body(await body_within_limit(request.stream(), headers.get("content-length")))


def answered(answer: Answer, accepted: str, mended_by_caller: HTTPStatus) -> Response:
    """Return the response to an answer. Without data its status is that of the error's code, or `mended_by_caller`.

    As application/json that status is 200, because clients do not read the body of another one.
    """
    if answer.data is None:
        of_caller = mended_by_caller if accepted == GRAPHQL else HTTPStatus.OK
        return Response(answer.body, STATUS.get(str(answer.errors[0]["extensions"]["code"]), of_caller))
    return Response(answer.body, PARTIAL_SUCCESS if answer.errors and accepted == GRAPHQL else HTTPStatus.OK)


def refused(failure: Failure, spoken: Language, trace: str) -> Response:
    """Return the response to a request that is not executed."""
    return Response(failure.body(spoken, trace), failure.status, failure.headers)


def unauthenticated(challenge: str) -> Failure:
    """Return the failure UNAUTHENTICATED with a challenge."""
    return Failure(HTTPStatus.UNAUTHORIZED, "UNAUTHENTICATED", headers={"WWW-Authenticate": challenge})
