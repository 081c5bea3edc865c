"""Families that are shown below a row of another, or of none, are noted: in the payload of a mutation, and of whom a line of money is.

Source: docs/design.md 4.7 (read audit).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from db.tables.item_line import ItemLine
from domain.referral import State
from domain.value.node_id import global_id
from resolvers.planner.mapping import Beside, Explains, Listed, Many, One, Placed, Special
from resolvers.reads.roots import all_mappings, all_roots
from tests.builders.campaign import a_campaign, a_listing
from tests.builders.case import Case, a_family
from tests.builders.world import NOW
from tests.schema.conftest import CADRE, DISPATCHER, Ask, Stage

NAME = "displayName { value }"
LIST = f"""mutation ($id: ID!, $families: [ID!]) {{ campaignListAdd(input: {{ id: $id, families: {{ ids: $families }} }}) {{
  errors {{ code }} campaign {{ listings {{ nodes {{ family {{ {NAME} }} }} }} }}
}} }}"""
LINES = f"query Lines {{ lines {{ nodes {{ granted {{ family {{ {NAME} }} }} }} }} }}"
WHY = f"""query Why($id: ID!) {{ explainAccess(id: $id) {{
  groups {{ group referral {{ number lines {{ granted {{ family {{ {NAME} }} }} }} }} }}
}} }}"""
WARNED = f"""query Warned($id: ID!) {{ node(id: $id) {{ ... on AssistanceItem {{
  warnings {{ item {{ need {{ visit {{ campaign {{ listings {{ nodes {{ family {{ {NAME} }} }} }} }} }} }} }} }}
}} }} }}"""


async def noted(stage: Stage, who: str, action: str) -> set[UUID]:
    """The families of which an account was shown names in a reading of this name."""
    async with stage.as_loader() as loader:
        told = "select family_ids from audit_record where account_id = $1 and action = $2 and kind = 'READ' and 'IDENTITY' = any(groups)"
        return {family for row in await loader.fetch(told, stage.world.viewer(who).account, action) for family in row["family_ids"]}


def a_line(stage: Stage) -> tuple[Case, Case]:
    """What an office granted to a family, and its request for the money, which has no family."""
    case, request = (a_family(stage.world).with_need("LIVING_ASSISTANCE").with_draft("A01") for _ in range(2))
    case.referred_to("civil-affairs.330110", State.COMPLETED)
    request.referred_to("civil-affairs.330110", State.IN_PROGRESS, family_id=None, line_sum=80_000)
    facts: dict[str, Any] = {"type_code": "A01", "type_version": 1, "township_code": f"{case.region[:9]}000", "persons": 1, "sum": 80_000}
    facts |= {"period": date(2026, 11, 1), "due": date(2026, 11, 1), "created_at": NOW, "referral_id": request.referral.id}
    of = {"granted_id": case.item.id, "granted_referral_id": case.referral.id, "item_id": request.item.id}
    office = stage.world.viewer(DISPATCHER).office
    stage.world.add(ItemLine(id=stage.world.key(), region_code="330110000000", owner_office_id=office, **facts, **of))
    return case, request


async def test_families_on_a_list_that_a_payload_shows_are_noted(ask: Ask, stage: Stage) -> None:
    cases, campaign = [a_family(stage.world) for _ in range(2)], a_campaign(stage.world)
    ids = [global_id("Family", case.family.id) for case in cases]
    payload = (await ask(LIST, CADRE, id=global_id("Campaign", campaign.id), families=ids))["campaignListAdd"]
    assert payload["errors"] == []
    assert len(payload["campaign"]["listings"]["nodes"]) == 2
    assert await noted(stage, CADRE, "Campaign") >= {case.family.id for case in cases}


async def test_the_family_of_what_a_line_pays_is_noted(ask: Ask, stage: Stage) -> None:
    case, request = a_line(stage)
    (line,) = (await ask(LINES, DISPATCHER))["lines"]["nodes"]
    assert line["granted"]["family"]["displayName"]["value"]
    assert await noted(stage, DISPATCHER, "Lines") == {case.family.id}
    shown = await ask(WHY, DISPATCHER, id=global_id("Referral", request.referral.id))
    assert case.family.display_name[0] in str(shown)
    assert await noted(stage, DISPATCHER, "Why") == {case.family.id}


async def test_families_below_what_an_item_is_warned_of_are_noted(ask: Ask, stage: Stage) -> None:
    campaign = a_campaign(stage.world)
    stranger = a_family(stage.world, head="孙三")
    a_listing(stage.world, campaign, stranger)
    case = a_family(stage.world).visited(campaign_id=campaign.id).with_need("LIVING_ASSISTANCE").with_draft("A01").with_draft("A01")
    assert "孙三" in str(await ask(WARNED, CADRE, id=global_id("AssistanceItem", case.item.id)))
    assert stranger.family.id in await noted(stage, CADRE, "Warned")


def test_rows_below_a_field_with_a_printer_of_its_own_are_found_where_they_lead_to_families() -> None:
    mappings = all_mappings()

    def leads(type_name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether rows of a type are of a family, or have neighbours that are."""
        entries = mappings[type_name].fields.values()
        further = {each.type_name for each in entries if isinstance(each, One | Listed | Many | Placed)} - seen
        of_family = type_name == "Family" or "family_id" in mappings[type_name].table.c
        return of_family or any(leads(each, seen | {type_name, *further}) for each in further)

    def besides(special: Special) -> Iterator[Beside]:
        for each in special.below.values():
            yield from besides(each) if isinstance(each, Special) else (each,)

    specials = [each for mapping in mappings.values() for each in mapping.fields.values() if isinstance(each, Special)]
    specials += [root.how for root in all_roots().values() if isinstance(root, Explains)]
    every = [each for special in specials for each in besides(special)]
    assert {each.type_name for each in every if each.found is not None} == {"AssistanceItem", "Referral"}
    assert [each.type_name for each in every if each.found is None and each.seen_by is None and leads(each.type_name)] == []
