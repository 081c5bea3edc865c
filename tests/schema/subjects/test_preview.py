"""What a preview shows is what that office sees once the item is dispatched, field by field. Source: docs/domain.md 3."""

from datetime import date
from typing import Any

import orjson
import pytest
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type

from db.reference.read import Reference
from domain.referral import State
from domain.value.node_id import global_id
from resolvers.commands.runner import Commands
from resolvers.document.ids import TAGS
from schema.execute.execute import Request
from tests.builders.case import Case, a_family
from tests.builders.county import CIPHER
from tests.schema.conftest import CADRE, Stage

PERSON = """
    displayName { value level } relation idNumber { value level } certificateNumber { value level } noIdReason { code }
    sex ageBand birthYear birthDate work { toldOn wish canDo registeredUnemployed education { code } }
    certificate { status category { code } level history { at } } guardian { name phone }
"""
SHOWN = f"""
    requestText disclosed {{ group level reason }}
    family {{
      number displayName {{ value level }} region {{ code }} registrationRegion {{ code }} address {{ value level }} phone {{ value level }}
      residenceRegion {{ code }} contactWish {{ by when through }} contactPerson {{ name }} categories {{ code }}
      healthCategories {{ code }} incomePerHead createdAt head {{ {PERSON} }} members {{ {PERSON} }}
    }}
"""
PREVIEW = (
    f"query ($id: ID!, $office: ID) {{ node(id: $id) {{ ... on AssistanceItem {{ dispatchPreview(office: $office) {{ {SHOWN} }} }} }} }}"
)
DISPATCH = """
    mutation ($item: ID!, $office: ID) {
      itemDispatch(input: {
        targets: [{ id: $item, expectedVersion: 1 }], office: $office, legalBasis: STATUTORY_DUTY, previewSeen: true
      }) {
        results { item { lead { id } } errors { code path } }
      }
    }
"""
SEEN = f"query ($id: ID!) {{ node(id: $id) {{ ... on Referral {{ {SHOWN} }} }} }}"

PREVIEWED_AS = {"Family": "PreviewFamily", "Person": "PreviewPerson", "Account": "PreviewAccount"}
"""The types whose rows a preview shows as somebody else will see them: what the contract calls them there, without an id."""


class Desk:
    """A cadre who dispatches, and the office that receives."""

    def __init__(self, stage: Stage, reference: Reference, office: str) -> None:
        self.stage = stage
        self.commands = Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True)
        self.by = f"dispatcher.{office}"
        stage.world.viewer(self.by)
        stage.world.viewer(CADRE)
        self.office = global_id("Office", stage.world.office(office).id)

    async def ask(self, text: str, by: str, **variables: str) -> Any:
        """The answer for one root."""
        await self.stage.world.insert(self.stage.addresses.loader)
        executor = self.stage.executor(self.commands)
        answer = await executor.execute(Request(text, None, variables), self.stage.world.viewer(by), "trace")
        assert (answer.errors, answer.causes) == ((), ())
        (data,) = orjson.loads(answer.data or b"").values()
        return data


def a_draft(stage: Stage, reference: Reference, of_type: str) -> Case:
    """A family with a certificate and an item that is not yet dispatched."""
    case = a_family(stage.world, phone="16000001234").with_certificate()
    case.head.work_told_on, case.head.work_education = date(2026, 11, 1), "PRIMARY"
    case.head.work_can_do, case.head.work_wish = ["SIT"], ["ONLINE"]
    case.with_member("王小红").with_need("LIVING_ASSISTANCE")
    return case.with_draft(of_type, type_department_code=reference.types[of_type].lead_department)


@pytest.mark.parametrize(
    ("of_type", "office"),
    [
        ("A01", "civil-affairs.330110"),
        ("A06", "civil-affairs.330110"),
        ("A14", "human-resources.330110"),
        ("A15", "human-resources.330110"),
    ],
)
@pytest.mark.parametrize("known", [False, True], ids=["new to the office", "known to the office"])
async def test_a_preview_is_what_the_office_sees_after_the_dispatch(
    stage: Stage, reference: Reference, of_type: str, office: str, known: bool
) -> None:
    case = a_draft(stage, reference, of_type)
    desk = Desk(stage, reference, office)
    if known:
        case.with_need("LIVING_ASSISTANCE").referred_to(office, State.SIGNED)
        case.with_need("LIVING_ASSISTANCE").with_draft(of_type, type_department_code=reference.types[of_type].lead_department)
    item = global_id("AssistanceItem", case.item.id)
    preview = (await desk.ask(PREVIEW, CADRE, id=item, office=desk.office))["dispatchPreview"]
    (sent,) = (await desk.ask(DISPATCH, CADRE, item=item, office=desk.office))["results"]
    assert sent["errors"] == []
    assert await desk.ask(SEEN, desk.by, id=sent["item"]["lead"]["id"]) == preview


BESIDE = """
    query ($id: ID!, $office: ID) { node(id: $id) { __typename id ... on AssistanceItem {
      family { __typename id phone { value level } members { __typename id displayName { value level } } }
      dispatchPreview(office: $office) { __typename family {
        __typename phone { value level } contactPerson { __typename name } members { __typename displayName { value level } }
      } }
    } } }
"""


async def test_what_a_preview_shows_stands_beside_the_familys_own_record_under_no_id(stage: Stage, reference: Reference) -> None:
    """A client keeps what it reads by type and id: one would overwrite the other."""
    case = a_draft(stage, reference, "A01")
    desk = Desk(stage, reference, "civil-affairs.330110")
    item = await desk.ask(BESIDE, CADRE, id=global_id("AssistanceItem", case.item.id), office=desk.office)
    own, previewed = item["family"], item["dispatchPreview"]["family"]
    assert (own["__typename"], previewed["__typename"]) == ("Family", "PreviewFamily")
    assert {each["__typename"] for each in own["members"]} == {"Person"}
    assert {each["__typename"] for each in previewed["members"]} == {"PreviewPerson"}
    assert own["phone"] == {"value": "16000001234", "level": "FULL"}
    assert previewed["phone"] == {"value": None, "level": "HIDDEN"}


def test_nothing_with_an_id_is_reached_through_the_family_of_a_preview(schema: GraphQLSchema) -> None:
    """Whatever is read there is somebody else's view: counts and neighbours too."""
    waiting, reached = ["PreviewFamily"], set()
    while waiting:
        name = waiting.pop()
        of = schema.type_map[name]
        if name in reached or not isinstance(of, GraphQLObjectType):
            continue
        reached.add(name)
        waiting += [get_named_type(field.type).name for field in of.fields.values()]
    assert {"PreviewFamily", "PreviewPerson", "PreviewAccount", "Certificate", "Region"} <= reached
    assert reached & (TAGS | {f"{tag}Connection" for tag in TAGS}) == set()


@pytest.mark.parametrize("own", ["Family", "Person", "Account"])
def test_a_preview_shows_no_field_that_the_record_itself_lacks(schema: GraphQLSchema, own: str) -> None:
    shown, known = schema.type_map[PREVIEWED_AS[own]], schema.type_map[own]
    assert isinstance(shown, GraphQLObjectType)
    assert isinstance(known, GraphQLObjectType)
    assert set(shown.fields) < set(known.fields)
