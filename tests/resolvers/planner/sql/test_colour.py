"""The colour that a plan prints is the one that the clock says. Source: docs/domain.md 4; docs/lifecycle.md (Colour is computed)."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import uuid4

from sqlalchemy import cast, literal, null, select, union_all
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from db.server.login import Addresses
from db.tables.referral import Referral
from domain.time.clock import colour as by_clock
from domain.viewer import OrganizationKind, Role, Viewer
from resolvers.planner.printing import Binds, Call, Printing
from resolvers.planner.sql.groups import colour as by_plan
from tests.builders.limits import WEEKDAYS

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
MOMENTS = [NOW - timedelta(milliseconds=1), NOW, NOW + timedelta(milliseconds=1)]
WAITS = ("waits_office", "waits_federation", "waits_commissioner", "waits_monitor")
VIEWER = Viewer(uuid4(), uuid4(), Role.FEDERATION_MONITOR, uuid4(), OrganizationKind.FEDERATION, None, "330100000000", ("330100000000",))


async def test_a_plan_colours_as_the_clock_does(shared_addresses: Addresses) -> None:
    columns = Referral.__table__.c
    cases = [(yellow, due, party) for yellow, due in product(MOMENTS, MOMENTS) if yellow <= due for party in (*WAITS, None)]
    rows = [
        select(
            literal(place).label("place"),
            literal(yellow, columns.yellow_at.type).label("yellow_at"),
            literal(due, columns.work_due_at.type).label("work_due_at"),
            *(literal(name == party).label(name) for name in WAITS),
            *(cast(null(), columns[name].type).label(name) for name in ("federation_until", "monitor_until", "waits_from")),
        )
        for place, (yellow, due, party) in enumerate(cases)
    ]
    printing, shown = Printing(VIEWER, VIEWER.kind, Binds()), union_all(*rows).subquery("shown")
    asked = select(by_plan(printing, shown)).order_by(shown.c.place)
    bound = {name: value(Call(VIEWER, NOW, "trace", WEEKDAYS, {}, {})) for name, value in printing.binds.getters.items()}
    engine = create_async_engine(shared_addresses.loader.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool)
    async with engine.connect() as connection:
        printed = list((await connection.execute(asked, bound)).scalars())
    await engine.dispose()
    assert printed == [by_clock(NOW, yellow, due, awaited=party is not None) for yellow, due, party in cases]
    assert {"RED", "YELLOW", "GREEN", None} == set(printed)
