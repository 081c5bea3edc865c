"""`lianbang run`, `serve` and `worker`: each runs until Ctrl-C.

Source: README.md (commands); docs/design.md 7.
"""

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext

from sqlalchemy.exc import DBAPIError

from api.serving import life
from api.serving.crew import place_of
from app import application, bounds, worker
from db.migrations import runner
from db.session.engine import stands
from domain.terminal_error import StartError
from settings.keys import cipher_of
from settings.settings import Settings
from terminal.database import bring_up
from terminal.diagnosis import NOT_MIGRATED
from terminal.reach import addresses, check_between, issuer_that_serves, only_in_development, reaching, say
from terminal.seed import put_in
from worker.runner import Worker


def run(settings: Settings) -> None:
    """Run everything on one machine: database, migrations, reference data, demonstration county, server with the worker inside."""
    only_in_development(settings, "lianbang run")
    with life.listening(settings.host, settings.port) as door, addresses(settings) as database:
        with reaching(DBAPIError):
            asyncio.run(bring_up(settings, database))
            sealing = asyncio.run(cipher_of(settings, database))
            greeting, stop = asyncio.run(put_in(settings, database, sealing)), life.Stop()
            made = application(settings, database, issuer_that_serves(settings), lambda: say(greeting), stop)
        life.serve(made, door, settings.log_level, bounds(settings), stop)


def serve(settings: Settings, given: Sequence[int] | None = None) -> None:
    """Run the server on a database that `lianbang migrate` has made. Raises StartError for another version, or a pooler in another mode.

    `given`: the files that one of several processes on a port is given (`place_of`).
    """
    place = place_of(*given) if given else None
    door_of = life.listening(settings.host, settings.port) if place is None else nullcontext(place.door)
    with door_of as door, addresses(settings) as database:
        with reaching(DBAPIError):
            check_between(database.app)
            if not asyncio.run(stands(database.app, runner.newest())):
                raise StartError(NOT_MIGRATED)
            asyncio.run(cipher_of(settings, database))
            stop = life.Stop()
            own = issuer_that_serves(settings) if settings.in_development else None
            made = application(settings, database, own, place.started if place else lambda: None, stop, place.board if place else None)
        life.serve(made, door, settings.log_level, bounds(settings), stop)


def work(settings: Settings) -> None:
    """Run the worker without a server. Raises StartError if its first round fails, or a pooler shares sessions out."""
    with addresses(settings) as database:
        check_between(database.worker)
        asyncio.run(_working(worker(settings, database, say)))


async def _working(made: Worker) -> None:
    with reaching(DBAPIError):
        await made.round()  # raises at once what keeps the worker from working at all
    await made.run(asyncio.Event())
