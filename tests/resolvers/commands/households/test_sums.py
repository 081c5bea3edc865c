"""What is asked of finance stays as it is, whatever becomes of the household. Source: docs/domain.md 2 and 3 (Pooled items)."""

from typing import Any

from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from domain.family import Relation
from resolvers.commands.family.move import FamilyMove
from resolvers.commands.households.split import FamilySplit
from resolvers.commands.item.pool import ItemPool
from tests.builders.case import a_family
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.households.test_merge import AWAY, CADRE, HOME, merge
from tests.resolvers.commands.households.test_part import part
from tests.resolvers.commands.item.test_pool import NOTHING, asking, granted, lines, signed, summed
from tests.resolvers.commands.samples import DISPATCHER


async def test_sums_stay_and_nothing_is_asked_for_twice(stage: Stage) -> None:
    case = await granted(stage)
    case.with_member("王秀英", Relation.SPOUSE)
    mine = await stage.placed(a_family(stage.world, HOME))
    request = await signed(stage, case)
    item = await stage.row(AssistanceItem, AssistanceItem.id == request.item_id)
    before = (summed(item), [_told(each) for each in await lines(stage, item.id)])

    async def stands() -> bool:
        twice = await stage.refused(ItemPool, DISPATCHER, NOTHING, **asking(case))
        now = (summed(await stage.again(item)), [_told(each) for each in await lines(stage, item.id)])
        return now == before and twice == [("NOT_OWED", ("referrals", 0))]

    assert await stands()
    await merge(stage, mine, case)
    assert await stands()
    await part(stage, mine, case)
    assert await stands()
    await stage.done(FamilyMove, CADRE, case.family.id, village=AWAY)
    assert await stands()
    going, stays = case.head.id, case.members[1].id
    await stage.done(FamilySplit, CADRE, case.family.id, persons=(going,), head=going, remaining_head=stays, reason="DIVORCE")
    assert await stands()
    assert (await stage.again(case.referral)).family_id != case.family.id


def _told(line: ItemLine) -> dict[str, Any]:
    return {column.key: getattr(line, column.key) for column in ItemLine.__table__.columns}
