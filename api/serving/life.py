"""The server's life: it takes its port, serves requests until Ctrl-C, and finishes those in flight.

Source: docs/settings.md (LIANBANG_HOST, LIANBANG_PORT; connections, patience, stopping); docs/decisions/008-http.md (Stopping).
"""

import asyncio
import errno
import gc
import resource
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override

from api.log import configure
from api.serving.crowd import Crowd
from api.serving.door import BACKLOG, Config, House, Patience
from api.serving.proxies import Proxies
from domain.terminal_error import StartError
from domain.value.address import reached_at

COLLECTED_AFTER = (10_000, 20, 50)
"""After how many new objects, and younger collections, garbage is collected."""
SWITCH_SECONDS = 0.001
"""Seconds after which a thread gives way to another."""
RESERVED_FILES = 2 * BACKLOG
"""Open files besides callers' connections: connections not yet accepted, those to the database, logs."""


@dataclass
class Stop:
    """Whether the server has been told to stop; from then on it is not ready, and responses end their connection."""

    begun: bool = False

    def __call__(self) -> bool:
        """Return whether the server has been told to stop."""
        return self.begun


@dataclass(frozen=True)
class ServerBounds:
    """Limits of the server: connections in all and from one address, timeouts, and seconds for stopping.

    `drain`: during which it is not ready but takes requests; `grace`: for which it then waits for requests in flight.
    """

    connections: int = 1000
    per_address: int = 500
    patience: Patience = field(default_factory=Patience)
    drain: int = 1
    grace: int = 5
    proxies: Proxies = field(default_factory=Proxies)


class Server(uvicorn.Server):
    """uvicorn's server, which is not ready for some seconds before it stops."""

    def __init__(self, config: Config, stop: Stop, drain: int) -> None:
        super().__init__(config)
        self._stop = stop
        self._drain = drain

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Be not ready for `drain` seconds, then take no new connection and finish the requests in flight."""
        self._stop.begun = True
        for _ in range(10 * self._drain):
            if self.force_exit:  # Ctrl-C once more
                break
            await asyncio.sleep(0.1)
        await super().shutdown(sockets)


def stand() -> None:
    """Take what the process holds once it has started as lasting: collections of garbage look through it no more.

    One over all of it takes 60 ms and more, in which nobody is answered. A thread that works beside the event loop gives way to it after a
    millisecond in the place of five.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    sys.setswitchinterval(SWITCH_SECONDS)


def address(host: str, port: int) -> str:
    """Return the address of the endpoint of a server that listens there."""
    return f"{reached_at(host, port)}/graphql"


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Yield the server's socket, listening. Raises StartError, before anything else is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
            door.listen(BACKLOG)
        except OSError as error:
            advice = (
                "if Lianbang runs already, use it; else stop what listens there, or set LIANBANG_PORT to another."
                if error.errno == errno.EADDRINUSE
                else "look at LIANBANG_HOST and LIANBANG_PORT."
            )
            raise StartError(f"Cannot listen on {host} port {port} ({error.strerror or 'unknown reason'}): {advice}") from error
        yield door


def serve(application: ASGIApp, door: socket.socket, log_level: str, bounds: ServerBounds, stop: Stop) -> None:
    """Serve until Ctrl-C or SIGTERM, with logs on standard error. Raises StartError."""
    log = configure(log_level, sys.stderr)
    house = House(bounds.patience, Crowd(room_for(bounds.connections), bounds.per_address, bounds.proxies.trusts), stop)
    config = Config(application, house, lifespan="on", grace=bounds.grace)
    server = Server(config, stop, bounds.drain)
    before = signal.signal(signal.SIGHUP, server.handle_exit)  # a terminal that is closed stops the server as Ctrl-C does
    signal.signal(signal.SIGUSR1, lambda *_: log.warning("a process alone is not renewed by SIGUSR1: restart it"))
    try:
        with suppress(KeyboardInterrupt):  # uvicorn hands the signal on when it has ended what was in flight
            server.run(sockets=[door])
    finally:
        signal.signal(signal.SIGHUP, before)
    if not server.started:
        raise StartError("The server did not start; the lines above say why.")


def room_for(connections: int) -> int:
    """Return how many connections are possible: the number wished, or what the limit of open files allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + RESERVED_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return connections if soft == resource.RLIM_INFINITY else min(connections, max(soft // 2, soft - RESERVED_FILES))
