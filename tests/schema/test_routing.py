"""The preview names the office that a dispatch goes to, and says why one would be refused. Source: docs/domain.md 3; docs/lifecycle.md."""

from datetime import datetime
from typing import Any

import asyncpg
import orjson
import pytest

from db.reference.read import Reference
from domain.message.message import text
from domain.referral import ReturnedBy, State
from domain.value.node_id import global_id
from domain.viewer import Language
from resolvers.commands.runner import Commands
from schema.execute.execute import Request
from tests.builders.case import Case, a_family
from tests.builders.county import CIPHER
from tests.builders.world import ADMINISTRATORS, NOW, OTHER_VILLAGE, UNTIL, VILLAGE
from tests.schema.conftest import CADRE, Stage

COUNTY, TOWN, CITY = "civil-affairs.330110", "civil-affairs.330110109", "civil-affairs.3301"
EMPTY = "civil-affairs.33"
"""An office that fits, and in which nobody works."""
PREVIEW = """query ($item: ID!, $office: ID) { node(id: $item) { ... on AssistanceItem {
    suggestedOffice { id } lastReturnedOffice { id }
    dispatchPreview(office: $office) { office { id canSign } refusal { code text } } } } }"""
DISPATCH = """mutation ($item: ID!, $office: ID, $version: Int!) { itemDispatch(input: {
    targets: [{ id: $item, expectedVersion: $version }], office: $office, legalBasis: STATUTORY_DUTY, previewSeen: true
    }) { results { item { office { id } } errors { code path } } } }"""
REFUSALS = """query ($item: ID!) { node(id: $item) { ... on AssistanceItem {
    dispatchPreview { office { id } } referrals { edges { node { id state returnReason { code } } } } } } }"""
EVERYBODY = [
    *(f"{role}.federation.{place}" for role in ("cadre", "monitor", "leader", "operator") for place in ("330110", "330106", "3301")),
    *(f"commissioner.federation.{village}" for village in (VILLAGE, OTHER_VILLAGE)),
    *(f"{role}.{office}" for role in ("dispatcher", "handler") for office in (COUNTY, TOWN, CITY, "education.330110")),
    "viewer.government.330110",
    *ADMINISTRATORS,
]


class Desk:
    """A cadre with an item of the county's civil affairs, which one office or another has returned."""

    def __init__(self, stage: Stage, reference: Reference) -> None:
        self.stage = stage
        self.commands = Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True)
        for name in (COUNTY, TOWN, CITY):
            stage.world.staffed(name)
        stage.world.office(EMPTY)

    def office(self, name: str) -> str:
        """Its global id."""
        return global_id("Office", self.stage.world.office(name).id)

    async def ask(self, document: str, by: str = CADRE, **variables: Any) -> Any:
        """The one root field of the answer."""
        viewer = self.stage.world.viewer(by)
        await self.stage.world.insert(self.stage.addresses.loader)
        answer = await self.stage.executor(self.commands).execute(Request(document, None, variables), viewer, "trace")
        assert (answer.errors, answer.causes) == ((), ())
        (data,) = orjson.loads(answer.data or b"").values()
        return data

    async def preview(self, case: Case, office: str | None = None) -> Any:
        """The preview of a dispatch, to an office or to where it is routed."""
        given = {} if office is None else {"office": self.office(office)}
        return (await self.ask(PREVIEW, item=global_id("AssistanceItem", case.item.id), **given))["dispatchPreview"]

    async def dispatched(self, case: Case, office: str | None = None) -> Any:
        """What became of it."""
        given = {} if office is None else {"office": self.office(office)}
        item = global_id("AssistanceItem", case.item.id)
        (result,) = (await self.ask(DISPATCH, item=item, version=case.item.version, **given))["results"]
        return result


def returned(stage: Stage, *offices: str, suggested: str | None = None, reason: str = "NOT_OUR_DUTY") -> Case:
    """An item that these offices have returned, one after the other."""
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").with_draft("A01", type_department_code="CIVIL_AFFAIRS")
    for office in offices:
        named = None if suggested is None else stage.world.office(suggested).id
        facts: dict[str, Any] = {
            "return_reason": reason,
            "returned_by": ReturnedBy.NOT_OUR_DUTY,
            "type_code": "A01",
            "suggested_office_id": named,
        }
        case.referred_to(office, State.RETURNED, **facts)
        case.item.state, case.item.lead_id, case.item.lead_office_id = "TO_DISPATCH", None, None
        case.item.last_returned_office_id, case.item.suggested_office_id = case.referral.office_id, named
        case.item.changed_since_return = reason == "INCOMPLETE"
    return case


@pytest.fixture
def desk(stage: Stage, reference: Reference) -> Desk:
    """The desk of the cadre."""
    return Desk(stage, reference)


