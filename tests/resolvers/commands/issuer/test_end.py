"""One administrator ends an issuer at once, with all its sign-ins. Source: docs/lifecycle.md (`issuerEnd`)."""

from uuid import uuid4

from db.tables.issuer import Issuer, SignIn
from resolvers.commands.issuer.end import IssuerEnd
from resolvers.commands.issuer.register import IssuerRegister
from resolvers.commands.sign_in.add import SignInAdd
from tests.builders.account import nobody_yet
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.issuer.test_register import named
from tests.resolvers.commands.organization.test_create import ADMIN, SECURITY, approved


async def test_it_ends_with_its_sign_ins_and_takes_no_other(stage: Stage) -> None:
    issuer = (await approved(stage, IssuerRegister, **named(stage))).becomes_id
    account = nobody_yet(stage.world).id
    sign_in = (await approved(stage, SignInAdd, issuer=issuer, subject="甲", account=account)).becomes_id
    await stage.done(IssuerEnd, SECURITY, issuer, reason="COMPROMISED")
    assert (await stage.row(Issuer, Issuer.id == issuer)).ends_at == stage.now
    assert (await stage.row(SignIn, SignIn.id == sign_in)).ends_at == stage.now
    assert await stage.refused(IssuerEnd, SECURITY, issuer, reason="COMPROMISED") == [("ISSUER_ENDED", ("id",))]
    given = {"issuer": issuer, "subject": "乙", "account": account}
    assert await stage.refused(SignInAdd, ADMIN, uuid4(), **given) == [("ISSUER_ENDED", ("issuer",))]
