"""The keys that the settings name, and the cipher made of them.

Source: docs/decisions/006-cipher.md; docs/settings.md (keys).
"""

from db.protect.cipher import Cipher, Keys, load_keys
from db.protect.keys import keys_of
from db.protect.source import Source
from db.server.login import Addresses
from settings.settings import Settings


def key_texts(settings: Settings) -> tuple[str | None, str | None]:
    """Return the keys of the settings, from wherever these say: for values, and of the index. Raises KeysError."""
    numbers = Source("LIANBANG_CIPHER_KEYS", settings.cipher_keys, settings.cipher_keys_file, settings.cipher_keys_command)
    index = Source("LIANBANG_INDEX_KEY", settings.index_key, settings.index_key_file, settings.index_key_command)
    return numbers.told(), index.told()


def kept_keys(settings: Settings) -> Keys:
    """Return the keys of the settings, or those kept in their folder; `cipher_of` has tried them on the database. Raises KeysError."""
    return load_keys(*key_texts(settings), settings.var / "keys")


async def cipher_of(settings: Settings, database: Addresses) -> Cipher:
    """Return the cipher for numbers of persons. Raises KeysError if its keys are not those of this database."""
    return Cipher(await keys_of(database.loader, *key_texts(settings), settings.var / "keys"))
