"""How a family wants to be contacted: what is left out stays, what is null is emptied."""

from typing import Any

import pytest

from db.tables.audit import AuditRecord
from domain.family import ContactBy, ContactThrough
from resolvers.commands.context import Done, Envelope
from resolvers.commands.family.contact_wish_set import FamilyContactWishSet, FamilyContactWishSetInput
from tests.builders.case import Case, a_family
from tests.builders.world import OTHER_COUNTY, VILLAGE
from tests.resolvers.commands.conftest import Stage

COMMISSIONER = f"commissioner.federation.{VILLAGE}"
STOOD: dict[str, Any] = {
    "contact_wish_by": ContactBy.PHONE,
    "contact_wish_when": "晚上",
    "contact_wish_through": ContactThrough.GUARDIAN,
}


async def a_wish(stage: Stage, **columns: Any) -> Case:
    """A family that has said how it wants to be contacted."""
    return await stage.placed(a_family(stage.world, VILLAGE, **{**STOOD, **columns}))


async def wish(stage: Stage, case: Case, who: str = COMMISSIONER, version: int | None = None, **given: Any) -> Done:
    """What comes of a wish (`by` is one of its own words)."""
    viewer = stage.world.viewer(who)
    await stage.world.insert(stage.addresses.loader)
    told = FamilyContactWishSetInput(id=case.family.id, **given)
    return await stage.commands.run(FamilyContactWishSet(), told, viewer, Envelope(trace="trace", expected_version=version))


@pytest.mark.parametrize(
    ("given", "after"),
    [
        ({"by": ContactBy.MESSAGE}, (ContactBy.MESSAGE, "晚上", ContactThrough.GUARDIAN)),
        ({"when": None}, (ContactBy.PHONE, None, ContactThrough.GUARDIAN)),
        ({"when": " 周末 ", "through": None}, (ContactBy.PHONE, "周末", None)),
        ({"by": None}, (None, None, None)),
        ({"by": ContactBy.DO_NOT_CONTACT, "when": None, "through": None}, (ContactBy.DO_NOT_CONTACT, None, None)),
    ],
)
async def test_what_is_left_out_stays_and_null_empties(stage: Stage, given: dict[str, Any], after: tuple[Any, ...]) -> None:
    case = await a_wish(stage)
    done = await wish(stage, case, **given)
    family = await stage.again(case.family)
    assert (family.contact_wish_by, family.contact_wish_when, family.contact_wish_through) == after
    assert done.version == family.version == 2


async def test_what_changes_nothing_is_no_new_version(stage: Stage) -> None:
    case = await a_wish(stage)
    assert (await wish(stage, case, by=ContactBy.PHONE)).version == 1


async def test_a_time_without_a_way_is_refused(stage: Stage) -> None:
    case = await a_wish(stage, contact_wish_by=None, contact_wish_when=None, contact_wish_through=None)
    assert await stage.refused(FamilyContactWishSet, COMMISSIONER, case.family.id, when="晚上") == [("REQUIRED", ("by",))]


async def test_a_text_that_cannot_be_kept_is_refused(stage: Stage) -> None:
    case = await a_wish(stage)
    assert await stage.refused(FamilyContactWishSet, COMMISSIONER, case.family.id, when="周末\x00") == [("TEXT_CHARACTERS", ("when",))]


async def test_a_stale_version_is_a_conflict(stage: Stage) -> None:
    case = await a_wish(stage)
    await stage.done(FamilyContactWishSet, COMMISSIONER, case.family.id, version=1, when=None)
    stale = await stage.refused(FamilyContactWishSet, COMMISSIONER, case.family.id, version=1, when="早上")
    assert stale == [("CONFLICT", ("expectedVersion",))]


async def test_who_does_not_see_the_family_does_not_find_it(stage: Stage) -> None:
    case = await a_wish(stage)
    for by in (f"cadre.federation.{OTHER_COUNTY}", "operator.federation.330110"):
        assert await stage.refused(FamilyContactWishSet, by, case.family.id, when=None) == [("NOT_FOUND", ("id",))]


async def test_an_operator_sets_the_wish_of_a_family_that_called(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, VILLAGE).called("operator.federation.330110"))
    assert (await wish(stage, case, "operator.federation.330110", by=ContactBy.PHONE)).errors == ()


async def test_offices_and_monitors_may_not(stage: Stage) -> None:
    case = await a_wish(stage)
    for by in ("dispatcher.civil-affairs.330110", "monitor.federation.3301"):
        assert await stage.refused(FamilyContactWishSet, by, case.family.id, when=None) == [("FORBIDDEN", ())]


async def test_the_audit_has_the_family_and_no_text(stage: Stage) -> None:
    case = await a_wish(stage)
    await stage.done(FamilyContactWishSet, COMMISSIONER, case.family.id, when="午休之后")
    record = await stage.row(AuditRecord, AuditRecord.target_id == case.family.id)
    assert (record.action, record.family_ids, record.version) == ("familyContactWishSet", [case.family.id], 2)
    assert "午休之后" not in repr(vars(record))
