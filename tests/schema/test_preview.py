"""What a preview shows is what that office sees once the item is dispatched, field by field. Source: docs/domain.md 3."""

from typing import Any

import orjson
import pytest

from db.reference.read import Reference
from domain.node_id import global_id
from domain.referral import State
from resolvers.commands.runner import Commands
from schema.execute import Request
from tests.builders.case import Case, a_family
from tests.builders.county import CIPHER
from tests.schema.conftest import CADRE, Stage

PERSON = """
    displayName { value level } relation idNumber { value level } certificateNumber { value level } noIdReason { code }
    sex ageBand birthYear birthDate certificate { status category { code } level history { at } } guardian { name phone }
"""
SHOWN = f"""
    requestText disclosed {{ group level reason }}
    family {{
      number displayName {{ value level }} region {{ code }} registrationRegion {{ code }} address {{ value level }} phone {{ value level }}
      contactWish {{ by when through }} categories {{ code }} incomePerHead head {{ {PERSON} }} members {{ {PERSON} }}
      needs {{ totalCount nodes {{ number }} }} visits {{ totalCount nodes {{ number }} }}
      items {{ totalCount groups(by: [STATE]) {{ keys count }} nodes {{ number }} }}
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
    case = a_family(stage.world, phone="16000001234").with_certificate().with_member("王小红").with_need("LIVING_ASSISTANCE")
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
    assert preview["family"]["items"] == {"totalCount": 0, "groups": [], "nodes": []}
