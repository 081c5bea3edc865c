"""The server's socket and its life: the port is taken first, then requests are served until Ctrl-C.

Source: docs/settings.md (LIANBANG_HOST, LIANBANG_PORT).
"""

import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

from api.door import Door
from api.log import configure

GRACE = 2  # seconds for requests in flight; with the stop of the database it stays inside the 10 s of Ctrl-C


class StartError(Exception):
    """What was asked for cannot begin; the text says why and what to do, in one line."""


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """The socket of the server, taken before anything else: a port in use is told at once, and nothing has been started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
            door.listen(2048)
        except OSError as error:
            reason = error.strerror or "unknown reason"
            raise StartError(
                f"Cannot listen on {host} port {port} ({reason}): stop what uses it, or set LIANBANG_PORT to another."
            ) from error
        yield door


def serve(application: ASGIApp, door: socket.socket, log_level: str) -> None:
    """Serve until Ctrl-C or SIGTERM; what is logged goes to standard error."""
    configure(log_level, sys.stderr)
    config = uvicorn.Config(
        application,
        lifespan="on",
        http=Door,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=GRACE,
    )
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):  # uvicorn hands the signal on when it has ended what was in flight
        server.run(sockets=[door])
    if not server.started:
        raise StartError("The server did not start; the lines above say why.")
