"""The sign-in page: by which identity somebody signs in, as whom they work, and out again.

Source: docs/decisions/044-browser.md.
"""

from collections.abc import Iterable
from http import HTTPStatus
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.browser.asked import Refused, form_of, forward
from api.browser.careful import Careful
from api.browser.cookies import Cookies
from api.browser.issuers import going
from api.browser.page import Pages
from api.http.edge import trace_of
from auth.browser.flow import Flow
from auth.browser.sessions import Sessions
from domain.browser import Held, Person, Session
from domain.rules.actions import ACTION
from domain.viewer import Role, is_county

REPORTING = frozenset(role for party in ACTION["subjectAccessReport"].by for role in party.roles or ())
"""The roles to which the page of the access report is offered; whether they may is judged there."""


class SignInPages:
    """The endpoints of signing in and out. `in_development`: whether accounts are entered without any sign-in."""

    def __init__(
        self,
        sessions: Sessions,
        flow: Flow,
        pages: Pages,
        cookies: Cookies,
        careful: Careful,
        patience: float,
        *,
        in_development: bool,
    ) -> None:
        """`patience`: seconds for a form to arrive."""
        self._flow = flow
        self._sessions = sessions
        self._pages = pages
        self._cookies = cookies
        self._careful = careful
        self._patience = patience
        self._in_development = in_development

    @property
    def routes(self) -> list[Route]:
        """The paths of these pages; that of accounts in development alone."""
        entering = [Route("/signin/account", self._careful(self._enter), methods=["POST"])] if self._in_development else []
        return [
            Route("/signin", self._careful(self._show), methods=["GET"]),
            Route("/signin/membership", self._careful(self._choose), methods=["POST"]),
            Route("/signout", self._careful(self._leave), methods=["POST"]),
            *entering,
        ]

    async def _show(self, request: Request) -> Response:
        session = await self._session(request)
        to = forward(request.query_params.get("to"))
        if session is not None:
            held = await self._sessions.choices(session.person)
            weak = await self._sessions.is_too_weak(session)
            issuer = session.person.issuer
            return self._pages.show(
                request, "person.html", held=held, chosen=chosen(held, session), weak=weak, issuer=issuer, to=to, reporting=REPORTING
            )
        everybody = await self._sessions.everybody() if self._in_development else []
        issuers = self._flow.choices
        return self._pages.show(request, "signin.html", issuers=issuers, one_of_each=one_of_each(everybody), everybody=everybody, to=to)

    async def _enter(self, request: Request) -> Response:
        form = await form_of(request, self._patience)
        account, membership = form.get("membership", "").partition(" ")[::2]
        secret = await self._sessions.begin(Person(None, account), self._cookies.secret(request), trace_of(request), _key(membership))
        return self._going(form, secret)

    async def _choose(self, request: Request) -> Response:
        form = await form_of(request, self._patience)
        session, secret = await self._session(request), self._cookies.secret(request)
        if session is None or secret is None:
            return RedirectResponse("/signin", HTTPStatus.SEE_OTHER)
        renewed = await self._sessions.choose(secret, session, _key(form.get("membership", "")), trace_of(request))
        return RedirectResponse("/signin", HTTPStatus.SEE_OTHER) if renewed is None else self._going(form, renewed)

    async def _leave(self, request: Request) -> Response:
        secret = self._cookies.secret(request)
        issuer = None if secret is None else await self._sessions.end(secret, trace_of(request))
        end = None if issuer is None else await self._flow.end_address(issuer)
        response = self._pages.tell(request, "signed_out", HTTPStatus.OK) if end is None else going(self._pages, request, end)
        self._cookies.drop(response, self._cookies.session)
        return response

    async def _session(self, request: Request) -> Session | None:
        secret = self._cookies.secret(request)
        return None if secret is None else await self._sessions.use(secret)

    def _going(self, form: dict[str, str], secret: str) -> Response:
        response = RedirectResponse(forward(form.get("to")), HTTPStatus.SEE_OTHER)
        self._cookies.keep(response, secret)
        return response


def chosen(held: Iterable[Held], session: Session) -> Held | None:
    """Return the membership of a session, if it is one of those."""
    return next((each for each in held if each.membership == session.membership), None)


def one_of_each(held: Iterable[Held]) -> list[Held]:
    """Return a membership of each role, in the order of the roles: one of a county where there is any, since there the work is done."""
    found: dict[Role, Held] = {}
    for each in held:
        known = found.get(each.role)
        if known is None or is_county(each.region) or not is_county(known.region):
            found[each.role] = each
    return [found[role] for role in Role if role in found]


def _key(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise Refused("form", HTTPStatus.BAD_REQUEST) from None
