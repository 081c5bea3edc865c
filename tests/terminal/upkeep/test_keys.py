"""`lianbang rotate-keys` seals everything anew by the key that it is told. Source: docs/operations.md."""

from pathlib import Path

import pytest

from db.protect.cipher import KeysError
from db.server.login import Addresses
from settings.read import read_settings
from terminal.upkeep.keys import rotate_keys
from tests.db.protect.test_keys import INDEX, OTHER_INDEX, A, B
from tests.test_app import settings_of


def test_it_takes_the_id_of_the_key_in_front(addresses: Addresses, tmp_path: Path) -> None:
    keys = {"LIANBANG_CIPHER_KEYS": f"2026:{B},2025:{A}", "LIANBANG_INDEX_KEY": f"{OTHER_INDEX},{INDEX}"}
    settings = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path), **keys))
    with pytest.raises(KeysError, match="`2026` is the first"):
        rotate_keys(settings, "2025", index_is_lost=False)
    assert rotate_keys(settings, "2026", index_is_lost=False).startswith("0 values were sealed anew by `2026`")
