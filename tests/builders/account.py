"""Accounts that hold nothing yet.

Source: docs/domain.md 1.
"""

from uuid import uuid4

from db.tables.account import Account
from domain.viewer import Language
from tests.builders.world import World


def nobody_yet(world: World) -> Account:
    """An account without any membership."""
    key = uuid4()
    return world.add(Account(id=key, subject=f"new.{key}", name="新来的", language=Language.ZH))
