"""A draft is read back by its author alone: listed by what was saved last, opened exactly as it was saved. Source: docs/domain.md 2."""

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from db.protect.cipher import CipherError, Secret
from db.reference.read import Reference
from db.tables.account import Membership
from db.tables.visit import VisitDraft
from domain.value.node_id import global_id
from domain.viewer import MembershipEnded, OrganizationKind, Role, Viewer
from resolvers.commands.runner import Commands
from schema.execute.execute import Answer, Request
from tests.builders.case import Case
from tests.builders.county import CIPHER
from tests.builders.world import NOW, SINCE, UNTIL, VILLAGE, World
from tests.schema.conftest import CADRE, DISPATCHER, Stage

AUTHOR, COLLEAGUE = f"commissioner.federation.{VILLAGE}", "commissioner.federation.330110109201"
BODY = '{ "mode":"HOME_VISIT",\n  "person": {"new": {"name": "王小\\u82b1", "idNumber": "99"}} }'
OPEN = "query ($id: ID!) { visitDraftBody(id: $id) }"
LIST = "{ visitDrafts { totalCount nodes { id version savedAt } } }"


def a_draft(world: World, by: str = AUTHOR, body: str = BODY, minutes: int = 0) -> VisitDraft:
    """A draft that was saved some minutes ago."""
    draft = VisitDraft(id=uuid4(), author_id=world.viewer(by).account, version=1, saved_at=NOW - timedelta(minutes=minutes))
    draft.body_cipher = CIPHER.seal(Secret.DRAFT, draft.id, body)
    return world.add(draft)


def id_of(draft: VisitDraft) -> str:
    return global_id("VisitDraft", draft.id)


async def opened(stage: Stage, id: str, by: str = AUTHOR) -> Any:
    return (await stage.data(OPEN, by, {"id": id}))["visitDraftBody"]


async def seen_by(stage: Stage, viewer: Viewer, draft: VisitDraft) -> Any:
    """What another membership lists and opens."""
    await stage.world.insert(stage.addresses.loader)
    request = Request("query ($id: ID!) { visitDrafts { nodes { id } } visitDraftBody(id: $id) }", variables={"id": id_of(draft)})
    answer = await stage.executor().execute(request, viewer, "trace")
    assert answer.errors == ()
    data = orjson.loads(answer.data or b"")
    return id_of(draft) in {each["id"] for each in data["visitDrafts"]["nodes"]}, data["visitDraftBody"]


def another_membership(world: World, of: str, role: Role, office: str) -> Viewer:
    """The same account in another role, in another office."""
    account, works_in = world.viewer(of), world.office(office)
    key = world.add(
        Membership(
            id=uuid4(),
            account_id=account.account,
            office_id=works_in.id,
            office_region_code=works_in.region_code,
            role=role,
            scope=[works_in.region_code],
            starts_at=SINCE,
            ends_at=UNTIL,
        )
    ).id
    return dataclasses.replace(
        account,
        membership=key,
        role=role,
        office=works_in.id,
        organization_kind=OrganizationKind(works_in.kind),
        department=works_in.department_code,
        region=works_in.region_code,
        scope=(works_in.region_code,),
    )


async def test_what_was_saved_is_listed_and_opened_as_it_was(stage: Stage, reference: Reference) -> None:
    viewer = stage.world.viewer(AUTHOR)
    await stage.world.insert(stage.addresses.loader)
    executor = stage.executor(Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True))
    save = "mutation ($body: String!) { visitDraft(input: { body: $body }) { draft { id } errors { code } } }"
    saved = await executor.execute(Request(save, variables={"body": BODY}), viewer, "trace")
    draft = orjson.loads(saved.data or b"")["visitDraft"]["draft"]["id"]
    assert draft in {each["id"] for each in (await stage.data(LIST, AUTHOR))["visitDrafts"]["nodes"]}
    assert await opened(stage, draft) == BODY


