"""A document is registered once two administrators want it, and withdrawn in the same way.

Source: docs/decisions/034-trusted-documents.md.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from graphql import build_schema

from db.reference.read import read_from
from db.session.connect import connected
from db.tables.trusted_document import TrustedDocument
from domain.time.calendar import day_of
from resolvers.commands.document.trust import DocumentTrust
from resolvers.commands.document.withdraw import DocumentWithdraw
from resolvers.commands.proposal.decide import ProposalDecide
from resolvers.document.limits import TEXT_TOKENS
from resolvers.document.parse import Documents
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.organization.test_create import ADMIN, SECURITY, approved

NAME = "余杭医保系统：收件箱"
OLD, NEW = (Documents(build_schema(f"type Query {{ {field}: Int }}"), introspection=True) for field in ("inbox", "referrals"))
"""A contract, and one that no more has the field of it."""


@pytest.fixture(autouse=True)
async def contract(stage: Stage) -> AsyncIterator[None]:
    stage.commands.contract = OLD
    yield
    stage.commands.contract = None


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


async def taken(stage: Stage) -> frozenset[str]:
    """The digests that a server takes, as it reads them twice a minute."""
    async with connected(stage.addresses.app) as connection:
        return frozenset((await read_from(connection, day_of(stage.now))).documents)


async def registered(stage: Stage, text: str) -> TrustedDocument:
    return await stage.row(TrustedDocument, TrustedDocument.digest == digest(text))


async def test_a_document_is_taken_as_it_was_proposed_until_it_is_withdrawn_and_may_begin_anew(stage: Stage) -> None:
    text = "query Ours {\r\n  inbox # 收件箱\u00a0\r\n}\r\nquery Theirs { inbox }\r\n"
    proposal = (await stage.done(DocumentTrust, ADMIN, uuid4(), name=NAME, text=text)).subject
    assert digest(text) not in await taken(stage)
    await stage.done(ProposalDecide, SECURITY, proposal or uuid4(), approved=True)
    made = await registered(stage, text)
    assert (made.text, made.name, made.operations, made.origin, made.proposal_id) == (text, NAME, ["Ours", "Theirs"], "API", proposal)
    assert digest(text) in await taken(stage)
    assert await stage.refused(DocumentTrust, ADMIN, uuid4(), name="又一次", text=text) == [("DOCUMENT_STANDS", ("text",))]
    ended = await approved(stage, DocumentWithdraw, digest=f"sha256:{digest(text)}")
    gone = await registered(stage, text)
    assert (gone.withdrawn_on, gone.withdrawal_id) == (day_of(stage.now), ended.id)
    assert digest(text) not in await taken(stage)
    stage.now += timedelta(days=2)
    again = await approved(stage, DocumentTrust, name="再次启用", text=text)
    anew = await registered(stage, text)
    assert (anew.name, anew.added_on, anew.withdrawn_on, anew.withdrawal_id) == ("再次启用", day_of(NOW) + timedelta(days=2), None, None)
    assert anew.proposal_id == again.id
    stage.now = NOW


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("query {", "BAD_DOCUMENT"),
        ("", "BAD_DOCUMENT"),
        ("{ diagnosis }", "BAD_DOCUMENT"),
        ("{ " + "inbox " * TEXT_TOKENS + "}", "TOO_COSTLY"),
        ("query A { inbox } { inbox }", "BAD_DOCUMENT"),
    ],
)
async def test_what_no_server_would_execute_is_refused_when_it_is_proposed(stage: Stage, text: str, code: str) -> None:
    assert await stage.refused(DocumentTrust, ADMIN, uuid4(), name=NAME, text=text) == [(code, ("text",))]


async def test_and_again_when_it_is_approved_by_the_contract_of_that_day(stage: Stage) -> None:
    proposal = (await stage.done(DocumentTrust, ADMIN, uuid4(), name=NAME, text="query Old { inbox }")).subject
    stage.commands.contract = NEW
    assert await stage.refused(ProposalDecide, SECURITY, proposal or uuid4(), approved=True) == [("BAD_DOCUMENT", ("id",))]
    stage.commands.contract = OLD
    await stage.done(ProposalDecide, SECURITY, proposal or uuid4(), approved=True)


async def test_of_two_proposals_of_one_document_the_second_comes_too_late(stage: Stage) -> None:
    text = "query Twice { inbox }"
    first, second = [(await stage.done(DocumentTrust, ADMIN, uuid4(), name=NAME, text=text)).subject for _ in range(2)]
    await stage.done(ProposalDecide, SECURITY, first or uuid4(), approved=True)
    assert await stage.refused(ProposalDecide, SECURITY, second or uuid4(), approved=True) == [("DOCUMENT_STANDS", ("id",))]


async def test_only_a_system_administrator_proposes(stage: Stage) -> None:
    for by in (SECURITY, "admin.audit", "cadre.federation.330110"):
        assert await stage.refused(DocumentTrust, by, uuid4(), name=NAME, text="{ inbox }") == [("FORBIDDEN", ())]
