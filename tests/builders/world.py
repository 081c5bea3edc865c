"""A small world made by hand: offices, accounts and memberships come to be when they are named, as `role.organisation.region`.

Source: docs/decisions/007-demonstration.md (names such as `dispatcher.civil-affairs.330110`); nothing here depends on reference data.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import TypeVar
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

import asyncpg

from db.tables import Row
from db.tables.account import Account, Membership
from db.tables.item import AssistanceItem
from db.tables.organization import Office, Organization
from demonstration.county.load import copy
from domain.viewer import Language, OrganizationKind, RegionLevel, Role, Viewer, region_level
from resolvers.commands.item.reroute import reroute

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""Tuesday, 09:00 in Shanghai: the moment at which a world is looked at."""
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
"""When every membership of a world starts and ends."""

CITY = "3301"
COUNTY, OTHER_COUNTY = "330110", "330106"
TOWN, OTHER_TOWN = "330110109", "330110110"
VILLAGE, OTHER_VILLAGE = "330110109200", "330110110200"

ROLES = {
    "cadre": Role.FEDERATION_CADRE,
    "monitor": Role.FEDERATION_MONITOR,
    "leader": Role.FEDERATION_LEADER,
    "commissioner": Role.COMMISSIONER,
    "operator": Role.HOTLINE_OPERATOR,
    "dispatcher": Role.OFFICE_DISPATCHER,
    "handler": Role.OFFICE_HANDLER,
    "viewer": Role.GOVERNMENT_VIEWER,
}
ADMINISTRATORS = {"admin.system": Role.SYSTEM_ADMIN, "admin.security": Role.SECURITY_ADMIN, "admin.audit": Role.AUDIT_ADMIN}
SINGLE = {
    "federation": OrganizationKind.FEDERATION,
    "community": OrganizationKind.COMMUNITY,
    "government": OrganizationKind.GOVERNMENT,
}
"""Organisations with one office; every other name is a department's."""
LINES = {"federation": "FEDERATION", "community": "COMMUNITY", "government": None}

R = TypeVar("R", bound=Row)


def code(region: str) -> str:
    """A region code in its 12 digits."""
    return region.ljust(12, "0")


class World:
    """What a test has named so far; `insert` writes what is new of it through the loader's login."""

    def __init__(self, key: Callable[[], UUID] = uuid4) -> None:
        """`key` gives each row its own."""
        self.key = key
        self.now = NOW
        self.random = Random(1)
        self.offices: dict[str, Office] = {}
        self.viewers: dict[str, Viewer] = {}
        self._organizations: dict[tuple[OrganizationKind, str, str | None], Organization] = {}
        self._new: list[Row] = []
        self._kept: asyncpg.Connection | None = None
        """Over which it writes while it is connected; else every `insert` connects anew."""
        self._turns = WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]()

    def add(self, row: R) -> R:
        """A row to be inserted."""
        self._new.append(row)
        return row

    def office(self, name: str) -> Office:
        """The office of a name such as `civil-affairs.330110`, `civil-affairs.330110109` (a township's line), `federation.3301`."""
        if name not in self.offices:
            organisation, region = name.rsplit(".", 1)
            self.offices[name] = self._office(organisation, code(region))
        return self.offices[name]

    def staffed(self, name: str) -> Office:
        """The office of a name, with somebody who can sign; in a federation a cadre."""
        self.viewer(f"{'cadre' if name.startswith('federation.') else 'dispatcher'}.{name}")
        return self.office(name)

    def viewer(self, name: str) -> Viewer:
        """The viewer of a name such as `cadre.federation.330110`, `commissioner.federation.330110109200`, `admin.audit`."""
        if name not in self.viewers:
            self.viewers[name] = self._administrator(name) if name in ADMINISTRATORS else self._member(name)
        return self.viewers[name]

    def over(self, name: str, *scope: str) -> Viewer:
        """The viewer of a name who is not inserted yet, over several divisions (12-digit codes)."""
        viewer = self.viewers[name] = replace(self.viewer(name), scope=scope)
        for row in self._new:
            if isinstance(row, Membership) and row.id == viewer.membership:
                row.scope = list(scope)
        return viewer

    @asynccontextmanager
    async def connected(self, loader_url: str) -> AsyncIterator[None]:
        """Write over one connection while the context lasts."""
        connection = await asyncpg.connect(loader_url)
        with self.through(connection):
            yield
        await connection.close()

    @contextmanager
    def through(self, connection: asyncpg.Connection) -> Iterator[None]:
        """Write over a connection that is there while the context lasts."""
        self._kept = connection
        yield
        self._kept = None

    async def insert(self, loader_url: str) -> None:
        """Write what was added since the last time; of several at once one writes, and the others wait for it."""
        async with self._turns.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            written = list(self._new)
            if written:
                await self._write(written, self._kept or await asyncpg.connect(loader_url))
            del self._new[: len(written)]

    async def _write(self, written: list[Row], connection: asyncpg.Connection) -> None:
        try:
            await copy(connection, written)
            if items := [row.id for row in written if isinstance(row, AssistanceItem)]:
                await reroute(connection, items)
        finally:
            if connection is not self._kept:
                await connection.close()

    def _member(self, name: str) -> Viewer:
        """A commissioner holds the role in the office of the county, over the village alone."""
        role, organisation, region = name.split(".")
        place = region[: RegionLevel.COUNTY] if ROLES[role] is Role.COMMISSIONER else region
        return self._join(name, ROLES[role], self.office(f"{organisation}.{place}"), code(region))

    def _administrator(self, name: str) -> Viewer:
        office = self.office(f"federation.{CITY}")
        return self._join(name, ADMINISTRATORS[name], office, office.region_code)

    def _join(self, name: str, role: Role, office: Office, scope: str) -> Viewer:
        account = self.add(Account(id=self.key(), subject=name, name=name, language=Language.ZH))
        membership = self.add(
            Membership(
                id=self.key(),
                account_id=account.id,
                office_id=office.id,
                department_code=office.department_code,
                office_region_code=office.region_code,
                role=role,
                scope=[scope],
                starts_at=SINCE,
                ends_at=UNTIL,
            )
        )
        return Viewer(
            membership=membership.id,
            account=account.id,
            role=role,
            office=office.id,
            organization_kind=OrganizationKind(office.kind),
            department=office.department_code,
            region=office.region_code,
            scope=(scope,),
        )

    def _office(self, organisation: str, region: str) -> Office:
        kind = SINGLE.get(organisation, OrganizationKind.DEPARTMENT)
        if kind is OrganizationKind.DEPARTMENT and region_level(region) is RegionLevel.TOWNSHIP:
            kind = OrganizationKind.TOWNSHIP
        line = LINES.get(organisation, organisation.replace("-", "_").upper())
        return self.add(
            Office(
                id=self.key(),
                organization_id=self._organization(kind, region, line).id,
                kind=kind,
                department_code=line,
                name=f"{organisation}.{region}",
                region_code=region,
            )
        )

    def _organization(self, kind: OrganizationKind, region: str, line: str | None) -> Organization:
        """One for each department and region; a township has one for all of its lines."""
        department = line if kind is OrganizationKind.DEPARTMENT else None
        key = (kind, region, department)
        if key not in self._organizations:
            self._organizations[key] = self.add(
                Organization(id=self.key(), kind=kind, name=f"{kind} {region}", department_code=department, region_code=region)
            )
        return self._organizations[key]
