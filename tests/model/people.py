"""Who takes part: the actors of the model, each a membership of the world.

Source: docs/lifecycle.md (Actors); docs/domain.md 1.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.viewer import Role, Viewer
from tests.builders.limits import RETAINED
from tests.builders.world import NOW, OTHER_VILLAGE, TOWN, VILLAGE, World
from tests.model.rows import Actor

OPERATOR = "operator.federation.330110"
SECOND_CADRE = "second-cadre.federation.330110"
NAMES = (
    "cadre.federation.330110",
    "cadre.federation.330106",
    "cadre.federation.3301",
    "monitor.federation.3301",
    "leader.federation.330110",
    f"commissioner.federation.{VILLAGE}",
    f"commissioner.federation.{OTHER_VILLAGE}",
    "commissioner.federation.330106002051",
    OPERATOR,
    "dispatcher.civil-affairs.330110",
    "handler.civil-affairs.330110",
    f"dispatcher.civil-affairs.{TOWN}",
    f"handler.civil-affairs.{TOWN}",
    "dispatcher.civil-affairs.3301",
    "dispatcher.civil-affairs.330106",
    "dispatcher.healthcare-security.330110",
    "handler.healthcare-security.330110",
    "dispatcher.human-resources.330110",
    "handler.human-resources.330110",
    "viewer.government.330110",
    "admin.system",
    "admin.security",
    "admin.audit",
)
OFFICES = (
    "federation.330110",
    "federation.330106",
    "federation.3301",
    "civil-affairs.3301",
    "civil-affairs.330110",
    "civil-affairs.330106",
    f"civil-affairs.{TOWN}",
    f"civil-affairs.{OTHER_VILLAGE[:9]}",
    "healthcare-security.330110",
    "human-resources.330110",
)
SIGNING = ("FEDERATION_CADRE", "OFFICE_DISPATCHER")
HANDLING = ("FEDERATION_CADRE", "OFFICE_DISPATCHER", "OFFICE_HANDLER")


@dataclass(frozen=True)
class Cast:
    """Everyone, the offices by name, and the accounts that may handle the referrals of an office."""

    actors: tuple[Actor, ...]
    offices: Mapping[str, UUID]
    members: Mapping[UUID, frozenset[UUID]]
    signed_in: frozenset[UUID]
    """The offices in which somebody can sign."""
    called_until: datetime = NOW + RETAINED


def cast(world: World) -> Cast:
    """Everyone comes to be in the world; the county's federation has two cadres: who completes does not ask the family."""
    first = world.viewer("cadre.federation.330110")
    world.viewers[SECOND_CADRE] = world._join(SECOND_CADRE, Role.FEDERATION_CADRE, world.office("federation.330110"), first.region)
    actors = tuple(as_actor(name, world.viewer(name)) for name in (*NAMES, SECOND_CADRE))
    members: dict[UUID, set[UUID]] = defaultdict(set)
    for each in actors:
        if each.role in HANDLING:
            members[each.office].add(each.account)
    offices = {name: world.office(name).id for name in OFFICES}
    signed_in = frozenset(each.office for each in actors if each.role in SIGNING)
    return Cast(actors, offices, {office: frozenset(members[office]) for office in offices.values()}, signed_in)


def as_actor(name: str, viewer: Viewer) -> Actor:
    """The viewer as the model knows them."""
    return Actor(name, viewer.account, viewer.role.value, viewer.office, digits(viewer.scope[0]))


def digits(code: str) -> str:
    """The digits that name a division: 2, 4, 6, 9 or 12."""
    return next((code[:length] for length in (2, 4, 6, 9) if not code[length:].strip("0")), code)
