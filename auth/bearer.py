"""Bearer tokens in the Authorization header, of one of several issuers.

Source: RFC 6750 (bearer tokens, challenges).
"""

import contextlib
import re
from collections.abc import Sequence

from starlette.datastructures import Headers
from typing_extensions import override

from auth.credential import Credential, NamedMembership, Unauthenticated
from auth.token import TokenRefused, Tokens

BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE)


class Bearer(Credential):
    """The credential of a token in exactly one Authorization header, signed by one of the issuers."""

    challenge = 'Bearer realm="lianbang"'
    invalid = f'{challenge}, error="invalid_token"'

    def __init__(self, *issuers: Tokens) -> None:
        self._issuers: Sequence[Tokens] = issuers

    @override
    def named(self, headers: Headers) -> NamedMembership | None:
        """Return whom the token names; None without an Authorization header. Raises Unauthenticated."""
        shown = headers.getlist("authorization")
        if not shown:
            return None
        bearer = BEARER.fullmatch(shown[0]) if len(shown) == 1 else None
        if bearer is not None:
            for issuer in self._issuers:
                with contextlib.suppress(TokenRefused):
                    return issuer.verify(bearer[1])
        raise Unauthenticated(self.invalid)
