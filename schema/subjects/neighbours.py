"""Neighbours: the types that others name. Strawberry looks each up when the contract is made, so that subjects need not import each other.

Source: docs/decisions/020-contract-as-strawberry.md. For annotations alone.
"""

from typing import TYPE_CHECKING, Annotated

from strawberry import lazy

if TYPE_CHECKING:
    from schema.subjects.account import Account as Account
    from schema.subjects.account import Membership as Membership
    from schema.subjects.assistance_type import AssistanceType as AssistanceType
    from schema.subjects.campaign import Campaign as Campaign
    from schema.subjects.client import Client as Client
    from schema.subjects.correction import Correction as Correction
    from schema.subjects.entitlement import Entitlement as Entitlement
    from schema.subjects.event import Event as Event
    from schema.subjects.family import Family as Family
    from schema.subjects.follow_up import FollowUp as FollowUp
    from schema.subjects.item import AssistanceItem as AssistanceItem
    from schema.subjects.need import Need as Need
    from schema.subjects.organization import Office as Office
    from schema.subjects.outcome import Outcome as Outcome
    from schema.subjects.person import Person as Person
    from schema.subjects.proposal import Proposal as Proposal
    from schema.subjects.referral import Referral as Referral
    from schema.subjects.region import Region as Region
    from schema.subjects.visit import Visit as Visit
else:
    Account = Annotated["Account", lazy("schema.subjects.account")]
    AssistanceItem = Annotated["AssistanceItem", lazy("schema.subjects.item")]
    AssistanceType = Annotated["AssistanceType", lazy("schema.subjects.assistance_type")]
    Campaign = Annotated["Campaign", lazy("schema.subjects.campaign")]
    Client = Annotated["Client", lazy("schema.subjects.client")]
    Correction = Annotated["Correction", lazy("schema.subjects.correction")]
    Entitlement = Annotated["Entitlement", lazy("schema.subjects.entitlement")]
    Event = Annotated["Event", lazy("schema.subjects.event")]
    Family = Annotated["Family", lazy("schema.subjects.family")]
    FollowUp = Annotated["FollowUp", lazy("schema.subjects.follow_up")]
    Membership = Annotated["Membership", lazy("schema.subjects.account")]
    Need = Annotated["Need", lazy("schema.subjects.need")]
    Office = Annotated["Office", lazy("schema.subjects.organization")]
    Outcome = Annotated["Outcome", lazy("schema.subjects.outcome")]
    Person = Annotated["Person", lazy("schema.subjects.person")]
    Proposal = Annotated["Proposal", lazy("schema.subjects.proposal")]
    Referral = Annotated["Referral", lazy("schema.subjects.referral")]
    Region = Annotated["Region", lazy("schema.subjects.region")]
    Visit = Annotated["Visit", lazy("schema.subjects.visit")]
