"""An engine without a pool, for a task that runs once. Whoever needs a connection alone does not load SQLAlchemy for it.

Source: docs/design.md 7.
"""

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from db.session.connect import reach


def engine_of(url: str) -> AsyncEngine:
    """Return an engine without a pool; SQLAlchemy would hand asyncpg the address in parts, of which it does not take `sslmode`."""
    return create_async_engine("postgresql+asyncpg://", async_creator=lambda: reach(url), poolclass=NullPool)
