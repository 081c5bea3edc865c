"""What `disclosed` says is what the office sees, of every field and in every state, whoever is named. Source: docs/domain.md 7."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from db.reference.read import Reference
from domain.disclosure import BY_CONTRACT, half_of
from domain.family import ContactBy
from domain.referral import Part, State
from domain.rules.group import PERSONAL, Group, Level
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.schema.conftest import Stage

OFFICE, FEDERATION = "civil-affairs.330110", "federation.330110"
DISPATCHER, CADRE, SUPERIOR_CADRE = f"dispatcher.{OFFICE}", f"cadre.{FEDERATION}", "cadre.federation.3301"
VILLAGE = "330110005001"
"""A real one: its name is shown."""
MOST = 31
"""Referrals that one query asks of."""
PERSON = """
  displayName { level } idNumber { level } ageBand sex birthYear birthDate guardian { name phone }
  certificate { category { code } level status history { at } }
"""
ASKED = f"""
  query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Referral {{
    id disclosed {{ group level reason }} otherHelp {{ state }} requestText region {{ code }} applyRegion {{ code }}
    person {{ {PERSON} }}
    family {{
      displayName {{ level }} phone {{ level }} contactPerson {{ name }} contactWish {{ by }} address {{ level }} incomePerHead
      healthCategories {{ code }}
      region {{ code }} residenceRegion {{ code }} registrationRegion {{ code }} members {{ {PERSON} }}
    }}
  }} }} }}
