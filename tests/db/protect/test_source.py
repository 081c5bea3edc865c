"""Keys come from the environment, a file or a command. Source: docs/settings.md."""

import sys
from pathlib import Path

import pytest

from db.protect.cipher import KeysError
from db.protect.source import Source

NAME = "LIANBANG_CIPHER_KEYS"


def test_a_file_and_a_command_hold_what_the_variable_would_one_key_a_line(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("2027:b\n2026:a\n")
    file.chmod(0o640)
    assert Source(NAME, text="2027:b,2026:a").told() == "2027:b,2026:a"
    assert Source(NAME, file=file).told() == "2027:b,2026:a"
    assert Source(NAME, command=f"{sys.executable} -c \"print('2027:b')\"").told() == "2027:b"
    assert Source(NAME).told() is None


def test_what_is_open_to_everybody_missing_or_empty_is_refused_without_its_text(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    with pytest.raises(KeysError, match="cannot be read"):
        Source(NAME, file=file).told()
    file.write_text("\n")
    file.chmod(0o600)
    with pytest.raises(KeysError, match="holds no key"):
        Source(NAME, file=file).told()
    file.write_text("2026:secret")
    file.chmod(0o604)
    with pytest.raises(KeysError, match="open to everybody") as refusal:
        Source(NAME, file=file).told()
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("command", "why"), [("false", "exit code 1"), ("true", "holds no key"), ("/nowhere/kms", "cannot be run"), ("'", "cannot be run")]
)
def test_a_command_that_fails_is_told_of(command: str, why: str) -> None:
    with pytest.raises(KeysError, match=f"{NAME}_COMMAND.*{why}"):
        Source(NAME, command=command).told()
