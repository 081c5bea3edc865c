"""Signing in at a department's own identity, in a browser: to its issuer and back, and what the issuer ends by itself.

Source: docs/decisions/044-browser.md; OpenID Connect Core 1.0, Back-Channel Logout 1.0.
"""

import logging
from http import HTTPStatus
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.browser.asked import Refused, form_of, forward
from api.browser.careful import Careful
from api.browser.cookies import Cookies
from api.browser.page import Pages
from api.http.edge import exchange_of, trace_of
from api.rate import AtTheDoor
from auth.browser.flow import BACK, BACK_CHANNEL, Flow, NoLogout, SignInFailed
from auth.browser.sessions import Sessions
from auth.others.fetch import FetchFailed


class IssuerPages:
    """The endpoints between a browser, its issuer and us."""

    def __init__(
        self,
        flow: Flow,
        sessions: Sessions,
        pages: Pages,
        cookies: Cookies,
        careful: Careful,
        door: AtTheDoor,
        log: logging.Logger,
        patience: float,
    ) -> None:
        """`patience`: seconds for a form to arrive. `door`: how often an address may sign in."""
        self._flow = flow
        self._sessions = sessions
        self._pages = pages
        self._cookies = cookies
        self._careful = careful
        self._door = door
        self._log = log
        self._patience = patience

    @property
    def routes(self) -> list[Route]:
        """The paths of these endpoints."""
        return [
            Route("/signin/issuer", self._careful(self._begin), methods=["POST"]),
            Route(BACK, self._careful(self._finish), methods=["GET"]),
            Route(BACK_CHANNEL, self._careful(self._log_out, from_elsewhere=True), methods=["POST"]),
        ]

    async def _begin(self, request: Request) -> Response:
        self._check_rate(request)
        form = await form_of(request, self._patience)
        try:
            begun = await self._flow.begin(UUID(form.get("issuer", "")), forward(form.get("to")), strong="strong" in form)
        except (ValueError, SignInFailed):
            raise Refused("form", HTTPStatus.BAD_REQUEST) from None
        except FetchFailed as error:
            self._note(request, error)
            raise Refused("issuer_away", HTTPStatus.SERVICE_UNAVAILABLE) from None
        response = going(self._pages, request, begun.address)
        self._cookies.keep_attempt(response, begun.secret)
        return response

    async def _finish(self, request: Request) -> Response:
        self._check_rate(request)
        try:
            person, to = await self._flow.finish(request.query_params.multi_items(), self._cookies.attempt_secret(request))
            response: Response = RedirectResponse(to, HTTPStatus.SEE_OTHER)
            self._cookies.keep(response, await self._sessions.begin(person, self._cookies.secret(request), trace_of(request)))
        except SignInFailed as error:
            self._note(request, error)
            response = self._pages.tell(request, "sign_in_failed", HTTPStatus.BAD_REQUEST)
        except FetchFailed as error:
            self._note(request, error)
            response = self._pages.tell(request, "issuer_away", HTTPStatus.SERVICE_UNAVAILABLE)
        self._cookies.drop(response, self._cookies.attempt)
        return response

    async def _log_out(self, request: Request) -> Response:
        """Answer an issuer: 200 where its token was taken, else 400."""
        status = HTTPStatus.OK
        try:
            token = (await form_of(request, self._patience)).get("logout_token", "")
            await self._flow.log_out(token, trace_of(request))
        except (NoLogout, Refused) as error:
            self._note(request, error)
            status = HTTPStatus.BAD_REQUEST
        return Response(status_code=status, headers={"cache-control": "no-store"})

    def _check_rate(self, request: Request) -> None:
        """Count a request of an address. Raises Refused where it asks too often, before the database or an issuer is asked."""
        seconds = self._door.wait(request.client.host if request.client else "")
        if seconds is not None:
            raise Refused("often", HTTPStatus.TOO_MANY_REQUESTS, seconds)

    def _note(self, request: Request, error: Exception) -> None:
        """Log what the person or the issuer is not told: what a fetch says, else the kinds of errors alone."""
        exchange_of(request.scope).refused = "SIGN_IN_FAILED"
        cause = error.__cause__
        why = str(error if isinstance(error, FetchFailed) else cause if isinstance(cause, FetchFailed) else type(cause).__name__)
        self._log.warning("sign-in failed", extra={"facts": {"trace": trace_of(request), "error": type(error).__name__, "why": why}})


def going(pages: Pages, request: Request, address: str) -> Response:
    """Return a page that goes on to an issuer: a redirect of a form's answer would want every host on the way in the policy of the form."""
    return pages.show(request, "going.html", address=address)
