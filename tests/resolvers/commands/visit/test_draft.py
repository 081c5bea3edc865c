"""Drafts of visits: sealed, their author's alone, replaced by what is saved later and by the visit."""

import json
from typing import Any
from uuid import UUID

import pytest

from db.protect.cipher import Secret
from db.tables.audit import AuditRecord
from db.tables.visit import VisitDraft as Draft
from domain.message.refusal import Path
from resolvers.commands.context import Done, Envelope
from resolvers.commands.visit.draft import BODY_CHARACTERS, VisitDraft, VisitDraftInput
from tests.builders.county import CIPHER
from tests.builders.visit import told
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.visit.conftest import COMMISSIONER, Visitors

COLLEAGUE = "cadre.federation.330110"
HALF = json.dumps({"family": {"new": {"headName": "王小"}}, "person": {"new": {"idNumber": "99"}}}, ensure_ascii=False)


async def save(stage: Stage, body: str = HALF, by: str = COMMISSIONER, *, version: int | None = None, id: UUID | None = None) -> Done:
    """What comes of saving a draft."""
    viewer = stage.world.viewer(by)
    await stage.world.insert(stage.addresses.loader)
    envelope = Envelope(trace="trace", expected_version=version)
    return await stage.commands.run(VisitDraft(), VisitDraftInput(id=id, body=body), viewer, envelope)


def errors(done: Done) -> list[tuple[str, Path]]:
    return [(each.code, each.path) for each in done.errors]


async def test_a_draft_is_kept_as_it_stands_and_sealed(stage: Stage) -> None:
    done = await save(stage)
    draft = await stage.row(Draft, Draft.id == done.subject)
    assert (draft.author_id, draft.version, draft.saved_at) == (stage.world.viewer(COMMISSIONER).account, 1, stage.now)
    assert CIPHER.open(Secret.DRAFT, draft.id, draft.body_cipher) == HALF
    assert "王小".encode() not in draft.body_cipher


async def test_saving_again_replaces_it(stage: Stage) -> None:
    first = await save(stage)
    done = await save(stage, '{"mode": "PHONE"}', id=first.subject, version=1)
    draft = await stage.row(Draft, Draft.id == first.subject)
    assert (done.subject, done.version, draft.version) == (first.subject, 2, 2)
    assert CIPHER.open(Secret.DRAFT, draft.id, draft.body_cipher) == '{"mode": "PHONE"}'


async def test_a_draft_that_was_saved_since_is_a_conflict(stage: Stage) -> None:
    first = await save(stage)
    await save(stage, id=first.subject)
    assert errors(await save(stage, id=first.subject, version=1)) == [("CONFLICT", ("expectedVersion",))]


async def test_another_s_draft_is_not_found(visitors: Visitors, stage: Stage) -> None:
    first = await save(stage)
    assert errors(await save(stage, by=COLLEAGUE, id=first.subject)) == [("NOT_FOUND", ("id",))]
    assert await visitors.refused(told(draft=first.subject), by=COLLEAGUE) == [("NOT_FOUND", ("draft",))]


async def test_the_visit_takes_the_place_of_its_draft(visitors: Visitors, stage: Stage) -> None:
    first = await save(stage)
    assert await visitors.refused(told(draft=first.subject, notice=None)) == [("REQUIRED", ("notice",))]
    await visitors.record(told(draft=first.subject))
    assert await stage.rows(Draft, Draft.id == first.subject) == []


async def test_a_draft_is_one_record_of_the_audit(stage: Stage) -> None:
    done = await save(stage)
    record = await stage.row(AuditRecord, AuditRecord.target_id == done.subject)
    assert (record.action, record.target_type, record.family_ids) == ("visitDraft", "VisitDraft", None)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ("", "DRAFT_NOT_READABLE"),
        ("[]", "DRAFT_NOT_READABLE"),
        ("{", "DRAFT_NOT_READABLE"),
        ('{"photo": "x"}', "DRAFT_NOT_READABLE"),
        ('{"mode": "\ud800"}', "DRAFT_NOT_READABLE"),
        ("[" * 50000, "DRAFT_NOT_READABLE"),
        (" " * (BODY_CHARACTERS + 1), "TEXT_TOO_LONG"),
    ],
)
async def test_what_is_no_part_of_a_visit_is_not_kept(stage: Stage, body: str, refusal: str) -> None:
    before: Any = await stage.everything()
    assert errors(await save(stage, body)) == [(refusal, ("body",))]
    assert await stage.everything() == before
