"""What rows may mean is found by an index, however many families there are. Source: docs/decisions/009-import.md."""

import re

import pytest

from db.server.login import Addresses
from db.session.connect import connected
from db.session.session import Direct
from resolvers.commands.person.tested import ALIKE, OTHERS
from resolvers.commands.person.tested_file import REGISTERED
from resolvers.files.visits.lookup.register import CALLED, HOMES, IMPORTED, KEYED, MEMBERS, NUMBERED

LOOK_UPS: dict[str, Direct] = {
    "the families of these names in these villages": CALLED,
    "the families of these keys and numbers": KEYED,
    "the members of these families": MEMBERS,
    "who has these numbers": NUMBERED,
    "where persons of these names and telephones live": HOMES,
    "what the office imported": IMPORTED,
    "who else has these numbers": OTHERS,
    "who of a file has these numbers": REGISTERED,
    "which of these numbers the account tested": ALIKE,
}


@pytest.mark.parametrize("asked", LOOK_UPS)
async def test_no_table_is_read_whole_for_rows_of_a_file(asked: str, shared_addresses: Addresses) -> None:
    text = LOOK_UPS[asked].text
    async with connected(shared_addresses.loader) as loader:
        await loader.execute("set enable_seqscan = off; set plan_cache_mode = force_generic_plan")  # of nearly empty tables it is cheapest
        await loader.execute(f"prepare asked as {text}")
        values = ", ".join(["null"] * len(set(re.findall(r"\$[0-9]+", text))))
        plan = [line for (line,) in await loader.fetch(f"explain execute asked({values})")]
    assert [line.strip() for line in plan if "Seq Scan" in line] == []
