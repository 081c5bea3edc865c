"""What a browser's request asks: a form of a page of our own, and where to go afterwards.

Source: docs/decisions/044-browser.md (requests that another site forges).
"""

import asyncio
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import Request

from api.http.form import body_within_limit

FORM = "application/x-www-form-urlencoded"
MOST_BYTES, MOST_FIELDS = 16_384, 20
AFTERWARDS = frozenset({"/signin", "/explorer", "/access-report"})
"""The pages to which one may come back: an address that somebody else wrote is none."""


class Refused(Exception):
    """A page's request is refused. `word`: which of the words tells why; `seconds`: after how many it is taken."""

    def __init__(self, word: str, status: HTTPStatus, seconds: int | None = None) -> None:
        super().__init__(word)
        self.word = word
        self.status = status
        self.seconds = seconds


async def form_of(request: Request, patience: float) -> dict[str, str]:
    """Return the fields of a form, each given once. Raises Refused, Failure (413)."""
    headers = request.headers
    if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM or "content-encoding" in headers:
        raise Refused("form", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        async with asyncio.timeout(patience):
            body = await body_within_limit(request.receive, headers.get("content-length"), MOST_BYTES)
    except TimeoutError:
        raise Refused("form", HTTPStatus.REQUEST_TIMEOUT) from None
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise Refused("form", HTTPStatus.BAD_REQUEST) from None
    if len({name for name, _ in pairs}) < len(pairs):
        raise Refused("form", HTTPStatus.BAD_REQUEST)
    return dict(pairs)


def forward(wanted: str | None) -> str:
    """Return the page to which a form wants to come back, if it is one of ours."""
    return wanted if wanted in AFTERWARDS else "/signin"
