"""Compresses responses with gzip, if the caller accepts it and it saves a packet.

Source: RFC 9110, 8.4 and 12.5.3; docs/decisions/008-http.md (Compression: which answers stay as they are, `resolvers/document/probing.py`).
"""

import asyncio
import gzip
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from api.http.media import HEADER_CHARACTERS, weighed

PACKET_BYTES = 1400
"""Size of a response that one packet carries; a smaller one is not compressed."""
LEVEL = 5
THREAD_BYTES = 1 << 16
"""Size from which a response is compressed in a thread, so that other requests do not wait."""


@dataclass(frozen=True)
class Codings:
    """Which content codings the caller accepts: gzip, and no coding."""

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
    """Return the response, compressed if that is accepted and useful.

    A `probed` response, whose compressed length could reveal data, is never made shorter: it is in gzip only if the caller requires that,
    at level 0.
    """
    body = bytes(response.body)
    worth_it = len(body) >= PACKET_BYTES and not probed
    if not taken.gzip or (taken.identity and not worth_it):
        return response
    level = LEVEL if worth_it else 0
    small = (
        await asyncio.to_thread(gzip.compress, body, level, mtime=0) if len(body) >= THREAD_BYTES else gzip.compress(body, level, mtime=0)
    )
    response.body = small
    response.headers["content-length"] = str(len(small))
    response.headers["content-encoding"] = "gzip"
    return response
