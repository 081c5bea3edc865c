"""Documents that a version brings along are registered, and those of operators. Source: docs/decisions/034-trusted-documents.md."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from db.reference.documents import Document, document, files, withdraw, write
from db.reference.load import load
from db.reference.read import read_from
from db.server.login import Addresses
from resolvers.commands.all import COMMANDS
from resolvers.document.parse import Documents
from schema.build.assemble import graphql_of
from schema.contract import contract
from tests.conftest import TODAY, quiet

LATER = date(2026, 12, 1)


@pytest.fixture
async def loader(shared_addresses: Addresses) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(shared_addresses.loader)
    yield connection
    await connection.close()


async def taken(connection: asyncpg.Connection, on: date = TODAY) -> dict[str, str]:
    return dict((await read_from(connection, on)).documents)


async def test_the_operations_of_every_department_are_registered_and_fit_the_contract(loader: asyncpg.Connection) -> None:
    brought = [document(path) for path in files()]
    assert {each.name for each in brought} >= {"operations", "finance", "civil-affairs", "township"}
    found = await taken(loader)
    assert {each.digest: each.text for each in brought}.items() <= found.items()
    checked = Documents(graphql_of(contract(COMMANDS)), introspection=False)
    for each in brought:
        assert checked.known(each.text, UUID(int=0)).operations


async def test_what_is_registered_once_stays_until_it_is_withdrawn_and_a_later_load_does_not_bring_it_back(
    loader: asyncpg.Connection, shared_addresses: Addresses
) -> None:
    own, (first, *_) = Document("0" * 64, "own", "{ __typename }"), (document(path) for path in files())
    assert (await write(loader, [own], TODAY, "OPERATOR"), await write(loader, [own], LATER, "OPERATOR")) == (1, 0)
    assert (await taken(loader))[own.digest] == own.text
    assert [await withdraw(loader, first.digest, LATER) for _ in range(2)] == [True, False]
    assert not await withdraw(loader, "1" * 64, LATER)
    await loader.execute("delete from reference_file where name = 'documents'")
    await load(shared_addresses.loader, LATER, quiet)
    assert (first.digest in await taken(loader), first.digest in await taken(loader, LATER)) == (True, False)


def test_a_document_is_known_by_the_bytes_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "own.graphql"
    path.write_bytes(b"{ a }\r\n")
    assert document(path).text == "{ a }\r\n"
