"""Bearer tokens in the Authorization header, of one of several issuers.

Source: RFC 6750 (bearer tokens, challenges).
"""

import re
from collections.abc import Sequence
from typing import Protocol

from starlette.datastructures import Headers
from typing_extensions import override

from auth.credential import Credential, NamedMembership, Unauthenticated
from auth.token import TokenRefused, Tokens

BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE)


class Verifier(Protocol):
    """Verifies tokens that are not of our own issuer."""

    async def verify(self, token: str) -> NamedMembership:
        """Return whom a token names. Raises TokenRefused."""


class Bearer(Credential):
    """The credential of a token in exactly one Authorization header, signed by one of the issuers."""

    challenge = 'Bearer realm="lianbang"'
    invalid = f'{challenge}, error="invalid_token"'

    def __init__(self, *issuers: Tokens, others: Verifier | None = None) -> None:
        """`issuers`: our own; `others`: the issuers that departments have, asked after those."""
        self._issuers: Sequence[Tokens] = issuers
        self._others = others

    @override
    async def named(self, headers: Headers) -> NamedMembership | None:
        """Return whom the token names; None without an Authorization header. Raises Unauthenticated."""
        shown = headers.getlist("authorization")
        if not shown:
            return None
        bearer = BEARER.fullmatch(shown[0]) if len(shown) == 1 else None
        if bearer is not None:
            for issuer in self._issuers:
                try:
                    return issuer.verify(bearer[1])
                except TokenRefused:
                    continue
            if self._others is not None:
                try:
                    return await self._others.verify(bearer[1])
                except TokenRefused:
                    pass
        raise Unauthenticated(self.invalid)
