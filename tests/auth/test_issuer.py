"""The development issuer: its key, and what it shows of it. Source: RFC 7517; docs/settings.md."""

import multiprocessing
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from joserfc.jwk import KeySet

from auth.issuer import Issuer, keep_name, name_in
from auth.token import TokenRefused, Tokens

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def issuer(folder: Path) -> Issuer:
    return Issuer(folder / "keys", "http://127.0.0.1:8000", "lianbang")


def thumbprint(folder: Path) -> str:
    return str(issuer(folder).keys.keys[0].thumbprint())


def test_its_key_is_made_once_and_only_its_user_can_read_it(tmp_path: Path) -> None:
    assert thumbprint(tmp_path) == thumbprint(tmp_path)
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["issuer.json"]
    assert stat.S_IMODE((tmp_path / "keys" / "issuer.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_processes_that_start_at_once_use_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert len(set(pool.map(thumbprint, [tmp_path] * 6, chunksize=1))) == 1


def test_what_it_shows_is_the_public_half_and_verifies_what_it_signs(tmp_path: Path) -> None:
    made = issuer(tmp_path)
    shown = made.jwks
    assert "'d'" not in repr(shown)
    keys = KeySet.import_key_set(shown)  # type: ignore[arg-type]
    membership = uuid4()
    tokens = Tokens("http://127.0.0.1:8000", "lianbang", lambda: keys, lambda: NOW)
    assert tokens.verify(made.issue(membership, "cadre", NOW)).membership == membership


def test_a_key_that_is_taken_away_is_replaced_and_tokens_of_before_are_refused(tmp_path: Path) -> None:
    before = issuer(tmp_path)
    (tmp_path / "keys" / "issuer.json").unlink()
    now = issuer(tmp_path)
    assert thumbprint(tmp_path) != str(before.keys.keys[0].thumbprint())
    tokens = Tokens("http://127.0.0.1:8000", "lianbang", lambda: now.keys, lambda: NOW)
    with pytest.raises(TokenRefused):
        tokens.verify(before.issue(uuid4(), "cadre", NOW))


def test_no_two_tokens_are_alike(tmp_path: Path) -> None:
    made, membership = issuer(tmp_path), uuid4()
    assert made.issue(membership, "cadre", NOW) != made.issue(membership, "cadre", NOW)


def test_its_tokens_last_no_longer_than_tokens_may(tmp_path: Path) -> None:
    allowed = timedelta(minutes=5)
    made = Issuer(tmp_path / "keys", "us", "lianbang", allowed)
    tokens = Tokens("us", "lianbang", lambda: made.keys, lambda: NOW, longest=allowed)
    assert tokens.verify(made.issue(uuid4(), "cadre", NOW)).expires == (NOW + allowed).timestamp()


def test_whoever_makes_a_token_finds_as_what_the_server_of_the_folder_is_known(tmp_path: Path) -> None:
    assert name_in(tmp_path / "keys") is None
    for name in ("http://127.0.0.1:8000", "http://[::1]:8123"):
        keep_name(tmp_path / "keys", name)
        assert name_in(tmp_path / "keys") == name
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["issuer"]
