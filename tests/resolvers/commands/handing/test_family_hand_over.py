"""An office hands a family to the federation of the county, which may not know it. Source: docs/domain.md 3 (`familyHandOver`)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from db.tables.family_hand_over import FamilyHandOver as Row
from db.tables.family_hand_over import FamilyHandOverText
from domain.ask import AskState
from domain.visit import NoticeBasis
from resolvers.commands.handing.family_hand_over import FamilyHandOver
from resolvers.commands.visit.input import NoticeInput
from tests.builders.case import a_family
from tests.builders.visit import ELSEWHERE, HOME
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, DISPATCHER, HANDLER


def told(**changed: Any) -> dict[str, Any]:
    """What an office tells of a family."""
    return {
        "head_name": "钱某某",
        "village": HOME,
        "address": "3 组 12 号",
        "phone": "13300000001",
        "domain": "CARE",
        "request_text": "老人独居，需要有人照料",
        "notice": NoticeInput(basis=NoticeBasis.ORAL),
        "external_reference": "MZ-2026-17",
        **changed,
    }


async def handed(stage: Stage, by: str = DISPATCHER, **changed: Any) -> Row:
    """A family that an office has handed over."""
    viewer = await stage.viewer(by)
    done = await stage.done(FamilyHandOver, by, viewer.account, **told(**changed))
    return await stage.row(Row, Row.id == done.subject)


@pytest.mark.parametrize("by", [DISPATCHER, HANDLER])
async def test_what_is_told_stands_open_until_it_is_decided(stage: Stage, by: str) -> None:
    row, viewer = await handed(stage, by), stage.world.viewer(by)
    assert (row.state, row.office_id, row.account_id, row.at) == (AskState.OPEN, viewer.office, viewer.account, stage.now)
    assert (row.region_code, row.domain, row.notice_basis, row.external_reference) == (HOME, "CARE", "ORAL", "MZ-2026-17")
    assert (row.due_at, row.family_id, row.decided_at) == (datetime(2026, 12, 8, 16, tzinfo=UTC), None, None)
    text = await stage.row(FamilyHandOverText, FamilyHandOverText.hand_over_id == row.id)
    assert (text.head_name, text.phone, text.address, text.request_text) == (
        "钱某某",
        "13300000001",
        "3 组 12 号",
        "老人独居，需要有人照料",
    )


async def test_the_answer_is_the_same_for_a_family_that_is_registered(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    row = await handed(stage, head_name=case.family.display_name, phone=case.family.phone, village=HOME)
    assert (row.state, row.family_id, row.version) == (AskState.OPEN, None, 1)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"village": ELSEWHERE}, ("OUT_OF_SCOPE", ("village",))),
        ({"village": "330110109000"}, ("REGION_LEVEL", ("village",))),
        ({"domain": "NONE"}, ("UNKNOWN_CODE", ("domain",))),
        ({"request_text": "请打 13300000001"}, ("TEXT_HOLDS_PHONE", ("requestText",))),
    ],
)
async def test_what_does_not_fit_is_refused(stage: Stage, given: dict[str, Any], refusal: Any) -> None:
    viewer = await stage.viewer(DISPATCHER)
    assert await stage.refused(FamilyHandOver, DISPATCHER, viewer.account, **told(**given)) == [refusal]


@pytest.mark.parametrize("by", [CADRE, "dispatcher.finance.330110", "dispatcher.civil-affairs.3301", "monitor.federation.330110"])
async def test_it_is_for_offices_that_meet_families(stage: Stage, by: str) -> None:
    viewer = await stage.viewer(by)
    assert await stage.refused(FamilyHandOver, by, viewer.account, **told()) == [("FORBIDDEN", ())]
