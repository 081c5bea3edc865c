"""The referral sheets' endpoint: takes the ids of referrals, and answers with their papers as one file.

Source: docs/decisions/029-referral-sheet.md, docs/decisions/008-http.md (same order, refusals and statuses as the GraphQL endpoint).
"""

import asyncio
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

import orjson
from starlette.requests import Request
from starlette.responses import Response
from typing_extensions import override

from api.http.compression import codings, packed
from api.http.edge import Exchange
from api.http.endpoint import Endpoint
from api.http.failure import Failure, Troubles, bad
from api.http.form import object_of_body
from api.http.graphql import STATUS
from api.rate import Allowances
from auth.identify import Identity
from domain.message.refusal import Refusal
from domain.viewer import Viewer
from resolvers.files.sheets.paper import Papers
from resolvers.files.sheets.render import File, Format, Renderer
from schema.execute.sheets import Sheets

ID_CHARACTERS = 200
"""Longest id that is looked at: those of rows have 60."""


@dataclass(frozen=True)
class Asked:
    """What a caller wants on paper, and as which file."""

    ids: tuple[str, ...]
    format: Format


class ReferralSheets(Endpoint):
    """Answers with files. They are never compressed by what they hold, since texts of several people stand beside each other."""

    methods: ClassVar[tuple[str, ...]] = ("POST",)
    wrong_method = "SHEET_METHOD"

    def __init__(
        self,
        identity: Identity,
        sheets: Sheets,
        renderer: Renderer,
        allowances: Allowances,
        log: logging.Logger,
        troubles: Troubles,
        patience: float,
        *,
        body_patience: float,
    ) -> None:
        """`patience`, `body_patience`: seconds for the whole request, and for its body to arrive."""
        super().__init__(identity, allowances, log, troubles, patience, body_patience=body_patience)
        self._sheets = sheets
        self._renderer = renderer

    @override
    async def respond(self, request: Request, exchange: Exchange, viewer: Viewer, accepted: str | None) -> Response:
        self.take(viewer)
        asked = asked_of(await self.body(request, exchange))
        exchange.operation = exchange.name = "print"
        trace, deadline = exchange.trace, exchange.deadline
        try:
            sheet = await self.read(exchange, viewer, lambda viewer: self._sheets.papers(asked.ids, viewer, trace, deadline))
        except Refusal as refusal:
            raise _failure(refusal) from None
        if sheet.papers is None:
            failure = self.failure_of(sheet.causes, exchange)
            raise failure or _Told(sheet.errors)
        file = await asyncio.to_thread(self._renderer.file, sheet.papers, asked.format)
        taken = codings(exchange.headers.getlist("accept-encoding"))
        return await packed(_handed(file, sheet.papers), taken, probed=True)


def asked_of(body: bytes) -> Asked:
    """Return what a body asks. Raises Failure: 400 if it is not readable JSON, 422 if it is something else than ids and a format."""
    said = object_of_body(body)
    ids, wanted = said.get("ids"), said.get("format", Format.HTML.value)
    is_list = isinstance(ids, list) and all(isinstance(each, str) and len(each) <= ID_CHARACTERS for each in ids)
    if ids is None or not is_list or wanted not in [*Format] or said.keys() - {"ids", "format"}:
        raise bad("SHEET_FORM", HTTPStatus.UNPROCESSABLE_ENTITY)
    return Asked(tuple(ids), Format(wanted))


class _Told(Failure):
    """The query was refused: its errors are told as GraphQL tells them."""

    def __init__(self, errors: tuple[dict[str, object], ...]) -> None:
        extensions = errors[0]["extensions"]
        assert isinstance(extensions, dict)
        code = str(extensions["code"])
        super().__init__(STATUS.get(code, HTTPStatus.UNPROCESSABLE_ENTITY), code)
        self._errors = errors

    @override
    def body(self, language: object, trace: str) -> bytes:
        return orjson.dumps({"errors": self._errors})


def _failure(refusal: Refusal) -> Failure:
    status = HTTPStatus.NOT_FOUND if refusal.code == "NOT_FOUND" else HTTPStatus.UNPROCESSABLE_ENTITY
    return Failure(status, refusal.code, path=refusal.path, facts=refusal.facts)


def _handed(file: File, papers: Papers) -> Response:
    """Return the file: a page is shown, a document is kept; under the number of a referral that is alone."""
    numbers = {page.number for page in papers.pages}
    name = numbers.pop() if len(numbers) == 1 else "referrals"
    shown = "inline" if file.extension == "html" else "attachment"
    headers = {
        "content-type": file.media_type,
        "content-disposition": f'{shown}; filename="{name}.{file.extension}"',
        "content-language": papers.language.value,
        "content-security-policy": file.policy,
    }
    return Response(file.content, HTTPStatus.OK, headers)
