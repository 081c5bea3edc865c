"""What the audit administrator finds in the trail: by who acted, from where, by which client, of whom, in which groups; never more.

Source: docs/domain.md 7 (audit), docs/decisions/048-audit-search.md.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from db.tables.audit import AuditRecord
from db.tables.family import Family
from domain.audit import AuditKind
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.builders.world import NOW, World
from tests.schema.conftest import DISPATCHER, Stage

AUDITOR, SECURITY = "admin.audit", "admin.security"
FOUND = "query ($of: AuditFilter) { auditRecords(first: 50, filter: $of) { totalCount nodes { trace } } }"
DAY = timedelta(days=1)


def noted(world: World, trace: str, *, at: datetime = NOW - DAY, by: str = DISPATCHER, **facts: Any) -> AuditRecord:
    """A record of the trail: a reading by somebody, unless the facts say otherwise."""
    viewer = world.viewer(by)
    told = {"kind": AuditKind.READ, "action": "query", "account_id": viewer.account, "office_id": viewer.office} | facts
    return world.add(AuditRecord(id=uuid4(), at=at, trace=trace, **told))


async def found(stage: Stage, of: Mapping[str, Any], by: str = AUDITOR) -> set[str]:
    """The traces of the records that a filter finds."""
    records = (await stage.data(FOUND, by, {"of": dict(of)}))["auditRecords"]
    assert records["totalCount"] == len(records["nodes"])
    return {each["trace"] for each in records["nodes"]}


def split_from(world: World, left: Case, at: datetime) -> Family:
    """The family that the head of another one founded."""
    new = a_family(world).family
    new.split_from_id, new.created_at = left.family.id, at
    left.head.family_id = new.id
    return new


async def test_the_trail_is_searched_by_office_client_group_and_kind(stage: Stage) -> None:
    client, office = uuid4(), stage.world.viewer(DISPATCHER).office
    noted(stage.world, "by hand", groups=["IDENTITY"])
    noted(stage.world, "by system", client_id=client, groups=["HEALTH", "IDENTITY"])
    noted(stage.world, "revealed", kind=AuditKind.REVEAL, action="reveal")
    noted(stage.world, "elsewhere", by="cadre.federation.330127", groups=["HEALTH"])
    of_office = {"office": global_id("Office", office)}
    assert await found(stage, of_office) == {"by hand", "by system", "revealed"}
    assert await found(stage, {"client": global_id("Client", client)}) == {"by system"}
    assert await found(stage, of_office | {"group": ["HEALTH", "INCOME"]}) == {"by system"}
    assert await found(stage, of_office | {"kind": ["REVEAL", "TEST"]}) == {"revealed"}
    assert await found(stage, of_office | {"action": ["reveal"], "before": (NOW - 2 * DAY).isoformat()}) == set()


async def test_a_person_is_found_where_they_lived_when_it_was_written(stage: Stage) -> None:
    left, moved = a_family(stage.world), NOW - 10 * DAY
    new = split_from(stage.world, left, moved)
    left.head.created_at = moved - 20 * DAY
    for name, family, at in (
        ("before", left.family.id, moved - DAY),
        ("of who stayed", left.family.id, moved + DAY),
        ("after", new.id, moved + DAY),
    ):
        noted(stage.world, name, at=at, family_ids=[family])
    noted(stage.world, "of another member", family_ids=[new.id], person_ids=[uuid4()])
    noted(stage.world, "of them", family_ids=[left.family.id], person_ids=[left.head.id])
    assert await found(stage, {"person": global_id("Person", left.head.id)}) == {"before", "after", "of them"}


async def test_who_was_merged_is_found_under_both_registrations(stage: Stage) -> None:
    kept, merged = a_family(stage.world), a_family(stage.world)
    merged.family.merged_into_id, merged.head.merged_into_id = kept.family.id, kept.head.id
    noted(stage.world, "of the one", family_ids=[kept.family.id])
    noted(stage.world, "of the other", family_ids=[merged.family.id])
    noted(stage.world, "by the other's key", person_ids=[merged.head.id])
    for person in (kept.head, merged.head):
        assert await found(stage, {"person": global_id("Person", person.id)}) == {"of the one", "of the other", "by the other's key"}
    assert await found(stage, {"family": global_id("Family", merged.family.id)}) == {"of the other"}  # the trail stays as it was written
    assert await found(stage, {"familyNumber": merged.family.number}) == {"of the other"}
    assert await found(stage, {"familyNumber": "nothing"}) == set()


@pytest.mark.parametrize("by", [SECURITY, "cadre.federation.330110"])
async def test_nobody_else_finds_anything(stage: Stage, by: str) -> None:
    case = a_family(stage.world)
    noted(stage.world, "here", family_ids=[case.family.id], person_ids=[case.head.id])
    for of in ({"familyNumber": case.family.number}, {"person": global_id("Person", case.head.id)}):
        assert await found(stage, of, by) == set()


async def test_the_functions_tell_nothing_to_a_login_that_is_no_auditor(stage: Stage) -> None:
    case = a_family(stage.world)
    noted(stage.world, "here", family_ids=[case.family.id], person_ids=[case.head.id])
    assert await found(stage, {"familyNumber": case.family.number}) == {"here"}

    async def asked(kind: str) -> list[list[UUID]]:
        async with stage.database.reader() as connection, connection.transaction():
            await connection.execute("select set_config('app.kind', $1, true)", kind)
            text = "select audited_family($1), audited_person($2), audited_family_number($3)"
            (told,) = await connection.fetch(text, case.family.id, case.head.id, case.family.number)
            return list(told)

    assert [len(each) for each in await asked("AUDITOR")] == [1, 1, 1]
    assert await asked("CADRE") == await asked("") == [[], [], []]


async def test_an_id_of_another_type_is_refused(stage: Stage) -> None:
    family = global_id("Family", uuid4())
    assert await stage.refusals(FOUND, AUDITOR, {"of": {"person": family}}) == [("BAD_USER_INPUT", ["auditRecords", "filter", "person"])]
