"""What the sessions of a database ask, on either way."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import asyncpg
from sqlalchemy import event

from db.session.engine import Database
from db.session.session import Session


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Yield the statements that sessions make inside, in their order."""
    made, fetch = list[str](), Session.fetch

    def by_session(_: object, __: object, statement: str, *___: object) -> None:
        made.append(statement)

    async def by_driver(session: Session, statement: str, *values: object) -> list[asyncpg.Record]:
        made.append(statement)
        return await fetch(session, statement, *values)

    event.listen(database.engine.sync_engine, "before_cursor_execute", by_session)
    with patch.object(Session, "fetch", by_driver):
        yield made
    event.remove(database.engine.sync_engine, "before_cursor_execute", by_session)
