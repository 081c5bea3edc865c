"""Read the reference data of a day into one immutable value.

Source: docs/domain.md (opening), docs/design.md 7. Every login can read these tables: they have no row security.
"""

import json
from collections import ChainMap
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from db.reference.in_time import clock_limits, limits_on
from db.session.engine import Database
from domain.catalogue import AppliesBy, Instance, TypeFacts
from domain.disclosure import Contract
from domain.follow_up import ContactDays, FollowUpLimits
from domain.message.text import Text
from domain.outcome import OutcomeKind
from domain.referral import UrgencyLevel
from domain.time.calendar import Calendar
from domain.time.limit import ClockLimits, Limit, TypeLimit, Unit
from domain.value.code_list import ASSISTANCE_TYPE, CODE_LIST, HEALTH_CATEGORY, OTHER_CATEGORY, REGION
from domain.value.values import Context
from domain.viewer import Language

Value = TypeVar("Value")
Connection = asyncpg.Connection | PoolConnectionProxy

IN_FORCE = "valid_from <= $1 and (valid_to is null or valid_to > $1)"
NAMES = (
    "select distinct on (list, code) list, code, name_zh, name_en, position, facts::text as facts"
    f" from code_name where {IN_FORCE} order by list, code, version desc"
)
LIMITS = "select * from rule_limit where valid_to is null or valid_to > valid_from order by key, version"
"""Every version of every limit that holds for a day at least."""
TYPES = f"select *, {IN_FORCE} as in_force from assistance_type order by code, version"
CONTRACTS = 'select type_code, version, half, "group", level from share_contract order by type_code, version, half'
DIVISIONS = "select version from reference_file where name = 'regions'"
REGIONS = f"select code, name, level, parent_code from region where {IN_FORCE} order by code"
FORMER = "select code, name, above, until, successor_code from former_division order by code, name"
EVERY_CODE = "select distinct list, code from code_name order by list, code"
PAST_REGIONS = f"select code, name, level, parent_code from region where not ({IN_FORCE})"
CALENDAR = (
    "select version, array_agg(day) filter (where is_working) as days from calendar_day group by version order by version desc limit 1"
)


DOCUMENTS = "select digest, text from trusted_document where withdrawn_on is null or withdrawn_on > $1"


class KnownRegion(NamedTuple):
    """A division in force; `level` 1 (province) to 5 (village)."""

    name: str
    level: int
    parent: str | None


class FormerDivision(NamedTuple):
    """A county or city that existed until the year `until`; `above`: the names of the divisions above it, the highest first."""

    code: str
    name: str
    above: tuple[str, ...]
    until: int
    successor: str | None


@dataclass(frozen=True, eq=False)
class Divisions:
    """The divisions of one day, as they were written the `version`th time: tens of thousands, which are read when that changes.

    Each reading is itself alone, so that what is made of it can be kept with it.
    """

    day: date
    version: int
    in_force: Mapping[str, KnownRegion]
    past: Mapping[str, KnownRegion]
    former: tuple[FormerDivision, ...]


@dataclass(frozen=True)
class Reference:
    """The reference data of one day. Lists of codes are in the order in which they are offered."""

    names: Mapping[str, Mapping[str, Text]]
    """List -> code -> its name today."""
    facts: Mapping[str, Mapping[str, Mapping[str, Any]]]
    """List -> code -> its other facts in the files, such as the digit of a category in certificate numbers."""
    codes: Mapping[str, frozenset[str]]
    """List -> its codes in force."""
    limits: Mapping[str, int]
    """Key -> number in force, in the unit that db/reference/limits.toml gives."""
    clock: ClockLimits
    follow_up: FollowUpLimits
    contact: ContactDays
    calendar: Calendar
    types: Mapping[str, TypeFacts]
    """Code -> the newest version in force."""
    divisions: Divisions
    every_type: Mapping[tuple[str, int], TypeFacts]
    every_contract: Mapping[tuple[str, int], Contract]
    newest_contract: Mapping[str, int]
    known: Mapping[str, Container[str]]
    """List -> every code it has or had, also for types, divisions and the names of lists: the codes that stored rows may hold."""
    documents: Mapping[str, str]
    """SHA-256, in hexadecimal -> the text of a trusted document."""

    @property
    def regions(self) -> Mapping[str, KnownRegion]:
        """12-digit code -> division in force."""
        return self.divisions.in_force

    @property
    def former(self) -> tuple[FormerDivision, ...]:
        """The divisions that are no more."""
        return self.divisions.former

    def name(self, code_list: str, code: str, language: Language) -> str | None:
        """Return the name of a code in a language; None if the code is not in force."""
        found = self.names[code_list].get(code)
        return None if found is None else found.in_language(language)

    def context(self, now: datetime, *, allow_synthetic: bool) -> Context:
        """Return what the checks of values need: the codes of every list, the types, the divisions and the limits."""
        return Context(now, {**self.codes, "ASSISTANCE_TYPE": self.types}, self.regions, allow_synthetic, self.limits)

    def type_at(self, code: str, version: int) -> TypeFacts:
        """Return a type in a given version. Raises KeyError for a version that does not exist."""
        return self.every_type[code, version]

    def contract_version(self, type_code: str) -> int:
        """Return the newest version of the share contract of a type."""
        return self.newest_contract[type_code]

    def contract(self, type_code: str, version: int) -> Contract:
        """Return a share contract in a given version: half -> group -> level."""
        return self.every_contract[type_code, version]


async def read_reference(database: Database, today: date, before: Reference | None = None) -> Reference:
    """Read the reference data of a day over a pool of the application; `before`: as of `read_from`. Raises Busy."""
    async with database.costly_reader() as connection:
        return await read_from(connection, today, before)


