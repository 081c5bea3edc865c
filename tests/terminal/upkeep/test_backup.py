"""What was backed up is restored into an empty database and answers as before; what is damaged, newer or without its keys is told.

Source: docs/decisions/036-backup.md.
"""

import asyncio
import base64
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from db.audit import seal
from db.backup.manifest import DUMP, MANIFEST, TABLES, BackupError, digest_of
from db.migrations.runner import newest
from db.protect.cipher import Cipher, KeysError, Secret, load_keys
from db.protect.keys import NOBODY
from db.server.embedded import Embedded
from db.server.login import Addresses, provide
from settings.read import read_settings
from settings.settings import Settings
from terminal.audit import verify_audit
from terminal.upkeep.backup import back_up, bring_back
from tests.builders.case import a_family
from tests.builders.world import NOW, World
from tests.conftest import clone, execute
from tests.db.protect.test_keys import SEAL
from tests.test_app import settings_of

NUMBER = "990001196805200011"
KEY, OTHER_KEY, INDEX = (base64.b64encode(letter * 32).decode() for letter in (b"a", b"b", b"i"))
RECORD = """
insert into audit_record (id, at, kind, action, trace, family_ids, groups) values (gen_random_uuid(), $1, 'READ', 'q', 't', '{}', '{}')
"""
POLICIES = "select tablename, policyname, roles, cmd, qual, with_check from pg_policies order by 1, 2"
RIGHTS = "select grantee, table_name, privilege_type from information_schema.role_table_grants order by 1, 2, 3"
COLUMN_RIGHTS = "select grantee, table_name, column_name, privilege_type from information_schema.column_privileges order by 1, 2, 3, 4"
SECURED = "select relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) from pg_class where relkind = 'r' order by 1"
TRIGGERS = "select tgrelid::regclass::text, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2"
FUNCTIONS = (
    "select proname, prosecdef, pg_get_userbyid(proowner), prosrc from pg_proc where pronamespace = 'public'::regnamespace order by 1"
)

Damage = Callable[[Path], object]


def settings(addresses: Addresses, var: Path, key: str = KEY) -> Settings:
    keys = {"LIANBANG_CIPHER_KEYS": f"2026:{key}", "LIANBANG_INDEX_KEY": INDEX}
    return read_settings(settings_of(addresses, LIANBANG_VAR=str(var), LIANBANG_CLOCK="2026-11-24T09:01+08:00", **keys))


async def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


def copied(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to / "copy"))


def changed(folder: Path, **said: object) -> None:
    """The manifest says otherwise."""
    path = folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | said))


async def filled(addresses: Addresses) -> None:
    """A family with a sealed number, records that are sealed and one that waits for its block."""
    world, cipher = World(), Cipher(load_keys(f"2026:{KEY}", INDEX, Path("/nowhere")))
    a_family(world)
    await world.insert(addresses.loader)
    loader, worker = await asyncpg.connect(addresses.loader), await asyncpg.connect(addresses.worker)
    try:
        person = await loader.fetchval("select id from person limit 1")
        sealed = cipher.seal(Secret.ID_NUMBER, person, NUMBER)
        await loader.execute(f"{SEAL} where id = $3", sealed, cipher.index(Secret.ID_NUMBER, NUMBER), person)
        tested, index = cipher.seal(Secret.KEY_CHECK, NOBODY, "lianbang"), cipher.index(Secret.KEY_CHECK, "lianbang")
        await loader.execute("insert into key_check (key_id, value, index_value) values ('2026', $1, $2), ('', $2, null)", tested, index)
        await loader.execute(RECORD, NOW)
        await seal.seal(worker, NOW)
        await loader.execute(RECORD, NOW)
    finally:
        await loader.close()
        await worker.close()


@pytest.fixture(scope="module")
def backed_up(server: Embedded, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Addresses, Path]]:
    """A database and its backup."""
    var = tmp_path_factory.mktemp("var")
    with clone(server, template) as addresses:
        asyncio.run(filled(addresses))
        told = list(back_up(settings(addresses, var), var / "backup"))
        assert told[1] == "Keys are not in it; its numbers open with 2026."
        yield addresses, var / "backup"


@pytest.fixture
def empty(server: Embedded) -> Iterator[Addresses]:
    """An empty database to restore into."""
    name = "restored"
    yield asyncio.run(provide(server, name))
    asyncio.run(execute(server, f"drop database {name} with (force)"))