"""
OF_PERSON = (
    (Group.BIRTH, "ageBand", Level.COARSE),
    (Group.BIRTH, "sex", Level.MASKED),
    (Group.BIRTH, "birthYear", Level.FULL),
    (Group.BIRTH, "birthDate", Level.FULL),
    (Group.DISABILITY, "certificate", Level.COARSE),
    (Group.CONTACT, "guardian", Level.FULL),
)
OF_CERTIFICATE = (("category", Level.COARSE), ("level", Level.MASKED), ("status", Level.FULL), ("history", Level.FULL))
OF_FAMILY = (
    (Group.CONTACT, "contactPerson", Level.FULL),
    (Group.CONTACT_WISH, "contactWish", Level.FULL),
    (Group.INCOME, "incomePerHead", Level.FULL),
    (Group.HEALTH, "healthCategories", Level.FULL),
)

Levels = Mapping[str, Level]


def a_household(stage: Stage) -> Case:
    """A family of whom everything is known: a head and a child, each certified, with a guardian."""
    of_each: dict[str, Any] = {"guardian_name": "王大山", "guardian_phone": "16000001111", "id_number_masked": "9****1", **NUMBERED}
    case = a_family(stage.world, VILLAGE, income_per_head=80000, contact_wish_by=ContactBy.PHONE, phone="16000001234")
    for name, value in of_each.items():
        setattr(case.head, name, value)
    return case.with_certificate().with_member("王小红", **of_each).with_certificate()


NUMBERED = {"id_number_cipher": b"sealed", "id_number_index": b"found", "no_id_reason": None}


def named(case: Case, who: str) -> Any:
    """The key of whom a referral is to name."""
    return {"household": None, "head": case.head.id, "child": case.members[1].id}[who]


def referred(case: Case, reference: Reference, code: str, state: State, who: str, office: str = OFFICE) -> Case:
    """A referral of a type, with what its contract gives its office in its state."""
    contract = reference.contract(code, reference.contract_version(code))[half_of(state, Part.LEAD)]
    given = {Group(group): Level(level) for group, level in contract.items()}
    facts = {"contract_version": reference.contract_version(code), "case_level": given[Group.CASE], "person_id": named(case, who)}
    case.with_need("LIVING_ASSISTANCE", person_id=named(case, who)).with_draft(code, person_id=named(case, who))
    case.referred_to(office, state, sees={group: given[group] for group in PERSONAL}, **facts)
    case.access.person_id = named(case, who)
    return case


def contradictions(node: Mapping[str, Any], head_named: bool, whole_household: bool) -> Iterator[str]:
    """Where what is shown is not what `disclosed` says."""
    said = {line["group"]: Level[line["level"]] for line in node["disclosed"]}
    assert set(said) == {group.value for group in BY_CONTRACT}
    assert all(line["reason"] for line in node["disclosed"])
    family = node["family"]
    persons = (family["members"] or []) if whole_household else [node["person"]]
    for person in persons:
        yield from _of_person(person, said)
    name = said[Group.IDENTITY] if head_named else min(said[Group.IDENTITY], Level.COARSE)
    yield from _unless(Level[family["displayName"]["level"]] is name, "Family.displayName")
    yield from _unless((family["members"] is not None) == (name >= Level.COARSE), "Family.members")
    yield from _unless(Level[family["phone"]["level"]] is said[Group.CONTACT], "Family.phone")
    yield from _unless(Level[family["address"]["level"]] is said[Group.ADDRESS], "Family.address")
    for group, field, at in OF_FAMILY:
        yield from _unless((family[field] is not None) == (said[group] >= at), f"Family.{field}")
    knows = said[Group.ADDRESS] >= Level.MASKED
    regions = [family[name] for name in ("region", "residenceRegion", "registrationRegion")]
    for region in (*regions, node["region"], node["applyRegion"]):
        yield from _unless((region["code"] == VILLAGE) == knows, "region")
    yield from _unless((node["requestText"] is not None) == (said[Group.CASE] >= Level.FULL), "Referral.requestText")
    yield from _unless((node["otherHelp"] is not None) == (said[Group.OTHER_HELP] >= Level.FULL), "Referral.otherHelp")


def _of_person(person: Mapping[str, Any], said: Levels) -> Iterator[str]:
    yield from _unless(Level[person["displayName"]["level"]] is said[Group.IDENTITY], "Person.displayName")
    yield from _unless(Level[person["idNumber"]["level"]] is said[Group.ID_NUMBER], "Person.idNumber")
    for group, field, at in OF_PERSON:
        yield from _unless((person[field] is not None) == (said[group] >= at), f"Person.{field}")
    for field, at in OF_CERTIFICATE if person["certificate"] else ():
        yield from _unless((person["certificate"][field] is not None) == (said[Group.DISABILITY] >= at), f"Certificate.{field}")


def _unless(holds: bool, what: str) -> Iterator[str]:
    if not holds:
        yield what


async def shown(stage: Stage, by: str, cases: list[Case]) -> list[Any]:
    """What a viewer sees of the newest referral of each case."""
    found = []
    for at in range(0, len(cases), MOST):
        ids = [global_id("Referral", case.referral.id) for case in cases[at : at + MOST]]
        found += (await stage.data(ASKED, by, {"ids": ids}))["nodes"]
    return found


@pytest.mark.parametrize("who", ["household", "head", "child"])
@pytest.mark.parametrize(("office", "by"), [(OFFICE, DISPATCHER), (FEDERATION, CADRE)], ids=["a department", "the federation itself"])
async def test_every_contract_in_every_state_shows_what_it_says(stage: Stage, reference: Reference, who: str, office: str, by: str) -> None:
    cases = [referred(a_household(stage), reference, code, state, who, office) for code in reference.types for state in State]
    nodes = await shown(stage, by, cases)
    wrong = {
        (case.referral.type_code, case.referral.state): found
        for case, node in zip(cases, nodes, strict=True)
        if (found := [*contradictions(node, who != "child" or office == FEDERATION, whole_household=who == "household")])
    }
    assert wrong == {}


@pytest.mark.parametrize("who", ["household", "head", "child"])
async def test_a_second_referral_of_the_family_raises_what_is_the_households_whomever_it_names(
    stage: Stage, reference: Reference, who: str
) -> None:
    case = referred(a_household(stage), reference, "A01", State.SIGNED, "child")
    node = (await shown(stage, DISPATCHER, [referred(case, reference, "A14", State.RETURNED, who)]))[0]
    said = {line["group"]: line["level"] for line in node["disclosed"]}
    assert (said["CONTACT"], said["CONTACT_WISH"], said["ADDRESS"], said["INCOME"]) == ("FULL", "FULL", "FULL", "FULL")
    assert said["IDENTITY"] == ("FULL" if who == "child" else "COARSE")
    if who == "head":  # a guardian is a person's: the referral of the child gives that of the child
        assert [*contradictions(node, head_named=True, whole_household=False)] == ["Person.guardian"]
    if who == "child":
        assert [*contradictions(node, head_named=False, whole_household=False)] == []


async def test_the_federation_above_the_county_is_told_of_its_own_office_what_its_cadres_see(stage: Stage, reference: Reference) -> None:
    cases = [referred(a_household(stage), reference, "A20", state, "head", "federation.3301") for state in State]
    for node in await shown(stage, SUPERIOR_CADRE, cases):
        assert [*contradictions(node, head_named=True, whole_household=False)] == []
        assert {line["reason"] for line in node["disclosed"]} == {"残联掌握本辖区家庭的情况"}


@pytest.mark.parametrize("by", [CADRE, SUPERIOR_CADRE, "monitor.federation.330110", "dispatcher.civil-affairs.3301"])
async def test_whoever_looks_on_reads_what_the_office_itself_reads(stage: Stage, reference: Reference, by: str) -> None:
    case = referred(referred(a_household(stage), reference, "A01", State.SIGNED, "child"), reference, "A06", State.DISPATCHED, "head")
    (own,), (seen,) = await shown(stage, DISPATCHER, [case]), await shown(stage, by, [case])
    assert seen["disclosed"] == own["disclosed"]


async def test_what_has_run_out_is_disclosed_no_more(stage: Stage, reference: Reference) -> None:
    past = stage.world.now
    case = referred(a_household(stage), reference, "A01", State.ARCHIVED, "head")
    case.referral.visible_until = past
    (node,) = await shown(stage, CADRE, [case])
    assert {line["level"] for line in node["disclosed"]} == {"HIDDEN"}
