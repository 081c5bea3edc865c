"""Whoever saw one of two families sees nothing more once they are one: no row, no field, under no name. Source: docs/domain.md 7."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from db.reference.read import Reference
from domain.family import Relation
from domain.referral import State
from domain.rules.group import Group, Level
from domain.value.node_id import global_id
from resolvers.commands.runner import Commands
from schema.execute.execute import Request
from tests.builders.case import Case, a_family
from tests.builders.county import CIPHER
from tests.builders.limits import AFTER_SIGNING
from tests.schema.conftest import CADRE, Stage

HOME, AWAY = "330110109201", "330110109202"
WORKS, KNEW, STAYS, MEETS = "civil-affairs.330110", "healthcare-security.330110", "human-resources.330110", "education.330110"
ABOVE = "civil-affairs.3301"
OPERATOR, MONITOR = "operator.federation.3301", "monitor.federation.330110"
VIEWERS = (
    *(f"dispatcher.{office}" for office in (WORKS, KNEW, STAYS, MEETS, ABOVE)),
    f"commissioner.federation.{HOME}",
    f"commissioner.federation.{AWAY}",
    OPERATOR,
    MONITOR,
    CADRE,
)
MERGE = """
  mutation ($input: FamilyMergeInput!) {
    familyMerge(input: $input) { family { id mergedNumbers version } errors { code path row } }
  }
"""
PART = "mutation ($input: FamilyPartInput!) { familyPart(input: $input) { family { mergedNumbers } errors { code } } }"
SPLIT = "mutation ($input: FamilySplitInput!) { familySplit(input: $input) { family { id head { id } } errors { code path } } }"
FAMILY = """
  id number displayName { value level } region { code } registrationRegion { code } address { value level } phone { value level }
  contactWish { by when } categories { code } healthCategories { code } incomePerHead head { id }
"""
PERSON = """
  id relation displayName { value level } idNumber { value } certificateNumber { value } sex birthDate birthYear ageBand
  certificate { category { code } level status history { at } } guardian { name phone } work { employment { code } }
"""
SEEN = f"""
  query ($ids: [ID!]!) {{
    nodes(ids: $ids) {{ ... on Node {{ id }}
      ... on Family {{ {FAMILY} }} ... on Person {{ {PERSON} }}
      ... on Need {{ number requestText internalNote region {{ code }} }}
      ... on Visit {{ number at region {{ code }} }}
      ... on AssistanceItem {{ number stands: state requestText region {{ code }} }}
      ... on Referral {{ number state requestText region {{ code }} disclosed {{ group level }} outcome {{ result }}
        otherHelp {{ typeName state }} followUps {{ nodes {{ result }} }} events {{ nodes {{ action }} }} family {{ id }} person {{ id }} }}
    }}
    families(first: 6) {{ totalCount nodes {{ {FAMILY}
      members {{ {PERSON} }} entitlements {{ type {{ code }} person {{ id }} source }}
      needs {{ nodes {{ id }} }} items {{ nodes {{ id }} }} visits {{ nodes {{ id }} }} referrals {{ nodes {{ id }} }}
    }} }}
    needs(first: 6) {{ nodes {{ id }} }}
    items(first: 6) {{ nodes {{ id }} }}
    visits(first: 6) {{ nodes {{ id }} }}
    referrals(first: 6) {{ nodes {{ id state family {{ id members {{ {PERSON} }} }} person {{ {PERSON} }} }} }}
  }}