async def read_from(connection: Connection, today: date, before: Reference | None = None) -> Reference:
    """Read the reference data of a day over a connection of any login. `before`: an earlier reading, of which what holds is kept."""
    lists = _lists(await connection.fetch(NAMES, today))
    versions = await connection.fetch(LIMITS)
    limits = limits_on(today, versions)
    types = await connection.fetch(TYPES, today)
    contracts = await connection.fetch(CONTRACTS)
    divisions = await _divisions(connection, today, None if before is None else before.divisions)
    calendar = await connection.fetchrow(CALENDAR)
    known = {
        of: frozenset(row["code"] for row in rows) for of, rows in groupby(await connection.fetch(EVERY_CODE), lambda row: str(row["list"]))
    }
    assert calendar is not None, "the reference data has been loaded"
    every_type = _every_type(types)
    numbers = {key: row["value"] for key, row in limits.items()}
    health = frozenset(row["code"] for row in lists["TARGET_CATEGORY"] if json.loads(row["facts"]).get("health"))
    return Reference(
        names=_frozen({of: {row["code"]: Text(row["name_zh"], row["name_en"]) for row in rows} for of, rows in lists.items()}),
        facts=_frozen({of: {row["code"]: json.loads(row["facts"]) for row in rows} for of, rows in lists.items()}),
        codes=MappingProxyType({of: frozenset(row["code"] for row in rows) for of, rows in lists.items()}),
        limits=MappingProxyType(numbers),
        clock=clock_limits(versions),
        follow_up=FollowUpLimits(numbers["follow_up_attempts"], numbers["reopen_times"]),
        contact={level: numbers[f"contact_days_{level.lower()}"] for level in UrgencyLevel},
        calendar=Calendar(calendar["days"], calendar["version"]),
        types=MappingProxyType({row["code"]: every_type[row["code"], row["version"]] for row in types if row["in_force"]}),
        divisions=divisions,
        every_type=every_type,
        every_contract=_contracts(contracts),
        newest_contract=MappingProxyType({row["type_code"]: row["version"] for row in contracts}),
        known=MappingProxyType(
            {
                **known,
                ASSISTANCE_TYPE: frozenset(row["code"] for row in types),
                REGION: ChainMap(divisions.in_force, divisions.past),  # type: ignore[arg-type] # nobody writes to it
                CODE_LIST: frozenset(known),
                HEALTH_CATEGORY: health,
                OTHER_CATEGORY: known["TARGET_CATEGORY"] - health,
            }
        ),
        documents=MappingProxyType({row["digest"]: row["text"] for row in await connection.fetch(DOCUMENTS, today)}),
    )


async def _divisions(connection: Connection, today: date, before: Divisions | None) -> Divisions:
    version = await connection.fetchval(DIVISIONS)
    if before is not None and (before.day, before.version) == (today, version):
        return before
    in_force, past = _regions(await connection.fetch(REGIONS, today)), _regions(await connection.fetch(PAST_REGIONS, today))
    former = [FormerDivision(each["code"], each["name"], tuple(each["above"]), *each[3:5]) for each in await connection.fetch(FORMER)]
    return Divisions(today, version, in_force, past, tuple(former))


async def read_types(connection: Connection, codes: Collection[str]) -> Mapping[tuple[str, int], TypeFacts]:
    """Every version of the types of the catalogue with these codes, by code and version, over a connection of any login."""
    return _every_type(await connection.fetch("select * from assistance_type where code = any($1)", sorted(codes)))


def _every_type(rows: list[Any]) -> Mapping[tuple[str, int], TypeFacts]:
    return MappingProxyType({(row["code"], row["version"]): _type(row) for row in rows})


def _lists(named: list[Any]) -> dict[str, list[Any]]:
    in_order = sorted(named, key=lambda row: (row["list"], row["position"]))
    return {of: list(rows) for of, rows in groupby(in_order, lambda row: str(row["list"]))}


def _frozen(lists: Mapping[str, Mapping[str, Value]]) -> Mapping[str, Mapping[str, Value]]:
    return MappingProxyType({of: MappingProxyType(codes) for of, codes in lists.items()})


def _regions(rows: list[Any]) -> Mapping[str, KnownRegion]:
    return MappingProxyType({row["code"]: KnownRegion(row["name"], row["level"], row["parent_code"]) for row in rows})


def _type(row: Any) -> TypeFacts:
    finish = Limit(row["limit_value"], Unit(row["limit_unit"]))
    return TypeFacts(
        code=row["code"],
        version=row["version"],
        lead_department=row["lead_department"],
        applies_by=None if row["applies_by"] is None else AppliesBy(row["applies_by"]),
        accepted_at=Instance(row["accepted_at"]),
        decided_at=Instance(row["decided_at"]),
        needs_application=row["needs_application"],
        urgency_applies=row["urgency_applies"],
        needs_certificate=row["needs_certificate"],
        pooled=row["pooled"],
        reveal_foreseen=row["reveal_foreseen"],
        monitors=row["monitors"],
        outcome_kind=OutcomeKind(row["outcome_kind"]),
        stages=tuple(row["stages"]),
        limit=TypeLimit(finish, needs_application=row["needs_application"], urgency_applies=row["urgency_applies"]),
        domains=frozenset(row["domains"]),
        extension_max=row["extension_max"],
    )


def _contracts(rows: list[Any]) -> Mapping[tuple[str, int], Contract]:
    found: dict[tuple[str, int], dict[str, dict[str, int]]] = {}
    for row in rows:
        halves = found.setdefault((row["type_code"], row["version"]), {})
        halves.setdefault(row["half"], {})[row["group"]] = row["level"]
    return MappingProxyType(found)
