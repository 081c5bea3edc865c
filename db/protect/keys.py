"""Check that the keys of the settings are those that a database was written with, before anything is encrypted or decrypted.

Source: docs/decisions/006-cipher.md.
"""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import asyncpg

from db.protect.cipher import Cipher, CipherError, Keys, KeysError, Secret, kept_in, load_keys
from db.session.connect import alone, connected

NOBODY = UUID(int=0)
TEXT = "lianbang"
INDEX = ""
"""The name of the index key in the table `key_check`."""
SEALED = (
    ("person", "id", "id_number_cipher", Secret.ID_NUMBER),
    ("person", "id", "certificate_number_cipher", Secret.CERTIFICATE_NUMBER),
    ("certificate_record", "person_id", "number_cipher", Secret.CERTIFICATE_NUMBER),
    ("visit_draft", "id", "body_cipher", Secret.DRAFT),
    ("visit", "id", "before_cipher", Secret.VISIT),
    ("import_row", "coalesce(visit_id, record_id, family_id)", "before_cipher", Secret.IMPORT_ROW),
    ("merge_line", "id", "before_cipher", Secret.MERGE_LINE),
    ("family_move_proposal", "id", "told_cipher", Secret.FAMILY_MOVE),
)
"""Every encrypted column: its table, the owner's id, the column itself, the kind of its values."""
SAMPLES = """
select distinct on (substring({value} from 3 for get_byte({value}, 1))) {owner} owner, {value} sealed,
       convert_from(substring({value} from 3 for get_byte({value}, 1)), 'SQL_ASCII') key_id
from {table} where {value} is not null
"""
FOUND_BY = "select id_number_index from person where id = $1"
WRITTEN = "select key_id, value from key_check"
WRITE = "insert into key_check (key_id, value) values ($1, $2) on conflict do nothing"


async def keys_of(loader_url: str, cipher_keys: str | None, index_key: str | None, folder: Path) -> Keys:
    """Return the keys of the settings, or those kept in `folder`, after trying them on the database. Raises KeysError.

    New keys are made only where the database holds nothing encrypted. Afterwards it has a test value of each key that it uses.
    """
    async with connected(loader_url) as connection, alone(connection, "keys"):
        written = {row["key_id"]: row["value"] for row in await connection.fetch(WRITTEN)}
        used = set(written) or await _used(connection)
        if used and None in (cipher_keys, index_key) and not kept_in(folder):
            raise KeysError(LOST.format(folder=folder, keys=_named(used)))
        keys = load_keys(cipher_keys, index_key, folder)
        if written:
            _check(keys, written)
        else:
            await _open_what_is_there(connection, keys)
        for key_id in {keys.writing, *(used & set(keys.by_id))}:
            await connection.execute(WRITE, key_id, _test_value(keys, key_id))
        await connection.execute(WRITE, INDEX, Cipher(keys).index(Secret.KEY_CHECK, TEXT))
        return keys


def _check(keys: Keys, written: Mapping[str, bytes]) -> None:
    """Raise KeysError unless every key that has a test value in the database is here and gives the same value."""
    cipher = Cipher(keys)
    for key_id, value in sorted(written.items()):
        if key_id == INDEX:
            if value != cipher.index(Secret.KEY_CHECK, TEXT):
                raise KeysError(OTHER_INDEX)
        elif key_id not in keys.by_id:
            raise KeysError(MISSING.format(key=key_id))
        else:
            _opened(cipher, Secret.KEY_CHECK, NOBODY, value, key_id)


async def _open_what_is_there(connection: asyncpg.Connection, keys: Keys) -> None:
    """Raise KeysError unless one value of each key opens and has its blind index: the check of a database without test values."""
    cipher = Cipher(keys)
    for table, owner, value, kind in SEALED:
        for row in await connection.fetch(SAMPLES.format(table=table, owner=owner, value=value)):
            if row["key_id"] not in keys.by_id:
                raise KeysError(MISSING.format(key=row["key_id"]))
            opened = _opened(cipher, kind, row["owner"], row["sealed"], row["key_id"])
            if kind is Secret.ID_NUMBER and cipher.index(kind, opened) != await connection.fetchval(FOUND_BY, row["owner"]):
                raise KeysError(OTHER_INDEX)


async def _used(connection: asyncpg.Connection) -> set[str]:
    """Return the ids of the keys by which the database has an encrypted value."""
    return {
        row["key_id"]
        for table, owner, value, _ in SEALED
        for row in await connection.fetch(SAMPLES.format(table=table, owner=owner, value=value))
    }


def _test_value(keys: Keys, key_id: str) -> bytes:
    return Cipher(Keys(key_id, keys.by_id, keys.index)).seal(Secret.KEY_CHECK, NOBODY, TEXT)


def _opened(cipher: Cipher, kind: Secret, owner: UUID, sealed: bytes, key_id: str) -> str:
    try:
        return cipher.open(kind, owner, sealed)
    except CipherError:
        raise KeysError(OTHER.format(key=key_id)) from None


def _named(used: set[str]) -> str:
    return ", ".join(f"`{key_id}`" for key_id in sorted(used - {INDEX})) or "them"


LOST = "The keys of {folder} are gone, and this database was written with {keys}: restore that folder; no new ones were made."
MISSING = "LIANBANG_CIPHER_KEYS lacks the key `{key}`, which this database was written with: put it behind the one that writes."
OTHER = "LIANBANG_CIPHER_KEYS has another key under the name `{key}` than this database was written with: put the right one back."
OTHER_INDEX = "LIANBANG_INDEX_KEY is another than this database was written with: put the right one back, or no number is found again."
