"""The rule of routing as SQL finds the offices that the rule of the domain names. Source: domain/routing.py."""

from itertools import product
from typing import Any

import asyncpg
from sqlalchemy import Text, cast, column, literal, select, values
from sqlalchemy.dialects import postgresql

from db.reference.read import Reference
from db.server.login import Addresses
from domain.catalogue import TypeFacts
from domain.routing import destination, fits, rank
from domain.viewer import OrganizationKind
from resolvers.planner.sql.dispatch import routing
from resolvers.planner.sql.dispatch.routing import routed

HOMES = ("330110012007", "330127108205", "330127108000", "330106000000", "441900003001", "110101001001", "429004001002")
LINES = (None, "CIVIL_AFFAIRS", "HUMAN_RESOURCES", "FINANCE", "FEDERATION", "OTHER")


def table(name: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Any:
    """Rows that stand in the statement itself, all text."""
    shown = values(*(column(each, Text) for each in columns), name=name, literal_binds=True)
    return shown.data([tuple(cast(literal(value, Text), Text) for value in row) for row in rows]).alias(name)


async def test_both_rules_name_the_same_offices_for_every_type_and_every_home(addresses: Addresses, reference: Reference) -> None:
    regions = sorted({home[:digits].ljust(12, "0") for home in HOMES for digits in (2, 4, 6, 9, 12)})
    offices = list(product(regions, (kind.value for kind in OrganizationKind), LINES))
    types = {(each.applies_by, each.decided_at, each.lead_department): each for each in reference.types.values()}
    homes = list(product(HOMES, HOMES))
    of_type = table("t", ("applies_by", "decided_at", "lead_department"), [*types])
    family = table("f", ("registration_region_code", "region_code"), homes)
    office = table("o", ("region_code", "kind", "department_code"), offices)
    found = select(*of_type.c, *family.c, *office.c).where(routed(of_type, family, office))
    statement = found.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]

    connection = await asyncpg.connect(addresses.app)
    try:
        by_sql = {tuple(row) for row in await connection.fetch(str(statement))}
    finally:
        await connection.close()

    def named(of_type: TypeFacts, home: tuple[str, str]) -> set[tuple[str, str, str | None]]:
        goal = destination(of_type, *home)
        return {each for each in offices if each[:2] == (goal.region, goal.kind) and goal.department in (None, each[2])}

    by_domain = {(*key, *home, *each) for key, facts in types.items() for home in homes for each in named(facts, home)}
    assert by_sql == by_domain
    assert by_sql


async def test_both_rules_let_the_same_offices_have_it_and_try_them_in_the_same_order(addresses: Addresses, reference: Reference) -> None:
    regions = sorted({home[:digits].ljust(12, "0") for home in HOMES for digits in (0, 2, 4, 6, 9, 12)})
    offices = list(product(regions, (kind.value for kind in OrganizationKind), LINES))
    types = {(each.applies_by, each.decided_at, each.lead_department): each for each in reference.types.values() if not each.pooled}
    homes = list(product(HOMES[:4], HOMES[:2]))
    of_type = table("t", ("applies_by", "decided_at", "lead_department"), [*types])
    family = table("f", ("registration_region_code", "region_code"), homes)
    office = table("o", ("region_code", "kind", "department_code"), offices)
    ranked = select(*of_type.c, *family.c, *office.c, *routing.rank(of_type, family, office)).where(routing.fits(of_type, family, office))
    statement = ranked.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]
    connection = await asyncpg.connect(addresses.app)
    try:
        by_sql = {tuple(row) for row in await connection.fetch(str(statement))}
    finally:
        await connection.close()
    by_domain = {
        (*key, *home, region, kind, line, *rank(facts, OrganizationKind(kind), line, region, home))
        for key, facts in types.items()
        for home in homes
        for region, kind, line in offices
        if fits(facts, OrganizationKind(kind), line, region, home)
    }
    assert by_sql == by_domain
    assert len({row[-4:] for row in by_sql}) > 4
