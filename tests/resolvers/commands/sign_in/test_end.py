"""A sign-in is ended by the security administrator alone; what it ends: test_add.py. Source: docs/lifecycle.md (`signInEnd`)."""

from uuid import uuid4

from resolvers.commands.sign_in.end import SignInEnd
from tests.resolvers.commands.conftest import Stage


async def test_others_end_none(stage: Stage) -> None:
    for by in ("admin.system", "admin.audit", "dispatcher.health.330110"):
        assert await stage.refused(SignInEnd, by, uuid4(), reason="LEFT") == [("FORBIDDEN", ())]
    assert await stage.refused(SignInEnd, "admin.security", uuid4(), reason="LEFT") == [("NOT_FOUND", ("id",))]
