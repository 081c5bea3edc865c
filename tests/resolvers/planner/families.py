"""Five families in two counties, and who asks about them: the small world of the planner's cases, the same at every run."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from domain.event import SubjectType
from domain.family import Relation
from domain.item import ItemState
from domain.outcome import Result
from domain.referral import ReturnedBy, State, UrgencyLevel
from domain.rules.group import Group, Level
from domain.value.node_id import global_id
from tests.builders.campaign import a_campaign, a_listing
from tests.builders.case import Case, a_family
from tests.builders.limits import AFTER_SIGNING
from tests.builders.world import OTHER_COUNTY, World

VILLAGES = ("330110109202", "330110109203", "330110109204")
ELSEWHERE = f"{OTHER_COUNTY}002051"
COMMISSIONER = f"commissioner.federation.{VILLAGES[0]}"


def small_world() -> World:
    """A world whose rows have the same keys at every run."""
    random = Random("cases")
    return World(lambda: UUID(int=random.getrandbits(128), version=4))


def five_families(world: World) -> Mapping[str, str]:
    """The families with what happened to them; the global ids that the cases ask for, by name."""
    living = a_family(world, in_=VILLAGES[0], head="王小明", phone="16000000001").with_certificate("PHYSICAL")
    later = living.at + timedelta(minutes=1)
    living.with_member("王小红", Relation.CHILD, birth_date=date(2015, 3, 8), birth_year=2015, created_at=later)
    living.with_need("LIVING_ASSISTANCE", person_id=living.head.id, request_text="家庭收入减少，申请低保")
    living.referred_to(
        "civil-affairs.330110", State.IN_PROGRESS, person_id=living.head.id, sees={**AFTER_SIGNING, Group.DISABILITY: Level.FULL}
    )
    living.with_event("referralSign", at=living.at + timedelta(minutes=1), after=State.SIGNED)
    living.with_event("referralProgress", "已入户核查，材料齐全", at=living.at + timedelta(hours=1), before=State.IN_PROGRESS)

    unsigned = a_family(world, in_=VILLAGES[1], head="李秀英", phone="16000000002").with_certificate("VISUAL", 2)
    unsigned.with_need("LIVING_ASSISTANCE", UrgencyLevel.URGENT, request_text="独居，生活困难")
    unsigned.referred_to("civil-affairs.330110", State.DISPATCHED)

    returned = a_family(world, in_=VILLAGES[2], head="张建国", phone="16000000003")
    returned.with_need("EMPLOYMENT", request_text="希望就近就业")
    returned.with_draft("A14", type_department_code="HUMAN_RESOURCES")
    returned.referred_to("human-resources.330110", State.RETURNED, return_reason="NOT_OUR_DUTY", returned_by=ReturnedBy.NOT_OUR_DUTY)

    elsewhere = a_family(world, in_=ELSEWHERE, head="赵敏", phone="16000000004")
    elsewhere.with_need("LIVING_ASSISTANCE", request_text="申请困难补贴")
    elsewhere.referred_to("civil-affairs.330106", State.COMPLETED).with_outcome(Result.NOT_ELIGIBLE)

    drafted = a_family(world, in_=VILLAGES[0], head="陈桂兰", phone="16000000005").with_certificate("PHYSICAL")
    drafted.with_need("LIVING_ASSISTANCE", request_text="护理费用高").with_draft("A01")

    for viewer in ("dispatcher.civil-affairs.3301", "monitor.federation.3301", "leader.federation.330110", COMMISSIONER, "admin.audit"):
        world.viewer(viewer)
    world.over(COMMISSIONER, *VILLAGES)
    of_item: dict[str, Any] = {"subject_type": SubjectType.ITEM, "subject_id": returned.item.id, "dispatching_office_id": None}
    returned.with_event("itemDispatch", office_id=returned.federation.id, before=ItemState.DRAFT, after=ItemState.DISPATCHED, **of_item)
    returned.with_event(
        "referralReturn", at=returned.at + timedelta(hours=1), before=ItemState.DISPATCHED, after=ItemState.TO_DISPATCH, **of_item
    )
    listed(world, (living, "VISITED", None), (unsigned, "NOT_REACHED", "NOT_HOME"), (elsewhere, "PENDING", None))
    for viewer in ("dispatcher.civil-affairs.330110", "cadre.federation.330110"):
        world.viewer(viewer)  # who asks works here before anything is asked: where an item goes depends on who could sign it
    return {
        "referral in progress": global_id("Referral", living.referral.id),
        "referral not signed yet": global_id("Referral", unsigned.referral.id),
        "referral elsewhere": global_id("Referral", elsewhere.referral.id),
        "family of the referral in progress": global_id("Family", living.family.id),
        "office for civil affairs": global_id("Office", world.office("civil-affairs.330110").id),
        "item returned": global_id("AssistanceItem", returned.item.id),
        "item drafted": global_id("AssistanceItem", drafted.item.id),
    }


def listed(world: World, *families: tuple[Case, str, str | None]) -> None:
    """A campaign of the city with families on its list, how far it came with each, and why nobody was met."""
    columns = {"number": "C202611-0001", "ends_on": date(2026, 12, 31), "categories": ["ORPHANED_OR_ALONE"], "region_code": "330100000000"}
    campaign = a_campaign(world, starts_on=date(2026, 11, 1), **columns)
    for of, state, result in families:
        a_listing(world, campaign, of, state=state, contact_result=result)
