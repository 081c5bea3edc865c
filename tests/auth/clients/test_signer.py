"""Our signing keys: read from a file, the first signs, all verify. Source: docs/settings.md (Service clients)."""

import json
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from joserfc.jwk import ECKey, KeySet, RSAKey

from auth.clients.signer import Signer, keys_in
from auth.token import Tokens
from domain.terminal_error import StartError
from tests.builders.world import NOW

FIRST, SECOND = (ECKey.generate_key("P-256", auto_kid=True) for _ in range(2))


def private(*keys: ECKey | RSAKey, **more: object) -> str:
    return json.dumps({"keys": [{**key.as_dict(private=True), **more} for key in keys]})


def test_the_first_key_signs_and_all_of_them_verify(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(private(FIRST, SECOND))
    signer = Signer("us", "lianbang", keys_in(path))
    assert [key.kid for key in signer.keys] == [FIRST.kid, SECOND.kid]
    assert not any(key.is_private for key in signer.keys)
    before = Signer("us", "lianbang", [SECOND]).token(uuid4(), uuid4(), NOW)
    after = signer.token(uuid4(), uuid4(), NOW)
    for token, key in ((after, FIRST), (before, SECOND)):
        alone = KeySet([key])
        for keys in (alone, signer.keys):
            assert Tokens("us", "lianbang", partial(_same, keys), lambda: NOW).verify(token).client_key


def _same(keys: KeySet) -> KeySet:
    return keys


NO_KEYS = [
    "",
    "[]",
    '{"keys": []}',
    '{"keys": [7]}',
    json.dumps({"keys": [FIRST.as_dict(private=False)]}),
    private(FIRST, FIRST),
    private(RSAKey.generate_key(2048)),
    private(FIRST, ECKey.generate_key("P-384")),
    private(FIRST, x="AAAA"),
]


@pytest.mark.parametrize("place", range(len(NO_KEYS)))
def test_a_file_that_holds_no_keys_to_sign_with_stops_the_start_and_is_not_repeated(tmp_path: Path, place: int) -> None:
    path = tmp_path / "keys.json"
    path.write_text(NO_KEYS[place])
    with pytest.raises(StartError) as refusal:
        keys_in(path)
    assert str(refusal.value).startswith((str(path), "The signing keys"))
    assert str(FIRST.as_dict(private=True)["d"]) not in str(refusal.value)


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="cannot be read"):
        keys_in(tmp_path / "none.json")
