"""Visitors at work on the stage of commands."""

from collections.abc import Sequence

import pytest

from db.tables.need import Need
from db.tables.visit import Visit
from domain.message.refusal import Refusal
from resolvers.commands.context import Done, Envelope
from resolvers.commands.visit.input import VisitRecordInput
from resolvers.commands.visit.record import VisitRecord
from tests.builders.visit import HOME
from tests.resolvers.commands.conftest import Errors, Stage

COMMISSIONER = f"commissioner.federation.{HOME}"


class Visitors:
    """Records visits, by the commissioner of HOME unless somebody else is named."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    async def run(self, told: VisitRecordInput, by: str = COMMISSIONER, key: str | None = None) -> Done:
        """What comes of it."""
        viewer = self.stage.world.viewer(by)
        await self.stage.world.insert(self.stage.addresses.loader)
        return await self.stage.commands.run(VisitRecord(), told, viewer, Envelope(trace="trace", key=key))

    async def record(self, told: VisitRecordInput, by: str = COMMISSIONER) -> Visit:
        """The visit, which is not refused."""
        done = await self.run(told, by)
        assert [(each.code, each.path) for each in done.errors] == []
        return await self.stage.row(Visit, Visit.id == done.subject)

    async def refused(self, told: VisitRecordInput, by: str = COMMISSIONER) -> Errors:
        """With what it is refused; nothing is left behind."""
        return [(each.code, each.path) for each in await self.refusals(told, by)]

    async def refusals(self, told: VisitRecordInput, by: str = COMMISSIONER) -> Sequence[Refusal]:
        """The refusals themselves; nothing is left behind but, of a DUPLICATE, that a number was tested."""
        self.stage.world.viewer(by)
        await self.stage.world.insert(self.stage.addresses.loader)
        before = await self.stage.everything()
        done = await self.run(told, by)
        assert done.subject is None
        told_of = {"audit_record", "number_test"} if any(each.code == "DUPLICATE" for each in done.errors) else set()
        assert [each for each in await self.stage.everything() if each[0] not in told_of] == [
            each for each in before if each[0] not in told_of
        ]
        return done.errors

    async def needs(self, visit: Visit) -> list[Need]:
        """What was found."""
        return await self.stage.rows(Need, Need.visit_id == visit.id)


@pytest.fixture
def visitors(stage: Stage) -> Visitors:
    """The visitors of the stage."""
    return Visitors(stage)
