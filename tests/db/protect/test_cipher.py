"""Sealing and opening the numbers of persons, finding them without a key, masks, and where the keys come from."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.protect.cipher import Cipher, CipherError, Keys, KeysError, Secret, load_keys, masked_number

NUMBER = "990001196805200011"
SOMEBODY = UUID(int=1)
ANOTHER = UUID(int=2)
OLD = base64.b64encode(b"o" * 32).decode()
NEW = base64.b64encode(b"n" * 32).decode()
INDEX = base64.b64encode(b"i" * 32).decode()


def keys(cipher_keys: str = f"2026:{NEW},2025:{OLD}", index_key: str = INDEX) -> Keys:
    return load_keys(cipher_keys, index_key, Path("nowhere"))


def cipher(cipher_keys: str = f"2026:{NEW},2025:{OLD}", index_key: str = INDEX) -> Cipher:
    return Cipher(keys(cipher_keys, index_key))


def refused(cipher_keys: str, index_key: str = INDEX) -> str:
    with pytest.raises(KeysError) as refusal:
        keys(cipher_keys, index_key)
    return str(refusal.value)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again(text: str) -> None:
    assert cipher().open(Secret.DRAFT, SOMEBODY, cipher().seal(Secret.DRAFT, SOMEBODY, text)) == text


def test_the_same_number_is_never_sealed_alike() -> None:
    assert cipher().seal(Secret.ID_NUMBER, SOMEBODY, NUMBER) != cipher().seal(Secret.ID_NUMBER, SOMEBODY, NUMBER)
    assert NUMBER.encode() not in cipher().seal(Secret.ID_NUMBER, SOMEBODY, NUMBER)


def test_the_first_key_writes_and_the_others_still_open() -> None:
    old = cipher(f"2025:{OLD}").seal(Secret.ID_NUMBER, SOMEBODY, NUMBER)
    assert cipher().open(Secret.ID_NUMBER, SOMEBODY, old) == NUMBER
    new = cipher().seal(Secret.ID_NUMBER, SOMEBODY, NUMBER)
    with pytest.raises(CipherError):
        cipher(f"2025:{OLD}").open(Secret.ID_NUMBER, SOMEBODY, new)


def test_a_number_moved_to_another_person_or_column_does_not_open() -> None:
    sealed = cipher().seal(Secret.ID_NUMBER, SOMEBODY, NUMBER)
    with pytest.raises(CipherError):
        cipher().open(Secret.ID_NUMBER, ANOTHER, sealed)
    with pytest.raises(CipherError):
        cipher().open(Secret.CERTIFICATE_NUMBER, SOMEBODY, sealed)


@given(st.data())
def test_a_stored_value_that_was_changed_anywhere_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(cipher().seal(Secret.ID_NUMBER, SOMEBODY, NUMBER))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CipherError):
        cipher().open(Secret.ID_NUMBER, SOMEBODY, bytes(sealed))


@given(st.binary(max_size=80))
def test_bytes_that_were_never_sealed_do_not_open(damaged: bytes) -> None:
    for value in (damaged, b"\x01\x042026" + damaged):
        with pytest.raises(CipherError):
            cipher().open(Secret.ID_NUMBER, SOMEBODY, value)


def test_the_index_is_equal_for_equal_numbers_of_a_kind_under_one_key() -> None:
    found = cipher().index(Secret.ID_NUMBER, NUMBER)
    assert found == cipher(f"other:{OLD}").index(Secret.ID_NUMBER, NUMBER)
    assert found != cipher().index(Secret.CERTIFICATE_NUMBER, NUMBER)
    assert found != cipher(index_key=base64.b64encode(b"j" * 32).decode()).index(Secret.ID_NUMBER, NUMBER)


def test_a_masked_number_shows_its_first_character_and_of_a_certificate_neither_category_nor_level_nor_reissue() -> None:
    assert {masked_number(NUMBER + tail) for tail in ("", "41", "72", "41B1")} == {"9*****************"}


def test_development_keys_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    with ThreadPoolExecutor(8) as at_once:
        made = {(each.by_id["development"], each.index) for each in at_once.map(lambda _: load_keys(None, None, folder), range(8))}
    assert len(made) == 1
    assert [path.name for path in folder.iterdir()] == ["cipher.json"]
    assert stat.S_IMODE((folder / "cipher.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_development_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    load_keys(None, None, tmp_path)
    (tmp_path / "cipher.json").chmod(0o640)
    with pytest.raises(KeysError, match="can be read by others"):
        load_keys(None, None, tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"cipher_keys": "x"}'])
def test_damaged_development_keys_are_told_and_not_replaced(tmp_path: Path, text: str) -> None:
    load_keys(None, None, tmp_path)
    (tmp_path / "cipher.json").write_text(text)
    with pytest.raises(KeysError, match="is damaged"):
        load_keys(None, None, tmp_path)
    assert (tmp_path / "cipher.json").read_text() == text


@pytest.mark.parametrize(
    "said",
    ["", NEW, f":{NEW}", f"a b:{NEW}", f"{'k' * 33}:{NEW}", f"a:{NEW},a:{OLD}", "a:c2hvcnQ=", "a:nonsense!", f"a:{NEW},", f"a:{NEW}=="],
)
def test_keys_that_cannot_be_are_refused_without_repeating_them(said: str) -> None:
    told = refused(said)
    assert told.startswith("LIANBANG_CIPHER_KEYS: entry")
    assert not any(part in told for part in (NEW, OLD, "c2hvcnQ=", "nonsense!"))


def test_the_key_of_the_index_is_one_of_its_own() -> None:
    assert refused(f"a:{NEW}", NEW) == "LIANBANG_INDEX_KEY is also a key of LIANBANG_CIPHER_KEYS: they must differ."
    assert refused(f"a:{NEW}", "short") == "LIANBANG_INDEX_KEY is not base64 of 32 bytes."


def test_keys_are_never_shown() -> None:
    assert repr(keys()) == "Keys()"