"""


class Two:
    """A family of two in HOME, which goes on, and one of two in AWAY, whose head is registered again."""

    def __init__(self, stage: Stage) -> None:
        world = stage.world
        self.mine = a_family(world, HOME, "王小明", phone="13800000001", health_categories=["ILL_AND_DISABLED"], income_per_head=100_000)
        self.mine.with_member("王秀英", Relation.SPOUSE).with_certificate("6", 1)
        self.mine.with_need("EMPLOYMENT").with_draft("A14", type_department_code="HUMAN_RESOURCES").referred_to(STAYS, person_id=None)
        self.theirs = a_family(world, AWAY, "王小明", phone="13800000002", address="东街 2 号")
        self.theirs.with_member("李春花", Relation.SPOUSE).with_certificate("4", 2)
        self.theirs.called(OPERATOR).with_need("LIVING_ASSISTANCE").with_draft("A01")
        self.theirs.referred_to(WORKS, person_id=None, sees={**AFTER_SIGNING, Group.INCOME: Level.FULL})
        self.theirs.with_draft("A11", type_department_code="HEALTHCARE_SECURITY").referred_to(KNEW, State.RETURNED, person_id=None)
        self.pair = (self.theirs.head.id, self.mine.head.id)

    def ids(self) -> list[str]:
        """The global id of everything of both."""
        return [*self._ids(self.mine), *self._ids(self.theirs)]

    def _ids(self, of: Case) -> Iterator[str]:
        yield global_id("Family", of.family.id)
        yield from (global_id("Person", each.id) for each in of.members)
        yield from (global_id("Need", of.need.id), global_id("Visit", of.visit.id))
        for referral in of.referrals:
            yield from (global_id("Referral", referral.id), global_id("AssistanceItem", referral.item_id))


async def merge(stage: Stage, reference: Reference, two: Two, by: str = CADRE) -> Any:
    """The payload of merging the second family into the first."""
    viewer = stage.world.viewer(by)
    await stage.world.insert(stage.addresses.loader)
    merged, survivor = two.pair
    told = {
        "survivor": global_id("Family", two.mine.family.id),
        "merged": global_id("Family", two.theirs.family.id),
        "persons": [{"merged": global_id("Person", merged), "survivor": global_id("Person", survivor)}],
        "reason": "同一户重复登记",
    }
    commands = Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True)
    answer = await stage.executor(commands).execute(Request(MERGE, None, {"input": told}), viewer, "trace")
    assert (answer.errors, answer.causes) == ((), ())
    return orjson.loads(answer.data or b"")["familyMerge"]


async def seen(stage: Stage, two: Two) -> dict[str, Any]:
    """What each viewer is shown of both."""
    return {by: await stage.data(SEEN, by, {"ids": two.ids()}) for by in VIEWERS}


def facts(told: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every value of an answer with the name of its field, whatever it hangs on."""
    if isinstance(told, dict):
        for name, value in told.items():
            yield from facts(value, name if isinstance(value, str | int) or value is None else f"{at}.{name}".rpartition(".")[2])
    elif isinstance(told, list):
        for value in told:
            yield from facts(value, at)
    elif told is not None and at not in {"totalCount", "level"}:
        yield at, str(told)


