"""Whom an issuer calls so is proposed by one administrator and approved by another. Source: docs/lifecycle.md (`signInAdd`)."""

from uuid import uuid4

from db.tables.issuer import SignIn
from resolvers.commands.issuer.register import IssuerRegister
from resolvers.commands.proposal.decide import ProposalDecide
from resolvers.commands.sign_in.add import SignInAdd
from resolvers.commands.sign_in.end import SignInEnd
from tests.builders.account import nobody_yet
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.issuer.test_register import named
from tests.resolvers.commands.organization.test_create import ADMIN, SECURITY, approved


async def test_a_subject_is_one_account_until_that_ends_and_then_may_be_another(stage: Stage) -> None:
    issuer = (await approved(stage, IssuerRegister, **named(stage))).becomes_id
    first, second = nobody_yet(stage.world).id, nobody_yet(stage.world).id
    given = {"issuer": issuer, "subject": "zhang.hua"}
    made = await approved(stage, SignInAdd, **given, account=first)
    row = await stage.row(SignIn, SignIn.issuer_id == issuer)
    assert (row.id, row.subject, row.account_id, row.ends_at) == (made.becomes_id, "zhang.hua", first, None)
    assert await stage.refused(SignInAdd, ADMIN, uuid4(), **given, account=second) == [("SIGN_IN_KNOWN", ("subject",))]
    await stage.done(SignInEnd, SECURITY, row.id, reason="LEFT")
    assert (await stage.again(row)).ends_at == stage.now
    assert await stage.refused(SignInEnd, SECURITY, row.id, reason="LEFT") == [("ISSUER_ENDED", ("id",))]
    await approved(stage, SignInAdd, **given, account=second)
    assert ((await stage.again(row)).account_id, (await stage.again(row)).ends_at) == (second, None)


async def test_nobody_proposes_or_approves_a_sign_in_of_their_own(stage: Stage) -> None:
    issuer = (await approved(stage, IssuerRegister, **named(stage, "https://own.example"))).becomes_id
    own, guards = (stage.world.viewer(name).account for name in (ADMIN, SECURITY))
    given = {"issuer": issuer, "subject": "我"}
    assert await stage.refused(SignInAdd, ADMIN, uuid4(), **given, account=own) == [("OWN_PROPOSAL", ("account",))]
    proposal = (await stage.done(SignInAdd, ADMIN, uuid4(), **given, account=guards)).subject
    assert proposal is not None
    assert await stage.refused(ProposalDecide, SECURITY, proposal, approved=True) == [("OWN_PROPOSAL", ("id",))]
    phone = {"issuer": issuer, "subject": "13300000001", "account": guards}
    assert await stage.refused(SignInAdd, ADMIN, uuid4(), **phone) == [("TEXT_HOLDS_PHONE", ("subject",))]
    for by in (SECURITY, "admin.audit", "dispatcher.health.330110"):
        assert await stage.refused(SignInAdd, by, uuid4(), **given, account=guards) == [("FORBIDDEN", ())]
