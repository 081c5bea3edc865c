"""Write the demonstration county into an empty database, as the loader's login: places, accounts, families and their histories.

Source: docs/decisions/007-demonstration.md; `lianbang seed`, and `lianbang run` on a fresh machine (development alone).
"""

from collections.abc import Callable
from datetime import datetime
from itertools import chain

from db.protect.cipher import Cipher
from db.reference.read import read_from
from db.session.connect import alone, connected
from demonstration.approvals import approve, held_back
from demonstration.county.accounts import ADMINISTRATORS
from demonstration.county.county import SEED, county
from demonstration.county.load import accounts_there, copy, is_empty
from demonstration.county.size import FAMILIES
from demonstration.history.administration import administration
from demonstration.history.histories import histories
from domain.time.calendar import day_of

Say = Callable[[str], None]


async def seed(loader_url: str, now: datetime, cipher: Cipher, say: Say, *, families: int = FAMILIES, seed: str = SEED) -> bool:
    """Write the county and return True; return False where the database already has a family or an audit record.

    The same seed and day give the same county. `families`: how many there are beside the special ones.
    """
    async with connected(loader_url) as connection, alone(connection, "seed"):
        if not await is_empty(connection):
            return False
        say("Making the demonstration county (synthetic families, real places) ...")
        reference = await read_from(connection, day_of(now))
        divisions = {code: region.name for code, region in reference.regions.items()}
        made = county(divisions, cipher, day_of(now), families, seed)
        history, there = histories(made, reference, cipher, seed), await accounts_there(connection)
        if there.isdisjoint(ADMINISTRATORS):  # others than the county's own have done nothing yet
            history += administration(made, reference, cipher, seed)
        approvals = held_back(history)
        say(f"Writing {len(made.families)} families and what happened to them ...")
        await copy(connection, chain(made.rows(there), history))
        await approve(connection, approvals)
        return True
