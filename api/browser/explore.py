"""The explorer: GraphiQL from ourselves, signed in by the session, with the ready documents beside it.

Source: docs/decisions/044-browser.md (explorer); what of it others made, and its licences: api/browser/explorer/README.md.
"""

import gzip
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from api.browser.careful import Careful
from api.browser.cookies import Cookies
from api.browser.page import Pages
from api.browser.signin import chosen
from api.browser.words import WORDS
from api.http.compression import codings
from auth.browser.sessions import Sessions
from domain.viewer import Language
from resolvers.document.ready import ReadyDocument

PATH, DOCUMENTS, ASSETS = "/explorer", "/explorer/documents", "/assets/explorer"
FOLDER = Path(__file__).parent / "explorer"
OTHERS = ("graphiql.min.js", "graphiql.min.css", "react.production.min.js", "react-dom.production.min.js")
OURS = ("explorer.js", "explorer.css")
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; connect-src 'self'; img-src 'self' data:; font-src data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What the page may load: from ourselves; pictures and fonts that stand in the style; styles of its dialogs that carry the page's nonce."""
FIRST = "{\n  viewer { role office { name } }\n  inbox(first: 10) { totalCount nodes { number state } }\n}\n"
"""What stands in the editor at first."""

NAMED_ELSEWHERE = {"operations": "every_department", "community": "community", "township": "township"}
"""Ready documents that are of no department: the word for each."""

Names = Callable[[str, str, Language], str | None]
"""Returns the name of a code of a list in a language."""


class Asset:
    """A file that the page loads, kept compressed."""

    def __init__(self, name: str) -> None:
        self._packed = (FOLDER / f"{name}.gz").read_bytes() if name in OTHERS else gzip.compress((FOLDER / name).read_bytes(), mtime=0)
        self._tag = f'"{sha256(self._packed).hexdigest()[:32]}"'
        self._headers = {
            "content-type": TYPES[Path(name).suffix],
            "cache-control": "public, no-cache",
            "etag": self._tag,
            "vary": "Accept-Encoding",
        }

    async def show(self, request: Request) -> Response:
        """Answer with the file, compressed where that is accepted; with nothing where the browser has it."""
        if self._tag in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=self._headers)
        if codings(request.headers.getlist("accept-encoding")).gzip:
            return Response(self._packed, headers={**self._headers, "content-encoding": "gzip"})
        return Response(gzip.decompress(self._packed), headers=self._headers)


class ExplorerPages:
    """The endpoints of the explorer. `in_development`: whether accounts are entered without a sign-in."""

    def __init__(
        self,
        sessions: Sessions,
        pages: Pages,
        cookies: Cookies,
        careful: Careful,
        ready: Sequence[ReadyDocument],
        names: Names,
        *,
        in_development: bool,
    ) -> None:
        """`ready`: the documents beside the editor. `names`: of departments."""
        self._sessions = sessions
        self._pages = pages
        self._cookies = cookies
        self._careful = careful
        self._ready = ready
        self._names = names
        self._in_development = in_development

    @property
    def routes(self) -> list[Route]:
        """The paths of the explorer and of what it loads."""
        assets = [Route(f"{ASSETS}/{name}", Asset(name).show) for name in (*OTHERS, *OURS)]
        return [Route(PATH, self._careful(self._show), methods=["GET"]), Route(DOCUMENTS, self._careful(self._documents)), *assets]

    async def _show(self, request: Request) -> Response:
        secret = self._cookies.secret(request)
        session = None if secret is None else await self._sessions.use(secret)
        held = [] if session is None else await self._sessions.choices(session.person)
        works_as = None if session is None else chosen(held, session)
        if works_as is None:
            return RedirectResponse(f"/signin?to={PATH}", HTTPStatus.SEE_OTHER)
        everybody = await self._sessions.everybody() if self._in_development else []
        nonce = secrets.token_urlsafe(16)
        return self._pages.show(
            request,
            "explorer.html",
            policy=POLICY.format(nonce=nonce),
            nonce=nonce,
            held=held,
            chosen=works_as,
            everybody=everybody,
            query=FIRST,
        )

    async def _documents(self, request: Request) -> Response:
        secret = self._cookies.secret(request)
        if secret is None or await self._sessions.use(secret) is None:
            return JSONResponse([], HTTPStatus.UNAUTHORIZED)
        spoken, _ = self._pages.language(request)
        return JSONResponse([self._offered(each, spoken) for each in self._ready])

    def _offered(self, document: ReadyDocument, spoken: Language) -> Mapping[str, object]:
        """Return a ready document as the page takes it."""
        word = NAMED_ELSEWHERE.get(document.name)
        department = document.name.replace("-", "_").upper()
        name = self._names("DEPARTMENT", department, spoken) if word is None else WORDS[word].in_language(spoken)
        operations = [{"name": each.name, "variables": json.dumps(each.variables, indent=2)} for each in document.operations]
        return {"name": name or document.name, "text": document.text, "operations": operations}
