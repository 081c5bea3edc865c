"""Connections that are lost at an awkward moment."""

from typing import Any

import asyncpg
import pytest


def let_go_of_in_a_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    """Close the next connection that asks something between two steps of its statement: once it is prepared, before it is bound."""
    of: Any = asyncpg.Connection
    prepared = of._get_statement

    async def lost(self: asyncpg.Connection, *arguments: object, **options: object) -> object:
        monkeypatch.setattr(of, "_get_statement", prepared)
        statement = await prepared(self, *arguments, **options)
        self.terminate()
        return statement

    monkeypatch.setattr(of, "_get_statement", lost)
