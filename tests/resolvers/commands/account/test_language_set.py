"""Whoever is signed in says in which language they are spoken to. Source: docs/lifecycle.md (`accountLanguageSet`)."""

from uuid import uuid4

from db.tables.account import Account
from domain.viewer import Language
from resolvers.commands.account.language_set import AccountLanguageSet
from tests.resolvers.commands.conftest import Stage


async def test_it_is_ones_own_account_alone_in_any_role(stage: Stage) -> None:
    for by in ("handler.health.330110", "viewer.government.330110", "admin.audit"):
        own = stage.world.viewer(by).account
        await stage.done(AccountLanguageSet, by, uuid4(), language=Language.EN)
        assert (await stage.row(Account, Account.id == own)).language == "en"
    others = await stage.rows(Account, Account.language == "en")
    assert len(others) == 3
