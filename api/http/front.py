"""The front page at `/`: the paths of this server; in production only the endpoint.

Source: README.md; docs/settings.md (In production). A browser gets HTML, other clients JSON; nothing of the request is repeated.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from api.http.media import weighed

PUBLIC: Mapping[str, str] = {
    "/signin": "Where people sign in in a browser. 登录页。",
    "/explorer": "The explorer: queries in a browser. 接口浏览器。",
    "/graphql": "GraphQL over HTTP: POST, with a bearer token. GraphQL 接口，须携带令牌。",
}
OWN: Mapping[str, str] = {
    **PUBLIC,
    "/referral-sheets": "Referral sheets with receipt and slip: POST, with a bearer token. 转介单、回执与告知单，须携带令牌。",
    "/healthz": "Whether the server lives. 服务是否存活。",
    "/readyz": "Whether it can serve: the database answers and is at this version. 服务是否就绪。",
    "/metrics": "Counts and durations for Prometheus. 运行指标。",
    "/.well-known/jwks.json": "The public keys of the development issuer. 开发令牌的公钥。",
}
"""Path -> its description."""
FILES: Mapping[str, str] = {
    "README.md": "A family's help, and the money for it, in seven calls each. 一个家庭的帮扶及其资金，各七次调用。",
    "schema.graphql": "The contract. 接口契约。",
    "docs/departments/README.md": "A page for each department's system. 各部门系统的接入说明。",
    "docs/operations.graphql": "What a department's system asks. 部门系统常用的查询。",
    "docs/settings.md": "What the environment decides. 环境变量。",
}
"""File of the project -> its description."""
COMMANDS: Mapping[str, str] = {
    "lianbang accounts [WORD]": "Whom one can be. 列出账号。",
    "lianbang token ACCOUNT": "A token for one of them. 取得令牌。",
}


def front(*, in_development: bool) -> Callable[[Request], Any]:
    """Return an endpoint that lists the addresses of this server."""
    content = {"lianbang": "联帮", "paths": OWN, "commands": COMMANDS, "files": FILES} if in_development else {"paths": PUBLIC}
    page = _page(content)

    async def show(request: Request) -> Response:
        accepted = {kind for kind, _, weight in weighed(",".join(request.headers.getlist("accept"))[:1000]) if weight}
        answer = HTMLResponse(page) if "text/html" in accepted else JSONResponse(content)
        answer.headers["vary"] = "Accept"
        return answer

    return show


def _page(content: Mapping[str, Any]) -> str:
    lists = "".join(_list(listed, linked=name == "paths") for name, listed in content.items() if isinstance(listed, Mapping))
    return f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>Lianbang 联帮</title><h1>Lianbang 联帮</h1>{lists}</html>'


def _list(listed: Mapping[str, str], *, linked: bool) -> str:
    names = {name: f'<a href="{escape(name)}">{escape(name)}</a>' if linked else escape(name) for name in listed}
    return f"<dl>{''.join(f'<dt>{names[name]}</dt><dd>{escape(said)}</dd>' for name, said in listed.items())}</dl>"