def test_everything_is_there_again_and_verified(backed_up: tuple[Addresses, Path], empty: Addresses, tmp_path: Path) -> None:
    before, folder = backed_up
    told = list(bring_back(settings(empty, tmp_path), folder))
    assert told[2:] == ["The audit trail is whole.", "The keys open its numbers."]
    for statement in (POLICIES, RIGHTS, COLUMN_RIGHTS, SECURED, TRIGGERS, FUNCTIONS):
        found = asyncio.run(rows(empty.owner, statement))
        assert found
        assert found == asyncio.run(rows(before.owner, statement))
    manifest = json.loads((folder / MANIFEST).read_text())
    assert manifest["revision"] == newest()
    for table, count in manifest["rows"].items():
        whole = f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table} t"
        assert asyncio.run(rows(empty.loader, whole)) == asyncio.run(rows(before.loader, whole)), table
        assert asyncio.run(rows(empty.loader, f"select count(*) from {table}")) == [(count,)]
    asyncio.run(rows(empty.loader, RECORD.replace("$1", f"'{NOW.isoformat()}'")))
    assert asyncio.run(rows(empty.worker, "select number from audit_unsealed order by 1")) == [(2,), (3,)]
    with pytest.raises(BackupError, match="not empty"):
        list(bring_back(settings(empty, tmp_path), folder))


def test_what_was_recorded_after_the_backup_is_told_as_lost(backed_up: tuple[Addresses, Path], empty: Addresses, tmp_path: Path) -> None:
    seal.keep(tmp_path / "audit-head", seal.Head(7, bytes(32)))
    told = list(bring_back(settings(empty, tmp_path), backed_up[1]))
    assert "is lost" in told[3]
    assert verify_audit(settings(empty, tmp_path)).startswith("The audit trail is whole.")
    assert (tmp_path / "audit-head.before").exists()


def test_without_its_keys_it_says_so_and_opens_no_number(backed_up: tuple[Addresses, Path], empty: Addresses, tmp_path: Path) -> None:
    with pytest.raises(KeysError, match="another key under the name `2026`"):
        list(bring_back(settings(empty, tmp_path, OTHER_KEY), backed_up[1]))
    stored = b"".join((backed_up[1] / name).read_bytes() for name in (DUMP, MANIFEST))
    assert not [key for key in (KEY, INDEX) if key.encode() in stored or base64.b64decode(key) in stored]


def test_a_backup_is_read_by_its_own_user_alone_and_never_written_over(backed_up: tuple[Addresses, Path], tmp_path: Path) -> None:
    addresses, folder = backed_up
    assert [path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())] == [0, 0, 0]
    with pytest.raises(BackupError, match="is there already"):
        list(back_up(settings(addresses, tmp_path), folder))


def test_a_failed_backup_leaves_nothing(empty: Addresses, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="The database is empty"):
        list(back_up(settings(empty, tmp_path), tmp_path / "backup"))
    with pytest.raises(BackupError, match="cannot be made"):
        list(back_up(settings(empty, tmp_path), tmp_path / "nowhere" / "backup"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("told", "damage"),
    [
        ("is no backup", lambda folder: (folder / MANIFEST).unlink()),
        ("is no backup", lambda folder: (folder / DUMP).unlink()),
        ("its manifest.json is damaged", lambda folder: (folder / MANIFEST).write_text("{}")),
        ("is not what was written", lambda folder: (folder / DUMP).write_bytes((folder / DUMP).read_bytes()[:-1])),
        ("newer version", lambda folder: changed(folder, revision="9999")),
    ],
)
def test_what_is_no_backup_of_ours_restores_nothing(
    backed_up: tuple[Addresses, Path], empty: Addresses, tmp_path: Path, told: str, damage: Damage
) -> None:
    folder = copied(backed_up[1], tmp_path)
    damage(folder)
    with pytest.raises(BackupError, match=told):
        list(bring_back(settings(empty, tmp_path), folder))
    assert asyncio.run(rows(empty.owner, TABLES)) == []


def test_a_dump_that_breaks_off_restores_nothing(backed_up: tuple[Addresses, Path], empty: Addresses, tmp_path: Path) -> None:
    folder = copied(backed_up[1], tmp_path)
    (folder / DUMP).write_bytes((folder / DUMP).read_bytes()[:-4000])
    changed(folder, digest=digest_of(folder / DUMP))
    with pytest.raises(BackupError, match="pg_restore failed"):
        list(bring_back(settings(empty, tmp_path), folder))
    assert asyncio.run(rows(empty.owner, TABLES)) == []


def test_rows_that_are_missing_afterwards_are_told(backed_up: tuple[Addresses, Path], empty: Addresses, tmp_path: Path) -> None:
    folder = copied(backed_up[1], tmp_path)
    changed(folder, rows=json.loads((folder / MANIFEST).read_text())["rows"] | {"family": 2})
    with pytest.raises(BackupError, match=r"family: 1 row\(s\), 2 were backed up"):
        list(bring_back(settings(empty, tmp_path), folder))
