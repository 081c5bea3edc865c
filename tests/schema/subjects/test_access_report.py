"""A person who asks is told which offices were shown what of them, and when. Source: docs/domain.md 7 (the person's own record)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from db.reference.read import Reference
from db.tables.audit import AuditRecord
from domain.audit import AuditKind
from domain.value.node_id import global_id
from resolvers.commands.access_report.report import SubjectAccessReport
from schema.execute.execute import Request
from tests.builders.case import a_family
from tests.builders.county import CIPHER
from tests.builders.world import NOW, World
from tests.schema.conftest import CADRE, DISPATCHER, Stage

TEXT = """
    mutation ($input: SubjectAccessReportInput!) {
      subjectAccessReport(input: $input) {
        person since until complete
        lines { on officeName role kind groups times firstAt lastAt }
        errors { code path }
      }
    }
"""
ELSEWHERE, COMMISSIONER = "cadre.federation.330127", "commissioner.federation.330110001001"
KEPT = "select kind, action, target_id, family_ids, person_ids, groups, reason from audit_record where account_id = $1"
DAY = timedelta(days=1)


def seen(world: World, by: str, family: UUID, at: datetime, *persons: UUID, **facts: Any) -> None:
    """A record of what somebody was shown of a family, or of some of its members."""
    viewer = world.viewer(by)
    of = {"account_id": viewer.account, "office_id": viewer.office, "membership_id": viewer.membership}
    told = of | {"kind": AuditKind.READ, "action": "query", "groups": ["IDENTITY"]} | facts
    world.add(AuditRecord(id=uuid4(), at=at, trace="trace", family_ids=[family], person_ids=list(persons) or None, **told))


async def reported(stage: Stage, reference: Reference, by: str, person: UUID, **given: Any) -> Any:
    """The payload of an answer."""
    viewer = stage.world.viewer(by)
    await stage.world.insert(stage.addresses.loader)
    reports = SubjectAccessReport(stage.database, lambda: reference, CIPHER)
    asked = {"input": {"person": global_id("Person", person), "askedBy": "SELF"} | given}
    answer = await stage.executor(reports=reports).execute(Request(TEXT, None, asked), viewer, "trace")
    assert (answer.errors, answer.causes) == ((), ())
    return orjson.loads(answer.data or b"")["subjectAccessReport"]


async def test_it_tells_office_role_groups_and_how_often_by_day_and_nobodys_name(stage: Stage, reference: Reference) -> None:
    case = a_family(stage.world).with_member("司马小红")
    family, child = case.family.id, case.members[1].id
    for hour in range(3):
        seen(stage.world, DISPATCHER, family, NOW - 2 * DAY + timedelta(hours=hour))
    seen(stage.world, DISPATCHER, family, NOW - DAY, case.head.id, kind=AuditKind.REVEAL, groups=["ID_NUMBER"])
    seen(stage.world, DISPATCHER, family, NOW - DAY, child, kind=AuditKind.REVEAL, groups=["ID_NUMBER"])
    seen(stage.world, DISPATCHER, family, NOW - DAY, case.head.id, kind=AuditKind.TEST, groups=None)
    seen(stage.world, DISPATCHER, family, NOW - DAY, kind=AuditKind.COMMAND, action="referralSign", groups=None)
    payload = await reported(stage, reference, CADRE, case.head.id)
    assert payload["errors"] == []
    assert payload["complete"] is True
    revealed, read = payload["lines"]
    assert (revealed["kind"], revealed["groups"], revealed["times"]) == ("REVEAL", ["ID_NUMBER"], 1)
    assert (read["kind"], read["groups"], read["times"], read["role"]) == ("READ", ["IDENTITY"], 3, "OFFICE_DISPATCHER")
    assert read["on"] == (NOW - 2 * DAY).date().isoformat()
    assert read["officeName"]
    assert "dispatcher" not in str(payload)


async def test_that_it_was_asked_for_is_written_down_and_told_the_next_time(stage: Stage, reference: Reference) -> None:
    case = a_family(stage.world)
    assert (await reported(stage, reference, CADRE, case.head.id, askedBy="GUARDIAN"))["lines"] == []
    async with stage.as_loader() as connection:
        (kept,) = [
            tuple(each) for each in await connection.fetch(KEPT + " and target_id = $2", stage.world.viewer(CADRE).account, case.head.id)
        ]
    whom = (case.head.id, [case.family.id], [case.head.id])
    assert kept == ("READ", "subjectAccessReport", *whom, ["AUDIT"], "GUARDIAN")
    (again,) = (await reported(stage, reference, CADRE, case.head.id))["lines"]
    assert (again["kind"], again["groups"], again["role"]) == ("READ", ["AUDIT"], "FEDERATION_CADRE")


async def test_it_follows_who_was_merged_and_keeps_to_its_days(stage: Stage, reference: Reference) -> None:
    kept, merged = a_family(stage.world), a_family(stage.world)
    merged.family.merged_into_id, merged.head.merged_into_id = kept.family.id, kept.head.id
    seen(stage.world, DISPATCHER, merged.family.id, NOW - 5 * DAY, groups=["CONTACT"])
    seen(stage.world, DISPATCHER, kept.family.id, NOW - 9 * DAY, groups=["IDENTITY"])
    for person in (kept.head.id, merged.head.id):
        lines = (await reported(stage, reference, CADRE, person, until=(NOW - DAY).date().isoformat()))["lines"]
        assert [each["groups"] for each in lines] == [["CONTACT"], ["IDENTITY"]]
    since = (NOW - 6 * DAY).date().isoformat()
    lines = (await reported(stage, reference, CADRE, kept.head.id, since=since, until=(NOW - DAY).date().isoformat()))["lines"]
    assert [each["groups"] for each in lines] == [["CONTACT"]]


@pytest.mark.parametrize(("by", "code", "path"), [(ELSEWHERE, "NOT_FOUND", ["person"]), (COMMISSIONER, "FORBIDDEN", [])])
async def test_nobody_else_is_told(stage: Stage, reference: Reference, by: str, code: str, path: list[str]) -> None:
    case = a_family(stage.world)
    seen(stage.world, DISPATCHER, case.family.id, NOW - DAY)
    payload = await reported(stage, reference, by, case.head.id)
    assert payload["errors"] == [{"code": code, "path": path}]
    assert (payload["person"], payload["lines"]) == (None, [])


async def test_days_in_the_wrong_order_are_refused(stage: Stage, reference: Reference) -> None:
    case = a_family(stage.world)
    days = {"since": NOW.date().isoformat(), "until": (NOW - DAY).date().isoformat()}
    assert (await reported(stage, reference, CADRE, case.head.id, **days))["errors"] == [{"code": "ENDS_BEFORE_START", "path": ["until"]}]


async def test_the_function_tells_nothing_outside_of_a_cadres_command(stage: Stage) -> None:
    case = a_family(stage.world)
    seen(stage.world, DISPATCHER, case.family.id, NOW - DAY)
    await stage.world.insert(stage.addresses.loader)

    async def told(kind: str, mode: str, scope: str) -> int:
        async with stage.database.reader() as connection, connection.transaction():
            for name, value in (("kind", kind), ("mode", mode), ("scope", scope)):
                await connection.execute("select set_config($1, $2, true)", f"app.{name}", value)
            counted = "select count(*) from shown_of_person($1, $2, $3, 9)"
            return int(await connection.fetchval(counted, case.head.id, NOW - 9 * DAY, NOW))

    assert await told("CADRE", "apply", "330110000000") == 1
    assert [
        await told("CADRE", "read", "330110000000"),
        await told("OFFICE", "apply", "330110000000"),
        await told("CADRE", "apply", "330127000000"),
    ] == [0, 0, 0]
