"""Who acts on what, by the letters of the life cycle: the parties that the rows of `domain/rules/actions.py` name.

Source: docs/lifecycle.md (Actors).
"""

from dataclasses import replace

from domain.referral import Part
from domain.rules.action import Party
from domain.viewer import Kind, Role


def party(*roles: Role, office: str | None = None, only: frozenset[str] | None = None) -> Party:
    """Return the party of these roles, in the office of a column or in any, in these states or in all."""
    return Party(frozenset(roles), office, only)


def of_parts(who: Party, *parts: Part) -> Party:
    """Return the party of referrals that are this to their item, and of no others."""
    return replace(who, parts=frozenset(parts))


# The letters of docs/lifecycle.md (Actors): C cadre of the dispatching federation, M monitor above both, D dispatcher and H handler of the
# office (in a federation its cadre is both), K commissioner or hotline operator.
C = party(Role.FEDERATION_CADRE, office="dispatching_office_id")
M = party(Role.FEDERATION_MONITOR, office="monitor_office_id")
D = party(Role.OFFICE_DISPATCHER, Role.FEDERATION_CADRE, office="office_id")
H = party(Role.OFFICE_DISPATCHER, Role.OFFICE_HANDLER, Role.FEDERATION_CADRE, office="office_id")
K = party(Role.COMMISSIONER, Role.HOTLINE_OPERATOR)
OWNER = party(Role.FEDERATION_CADRE, office="owner_office_id")
"""The same as C, for an item or a need."""
R = party(Role.OFFICE_DISPATCHER, office="dispatching_office_id")
"""The dispatcher of an office that requests funds: no family's referral is dispatched by an office that has one."""
OFFICERS = party(Role.OFFICE_DISPATCHER, Role.OFFICE_HANDLER, office="office_id")
"""Dispatchers and handlers of the referral's office, where it is no federation's."""
REQUESTER = party(Role.OFFICE_DISPATCHER, office="owner_office_id")
"""The same as R, for an item."""
SUPERIOR = Party(frozenset({Role.OFFICE_DISPATCHER}), kinds=frozenset({Kind.SUPERIOR_OFFICE}), parts=frozenset({Part.LEAD}), line=True)
"""Dispatchers of the office that stands above the referral's in its line."""
DECIDERS = (replace(of_parts(C, Part.LEAD), self_handled=False), replace(of_parts(M, Part.LEAD), self_handled=True))
"""Who decides what an office asks of its clock: nobody about the clock of their own office."""
SIGNERS = D.roles
"""The roles that can sign. Nothing is dispatched to an office in which nobody holds one of them."""
VISITORS = party(Role.FEDERATION_CADRE, Role.COMMISSIONER, Role.HOTLINE_OPERATOR)
NEAR = Party(VISITORS.roles, kinds=frozenset({Kind.CADRE, Kind.COMMISSIONER, Kind.OPERATOR}))
"""Visitors at county level and below. Federations above also visit, but see no ID numbers and no contacts."""
CLEAR = Party(VISITORS.roles, kinds=frozenset({Kind.CADRE, Kind.COMMISSIONER}))
"""Visitors who are shown all that is registered of a family: neither operators nor federations above the county."""
COUNTY_CADRE = Party(frozenset({Role.FEDERATION_CADRE}), kinds=frozenset({Kind.CADRE}))
"""Cadres at county level and below."""
AUTHOR = replace(VISITORS, account="visitor_id")
"""Whoever recorded the visit."""
OFFICIALS = Party(frozenset({Role.OFFICE_DISPATCHER, Role.OFFICE_HANDLER}), kinds=frozenset({Kind.OFFICE}))
"""Officials of an office at county level or below."""
DELEGATING = party(Role.OFFICE_DISPATCHER, office="delegating_office_id")
"""Dispatchers of the county's office that delegated the referral to a township."""

ANYBODY = Party(frozenset(Role))
"""Whoever is signed in."""
READERS = Party(VISITORS.roles | H.roles | M.roles)
"""Whoever is shown referrals."""

NOT_DELEGATED = (Part.LEAD, Part.ASSISTING)
"""What a referral is that was not delegated."""
