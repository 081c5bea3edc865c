"""What a process that takes in files is like, whatever the file. Source: docs/decisions/055-nobody-waits.md."""

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from db.server.login import Addresses
from domain.viewer import Viewer
from resolvers.commands.runner import Commands
from settings.read import read_settings
from terminal.visits import as_account
from tests.builders.world import World
from tests.resolvers.files.conftest import CADRE
from tests.test_app import settings_of


async def lasting(_: Commands, viewer: Viewer | None) -> int:
    assert viewer is not None
    return gc.get_freeze_count()


async def test_no_collection_of_garbage_looks_through_what_was_loaded_before_the_file(addresses: Addresses, tmp_path: Path) -> None:
    world = World()
    world.viewer(CADRE)
    await world.insert(addresses.loader)
    before = gc.get_freeze_count()
    settings = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path)))
    with ThreadPoolExecutor(1) as thread:  # whose priority becomes that of files
        assert thread.submit(as_account, settings, CADRE, lasting).result() > before