@pytest.mark.parametrize(
    ("offices", "suggested", "goes_to"),
    [
        ((), None, COUNTY),
        ((COUNTY,), None, TOWN),
        ((COUNTY,), CITY, CITY),
        ((COUNTY,), "education.330110", TOWN),
        ((COUNTY,), COUNTY, TOWN),
        ((COUNTY,), EMPTY, TOWN),
        ((COUNTY, TOWN), None, CITY),
        ((TOWN,), None, COUNTY),
    ],
)
async def test_the_preview_names_the_office_to_which_a_dispatch_is_routed(
    stage: Stage, desk: Desk, offices: tuple[str, ...], suggested: str | None, goes_to: str
) -> None:
    case = returned(stage, *offices, suggested=suggested)
    assert await desk.preview(case) == {"office": {"id": desk.office(goes_to), "canSign": True}, "refusal": None}
    assert await desk.dispatched(case) == {"item": {"office": {"id": desk.office(goes_to)}}, "errors": []}


async def test_where_every_office_has_refused_there_is_none(stage: Stage, desk: Desk) -> None:
    case = returned(stage, COUNTY, TOWN, CITY)
    assert await desk.preview(case) is None
    assert [each["code"] for each in (await desk.dispatched(case))["errors"]] == ["NO_OFFICE"]


async def test_an_office_that_lacked_something_is_named_again(stage: Stage, desk: Desk) -> None:
    case = returned(stage, COUNTY, reason="INCOMPLETE")
    assert (await desk.preview(case))["office"]["id"] == desk.office(COUNTY)


@pytest.mark.parametrize(
    ("office", "code", "can_sign"),
    [
        (COUNTY, "SAME_OFFICE_UNCHANGED", True),
        (EMPTY, "NOBODY_SIGNS", False),
        ("education.330110", "OFFICE_DOES_NOT_FIT", False),
        (TOWN, None, True),
    ],
)
async def test_the_preview_of_an_office_says_why_it_would_be_refused_as_the_dispatch_does(
    stage: Stage, desk: Desk, office: str, code: str | None, can_sign: bool
) -> None:
    case = returned(stage, COUNTY)
    preview = await desk.preview(case, office)
    assert preview["office"] == {"id": desk.office(office), "canSign": can_sign}
    assert preview["refusal"] == (None if code is None else {"code": code, "text": text(code, Language.ZH, {})})
    assert [each["code"] for each in (await desk.dispatched(case, office))["errors"]] == ([] if code is None else [code])


async def test_what_the_office_suggested_can_be_read_on_the_item(stage: Stage, desk: Desk) -> None:
    case = returned(stage, COUNTY, suggested=CITY)
    item = await desk.ask(PREVIEW, item=global_id("AssistanceItem", case.item.id))
    assert (item["suggestedOffice"], item["lastReturnedOffice"]) == ({"id": desk.office(CITY)}, {"id": desk.office(COUNTY)})


async def end_memberships(stage: Stage, at: datetime) -> None:
    """All memberships in the county's office end at a moment."""
    connection = await asyncpg.connect(stage.addresses.loader)
    try:
        await connection.execute("update membership set ends_at = $1 where office_id = $2", at, stage.world.office(COUNTY).id)
    finally:
        await connection.close()


async def test_when_nobody_can_sign_at_the_first_any_more_the_preview_names_the_next(stage: Stage, desk: Desk) -> None:
    case = returned(stage)
    assert (await desk.preview(case))["office"]["id"] == desk.office(COUNTY)
    await end_memberships(stage, NOW)
    try:
        assert await desk.preview(case) == {"office": {"id": desk.office(TOWN), "canSign": True}, "refusal": None}
        assert (await desk.preview(case, COUNTY))["refusal"]["code"] == "NOBODY_SIGNS"
    finally:
        await end_memberships(stage, UNTIL)


async def test_nobody_learns_by_a_preview_of_a_refusal_that_they_may_not_see(stage: Stage, desk: Desk) -> None:
    """The stored route leaves out every office that refused: whoever is shown a preview sees the referral that was returned."""
    case = returned(stage, COUNTY)
    shown = set()
    for name in EVERYBODY:
        item = await desk.ask(REFUSALS, name, item=global_id("AssistanceItem", case.item.id))
        if item is not None and item["dispatchPreview"] is not None:
            (seen,) = item["referrals"]["edges"]
            assert (name, seen["node"]["state"], seen["node"]["returnReason"]) == (name, "RETURNED", {"code": "NOT_OUR_DUTY"})
            shown.add(name)
    assert {CADRE, f"commissioner.federation.{VILLAGE}"} <= shown


@pytest.mark.parametrize("family", ["__typename", "number", "members { __typename }", "number displayName { level }"])
async def test_a_preview_is_told_whatever_is_asked_of_its_family(desk: Desk, family: str) -> None:
    case = returned(desk.stage)
    asked = f"query ($id: ID!) {{ node(id: $id) {{ ... on AssistanceItem {{ dispatchPreview {{ family {{ {family} }} }} }} }} }}"
    found = (await desk.ask(asked, id=global_id("AssistanceItem", case.item.id)))["dispatchPreview"]["family"]
    assert found.get("number", case.family.number) == case.family.number
