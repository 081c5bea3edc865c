"""Under row security as well, names and numbers are found by an index. Source: docs/decisions/028-finding.md."""

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from db.session.transaction import transaction
from resolvers.commands.family.finding import Rows, Sight
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.family.test_search import CADRE, HANDLER, VILLAGER


@pytest.mark.parametrize(("by", "index"), [(CADRE, "ix_person_county_name"), (VILLAGER, "ix_person_village_name"), (HANDLER, "_name")])
async def test_under_row_security_a_name_is_found_by_an_index(stage: Stage, by: str, index: str) -> None:
    sight = Sight(await stage.viewer(by), stage.now)
    assert index in await explained(stage, by, sight.named("王小", whole=False))


@pytest.mark.parametrize(("by", "index"), [("called", "ix_family_phone"), ("of_ticket", "ix_visit_hotline_ticket")])
async def test_under_row_security_a_number_is_found_by_an_index(stage: Stage, by: str, index: str) -> None:
    sight = Sight(await stage.viewer(CADRE), stage.now)
    assert index in await explained(stage, CADRE, getattr(sight, by)("16000000001"))


async def explained(stage: Stage, by: str, rows: Rows) -> str:
    """How PostgreSQL reads rows where it reads no table from one end to the other; conditions that it tests afterwards are left out."""
    printed = rows.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]
    async with transaction(stage.database, stage.world.viewer(by)) as tx:
        await tx.session.execute(text("set local enable_seqscan = off"))
        lines = (await tx.session.scalars(text(f"explain {printed}".replace(":", r"\:")))).all()
    at = [place for place, line in enumerate(lines) if "Index Cond" in line]
    return "\n".join(f"{lines[place - 1]}\n{lines[place]}" for place in at)
