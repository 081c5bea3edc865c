"""Of an address that names several hosts the one that is written to is found, whatever the others do.

Source: docs/decisions/067-failover.md.
"""

import asyncio
from urllib.parse import quote

import asyncpg
import pytest

from db.server.embedded import Embedded
from db.server.login import Addresses, Login
from db.session.connect import connected, hosts, meant, reach


def test_several_hosts_mean_the_one_that_is_written_to_unless_it_is_said() -> None:
    assert meant("postgresql://u:p@a:1,b/x") == "postgresql://u:p@a:1,b/x?target_session_attrs=primary"
    assert meant("postgresql://u@a,b/x?sslmode=require&target_session_attrs=standby").endswith("require&target_session_attrs=standby")
    assert meant("postgresql://u@/x?host=/run/lianbang") == "postgresql://u@/x?host=/run/lianbang"
    assert hosts("postgresql://u:p@a:1,b/x?sslmode=require") == [
        f"postgresql://u:p@{host}/x?sslmode=require&target_session_attrs=primary" for host in ("a:1", "b")
    ]


async def test_a_host_that_has_vanished_keeps_nobody_waiting(server: Embedded, shared_addresses: Addresses) -> None:
    """It takes connections and says nothing, as seen from here; another refuses them."""
    writers: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(lambda _, writer: writers.append(writer), "127.0.0.1", 0)
    port, socket = silent.sockets[0].getsockname()[1], quote(str(server.socket / ".s.PGSQL.5432"), safe="")
    database = shared_addresses.app.partition("@/")[2].partition("?")[0]
    several = f"postgresql://{Login.APP}@127.0.0.1:{port},127.0.0.1:1,{socket}/{database}"
    async with connected(several, timeout=60) as connection:
        assert await connection.fetchval("select current_user") == Login.APP
    with pytest.raises(ConnectionError):
        await reach(f"{several}?target_session_attrs=standby".replace(f":{port}", ":1"), timeout=60)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await reach(several.replace(f"127.0.0.1:{port},127.0.0.1:1", f"{socket},{socket}") + "_no", timeout=60)
    for each in writers:
        each.close()
    silent.close()
