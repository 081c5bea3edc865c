"""Compresses an answer where the caller takes that: with gzip, from a size on at which it saves a packet.

Source: RFC 9110, 8.4 and 12.5.3; docs/decisions/008-http.md (Compression: which answers stay as they are, `resolvers/document/probing.py`).
"""

import asyncio
import gzip
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from api.http.media import HEADER_CHARACTERS, weighed

SMALLEST = 1400
"""Bytes that one packet carries anyway."""
LEVEL = 5
ASIDE = 1 << 16
"""Bytes from which on it is done beside the loop: other requests do not wait for it."""


@dataclass(frozen=True)
class Codings:
    """Which codings the caller accepts: gzip, and none."""

    gzip: bool = False
    identity: bool = True


def codings(accept_encoding: Sequence[str]) -> Codings:
    """Return the codings that Accept-Encoding accepts; gzip is used where its weight is not below that of no coding."""
    said = ",".join(accept_encoding)
    if not said.strip() or len(said) > HEADER_CHARACTERS:
        return Codings()
    weights = {coding: weight for coding, _, weight in weighed(said)}
    others = weights.get("*")
    zipped = max((weights[name] for name in ("gzip", "x-gzip") if name in weights), default=others or 0.0)
    plain = weights.get("identity", others)
    return Codings(gzip=zipped > 0 and zipped >= weights.get("identity", 0.0), identity=plain is None or plain > 0)


async def packed(response: Response, taken: Codings, *, probed: bool) -> Response:
    """Return the response, compressed if accepted. One whose size could be probed is only wrapped in gzip, not made shorter."""
    body = bytes(response.body)
    worth_it = len(body) >= SMALLEST and not probed
    if not taken.gzip or (taken.identity and not worth_it):
        return response
    level = LEVEL if worth_it else 0
    small = await asyncio.to_thread(gzip.compress, body, level, mtime=0) if len(body) >= ASIDE else gzip.compress(body, level, mtime=0)
    response.body = small
    response.headers["content-length"] = str(len(small))
    response.headers["content-encoding"] = "gzip"
    return response
