"""Something is held from removal from the moment that it is proposed. Source: docs/lifecycle.md (`legalHoldSet`)."""

from random import Random
from typing import Any
from uuid import uuid4

from db.tables.retention import LegalHold
from domain.value.number import NumberKind, draw
from resolvers.commands.legal_hold.set import LegalHoldSet
from tests.builders.case import a_family
from tests.resolvers.commands.conftest import Stage

ADMIN, SECURITY = "admin.system", "admin.security"


async def hold(stage: Stage, **given: Any) -> LegalHold:
    """A hold that a system administrator proposes."""
    stage.world.viewer(SECURITY)
    done = await stage.done(LegalHoldSet, ADMIN, uuid4(), **({"reason": "LITIGATION"} | given))
    return await stage.row(LegalHold, LegalHold.id == done.subject)


async def test_a_family_is_named_by_its_number_and_an_account_by_its_id(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world))
    officer = stage.world.viewer("dispatcher.civil-affairs.330110").account
    await stage.world.insert(stage.addresses.loader)
    row = await hold(stage, family_number=case.family.number, account=officer)
    assert (row.state, row.family_id, row.account_id, row.ended_at) == ("PROPOSED", case.family.id, officer, None)
    everything = await hold(stage)
    assert (everything.family_id, everything.account_id) == (None, None)


async def test_a_number_of_no_family_is_not_found(stage: Stage) -> None:
    number = draw(NumberKind.FAMILY, 1999, Random(1))
    errors = await stage.refused(LegalHoldSet, ADMIN, uuid4(), reason="LITIGATION", family_number=number)
    assert errors == [("NOT_FOUND", ("familyNumber",))]
