"""What every endpoint that knows its caller does: identify, limit, answer within the time, refuse in one form, tell failures.

Source: docs/decisions/008-http.md (the order of what is looked at); docs/design.md 4 and 8. The body is not read before the token is
verified.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from http import HTTPStatus
from typing import ClassVar, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.http.edge import Exchange, exchange_of, internal
from api.http.failure import Failure, Troubles, bad, unavailable
from api.http.form import body_within_limit
from api.http.media import GRAPHQL, JSON, answer_type, check_content, language
from api.lapse import Lapse, Limit
from api.log import fault
from api.rate import Allowances, UsedUp
from auth.bearer import Bearer
from auth.credential import NotAdmitted, Unauthenticated
from auth.identify import Identity
from domain.time.deadline import Deadline
from domain.viewer import Language, MembershipEnded, Viewer

VARIES = b"Accept, Accept-Encoding, Accept-Language, Authorization, Cookie, Lianbang-Session, On-Behalf-Of"
"""The headers of a request on which the response depends, for caches."""
OF_KIND = {kind: ((b"content-type", f"{kind}; charset=utf-8".encode()), (b"vary", VARIES)) for kind in (JSON, GRAPHQL)}
"""Media type -> the headers of every response that does not say otherwise."""

T = TypeVar("T")


class Endpoint(ABC):
    """An endpoint as an ASGI application: it answers every method itself, so that each refusal has the same form."""

    methods: ClassVar[tuple[str, ...]]
    wrong_method: ClassVar[str]
    """The key of the text for any other method."""

    def __init__(
        self, identity: Identity, allowances: Allowances, log: logging.Logger, troubles: Troubles, patience: float, *, body_patience: float
    ) -> None:
        """`patience`, `body_patience`: seconds for the whole request, and for its body to arrive."""
        self._identity = identity
        self._allowances = allowances
        self._log = log
        self._troubles = troubles
        self._patience, self._body_patience = Lapse(patience), Lapse(body_patience)

    @abstractmethod
    async def respond(self, request: Request, exchange: Exchange, viewer: Viewer, accepted: str | None) -> Response:
        """Return the response to a request of a known viewer; `accepted`: the media type of refusals. Raises Failure."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request within its time limit; a refusal in the form that it accepts."""
        request, exchange = Request(scope, receive), exchange_of(scope)
        exchange.spoken = spoken = language(exchange.headers.getlist("accept-language"))
        accepted = answer_type(exchange.headers.getlist("accept"))
        exchange.told = OF_KIND[accepted or JSON]
        clock = asyncio.get_running_loop().time
        exchange.deadline = Deadline(clock(), self._patience.seconds, clock)
        try:
            with Limit(self._patience):
                response = await self._answer(request, exchange, accepted)
        except ClientDisconnect:
            return
        except Failure as failure:
            exchange.code = failure.code
            response = refused(failure, spoken or Language.ZH, exchange.trace)
        except Exception as error:  # noqa: BLE001 -- the edge: masked, and logged by its type
            response = self._fault(error, exchange, spoken or Language.ZH)
        await response(scope, receive, send)

    async def body(self, request: Request, exchange: Exchange) -> bytes:
        """Return the body of a request: JSON, within the limits of size and time. Raises Failure, ClientDisconnect."""
        headers = exchange.headers
        check_content(headers.getlist("content-type"), headers.getlist("content-encoding"))
        try:
            with Limit(self._body_patience):
                return await body_within_limit(request.receive, headers.get("content-length"))
        except TimeoutError:
            raise bad("REQUEST_TOO_SLOW", HTTPStatus.REQUEST_TIMEOUT, Connection="close") from None

    def take(self, viewer: Viewer) -> int:
        """Count the request for its account and service client. Return how many are left. Raises Failure (429) where it has none."""
        try:
            return self._allowances.take(viewer)
        except UsedUp as used_up:
            headers = {"Retry-After": str(used_up.seconds)}
            raise Failure(HTTPStatus.TOO_MANY_REQUESTS, "RATE_LIMITED", headers=headers) from None

    async def read(self, exchange: Exchange, viewer: Viewer, reading: Callable[[Viewer], Awaitable[T]]) -> T:
        """Read something as the viewer, and once more if the membership now makes another viewer than the one in memory."""
        try:
            return await reading(viewer)
        except MembershipEnded:
            viewer = await self.anew(exchange, viewer)
        try:
            return await reading(viewer)
        except MembershipEnded:
            self._identity.forget(viewer)
            raise unauthenticated(Bearer.invalid) from None

    async def anew(self, exchange: Exchange, viewer: Viewer) -> Viewer:
        """Return the viewer as the database has them now. Raises Failure (401) where the membership has ended."""
        self._identity.forget(viewer)
        return await self._viewer(exchange)

    def failure_of(self, causes: Iterable[BaseException], exchange: Exchange) -> Failure | None:
        """Log the causes of errors; return what to answer where all of them are the database's."""
        failures = [self._troubled(cause, exchange) for cause in causes]
        return failures[0] if failures and all(failures) else None

    async def _answer(self, request: Request, exchange: Exchange, accepted: str | None) -> Response:
        if request.method not in self.methods:
            raise bad(self.wrong_method, HTTPStatus.METHOD_NOT_ALLOWED, Allow=", ".join(self.methods))
        if self._troubles.now():
            raise unavailable()
        viewer = await self._viewer(exchange)
        exchange.account = viewer.account
        try:
            return await self.respond(request, exchange, viewer, accepted)
        except Failure as failure:
            exchange.code = failure.code
            return refused(failure, viewer.language, exchange.trace)

    async def _viewer(self, exchange: Exchange) -> Viewer:
        """Return who is calling, in the language that the request asks for, else the account's."""
        try:
            viewer = await self._identity.viewer(exchange.headers, exchange.trace)
        except Unauthenticated as error:
            exchange.refused = error.code or ("MISSING" if error.challenge == Bearer.challenge else "INVALID")
            raise unauthenticated(error.challenge, error.code) from error
        except NotAdmitted as error:
            exchange.refused = error.code
            raise Failure(HTTPStatus.FORBIDDEN, "FORBIDDEN", error.code) from error
        spoken = exchange.spoken
        return viewer if spoken is None or spoken is viewer.language else replace(viewer, language=spoken)

    def _troubled(self, error: BaseException, exchange: Exchange) -> Failure | None:
        failure = self._troubles.failure(error)
        self._log.error(failure.code.lower() if failure else "fault", extra={"facts": {"trace": exchange.trace, **fault(error)}})
        return failure

    def _fault(self, error: Exception, exchange: Exchange, spoken: Language) -> Response:
        failure = self._troubled(error, exchange)
        exchange.code = failure.code if failure else "INTERNAL"
        return refused(failure, spoken, exchange.trace) if failure else internal(exchange.headers, exchange.trace)


def refused(failure: Failure, spoken: Language, trace: str) -> Response:
    """Return the response to a request that is not executed."""
    return Response(failure.body(spoken, trace), failure.status, failure.headers)


def unauthenticated(challenge: str, reason: str | None = None) -> Failure:
    """Return the failure UNAUTHENTICATED with a challenge. `reason`: the key of its text, where that is another."""
    return Failure(HTTPStatus.UNAUTHORIZED, "UNAUTHENTICATED", reason, {"WWW-Authenticate": challenge})
