"""The contract as a whole: every subject's types, words and root fields, with the mutations that the commands make of themselves.

Source: docs/decisions/010-contract.md; printed into schema.graphql, which a test compares.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Any

import strawberry

from resolvers.commands.command import Acts
from schema.build import relation
from schema.build.assemble import Assembly, description
from schema.build.declare import Enumeration, Roots, Type
from schema.build.mutations import Mutations
from schema.subjects import (
    account,
    action,
    assistance_type,
    audit,
    campaign,
    disclosure,
    family,
    follow_up,
    imported,
    item,
    item_warning,
    need,
    organization,
    outcome,
    person,
    person_match,
    referral,
    referral_words,
    region,
    reveal,
    urgency,
    visit,
    visit_draft,
)
from schema.subjects.code_name import Code, CodeName, CodeRoots
from schema.subjects.node import NodeRoots

STORED: tuple[type[Type], ...] = (
    referral.Referral,
    referral.ReferralEvent,
    outcome.Outcome,
    item.AssistanceItem,
    need.Need,
    family.Family,
    person.Person,
    person.Certificate,
    person.CertificateRecord,
    person_match.PersonMatch,
    visit.Visit,
    visit.VisitDraft,
    follow_up.FollowUp,
    campaign.Campaign,
    imported.Import,
    region.Region,
    organization.Organization,
    organization.Office,
    account.Account,
    account.Membership,
    account.Viewer,
    assistance_type.AssistanceType,
    assistance_type.ContractLine,
    CodeName,
    Code,
    audit.AuditRecord,
)
"""The types that are read from tables: each of their fields has a cell in `domain/rules/access.py`."""

ROOTS: tuple[type[Roots], ...] = (
    account.ViewerRoots,
    NodeRoots,
    referral.ReferralRoots,
    item.ItemRoots,
    need.NeedRoots,
    family.FamilyRoots,
    person_match.PersonMatchRoots,
    visit.VisitRoots,
    campaign.CampaignRoots,
    imported.ImportRoots,
    assistance_type.AssistanceTypeRoots,
    CodeRoots,
    region.RegionRoots,
    organization.OrganizationRoots,
    audit.AuditRoots,
)

WORDS: tuple[tuple[type[Enum], Enumeration], ...] = (
    *account.ENUMS,
    *assistance_type.ENUMS,
    *audit.ENUMS,
    *campaign.ENUMS,
    *disclosure.ENUMS,
    *family.ENUMS,
    *follow_up.ENUMS,
    *imported.ENUMS,
    *item.ENUMS,
    *item_warning.ENUMS,
    *need.ENUMS,
    *organization.ENUMS,
    *outcome.ENUMS,
    *person.ENUMS,
    *person_match.ENUMS,
    *referral_words.ENUMS,
    *relation.ENUMS,
    *urgency.ENUMS,
    *visit.ENUMS,
)


def contract(commands: Sequence[type[Acts[Any, Any]]]) -> strawberry.Schema:
    """The whole contract, with the mutations of these commands, `reveal` and `visitDraftBody`."""
    told = {each.action: description(each) for each in commands} | reveal.SAYS
    assembly = Assembly(STORED, (*WORDS, *action.words(told)))
    mutations = Mutations(assembly).root(commands, reveal.mutation(assembly))
    return assembly.schema(ROOTS, visit_draft.root(), STORED, mutations)
