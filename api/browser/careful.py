"""What every page for people in a browser does: a form is taken from our own pages alone, and whatever fails is told as a page.

Source: docs/decisions/044-browser.md (requests that another site forges), 013-failures.md.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.browser.asked import Refused
from api.browser.page import Pages
from api.http.failure import Failure, Troubles
from auth.browser.origin import is_of_our_own
from auth.browser.sessions import NotHeld

Handler = Callable[[Request], Awaitable[Response]]


class Careful:
    """Wraps the handlers of pages; an instance is called for each."""

    def __init__(self, pages: Pages, troubles: Troubles) -> None:
        self._pages = pages
        self._troubles = troubles

    def __call__(self, handler: Handler, *, from_elsewhere: bool = False) -> Handler:
        """Return the handler with its failures told as pages. `from_elsewhere`: also a form of others is taken."""

        async def handle(request: Request) -> Response:
            try:
                if request.method == "POST" and not from_elsewhere and not is_of_our_own(request.headers):
                    raise Refused("forged", HTTPStatus.FORBIDDEN)
                return await handler(request)
            except ClientDisconnect:
                return Response(status_code=HTTPStatus.BAD_REQUEST)
            except Refused as refused:
                page = self._pages.tell(request, refused.word, refused.status)
                if refused.seconds is not None:
                    page.headers["retry-after"] = str(refused.seconds)
                return page
            except NotHeld:
                return self._pages.tell(request, "held_none", HTTPStatus.FORBIDDEN)
            except Failure as failure:
                return self._pages.tell(request, "form", failure.status)
            except Exception as error:  # the database is away; anything else is the edge's
                if (away := self._troubles.failure(error)) is None:
                    raise
                return self._pages.tell(request, "away", away.status)

        return handle
