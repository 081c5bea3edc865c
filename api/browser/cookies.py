"""The cookies of people in a browser: the session's secret, what a sign-in on its way needs, the language that was chosen.

Source: docs/decisions/044-browser.md; RFC 6265bis (`__Host-`). No script reads them, no other site's form brings them along.
"""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from auth.browser.credential import secret_in
from domain.browser import ATTEMPT
from domain.viewer import Language

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Cookies:
    """How cookies are named and set. `secure`: over TLS alone, under names that no other host can set."""

    secure: bool

    @property
    def session(self) -> str:
        """The name of the session's cookie."""
        return self._named("lianbang")

    @property
    def attempt(self) -> str:
        """The name of the cookie of a sign-in on its way."""
        return self._named("lianbang-attempt")

    @property
    def language(self) -> str:
        """The name of the cookie of the language."""
        return self._named("lianbang-language")

    def secret(self, request: Request) -> str | None:
        """Return the secret of the session that a request brings; None for none."""
        return secret_in(request.headers, self.session)

    def attempt_secret(self, request: Request) -> str | None:
        """Return what a sign-in on its way left with the browser; None for nothing."""
        return secret_in(request.headers, self.attempt)

    def keep(self, response: Response, secret: str) -> None:
        """Give a session's secret to the browser, until it is closed."""
        self._set(response, self.session, secret, None)

    def keep_attempt(self, response: Response, secret: str) -> None:
        """Give the secret of a sign-in on its way to the browser."""
        self._set(response, self.attempt, secret, ATTEMPT)

    def keep_language(self, response: Response, language: Language) -> None:
        """Let the browser remember a language."""
        self._set(response, self.language, language.value, A_YEAR)

    def drop(self, response: Response, name: str) -> None:
        """Take a cookie away."""
        response.delete_cookie(name, secure=self.secure, httponly=True, samesite="lax")

    def _set(self, response: Response, name: str, value: str, lasts: timedelta | None) -> None:
        seconds = None if lasts is None else int(lasts.total_seconds())
        response.set_cookie(name, value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax")

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name
