"""A code is added or called otherwise: proposed and approved, from a day on. Source: docs/decisions/050-versions.md."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.time.calendar import day_of
from domain.viewer import Language
from resolvers.commands.code.set import CodeSet
from resolvers.commands.proposal.decide import ProposalDecide
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.limit.test_set import known_on
from tests.resolvers.commands.organization.test_create import ADMIN, SECURITY, approved

TODAY = day_of(NOW)
SOON = TODAY + timedelta(days=7)
BASIS = "省残联通知〔2026〕2号"


def named(of: str, code: str, zh: str, en: str, since: date = SOON, **more: Any) -> Mapping[str, Any]:
    """The input for a version of a code."""
    return {"list": of, "code": code, "name_zh": zh, "name_en": en, "valid_from": since, "basis": BASIS, **more}


async def test_a_new_code_is_offered_from_its_day_on_and_is_as_the_one_that_it_is_like(stage: Stage) -> None:
    like = "WRONG_AREA"
    await approved(stage, CodeSet, **named("RETURN_REASON", "MOVED_OUT", "辖区已调整", "The area was redrawn", like=like))
    before, after = await known_on(stage, SOON - timedelta(days=1)), await known_on(stage, SOON)
    assert "MOVED_OUT" not in before.codes["RETURN_REASON"]
    assert after.name("RETURN_REASON", "MOVED_OUT", Language.ZH) == "辖区已调整"
    facts = after.facts["RETURN_REASON"]
    assert facts["MOVED_OUT"] == facts[like]
    assert [*after.names["RETURN_REASON"]][-1] == "MOVED_OUT"


async def test_what_changed_meanwhile_is_proposed_anew(stage: Stage) -> None:
    of, code = "PAUSE_REASON", "OTHER"
    first, second = [(await stage.done(CodeSet, ADMIN, uuid4(), **named(of, code, zh, "Another"))).subject for zh in ("别的", "另外")]
    assert first is not None
    assert second is not None
    await stage.done(ProposalDecide, SECURITY, first, approved=True)
    assert ("VERSION_MOVED", ("id",)) in await stage.refused(ProposalDecide, SECURITY, second, approved=True)


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        (named("STATE", "WAITING", "等待", "Waiting"), ("CODE_OF_PROGRAM", ("list",))),
        (named("LIMIT", "WAITING", "等待", "Waiting"), ("CODE_OF_PROGRAM", ("list",))),
        (named("ASSISTANCE_TYPE", "A39", "新类型", "A new type"), ("UNKNOWN_CODE", ("list",))),
        (named("STAGE", "ASKED", "已询问", "Asked"), ("CODE_OF_PROGRAM", ("code",))),
        (named("NEED_DOMAIN", "LEISURE", "文体", "Leisure"), ("REQUIRED", ("like",))),
        (named("NEED_DOMAIN", "LEISURE", "文体", "Leisure", like="NONE_SUCH"), ("UNKNOWN_CODE", ("like",))),
        (named("NEED_DOMAIN", "CARE", "照护", "Caring", like="MEDICAL"), ("NOT_EXPECTED", ("like",))),
        (named("NEED_DOMAIN", "CARE", "照料照护", "Care"), ("VALUE_STANDS", ("nameZh",))),
        (named("NEED_DOMAIN", "CARE", "医疗", "Caring"), ("NAME_TAKEN", ("nameZh",))),
        (named("NEED_DOMAIN", "care", "照护", "Caring"), ("CODE_SHAPE", ("code",))),
        (named("NEED_DOMAIN", "CARE", "Caring", "Caring"), ("NAME_LANGUAGE", ("nameZh",))),
        (named("NEED_DOMAIN", "CARE", "照护", "照护"), ("NAME_LANGUAGE", ("nameEn",))),
        (named("NEED_DOMAIN", "CARE", "照护", "Caring", TODAY), ("BEGINS_TOO_EARLY", ("validFrom",))),
    ],
)
async def test_what_does_not_fit_is_refused(stage: Stage, wrong: dict[str, Any], refused: Any) -> None:
    assert await stage.refused(CodeSet, ADMIN, uuid4(), **wrong) == [refused]


async def test_others_propose_none(stage: Stage) -> None:
    for by in (SECURITY, "admin.audit", "cadre.federation.330110"):
        assert await stage.refused(CodeSet, by, uuid4(), **named("NEED_DOMAIN", "CARE", "照护", "Caring")) == [("FORBIDDEN", ())]
