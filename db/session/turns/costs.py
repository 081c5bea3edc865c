"""Which statements are costly: by what PostgreSQL estimates of the plan that all its executions share, asked once for each text.

Source: docs/decisions/055-nobody-waits.md, where the figures are.
"""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from asyncpg import Connection
from asyncpg.pool import PoolConnectionProxy

from db.session.viewer import planned_as
from domain.recent import Recent

KNOWN_STATEMENTS = 2000
"""Statements of which the estimate is remembered."""
SLOW_STATEMENTS, SLOW_SECONDS = 1000, 600.0
"""Statements that outlived the limit of short readings, and the seconds for which that is remembered: it may be the load that was high."""
MIDDLING = 0.1
"""Of the limit from which on a reading is costly: from there on it is middling, and has no place among the short ones either."""
EXPLAIN = "explain (format json) execute"
ANSWER = "CTE answer"
"""The part of a plan that answers, where a statement also notes what was shown: of how much it notes PostgreSQL knows nothing."""


class Costs:
    """Estimates by statement. `most`: the largest of a reading that is not costly; `time`: monotonic seconds."""

    def __init__(self, most: float, time: Callable[[], float]) -> None:
        self._most = most
        self._time = time
        self._estimates: Recent[str, float] = Recent(KNOWN_STATEMENTS)
        self._slow: Recent[str, float] = Recent(SLOW_STATEMENTS)
        """Until when statements are taken for slow."""

    def knows(self, statement: str) -> bool:
        """Whether the estimate of a statement is known."""
        return self._estimates.used(statement) is not None

    def is_short(self, statement: str) -> bool:
        """Whether a statement is not known to be middling or costly."""
        return self._estimates.get(statement, 0.0) <= self._most * MIDDLING and not self._was_slow(statement)

    def is_costly(self, statement: str) -> bool:
        """Whether a statement is known to be costly, by its estimate or since it was slow."""
        return self._was_slow(statement) or self._estimates.get(statement, 0.0) > self._most

    def estimate(self, statement: str) -> float | None:
        """Return the estimate of a statement, None while it is not known."""
        return self._estimates.get(statement)

    def note_slow(self, statement: str) -> None:
        """Remember for a while that a statement outlived the limit of short readings."""
        self._slow.keep(statement, self._time() + SLOW_SECONDS)

    def _was_slow(self, statement: str) -> bool:
        until = self._slow.get(statement)
        return until is not None and self._time() < until

    async def ask(self, connection: Connection | PoolConnectionProxy, statement: str) -> None:
        """Have a statement planned, and remember the estimate. The plan is generic (`PLANNED_ONCE`): no value is looked at.

        It is the plan with which the connection runs the statement: asyncpg's own `prepare` would make one for this alone.
        """
        keeping: Any = connection  # asyncpg's types do not tell of what follows, and it has no other way to the one that it keeps
        prepared = await keeping._prepare(statement, use_cache=True)  # noqa: SLF001
        values = ", ".join("null" for _ in prepared.get_parameters())
        explain = f'{EXPLAIN} "{prepared.get_name()}"{f"({values})" if values else ""}'
        told = await connection.fetchval(planned_as(statement, explain))
        self._estimates.keep(statement, cost_of(orjson.loads(told)[0]["Plan"]))


def cost_of(plan: Mapping[str, Any]) -> float:
    """Return what a plan costs in PostgreSQL's units, without what it notes beside the answer."""
    parts = (part for part in plan.get("Plans", ()) if part.get("Subplan Name") == ANSWER)
    return float(next(parts, plan)["Total Cost"])
