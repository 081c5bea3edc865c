"""Whose tokens are taken is proposed by one administrator and approved by another. Source: docs/lifecycle.md (`issuerRegister`)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from db.tables.issuer import Issuer, IssuerRequirement, SignIn
from domain.viewer import Role
from resolvers.commands.issuer.end import IssuerEnd
from resolvers.commands.issuer.register import IssuerRegister, RequirementInput
from resolvers.commands.proposal.decide import ProposalDecide
from resolvers.commands.sign_in.add import SignInAdd
from tests.builders.account import nobody_yet
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.organization.test_create import ADMIN, SECURITY, approved

STRONG = (RequirementInput(role=Role.OFFICE_DISPATCHER, acr=("gold", "silver"), amr=("otp",)),)


def named(stage: Stage, address: str = "https://login.example", **given: Any) -> Mapping[str, Any]:
    """The input for an issuer of one department; what is given wins."""
    organization = stage.world.office("health.330110").organization_id
    return {"address": address, "name": "统一认证", "audience": "lianbang", "organizations": (organization,)} | given


async def test_it_stands_as_it_was_proposed_once_it_is_approved_and_changes_the_same_way(stage: Stage) -> None:
    first = await approved(stage, IssuerRegister, **named(stage, requirements=STRONG, client_id="us"))
    made = await stage.row(Issuer, Issuer.address == "https://login.example")
    assert (made.id, made.name, made.audience, made.client_id) == (first.becomes_id, "统一认证", "lianbang", "us")
    assert made.organization_ids == [stage.world.office("health.330110").organization_id]
    needed = await stage.row(IssuerRequirement, IssuerRequirement.issuer_id == made.id)
    assert (needed.role, sorted(needed.acr), needed.amr) == ("OFFICE_DISPATCHER", ["gold", "silver"], ["otp"])
    keys = "https://keys.example/jwks"
    second = await approved(stage, IssuerRegister, **named(stage, name="新认证", keys_address=keys))
    changed = await stage.again(made)
    assert (second.issuer_id, changed.name, changed.keys_address, changed.client_id) == (made.id, "新认证", keys, None)
    assert await stage.rows(IssuerRequirement, IssuerRequirement.issuer_id == made.id) == []


async def test_one_that_ended_begins_anew_without_those_who_signed_in_by_it(stage: Stage) -> None:
    address = "https://again.example"
    issuer = (await approved(stage, IssuerRegister, **named(stage, address))).becomes_id
    account = nobody_yet(stage.world).id
    sign_in = (await approved(stage, SignInAdd, issuer=issuer, subject="甲", account=account)).becomes_id
    async with stage.loader.begin() as connection:  # as `lianbang issuers end` ends it, which leaves its sign-ins
        await connection.exec_driver_sql("update issuer set ends_at = $2 where id = $1", (issuer, stage.now))
    stage.now += timedelta(hours=1)
    await approved(stage, IssuerRegister, **named(stage, address))
    assert (await stage.row(Issuer, Issuer.id == issuer)).ends_at is None
    assert (await stage.row(SignIn, SignIn.id == sign_in)).ends_at == stage.now


async def test_what_changed_between_proposal_and_approval_is_proposed_anew(stage: Stage) -> None:
    given = named(stage, "https://twice.example")
    first, second = [(await stage.done(IssuerRegister, ADMIN, uuid4(), **given)).subject for _ in range(2)]
    assert first is not None
    assert second is not None
    await stage.done(ProposalDecide, SECURITY, first, approved=True)
    assert await stage.refused(ProposalDecide, SECURITY, second, approved=True) == [("ISSUER_KNOWN", ("id",))]


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"address": "http://localhost:8080"}, ("ADDRESS_UNSAFE", ("address",))),
        ({"address": "https://a.example?x=1"}, ("ADDRESS_UNSAFE", ("address",))),
        ({"keys_address": "https://user@a.example"}, ("ADDRESS_UNSAFE", ("keysAddress",))),
        ({"organizations": (uuid4(),)}, ("NOT_FOUND", ("organizations", 0))),
        ({"requirements": (RequirementInput(role=Role.SYSTEM_ADMIN),)}, ("REQUIRED", ("requirements", 0, "acr"))),
        ({"requirements": STRONG * 2}, ("REPEATED", ("requirements", 1))),
        ({"requirements": (RequirementInput(role=Role.SYSTEM_ADMIN, acr=("a b",)),)}, ("TEXT_CHARACTERS", ("requirements", 0, "acr", 0))),
    ],
)
async def test_what_does_not_fit_is_refused(stage: Stage, given: dict[str, Any], refused: Any) -> None:
    assert await stage.refused(IssuerRegister, ADMIN, uuid4(), **named(stage, **given)) == [refused]


async def test_others_register_and_end_none(stage: Stage) -> None:
    for by in (SECURITY, "admin.audit", "dispatcher.health.330110"):
        assert await stage.refused(IssuerRegister, by, uuid4(), **named(stage)) == [("FORBIDDEN", ())]
    for by in (ADMIN, "admin.audit", "dispatcher.health.330110"):
        assert await stage.refused(IssuerEnd, by, uuid4(), reason="REPLACED") == [("FORBIDDEN", ())]