async def test_drafts_are_listed_by_what_was_saved_last(stage: Stage) -> None:
    by = "operator.federation.330110"
    drafts = [a_draft(stage.world, by, minutes=minutes) for minutes in (5, 1, 9)]
    listed = (await stage.data(LIST, by))["visitDrafts"]
    assert (listed["totalCount"], [each["id"] for each in listed["nodes"]]) == (3, [id_of(drafts[place]) for place in (1, 0, 2)])


@pytest.mark.parametrize("by", [COLLEAGUE, CADRE, DISPATCHER, "monitor.federation.3301", "admin.audit", "admin.system"])
async def test_nobody_else_is_shown_a_draft_or_that_there_is_one(stage: Stage, by: str) -> None:
    draft = a_draft(stage.world)
    assert await opened(stage, id_of(draft), by) is None
    assert (await stage.data(LIST, by))["visitDrafts"] == {"totalCount": 0, "nodes": []}
    assert await opened(stage, id_of(draft)) == BODY


async def test_a_draft_is_the_author_s_in_whatever_role_he_visits_and_in_no_other(stage: Stage) -> None:
    draft = a_draft(stage.world)
    visiting = another_membership(stage.world, AUTHOR, Role.FEDERATION_CADRE, "federation.330106")
    department = another_membership(stage.world, AUTHOR, Role.OFFICE_HANDLER, "civil-affairs.330110")
    assert await seen_by(stage, visiting, draft) == (True, BODY)
    assert await seen_by(stage, department, draft) == (False, None)


async def test_a_draft_that_is_gone_is_told_like_one_that_never_was(stage: Stage, case: Case) -> None:
    draft = a_draft(stage.world)
    assert await opened(stage, id_of(draft)) == BODY
    engine = create_async_engine(stage.addresses.loader.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(text("delete from visit_draft where id = :id"), {"id": draft.id})
    await engine.dispose()
    others = [global_id("VisitDraft", uuid4()), global_id("Family", case.family.id), global_id("Family", draft.id), "", "\U0001f600"]
    assert [await opened(stage, each) for each in (id_of(draft), *others)] == [None] * 6


async def test_a_body_stands_beside_what_is_planned_and_what_the_schema_says(stage: Stage) -> None:
    one, other = a_draft(stage.world), a_draft(stage.world, body="{}")
    document = """query ($one: ID!, $other: ID!, $no: Boolean!) {
      viewer { role } ...Bodies left: visitDraftBody(id: $one) @include(if: $no) __type(name: "VisitDraft") { name }
    }
    fragment Bodies on Query { first: visitDraftBody(id: $one) second: visitDraftBody(id: $other) }"""
    data = await stage.data(document, AUTHOR, {"one": id_of(one), "other": id_of(other), "no": False})
    assert data == {"viewer": {"role": "COMMISSIONER"}, "first": BODY, "second": "{}", "__type": {"name": "VisitDraft"}}


async def test_a_body_that_cannot_be_opened_leaves_the_rest_of_the_answer(stage: Stage) -> None:
    draft = a_draft(stage.world)
    draft.body_cipher = a_draft(stage.world).body_cipher
    answer: Answer = await stage.answer("query ($id: ID!) { viewer { role } visitDraftBody(id: $id) }", AUTHOR, {"id": id_of(draft)})
    assert orjson.loads(answer.data or b"") == {"viewer": {"role": "COMMISSIONER"}, "visitDraftBody": None}
    assert [(each["extensions"]["code"], each["path"]) for each in answer.errors] == [("INTERNAL", ["visitDraftBody"])]
    assert [type(each) for each in answer.causes] == [CipherError]


async def test_an_ended_membership_opens_nothing(stage: Stage) -> None:
    draft = a_draft(stage.world)
    ended = another_membership(stage.world, AUTHOR, Role.COMMISSIONER, "federation.330110")
    await stage.world.insert(stage.addresses.loader)
    with pytest.raises(MembershipEnded):
        await seen_by(stage, dataclasses.replace(ended, membership=uuid4()), draft)
