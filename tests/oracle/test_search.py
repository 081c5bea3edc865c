"""What a search finds is what a reading shows in full: by the oracle's own reading of docs/domain.md 7, for every class of viewer."""

from collections.abc import Callable, Iterator
from itertools import islice
from operator import methodcaller
from uuid import UUID

import pytest

from db.session.read import find_viewer
from db.session.transaction import transaction
from domain.viewer import Viewer
from resolvers.commands.family.finding import Rows, Sight
from tests.oracle.conftest import NOW, Platform
from tests.oracle.county import Row
from tests.oracle.sight import FULL, MASKED, Watcher
from tests.oracle.watchers import NAMED

SEARCHERS = ("cadre.federation.330110", "cadre.federation.3301", "operator.federation.330110", "monitor.federation.330110")
OFFICES = ("dispatcher.civil-affairs.330110", "dispatcher.civil-affairs.3301", "dispatcher.human-resources.330110")
EVERY_NAME = ""
"""What every name begins with; the input takes no such thing."""
Found = set[tuple[UUID, UUID | None]]


def found(platform: Platform, account: str, rows: Callable[[Sight], Rows], region: str | None = None) -> Found:
    """Each family, with each member who is meant."""

    async def run() -> Found:
        viewer = await find_viewer(platform.database, platform.watcher(account).membership["id"], NOW)
        assert isinstance(viewer, Viewer)
        sight = Sight(viewer, NOW)
        async with transaction(platform.database, viewer) as tx:
            several = (await tx.session.execute(sight.families(rows(sight), region, 10_000))).all()
            return {(family, person) for family, persons in several for person in (persons or (None,))}

    return platform.runner.run(run())


def members(platform: Platform, watcher: Watcher) -> Iterator[tuple[Row, Row]]:
    """Every member of the families that are seen, with the family."""
    for person in platform.county.tables["person"]:
        family = platform.county.one("family", person["family_id"])
        assert family is not None
        if watcher.sees_family(family):
            yield family, person


def named(platform: Platform, watcher: Watcher) -> Found:
    """Whose name is shown in full; families without a head by their own."""
    whose = {(family["id"], person["id"]) for family, person in members(platform, watcher) if is_full(watcher, family, person)}
    headless = [row for row in platform.county.tables["family"] if row["head_id"] is None and watcher.sees_family(row)]
    return whose | {(row["id"], None) for row in headless if watcher.towards_family(row)["IDENTITY"] == FULL}


def is_full(watcher: Watcher, family: Row, person: Row) -> bool:
    return watcher.towards(family["id"], person["id"])["IDENTITY"] == FULL


@pytest.mark.parametrize("account", NAMED)
def test_names_are_found_by_whom_they_are_shown_to_in_full(platform: Platform, account: str) -> None:
    families = {family for family, _ in named(platform, platform.watcher(account))}
    told = found(platform, account, methodcaller("named", EVERY_NAME, whole=False))
    with_members = {(family, person) for family, person in named(platform, platform.watcher(account)) if person is not None}
    assert {(family, person) for family, person in told if person is not None} == with_members
    assert {family for family, _ in told} == families


@pytest.mark.parametrize("account", [SEARCHERS[0], SEARCHERS[2], OFFICES[0]])
def test_some_names_are_found_and_some_are_not(platform: Platform, account: str) -> None:
    whose = named(platform, platform.watcher(account))
    assert 0 < len(whose) < len(platform.county.tables["person"])


@pytest.mark.parametrize("account", [*SEARCHERS, *OFFICES])
def test_telephones_are_found_by_whom_they_are_shown_to_in_full(platform: Platform, account: str) -> None:
    watcher = platform.watcher(account)
    seen = [row for row in platform.county.tables["family"] if watcher.sees_family(row)]
    full = [row for row in seen if row["phone"] and watcher.towards_family(row)["CONTACT"] == FULL]
    kept = [row for row in platform.county.tables["family"] if row["phone"] and row["id"] not in {each["id"] for each in full}]
    for family in [*full[:3], *kept[:4]]:
        phone = str(family["phone"])
        guarded = {
            (each["id"], person["id"])
            for each, person in members(platform, watcher)
            if person["guardian_phone"] == phone and watcher.towards(each["id"], person["id"])["CONTACT"] == FULL
        }
        own = {each["id"] for each in full if each["phone"] == phone}
        assert {each for each, _ in found(platform, account, methodcaller("called", phone))} == own | {each for each, _ in guarded}


@pytest.mark.parametrize("account", [SEARCHERS[0], *OFFICES])
def test_a_village_narrows_only_where_it_is_shown(platform: Platform, account: str) -> None:
    watcher = platform.watcher(account)
    homes = {row["id"]: row for row in platform.county.tables["family"]}
    whose = named(platform, watcher)
    levels = {family: watcher.towards_family(homes[family])["ADDRESS"] for family, _ in whose}
    villages = [*dict.fromkeys(str(homes[family]["region_code"]) for family in sorted(levels, key=lambda each: (levels[each], str(each))))]
    for village in islice(villages, 4):
        expected = {family for family, level in levels.items() if homes[family]["region_code"] == village and level >= MASKED}
        told = found(platform, account, methodcaller("named", EVERY_NAME, whole=False), village)
        assert {family for family, _ in told} == expected


@pytest.mark.parametrize("account", [*SEARCHERS[:2], *OFFICES])
def test_a_family_is_found_by_the_number_of_a_referral_that_is_seen(platform: Platform, account: str) -> None:
    watcher = platform.watcher(account)
    of_families = [row for row in platform.county.tables["referral"] if row["family_id"] is not None]
    seen = [row for row in of_families if watcher.sees_referral(row)]
    for referral in [*seen[:4], *(row for row in of_families if row not in seen)][:7]:
        family = platform.county.one("family", referral["family_id"])
        assert family is not None
        expected = {family["id"]} if referral in seen and watcher.sees_family(family) else set()
        number = str(referral["number"])
        assert {each for each, _ in found(platform, account, methodcaller("of_row", number))} == expected
