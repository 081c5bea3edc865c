"""The credential of a session: a cookie, in a request by which a page of our own says that it means to use it.

Source: docs/decisions/044-browser.md (requests that another site forges). No form and no link of another site can set the header.
"""

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from typing_extensions import override

from auth.bearer import Bearer
from auth.browser.origin import is_of_our_own
from auth.browser.sessions import Sessions
from auth.credential import Credential, NamedMembership, Unauthenticated

HEADER = "lianbang-session"
"""The header by which a page says that its session is meant: the membership as which it was shown, or `1` for whichever is chosen."""
WHICHEVER = "1"


class SessionCredential(Credential):
    """The credential of a session. `cookie`: its name; `in_development`: whether sessions without a sign-in at an issuer are taken."""

    challenge = Bearer.challenge
    invalid = Bearer.challenge

    def __init__(self, sessions: Sessions, cookie: str, *, in_development: bool) -> None:
        self._sessions = sessions
        self._cookie = cookie
        self._in_development = in_development

    @override
    async def named(self, headers: Headers) -> NamedMembership | None:
        """Return whom the session names; None where none is meant. Raises Unauthenticated."""
        secret = secret_in(headers, self._cookie)
        if secret is None or HEADER not in headers:
            return None
        if not is_of_our_own(headers):
            raise Unauthenticated(self.challenge, "SESSION_ELSEWHERE")
        session = await self._sessions.use(secret)
        if session is None or (session.person.issuer is None and (session.membership is None or not self._in_development)):
            raise Unauthenticated(self.challenge, "SESSION_ENDED")
        if headers[HEADER] not in (WHICHEVER, str(session.membership)):
            raise Unauthenticated(self.challenge, "SESSION_CHANGED")
        person = session.person
        return NamedMembership(session.membership, person.subject, person.issuer, acr=person.acr, amr=frozenset(person.amr))


def secret_in(headers: Headers, cookie: str) -> str | None:
    """Return what a request's cookie of a name holds; None for none, or for several of the name."""
    found = [each for line in headers.getlist("cookie") for each in line.split(";") if each.partition("=")[0].strip() == cookie]
    return cookie_parser(found[0]).get(cookie) if len(found) == 1 else None
