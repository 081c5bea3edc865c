"""What a process that takes in files is like, whatever the file. Source: docs/decisions/055-nobody-waits.md."""

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from db.server.login import Addresses
from domain.viewer import Viewer
from resolvers.commands.runner import Commands
from settings.read import read_settings
from terminal.visits import COLLECTED_AFTER, as_account
from tests.builders.world import World
from tests.resolvers.files.conftest import CADRE
from tests.test_app import settings_of


async def collected(_: Commands, viewer: Viewer | None) -> tuple[int, tuple[int, int, int]]:
    assert viewer is not None
    return gc.get_freeze_count(), gc.get_threshold()


async def test_garbage_is_collected_rarely_and_not_among_what_was_loaded_before_the_file(addresses: Addresses, tmp_path: Path) -> None:
    world = World()
    world.viewer(CADRE)
    await world.insert(addresses.loader)
    before, threshold = gc.get_freeze_count(), gc.get_threshold()
    settings = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path)))
    with ThreadPoolExecutor(1) as thread:  # whose priority becomes that of files
        frozen, after = thread.submit(as_account, settings, CADRE, collected).result()
    gc.set_threshold(*threshold)
    assert (frozen > before, after) == (True, COLLECTED_AFTER)
