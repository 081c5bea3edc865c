"""The GraphQL endpoint: who is calling, what is asked, one execution, and the status that says how it went.

Source: GraphQL over HTTP, first edition (September 2026); docs/design.md 4 and 8. Nothing of a request is read before its token is known.
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
from resolvers.document.parse import BadDocument, BadSyntax
from resolvers.document.probing import can_be_probed
from schema.execute.execute import Answer, Executor
from schema.execute.execute import Request as GraphQLRequest

PARTIAL_SUCCESS = 294
VARIES = "Accept, Accept-Encoding, Accept-Language, Authorization"
"""What an answer depends on, beside what is asked: for whoever might keep it."""
STATUS = {
    "RATE_LIMITED": HTTPStatus.TOO_MANY_REQUESTS,
    "UNAVAILABLE": HTTPStatus.SERVICE_UNAVAILABLE,
    "INTERNAL": HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""What a request error means in HTTP; every other one is the caller's to mend (422)."""


class GraphQL:
    """The endpoint as an ASGI application of its own: it answers every method, so that each refusal has the same form."""

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
        """`troubles` knows the database's; patience is in seconds: for a whole request, and for its body to come."""
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
        exchange.deadline = self._deadline()
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

    def _deadline(self) -> Deadline:
        """Return the deadline of a request that has just come; what takes long gives up before it."""
        clock = asyncio.get_running_loop().time
        return Deadline(clock(), self._patience, clock)

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
        status = self._look(asked, exchange, viewer)
        if request.method == "GET" and exchange.operation == "mutation":
            raise bad("REQUEST_METHOD", HTTPStatus.METHOD_NOT_ALLOWED, Allow="POST")
        answer = await (self._changed if exchange.operation == "mutation" else self._read)(asked, request, exchange, viewer)
        if answer.causes:
            self._tell(answer, exchange)
        return await self._packed(answered(answer, accepted, status), request, asked, viewer)

    async def _read(self, asked: GraphQLRequest, request: Request, exchange: Exchange, viewer: Viewer) -> Answer:
        """Execute a query; once more where the membership now makes another viewer than the one remembered."""
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
        """Execute a mutation as the viewer of this moment; it is never run again, since a part of it may be done."""
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

    async def _packed(self, response: Response, request: Request, asked: GraphQLRequest, viewer: Viewer) -> Response:
        """Return the response, compressed where the caller accepts that and its size tells nothing."""
        taken = codings(request.headers.getlist("accept-encoding"))
        try:
            probed = can_be_probed(self._executor.operation(asked, viewer).probing, asked.variables)
        except (BadDocument, Refusal):
            probed = True
        return await packed(response, taken, probed=probed)

    def _look(self, asked: GraphQLRequest, exchange: Exchange, viewer: Viewer) -> HTTPStatus:
        """Look at the operation before it is executed: note its kind; the status where the document cannot be executed."""
        try:
            exchange.operation = "mutation" if self._executor.operation(asked, viewer).is_mutation else "query"
        except BadSyntax:
            return HTTPStatus.BAD_REQUEST
        except (BadDocument, Refusal):  # the executor tells it in its own words
            pass
        return HTTPStatus.UNPROCESSABLE_ENTITY

    def _tell(self, answer: Answer, exchange: Exchange) -> None:
        """Log what errors of the answer only name INTERNAL; where the database was out of reach the whole is UNAVAILABLE.

        Unless the answer tells what was done before: that is not kept from the caller.
        """
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
    """The response to what was executed, or refused before execution: then its status is that of the code, or the caller's to mend.

    JSON alone does not say that it is GraphQL's: what is the caller's to mend is told there with 200, or clients would not read it.
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
