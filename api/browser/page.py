"""Pages for people in a browser: in their language, without scripts, under a policy that lets nothing else in.

Source: docs/decisions/044-browser.md (pages). Every text is escaped by the templates.
"""

from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.browser.cookies import Cookies
from api.browser.words import WORDS, role_name
from api.http.media import language
from auth.browser.credential import secret_in
from domain.viewer import Language

TEMPLATES = Path(__file__).parent / "templates"
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
STYLE = "/assets/lianbang.css"
VARIES = "Accept-Language, Cookie"


class Pages:
    """Makes pages of templates; `app.py` makes the one instance."""

    def __init__(self, cookies: Cookies) -> None:
        self._cookies = cookies
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, auto_reload=False, trim_blocks=True
        )
        self._style = (TEMPLATES / "style.css").read_bytes()
        self._style_address = f"{STYLE}?{sha256(self._style).hexdigest()[:16]}"

    @property
    def routes(self) -> list[Route]:
        """What the pages load."""
        return [Route(STYLE, self._show_style), Route("/favicon.ico", _no_icon)]

    def show(
        self, request: Request, template: str, status: HTTPStatus = HTTPStatus.OK, *, policy: str = POLICY, **shown: object
    ) -> HTMLResponse:
        """Return the page of a template, in the language of the request."""
        spoken, said = self.language(request)
        text = self._templates.get_template(template).render(
            language=spoken,
            address_in_other=_address_in(other(spoken), request),
            other=other(spoken),
            words={name: word.in_language(spoken) for name, word in WORDS.items()},
            style=self._style_address,
            role_name=lambda role: role_name(role, spoken),
            **shown,
        )
        headers = {
            "content-security-policy": policy,
            "referrer-policy": "same-origin",  # with none at all a browser names no origin with a form
            "vary": VARIES,
            "content-language": spoken.value,
        }
        page = HTMLResponse(text, status, headers)
        if said:
            self._cookies.keep_language(page, spoken)
        return page

    def tell(self, request: Request, word: str, status: HTTPStatus) -> HTMLResponse:
        """Return a page with one sentence, and the way back."""
        return self.show(request, "told.html", status, told=word)

    def language(self, request: Request) -> tuple[Language, bool]:
        """Return the language of a request, and whether its address says so: else the browser remembers one, or asks for one."""
        said = request.query_params.get("language")
        if said in set(Language):
            return Language(said), True
        kept = secret_in(request.headers, self._cookies.language)
        if kept in set(Language):
            return Language(kept), False
        return language(request.headers.getlist("accept-language")) or Language.ZH, False

    async def _show_style(self, request: Request) -> Response:
        return Response(self._style, headers={"content-type": "text/css; charset=utf-8", "cache-control": "public, max-age=86400"})


async def _no_icon(request: Request) -> Response:
    """Browsers ask for a picture; there is none."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"cache-control": "public, max-age=86400"})


def other(language: Language) -> Language:
    """Return the other language."""
    return Language.ZH if language is Language.EN else Language.EN


def _address_in(language: Language, request: Request) -> str:
    """Return the address of a page in a language; of what a form has brought, that of the sign-in page."""
    path = request.url.path if request.method == "GET" else "/signin"
    kept = {"to": to} if (to := request.query_params.get("to")) else {}
    return f"{path}?{urlencode({**kept, 'language': language.value})}"
