"""Keys are checked before anything is sealed or opened with them. Source: docs/decisions/006-cipher.md."""

import base64
from pathlib import Path

import asyncpg
import pytest

from db.protect.cipher import Cipher, Keys, KeysError, Secret, load_keys
from db.protect.keys import keys_of
from db.server.login import Addresses
from tests.builders.case import a_family
from tests.builders.world import World

NUMBER = "990001196805200011"
INDEX, OTHER_INDEX = (base64.b64encode(letter * 32).decode() for letter in (b"i", b"j"))
A, B = (base64.b64encode(letter * 32).decode() for letter in (b"a", b"b"))
NOWHERE = Path("/nowhere")
SEAL = "update person set id_number_cipher = $1, id_number_index = $2, id_number_masked = '9*****************'"


async def refused(addresses: Addresses, cipher_keys: str | None, index_key: str | None = INDEX, folder: Path = NOWHERE) -> str:
    with pytest.raises(KeysError) as refusal:
        await keys_of(addresses.loader, cipher_keys, index_key, folder)
    assert "\n" not in str(refusal.value)
    assert not {A, B, INDEX, OTHER_INDEX} & set(str(refusal.value).split())
    return str(refusal.value)


async def registered(addresses: Addresses, keys: Keys) -> None:
    """Somebody whose number is sealed, in a database that nothing has started on yet."""
    world, cipher = World(), Cipher(keys)
    a_family(world)
    await world.insert(addresses.loader)
    loader = await asyncpg.connect(addresses.loader)
    person = await loader.fetchval("select id from person")
    await loader.execute(SEAL, cipher.seal(Secret.ID_NUMBER, person, NUMBER), cipher.index(Secret.ID_NUMBER, NUMBER))
    await loader.close()


async def recorded(addresses: Addresses) -> list[str]:
    loader = await asyncpg.connect(addresses.loader)
    try:
        return [row["key_id"] for row in await loader.fetch("select key_id from key_check order by key_id")]
    finally:
        await loader.close()


async def test_an_empty_database_takes_the_keys_it_is_started_with_and_no_others_afterwards(addresses: Addresses) -> None:
    for _ in range(2):
        assert (await keys_of(addresses.loader, f"2025:{A}", INDEX, NOWHERE)).writing == "2025"
    assert await recorded(addresses) == ["", "2025"]
    assert "`2025`" in await refused(addresses, f"2026:{B}")
    assert "another key under the name `2025`" in await refused(addresses, f"2025:{B}")
    assert "LIANBANG_INDEX_KEY is another" in await refused(addresses, f"2025:{A}", OTHER_INDEX)
    assert await recorded(addresses) == ["", "2025"]


async def test_a_new_key_writes_while_the_old_one_is_still_listed_and_both_are_asked_for_from_then_on(addresses: Addresses) -> None:
    await keys_of(addresses.loader, f"2025:{A}", INDEX, NOWHERE)
    assert (await keys_of(addresses.loader, f"2026:{B},2025:{A}", INDEX, NOWHERE)).writing == "2026"
    assert await recorded(addresses) == ["", "2025", "2026"]
    assert "lacks the key `2025`" in await refused(addresses, f"2026:{B}")
    assert "lacks the key `2026`" in await refused(addresses, f"2025:{A}")
    await keys_of(addresses.loader, f"2025:{A},2026:{B}", INDEX, NOWHERE)


async def test_a_database_from_before_takes_the_keys_that_open_what_it_holds_and_no_others(addresses: Addresses) -> None:
    await registered(addresses, load_keys(f"2025:{A}", INDEX, NOWHERE))
    assert "lacks the key `2025`" in await refused(addresses, f"2026:{B}")
    assert "another key under the name `2025`" in await refused(addresses, f"2025:{B}")
    assert "LIANBANG_INDEX_KEY is another" in await refused(addresses, f"2025:{A}", OTHER_INDEX)
    assert await recorded(addresses) == []
    await keys_of(addresses.loader, f"2026:{B},2025:{A}", INDEX, NOWHERE)
    assert await recorded(addresses) == ["", "2025", "2026"]


async def test_keys_are_made_for_an_empty_database_alone(addresses: Addresses, tmp_path: Path) -> None:
    await keys_of(addresses.loader, None, None, tmp_path / "keys")
    (tmp_path / "keys" / "cipher.json").rename(tmp_path / "kept")
    for _ in range(2):
        assert "restore" in await refused(addresses, None, None, tmp_path / "keys")
        assert "`development`" in await refused(addresses, None, INDEX, tmp_path / "keys")
        assert not (tmp_path / "keys" / "cipher.json").exists()
    (tmp_path / "kept").rename(tmp_path / "keys" / "cipher.json")
    await keys_of(addresses.loader, None, None, tmp_path / "keys")


async def test_keys_that_are_lost_beside_a_database_from_before_are_not_made_anew(addresses: Addresses, tmp_path: Path) -> None:
    await registered(addresses, load_keys(f"2025:{A}", INDEX, NOWHERE))
    assert "`2025`" in await refused(addresses, None, None, tmp_path / "keys")
    assert not (tmp_path / "keys").exists()
