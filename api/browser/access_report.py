"""The page with which a person who asks is told which offices were shown what of them, to be printed and handed over.

Source: docs/domain.md 7 (the person's own record); docs/decisions/051-asked-by-the-person.md. It is the answer of `subjectAccessReport`,
with its checks and its record in the audit: nothing is read a second way. So is the search for the person that of `familySearch`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.browser.asked import Refused, form_of
from api.browser.careful import Careful
from api.browser.cookies import Cookies
from api.browser.page import Pages
from api.browser.signin import chosen
from api.http.edge import exchange_of, trace_of
from api.rate import Allowances, UsedUp
from auth.browser.credential import HEADER
from auth.browser.sessions import Sessions
from auth.credential import NotAdmitted, Unauthenticated
from auth.identify import Identity
from domain.access_report import AskedBy
from domain.audit import AuditKind
from domain.rules.group import Group
from domain.time.calendar import SHANGHAI
from domain.viewer import Language, MembershipEnded, Role, Viewer
from schema.execute.execute import Executor
from schema.execute.execute import Request as Document

PATH = "/access-report"
FIND_PATH = f"{PATH}/find"
REPORT = """mutation AccessReport($input: SubjectAccessReportInput!) {
  subjectAccessReport(input: $input) {
    person at since until complete
    lines { on officeName role kind groups times }
    errors { message }
  }
}"""
WHOSE = "query Whose($id: ID!) { viewer { office { name } } node(id: $id) { ... on Person { displayName { value } } } }"
FIND = "mutation FindPerson($input: FamilySearchInput!) { familySearch(input: $input) { families { persons } errors { message } } }"
WHO = """query Who($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Person { id displayName { value } birthYear family { region { name } } } }
}"""
"""Of those whom a search means no more than tells one from another; who stands in the same household is not asked for."""
FOUND_BY = ("idNumber", "certificateNumber", "name")
ASKED = ("person", "askedBy", "since", "until")


class AccessReportPages:
    """The endpoints of the report on paper."""

    def __init__(
        self,
        identity: Identity,
        sessions: Sessions,
        executor: Executor,
        allowances: Allowances,
        pages: Pages,
        cookies: Cookies,
        careful: Careful,
        patience: float,
    ) -> None:
        """`patience`: seconds for a form to arrive."""
        self._identity = identity
        self._sessions = sessions
        self._executor = executor
        self._allowances = allowances
        self._pages = pages
        self._cookies = cookies
        self._careful = careful
        self._patience = patience

    @property
    def routes(self) -> list[Route]:
        """The path of the form, of what it answers, and of the search for the person."""
        return [
            Route(PATH, self._careful(self._ask), methods=["GET"]),
            Route(PATH, self._careful(self._show), methods=["POST"]),
            Route(FIND_PATH, self._careful(self._find), methods=["POST"]),
        ]

    async def _ask(self, request: Request) -> Response:
        return await self._form(request)

    async def _find(self, request: Request) -> Response:
        """Answer with the form and whom a search means: counted, audited and refused as any `familySearch`."""
        form = await form_of(request, self._patience)
        by, text = form.get("by", ""), form.get("text", "").strip()
        if by not in FOUND_BY or not text:
            raise Refused("form", HTTPStatus.BAD_REQUEST)
        asked: dict[str, Any] = {"by": {by: {"text": text} if by == "name" else text}}
        if region := form.get("region", "").strip():
            asked["region"] = region
        try:
            viewer = replace(await self._viewer(request, form.get("membership", "")), language=self._pages.language(request)[0])
            told = (await self._told(request, viewer, FIND, {"input": asked}))["familySearch"]
            meant = [] if told is None else [person for each in told["families"] for person in each["persons"]]
            found = (await self._told(request, viewer, WHO, {"ids": meant}))["nodes"] if meant else []
        except (Unauthenticated, NotAdmitted, MembershipEnded):
            return RedirectResponse(f"/signin?to={PATH}", HTTPStatus.SEE_OTHER)
        errors = [] if told is None else [each["message"] for each in told["errors"]]
        return await self._form(request, errors or ([] if found else None), [each for each in found if each])

    async def _form(self, request: Request, errors: Sequence[str] | None = (), found: Sequence[Mapping[str, Any]] = ()) -> Response:
        """Return the form. `found`: whom a search means; `errors`: why it tells nobody, None for nobody found."""
        secret = self._cookies.secret(request)
        session = None if secret is None else await self._sessions.use(secret)
        works_as = None if session is None else chosen(await self._sessions.choices(session.person), session)
        if works_as is None:
            return RedirectResponse(f"/signin?to={PATH}", HTTPStatus.SEE_OTHER)
        person = request.query_params.get("person", "")
        return self._pages.show(request, "access_form.html", chosen=works_as, person=person, asked_by=AskedBy, errors=errors, found=found)

    async def _show(self, request: Request) -> Response:
        form = await form_of(request, self._patience)
        try:
            viewer = await self._viewer(request, form.get("membership", ""))
            told = await self._told(request, viewer, REPORT, {"input": {name: form[name] for name in ASKED if form.get(name)}})
            report = told["subjectAccessReport"]
            if report is None or report["errors"]:
                raise Refused("report_refused", HTTPStatus.UNPROCESSABLE_ENTITY)
            whose = await self._told(request, viewer, WHOSE, {"id": report["person"]})
        except (Unauthenticated, NotAdmitted, MembershipEnded):
            return RedirectResponse(f"/signin?to={PATH}", HTTPStatus.SEE_OTHER)
        spoken, _ = self._pages.language(request)
        return self._pages.show(
            request,
            "access_report.html",
            name=None if whose["node"] is None else (whose["node"]["displayName"] or {}).get("value"),
            office=whose["viewer"]["office"]["name"],
            asked_by=_named(AskedBy(form["askedBy"]), spoken),
            report=report,
            at=datetime.fromisoformat(report["at"]).astimezone(SHANGHAI),
            lines=[_line(each) for each in report["lines"]],
        )

    async def _viewer(self, request: Request, membership: str) -> Viewer:
        """Return who asks, as the database has them now, if they still work as the page was shown. Raises Unauthenticated, NotAdmitted."""
        headers = MutableHeaders(raw=list(request.headers.raw))
        headers[HEADER] = membership
        trace = trace_of(request)
        viewer = await self._identity.viewer(Headers(raw=headers.raw), trace)
        try:
            self._allowances.take(viewer)
        except UsedUp as used_up:
            raise Refused("often", HTTPStatus.TOO_MANY_REQUESTS, used_up.seconds) from None
        self._identity.forget(viewer)
        return await self._identity.viewer(Headers(raw=headers.raw), trace)

    async def _told(self, request: Request, viewer: Viewer, text: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the contract answers. Raises Refused, and whatever the database raised."""
        exchange = exchange_of(request.scope)
        answer = await self._executor.execute(Document(text, None, variables), viewer, exchange.trace, exchange.deadline)
        if answer.causes:
            raise answer.causes[0]
        if answer.data is None or answer.errors:
            raise Refused("report_refused", HTTPStatus.UNPROCESSABLE_ENTITY)
        data: dict[str, Any] = orjson.loads(answer.data)
        return data


def _named(asked_by: AskedBy, spoken: Language) -> str:
    return asked_by.en if spoken is Language.EN else asked_by.zh


def _line(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line with what its codes are."""
    role, kind, groups = told["role"], AuditKind(told["kind"]), [Group(each) for each in told["groups"]]
    return {**told, "on": date.fromisoformat(told["on"]), "role": None if role is None else Role(role), "kind": kind, "groups": groups}
