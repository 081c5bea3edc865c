"""What is told before an item is sent: the same help in hand, a type outside the need's domain. Source: docs/domain.md 3."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
import pytest

from db.reference.read import Reference
from db.tables.entitlement import Entitlement
from domain.entitlement import EntitlementSource
from domain.item import ItemState
from domain.item_warning import TEXTS, WarningCode
from domain.referral import State
from domain.value.node_id import global_id
from domain.viewer import Language
from resolvers.commands.runner import Commands
from schema.execute.execute import Request
from tests.builders.case import Case, a_family
from tests.builders.county import CIPHER
from tests.schema.conftest import CADRE, Stage

TOLD = "warnings { code message referral { id number } item { id } }"
DRAFT = f"""mutation ($need: ID!, $type: String!) {{ itemDraft(input: {{ need: $need, type: $type }}) {{
  item {{ id version {TOLD} dispatchPreview {{ office {{ name }} {TOLD} }} }} errors {{ code }} }} }}"""
DISPATCH = f"""mutation ($item: ID!) {{
  itemDispatch(input: {{ targets: [{{ id: $item, expectedVersion: 1 }}], legalBasis: STATUTORY_DUTY, previewSeen: true }}) {{
    results {{ item {{ state lead {{ id number office {{ name }} }} {TOLD} }} errors {{ code }} }} }} }}"""
READ = f"query ($id: ID!) {{ node(id: $id) {{ ... on AssistanceItem {{ {TOLD} }} }} }}"
TOWN = "civil-affairs.330110109"


class Desk:
    """A cadre who drafts and sends."""

    def __init__(self, stage: Stage, reference: Reference) -> None:
        self.stage = stage
        self.commands = Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True)

    async def ask(self, text: str, by: str = CADRE, **variables: str) -> Any:
        """The answer for one root."""
        viewer = self.stage.world.viewer(by)
        await self.stage.world.insert(self.stage.addresses.loader)
        answer = await self.stage.executor(self.commands).execute(Request(text, None, variables), viewer, "trace")
        assert (answer.errors, answer.causes) == ((), ())
        (data,) = orjson.loads(answer.data or b"").values()
        return data

    async def drafted(self, case: Case, type_: str = "A04") -> Mapping[str, Any]:
        """A draft for the newest need, as its payload shows it."""
        payload = await self.ask(DRAFT, need=global_id("Need", case.need.id), type=type_)
        assert payload["errors"] == []
        item: Mapping[str, Any] = payload["item"]
        assert item["dispatchPreview"]["warnings"] == item["warnings"]
        return item

    async def sent(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        """The item after it was dispatched."""
        (result,) = (await self.ask(DISPATCH, item=item["id"]))["results"]
        assert result["errors"] == []
        sent: Mapping[str, Any] = result["item"]
        return sent

    async def warnings(self, item: Mapping[str, Any], by: str = CADRE) -> Any:
        """What is told of the item now."""
        return (await self.ask(READ, by, id=item["id"]))["warnings"]


@pytest.fixture
async def desk(stage: Stage, reference: Reference) -> Desk:
    """The cadre's desk."""
    for office in (TOWN, "civil-affairs.330110"):
        stage.world.viewer(f"dispatcher.{office}")
    return Desk(stage, reference)


def in_need(stage: Stage, domain: str = "LIVING_ASSISTANCE") -> Case:
    return a_family(stage.world, in_="330110109202").with_need(domain)


def receives(case: Case, type_: str, until: date | None, *, of_head: bool = True) -> Entitlement:
    """The head, or the household, receives help of a type."""
    return case.world.add(
        Entitlement(
            id=case.world.key(),
            family_id=case.family.id,
            person_id=case.head.id if of_head else None,
            region_code=case.region,
            type_code=type_,
            type_version=1,
            source=EntitlementSource.VISIT,
            until=until,
            created_at=case.at,
        )
    )


async def test_the_second_draft_and_dispatch_name_the_open_referral_of_the_same_help(stage: Stage, desk: Desk) -> None:
    case = in_need(stage)
    first = await desk.drafted(case)
    assert first["warnings"] == []
    lead = (await desk.sent(first))["lead"]
    second = await desk.drafted(case)
    (told,) = second["warnings"]
    assert (told["code"], told["referral"]) == ("SAME_HELP_OPEN", {"id": lead["id"], "number": lead["number"]})
    assert told["item"] == {"id": first["id"]}
    assert (lead["number"] in told["message"], lead["office"]["name"] in told["message"]) == (True, True)
    after = await desk.sent(second)
    assert after["state"] == "DISPATCHED"
    assert [each["referral"]["id"] for each in after["warnings"]] == [lead["id"]]