Merged = tuple[Two, dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
async def merged(module_stage: Stage, reference: Reference) -> Merged:
    """Two families, and what each viewer is shown before and after they are merged."""
    two = Two(module_stage)
    before = await seen(module_stage, two)
    payload = await merge(module_stage, reference, two)
    assert payload["errors"] == []
    assert payload["family"]["mergedNumbers"] == [two.theirs.family.number]
    return two, before, await seen(module_stage, two)


def told_anew(before: Any, after: Any) -> set[tuple[str, str]]:
    """What a viewer is shown after, and was not before."""
    return set(facts(after)) - set(facts(before))


async def test_whoever_saw_one_of_two_families_sees_nothing_more_of_the_other(merged: Merged) -> None:
    two, before, after = merged
    mine = two.mine
    of_survivor = {("id", global_id("Family", mine.family.id)), ("id", global_id("Person", mine.head.id)), ("number", mine.family.number)}
    of_household = {("value", "13800000001"), ("value", "径山镇1号"), ("incomePerHead", "100000")}
    other_help = {("typeName", "就业困难人员认定与就业援助")}
    more = {by: told_anew(before[by], after[by]) for by in VIEWERS}
    assert more.pop(f"dispatcher.{WORKS}") == of_survivor | of_household | other_help
    assert more.pop(f"dispatcher.{ABOVE}") == of_survivor
    assert more.pop(CADRE) == more.pop(MONITOR) == other_help
    assert {value for _, value in more.pop(f"commissioner.federation.{HOME}")} & {"李春花", "王小明", "东街 2 号"} == {"李春花"}
    assert all(each == set() for each in more.values())


async def test_an_office_sees_the_members_that_it_saw_under_whatever_family_they_stand(merged: Merged) -> None:
    _, before, after = merged
    for office in (WORKS, STAYS):
        by = f"dispatcher.{office}"
        then, now = ([*_members(each[by])] for each in (before, after))
        assert now == then
        assert len(now) == 2
    assert [*_members(after[f"commissioner.federation.{HOME}"])] == ["李春花", "王小明", "王秀英"]


def _members(told: Any) -> list[str]:
    """The names of the members of the families of one list."""
    (family,) = told["families"]["nodes"]
    return sorted(each["displayName"]["value"] for each in family["members"])


async def test_an_old_id_goes_on_as_the_survivors_for_whoever_sees_that(merged: Merged) -> None:
    two, _, after = merged
    old = two.ids().index(global_id("Family", two.theirs.family.id))
    mine, theirs = (global_id("Family", each.family.id) for each in (two.mine, two.theirs))
    for by in (CADRE, f"dispatcher.{WORKS}", f"commissioner.federation.{HOME}"):
        assert [after[by]["nodes"][place]["id"] for place in (old, old + 1)] == [mine, global_id("Person", two.pair[1])]
    for by in (f"commissioner.federation.{AWAY}", f"dispatcher.{MEETS}", OPERATOR):
        assert after[by]["nodes"][old] is None
    assert after[f"dispatcher.{KNEW}"]["nodes"][old]["id"] == theirs


async def test_for_an_office_that_gave_the_case_up_the_family_stands_still(merged: Merged) -> None:
    _, before, after = merged
    by = f"dispatcher.{KNEW}"
    (then,), (now,) = before[by]["families"]["nodes"], after[by]["families"]["nodes"]
    moved = {"members", "entitlements"}
    assert {name: value for name, value in now.items() if name not in moved} == {
        name: value for name, value in then.items() if name not in moved
    }
    assert now["referrals"]["nodes"] != []
    assert [each for each in after[by]["nodes"] if each and "disclosed" in each] == [
        each for each in before[by]["nodes"] if each and "disclosed" in each
    ]


async def test_merged_families_stand_in_no_list_and_are_counted_once(merged: Merged) -> None:
    _, before, after = merged
    assert after[CADRE]["families"]["totalCount"] == before[CADRE]["families"]["totalCount"] - 1


async def test_visits_of_the_old_id_are_those_of_the_family_that_goes_on(merged: Merged, stage: Stage) -> None:
    two, _, _ = merged
    query = "query ($family: ID!) { visits(filter: { family: $family }) { nodes { id } } }"
    told = await stage.data(query, CADRE, {"family": global_id("Family", two.theirs.family.id)})
    assert {each["id"] for each in told["visits"]["nodes"]} == {global_id("Visit", each.visit.id) for each in (two.mine, two.theirs)}


async def test_once_both_are_parted_everybody_is_shown_what_they_were_before(stage: Stage, reference: Reference) -> None:
    two = Two(stage)
    before = await seen(stage, two)
    await merge(stage, reference, two)
    told = {"id": global_id("Family", two.mine.family.id), "mergedNumber": two.theirs.family.number, "reason": "WRONG_FAMILY"}
    commands = Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True)
    answer = await stage.executor(commands).execute(Request(PART, None, {"input": told}), stage.world.viewer(CADRE), "trace")
    assert orjson.loads(answer.data or b"") == {"familyPart": {"family": {"mergedNumbers": []}, "errors": []}}
    assert await seen(stage, two) == before


async def test_of_a_household_that_became_two_no_office_is_shown_more_than_before(stage: Stage, reference: Reference) -> None:
    two = Two(stage)
    two.mine.with_need("CARE", person_id=two.mine.members[1].id).with_draft("A11", person_id=two.mine.members[1].id).referred_to(WORKS)
    before = await seen(stage, two)
    spouse = global_id("Person", two.mine.members[1].id)
    told = {"id": global_id("Family", two.mine.family.id), "persons": [spouse], "head": spouse, "reason": "DIVORCE", "village": AWAY}
    commands = Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True)
    answer = await stage.executor(commands).execute(Request(SPLIT, None, {"input": told}), stage.world.viewer(CADRE), "trace")
    payload = orjson.loads(answer.data or b"")["familySplit"]
    assert (payload["errors"], payload["family"]["head"]) == ([], {"id": spouse})
    after = await seen(stage, two)
    number = await stage.data("query ($id: ID!) { node(id: $id) { ... on Family { number } } }", CADRE, {"id": payload["family"]["id"]})
    new = {
        ("id", payload["family"]["id"]),
        ("number", number["node"]["number"]),
        ("code", AWAY),
        ("value", "王秀英"),
        ("value", "径山镇求是村委会"),
    }
    assert {by: told_anew(before[by], after[by]) - new for by in VIEWERS if by.startswith("dispatcher")} == {
        f"dispatcher.{office}": set() for office in (WORKS, KNEW, STAYS, MEETS, ABOVE)
    }
    assert after[f"dispatcher.{STAYS}"]["families"]["nodes"][0]["members"] == [
        each for each in before[f"dispatcher.{STAYS}"]["families"]["nodes"][0]["members"] if each["id"] != spouse
    ]
