"""Check that the keys of the settings are those that a database was written with, before anything is encrypted or decrypted.

Source: docs/decisions/006-cipher.md.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from db.protect.cipher import Cipher, CipherError, Keys, KeysError, Secret, kept_in, load_keys
from db.protect.sealed import SEALED
from db.session.connect import alone, connected

Written = Mapping[str, Any]
"""A row of the table `key_check`, by column."""
NOBODY = UUID(int=0)
TEXT = "lianbang"
INDEX, LATER_INDEX = "", "#"
"""How index keys are called in the table `key_check`: the first one, and how the names of later ones begin, which no other key's can."""
SAMPLES = """
select distinct on (substring({value} from 3 for get_byte({value}, 1))) {owner} owner, {value} sealed,
       convert_from(substring({value} from 3 for get_byte({value}, 1)), 'SQL_ASCII') key_id
from {table} where {value} is not null
"""
FOUND_BY = "select id_number_index from person where id = $1"
WRITTEN = "select key_id, value, index_value, retired_at from key_check"
WRITE = """
insert into key_check (key_id, value, index_value) values ($1, $2, $3)
on conflict (key_id) do update set index_value = $3 where key_check.index_value is null and $3 is not null
"""


async def keys_of(loader_url: str, cipher_keys: str | None, index_key: str | None, folder: Path, *, index_is_lost: bool = False) -> Keys:
    """Return the keys of the settings, or those kept in `folder`, after trying them on the database. Raises KeysError.

    New keys are made only where the database holds nothing encrypted. Afterwards it has a test value of each key that it uses.
    `index_is_lost`: whether an index key of before may be missing, since all values are about to be sealed and indexed anew.
    """
    async with connected(loader_url) as connection, alone(connection, "keys"):
        written: dict[str, Written] = {row["key_id"]: dict(row) for row in await connection.fetch(WRITTEN)}
        used = set(written) or await _used(connection)
        if used and None in (cipher_keys, index_key) and not kept_in(folder):
            raise KeysError(LOST.format(folder=folder, keys=_named(used)))
        keys = load_keys(cipher_keys, index_key, folder)
        if written:
            _check(keys, written, index_is_lost=index_is_lost)
        else:
            await _open_what_is_there(connection, keys)
        index = index_value(keys)
        for key_id in sorted(used & set(keys.by_id) - {keys.writing}):
            await connection.execute(WRITE, key_id, _test_value(keys, key_id), None if written else index)
        await connection.execute(WRITE, keys.writing, _test_value(keys, keys.writing), index)
        if index not in {row["value"] for row in written.values()}:
            await connection.execute(WRITE, f"{LATER_INDEX}{index.hex()[:16]}" if INDEX in written else INDEX, index, None)
        return keys


async def fits(connection: asyncpg.Connection, keys: Keys) -> None:
    """Raise KeysError unless these are keys of this database, as far as it has test values; nothing is written."""
    _check(keys, {row["key_id"]: dict(row) for row in await connection.fetch(WRITTEN)}, index_is_lost=False)


async def fit(url: str, keys: Keys) -> bool:
    """Return whether these are keys of this database, asked as its loader. Raises what asyncpg.connect raises."""
    async with connected(url) as connection:
        try:
            await fits(connection, keys)
        except KeysError:
            return False
    return True


def index_value(keys: Keys) -> bytes:
    """Return the test value of the index key that writes."""
    return Cipher(keys).index(Secret.KEY_CHECK, TEXT)


def _check(keys: Keys, written: Mapping[str, Written], *, index_is_lost: bool) -> None:
    """Raise KeysError unless every key that has a test value in the database is here and gives the same value.

    One that was retired may be missing, and does not write again. A new index key comes with a new cipher key: by that one it is known
    which of them a value's index was made with, and who writes with the old one is stopped when it is retired.
    """
    cipher = Cipher(keys)
    for key_id, row in sorted(written.items()):
        if key_id.startswith(LATER_INDEX) or key_id == INDEX:
            if not index_is_lost and row["value"] not in cipher.indexes(Secret.KEY_CHECK, TEXT):
                raise KeysError(OTHER_INDEX)
        elif key_id in keys.by_id:
            _opened(cipher, Secret.KEY_CHECK, NOBODY, row["value"], key_id)
        elif row["retired_at"] is None:
            raise KeysError(MISSING.format(key=key_id))
    if (standing := written.get(keys.writing)) is not None:
        if standing["retired_at"] is not None:
            raise KeysError(RETIRED.format(key=keys.writing))
        if standing["index_value"] not in (None, index_value(keys)):
            raise KeysError(INDEX_ALONE.format(key=keys.writing))


async def _open_what_is_there(connection: asyncpg.Connection, keys: Keys) -> None:
    """Raise KeysError unless one value of each key opens and has its blind index: the check of a database without test values."""
    cipher = Cipher(keys)
    for each in SEALED:
        for row in await connection.fetch(SAMPLES.format(table=each.table, owner=each.owner, value=each.column)):
            if row["key_id"] not in keys.by_id:
                raise KeysError(MISSING.format(key=row["key_id"]))
            opened = _opened(cipher, each.kind, row["owner"], row["sealed"], row["key_id"])
            found_by = cipher.index(each.kind, opened)
            if each.kind is Secret.ID_NUMBER and found_by != await connection.fetchval(FOUND_BY, row["owner"]):
                raise KeysError(OTHER_INDEX)


async def _used(connection: asyncpg.Connection) -> set[str]:
    """Return the ids of the keys by which the database has an encrypted value."""
    return {
        row["key_id"]
        for each in SEALED
        for row in await connection.fetch(SAMPLES.format(table=each.table, owner=each.owner, value=each.column))
    }


def _test_value(keys: Keys, key_id: str) -> bytes:
    return Cipher(replace(keys, writing=key_id)).seal(Secret.KEY_CHECK, NOBODY, TEXT)


def _opened(cipher: Cipher, kind: Secret, owner: UUID, sealed: bytes, key_id: str) -> str:
    try:
        return cipher.open(kind, owner, sealed)
    except CipherError:
        raise KeysError(OTHER.format(key=key_id)) from None


def _named(used: set[str]) -> str:
    return ", ".join(f"`{key_id}`" for key_id in sorted(used) if key_id[:1] not in (INDEX, LATER_INDEX)) or "them"


LOST = "The keys of {folder} are gone, and this database was written with {keys}: restore that folder; no new ones were made."
MISSING = "LIANBANG_CIPHER_KEYS lacks the key `{key}`, which this database was written with: put it behind the one that writes."
OTHER = "LIANBANG_CIPHER_KEYS has another key under the name `{key}` than this database was written with: put the right one back."
RETIRED = "The key `{key}` was retired by `lianbang rotate-keys`: put one of another id before it in LIANBANG_CIPHER_KEYS."
INDEX_ALONE = "LIANBANG_INDEX_KEY has another key in front than the one that writes with `{key}`: it takes a new cipher key in front, too."
OTHER_INDEX = "LIANBANG_INDEX_KEY is another than this database was written with: put the right one back, or no number is found again."
