"""A database of the first version, from which those of later ones are made."""

import asyncio
from collections.abc import Iterator

import pytest

from db.server.embedded import Embedded
from db.server.login import Addresses, provide
from tests.conftest import clone
from tests.db.migrations.test_data import older


@pytest.fixture(scope="session")
def first_version(server: Embedded) -> str:
    """The name of the database that the others are cloned from."""
    name = "template_first_version"
    asyncio.run(older(asyncio.run(provide(server, name)), "0001"))
    return name


@pytest.fixture
def old_database(server: Embedded, first_version: str) -> Iterator[Addresses]:
    """A database of the first version, with nothing in its tables."""
    with clone(server, first_version) as addresses:
        yield addresses
