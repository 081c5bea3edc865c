"""A document that is seen for the first time is planned once, and beside what answers others.

Source: docs/decisions/055-nobody-waits.md.
"""

import asyncio
from dataclasses import dataclass, field
from threading import Event, current_thread, main_thread
from typing import Any

from typing_extensions import override

from resolvers.planner.plan import Plan, Planner
from resolvers.reads.runner import Reader
from schema.execute.execute import Request
from tests.schema.conftest import CADRE, Stage

NEW, KNOWN = "{ families { nodes { number } } }", "{ viewer { id } }"


@dataclass(frozen=True)
class Watched(Planner):
    """A planner that waits until it may go on with what is new, and notes in which threads it worked."""

    begun: Event = field(default_factory=Event)
    go: Event = field(default_factory=Event)
    beside: list[bool] = field(default_factory=list)

    @override
    def query(self, *given: Any, tolerant: bool = False) -> Plan:
        self.beside.append(current_thread() is not main_thread())
        if given[0].text == NEW:
            self.begun.set()
            assert self.go.wait(60)
        return super().query(*given, tolerant=tolerant)


async def test_who_asks_for_what_is_known_is_answered_while_something_new_is_planned_once(stage: Stage) -> None:
    plain = stage.reader.planner
    planner = Watched(plain.schema, plain.mappings, plain.roots, plain.asks)
    stage.reader = Reader(stage.database, planner, stage.reader.references)
    viewer = stage.world.viewer(CADRE)
    await stage.world.insert(stage.addresses.loader)
    executor = stage.executor()
    assert (await executor.execute(Request(KNOWN), viewer, "trace")).errors == ()
    asked = [asyncio.create_task(executor.execute(Request(NEW), viewer, "trace")) for _ in range(2)]
    while not planner.begun.is_set():
        assert (await executor.execute(Request(KNOWN), viewer, "trace")).errors == ()
    assert (await executor.execute(Request(KNOWN), viewer, "trace")).errors == ()
    planner.go.set()
    assert [(await each).errors for each in asked] == [(), ()]
    assert planner.beside == [True, True]  # one for what is known, one for both that asked for what is new
