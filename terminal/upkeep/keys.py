"""`lianbang rotate-keys`.

Source: docs/decisions/040-rotation.md, docs/operations.md.
"""

import asyncio

from sqlalchemy.exc import DBAPIError

from db.protect.cipher import KeysError
from db.protect.keys import keys_of
from db.protect.rotate import rotate
from settings.keys import key_texts
from settings.settings import Settings
from terminal.reach import addresses, check_between, reaching, say

TOLD_EVERY = 10_000
"""Values between two lines that say how far it came."""


def rotate_keys(settings: Settings, key: str, *, index_is_lost: bool) -> str:
    """Seal every value anew by the key that writes, while the system runs. Return what was done. Raises KeysError.

    `key`: its id, given so that nobody rotates back by the settings of before.
    `index_is_lost`: whether an index key of before may be missing.
    """
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done // TOLD_EVERY > told:
            told = done // TOLD_EVERY
            say(f"{done} values are sealed anew ...")

    with addresses(settings) as database, reaching(DBAPIError):
        check_between(database.loader)
        folder = settings.var / "keys"
        keys = asyncio.run(keys_of(database.loader, *key_texts(settings), folder, index_is_lost=index_is_lost))
        if keys.writing != key:
            raise KeysError(f"`{keys.writing}` is the first of LIANBANG_CIPHER_KEYS, not `{key}`: the first one writes.")
        done = asyncio.run(rotate(database.loader, keys, settings.now, tell))
    return f"{done} values were sealed anew by `{key}`. No other key opens any value now, and none but it is asked for."
