"""The keys that a database was written with: whether those at hand are they, and that new ones are made for an empty database alone.

Source: docs/decisions/006-cipher.md. Read by every command that seals or opens, before it does anything.
"""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import asyncpg

from db.protect.cipher import Cipher, CipherError, Keys, KeysError, Secret, kept_in, load_keys

NOBODY = UUID(int=0)
TEXT = "lianbang"
INDEX = ""
"""Under which name the key of the index stands."""
SEALED = (
    ("person", "id", "id_number_cipher", Secret.ID_NUMBER),
    ("person", "id", "certificate_number_cipher", Secret.CERTIFICATE_NUMBER),
    ("certificate_record", "person_id", "number_cipher", Secret.CERTIFICATE_NUMBER),
    ("visit_draft", "id", "body_cipher", Secret.DRAFT),
    ("import_row", "visit_id", "before_cipher", Secret.IMPORT_ROW),
)
"""Where sealed values stand: the table, whose they are, the value, its kind."""
SAMPLES = """
select distinct on (substring({value} from 3 for get_byte({value}, 1))) {owner} owner, {value} sealed,
       convert_from(substring({value} from 3 for get_byte({value}, 1)), 'SQL_ASCII') key_id
from {table} where {value} is not null
"""
FOUND_BY = "select id_number_index from person where id = $1"
WRITTEN = "select key_id, value from key_check"
WRITE = "insert into key_check (key_id, value) values ($1, $2) on conflict do nothing"


async def keys_of(loader_url: str, cipher_keys: str | None, index_key: str | None, folder: Path) -> Keys:
    """The keys of the settings or of `folder`, which open what this database holds; made where it holds nothing. Raises KeysError."""
    connection = await asyncpg.connect(loader_url)
    try:
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock(hashtext('lianbang keys'))")
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
    finally:
        await connection.close()


def _check(keys: Keys, written: Mapping[str, bytes]) -> None:
    """Each key with which this database was written is here, and the same. Raises KeysError."""
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
    """A database without test values yet: one value of each key opens, and is found by the key of the index. Raises KeysError."""
    cipher = Cipher(keys)
    for table, owner, value, kind in SEALED:
        for row in await connection.fetch(SAMPLES.format(table=table, owner=owner, value=value)):
            if row["key_id"] not in keys.by_id:
                raise KeysError(MISSING.format(key=row["key_id"]))
            opened = _opened(cipher, kind, row["owner"], row["sealed"], row["key_id"])
            if kind is Secret.ID_NUMBER and cipher.index(kind, opened) != await connection.fetchval(FOUND_BY, row["owner"]):
                raise KeysError(OTHER_INDEX)


async def _used(connection: asyncpg.Connection) -> set[str]:
    """The keys with which sealed values were written."""
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
