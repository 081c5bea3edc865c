"""`lianbang seed` puts the demonstration county in once, in development alone. Source: docs/decisions/007-demonstration.md."""

from pathlib import Path

import pytest

from db.server.login import Addresses
from domain.terminal_error import StartError
from settings.read import read_settings
from terminal import command, seed

KEYS = {
    "LIANBANG_CIPHER_KEYS": "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "LIANBANG_INDEX_KEY": "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=",
}


def environment(addresses: Addresses, var: Path, name: str) -> dict[str, str]:
    """Of an installation that has a database of its own."""
    urls = {f"LIANBANG_{login.upper()}_URL": url for login, url in addresses._asdict().items() if login != "app"}
    return {"DATABASE_URL": addresses.app, "LIANBANG_VAR": str(var), "LIANBANG_ENV": name, **urls, **KEYS}


def test_the_county_is_put_in_once(addresses: Addresses, tmp_path: Path) -> None:
    settings = read_settings(environment(addresses, tmp_path, "development"))
    assert seed.demonstrate(settings, 0) == "The demonstration county is in the database."
    assert seed.demonstrate(settings, 0) == "The database is in use: nothing was put in."


def test_production_is_never_demonstrated_in(addresses: Addresses, tmp_path: Path) -> None:
    with pytest.raises(StartError, match="development alone"):
        seed.demonstrate(read_settings(environment(addresses, tmp_path, "production")), 0)


@pytest.mark.parametrize("said", ["-1", "many", "3000001"])
def test_a_number_of_families_that_makes_no_sense_is_refused(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.parser().parse_args(["seed", "--families", said])
    assert "from 0 to" in capsys.readouterr().err