async def test_a_draft_of_the_same_help_is_named_too_for_another_need_of_the_family(stage: Stage, desk: Desk) -> None:
    case = in_need(stage)
    first = await desk.drafted(case)
    second = await desk.drafted(case.with_need("LIVING_ASSISTANCE"))
    (told,) = second["warnings"]
    assert (told["code"], told["referral"], told["item"]) == ("SAME_HELP_OPEN", None, {"id": first["id"]})


async def test_another_family_another_type_and_help_at_its_end_are_not_the_same_help(stage: Stage, desk: Desk) -> None:
    await desk.drafted(in_need(stage))
    case = in_need(stage)
    case.with_draft("A04", state=ItemState.CANCELLED, cancel_reason="MISTAKE").with_draft("A01")
    case.with_need("LIVING_ASSISTANCE").with_draft("A04").referred_to(TOWN, State.CONFIRMED)
    assert (await desk.drafted(case))["warnings"] == []


async def test_a_type_outside_the_needs_domain_is_told_in_both_languages(stage: Stage, desk: Desk) -> None:
    case = in_need(stage, "EDUCATION")
    (told,) = (await desk.drafted(case, "A01"))["warnings"]
    assert (told["code"], told["referral"], told["item"]) == ("TYPE_OUTSIDE_DOMAIN", None, None)
    assert told["message"] == "此帮扶类型不属于该需求的领域。"


@pytest.mark.parametrize(
    ("of_head", "type_", "until", "told"),
    [
        (True, "A01", None, True),
        (False, "A01", None, True),
        (True, "A01", date(2026, 11, 24), True),
        (True, "A01", date(2026, 11, 23), False),
        (True, "A02", None, False),
    ],
)
async def test_help_that_is_received_already_is_told_before_more_is_sent(
    stage: Stage, desk: Desk, of_head: bool, type_: str, until: date | None, told: bool
) -> None:
    case = in_need(stage)
    receives(case, type_, until, of_head=of_head)
    assert [each["code"] for each in (await desk.drafted(case, "A01"))["warnings"]] == (["RECEIVES_ALREADY"] if told else [])


async def test_what_another_member_receives_is_no_warning(stage: Stage, desk: Desk) -> None:
    case = in_need(stage).with_member("王小红")
    receives(case, "A01", None).person_id = case.members[-1].id
    assert (await desk.drafted(case, "A01"))["warnings"] == []


@pytest.mark.parametrize("by", ["monitor.federation.3301", "cadre.federation.3301"])
async def test_who_is_shown_no_income_is_not_told_what_is_received(stage: Stage, desk: Desk, by: str) -> None:
    case = in_need(stage, "EDUCATION").with_draft("A01")
    receives(case, "A01", None)
    item = {"id": global_id("AssistanceItem", case.item.id)}
    assert [each["code"] for each in await desk.warnings(item)] == ["TYPE_OUTSIDE_DOMAIN", "RECEIVES_ALREADY"]
    assert [each["code"] for each in await desk.warnings(item, by)] == ["TYPE_OUTSIDE_DOMAIN"]


async def test_what_is_at_its_end_tells_nothing(stage: Stage, desk: Desk) -> None:
    case = in_need(stage, "EDUCATION").with_draft("A01", state=ItemState.CANCELLED, cancel_reason="MISTAKE")
    assert await desk.warnings({"id": global_id("AssistanceItem", case.item.id)}) == []


async def test_who_is_not_shown_what_is_internal_is_told_nothing(stage: Stage, desk: Desk) -> None:
    operator = "operator.federation.330110"
    case = in_need(stage, "EDUCATION").with_draft("A01")
    case.called(operator)
    assert await desk.warnings({"id": global_id("AssistanceItem", case.item.id)}, operator) is None


async def test_the_preview_tells_of_the_certificate_that_the_dispatch_would_ask_for(stage: Stage, desk: Desk) -> None:
    asked = "query ($id: ID!) { node(id: $id) { ... on AssistanceItem { dispatchPreview { refusal { code } } } } }"
    without = in_need(stage, "CARE").with_draft("A07")
    found = await desk.ask(asked, id=global_id("AssistanceItem", without.item.id))
    assert found["dispatchPreview"]["refusal"] == {"code": "CERTIFICATE_NEEDED"}
    of_member = in_need(stage, "CARE").with_member("王小红").with_certificate().with_draft("A07")
    assert (await desk.ask(asked, id=global_id("AssistanceItem", of_member.item.id)))["dispatchPreview"]["refusal"] is not None
    household = in_need(stage, "CARE").with_member("王小红").with_certificate().with_draft("A07", person_id=None)
    assert (await desk.ask(asked, id=global_id("AssistanceItem", household.item.id)))["dispatchPreview"]["refusal"] is None


def test_texts_are_in_both_languages() -> None:
    assert set(TEXTS) == set(WarningCode)
    assert all(text.in_language(language) for text in TEXTS.values() for language in Language)
