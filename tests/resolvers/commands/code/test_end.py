"""A code ends from a day on, proposed and approved, and no file brings it back. Source: docs/decisions/050-versions.md."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from db.reference.load import load
from db.tables.reference import CodeName
from domain.viewer import Language
from resolvers.commands.code.end import CodeEnd
from resolvers.commands.code.set import CodeSet
from tests.resolvers.commands.code.test_set import BASIS, SOON, TODAY, named
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.limit.test_set import known_on
from tests.resolvers.commands.organization.test_create import ADMIN, SECURITY, approved

LATER = TODAY + timedelta(days=30)


def ended(of: str, code: str, since: date = LATER, **more: Any) -> Mapping[str, Any]:
    """The input for the end of a code."""
    return {"list": of, "code": code, "valid_from": since, "basis": BASIS, **more}


async def versions(stage: Stage, of: str, code: str) -> list[tuple[int, str, date | None, str | None]]:
    """Every version of a code: number, name, end, successor."""
    rows = await stage.rows(CodeName, CodeName.list == of, CodeName.code == code)
    return [(each.version, each.name_zh, each.valid_to, each.successor) for each in sorted(rows, key=lambda each: each.version)]


async def test_a_code_is_called_otherwise_ends_and_begins_anew_whatever_a_file_says(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    of = "URGE_REASON"
    code = next(iter(sorted(stage.reference.codes[of])))
    other = next(iter(sorted(stage.reference.codes[of] - {code})))
    old = stage.reference.names[of][code].zh
    await approved(stage, CodeSet, **named(of, code, "改称的原因", "A reason called otherwise"))
    await approved(stage, CodeEnd, **ended(of, code, successor=other))
    assert await versions(stage, of, code) == [(1, old, SOON, None), (2, "改称的原因", LATER, other), (3, "改称的原因", LATER, other)]
    assert (await known_on(stage, LATER)).codes[of] == stage.reference.codes[of] - {code}
    monkeypatch.setattr("db.reference.load.FORM", "another")  # so that every file is loaded again, as with a release
    told: list[str] = []
    await load(stage.addresses.loader, LATER, told.append)
    assert any("names" in each and "kept as administrators set them" in each for each in told)
    assert code not in (await known_on(stage, LATER)).codes[of]
    await approved(stage, CodeSet, **named(of, code, "又一原因", "A reason again", LATER))
    assert (await known_on(stage, LATER)).name(of, code, Language.EN) == "A reason again"


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        (ended("RETURN_REASON", "WRONG_AREA"), ("CODE_OF_PROGRAM", ("code",))),
        (ended("DEPARTMENT", "HEALTH"), ("CODE_OF_PROGRAM", ("code",))),
        (ended("RETURN_REASON", "NONE_SUCH"), ("UNKNOWN_CODE", ("code",))),
        (ended("RETURN_REASON", "INCOMPLETE", successor="INCOMPLETE"), ("UNKNOWN_CODE", ("successor",))),
    ],
)
async def test_what_does_not_fit_is_refused(stage: Stage, wrong: dict[str, Any], refused: Any) -> None:
    assert await stage.refused(CodeEnd, ADMIN, uuid4(), **wrong) == [refused]


async def test_others_end_none(stage: Stage) -> None:
    for by in (SECURITY, "admin.audit", "cadre.federation.330110"):
        assert await stage.refused(CodeEnd, by, uuid4(), **ended("NEED_DOMAIN", "CARE")) == [("FORBIDDEN", ())]
