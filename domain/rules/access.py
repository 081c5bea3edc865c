"""Who sees which fields: the group of every field, the level it requires, and the level of every kind of viewer in each group.

Source: docs/domain.md 7 (field groups, levels on the federation's side), docs/domain-facts.md 5.6 (masking).
One of the three tables of the house.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.rules.group import OF_REFERRALS, PERSONAL, Group, Level
from domain.viewer import Kind


class AsShared(StrEnum):
    """A level that does not follow from the kind of viewer alone but from each row."""

    FAMILY_ACCESS = "FAMILY_ACCESS"  # the highest level in force in family_access, for this office
    SUPERIOR = "SUPERIOR"  # the office's own rows as FAMILY_ACCESS, those of its line at SUPERIOR_LEVELS


STAFF: dict[Kind, Level] = dict.fromkeys(Kind, Level.FULL) | dict.fromkeys(
    (Kind.SUPERIOR_FEDERATION, Kind.MONITOR, Kind.SUPERIOR_OFFICE, Kind.COUNTER), Level.COARSE
)
"""Level of each kind in the scope of the memberships that it sees (domain/rules/rows.py); COARSE shows no division below the township."""


def _levels(row: str) -> dict[Group, Level | AsShared]:
    """Return the levels of a row of docs/domain.md 7: thirteen letters, F full, M masked, C coarse, H hidden."""
    order = (*PERSONAL, Group.CASE, Group.INTERNAL, Group.STATUS)
    letters = {"F": Level.FULL, "M": Level.MASKED, "C": Level.COARSE, "H": Level.HIDDEN}
    return dict(zip(order, (letters[letter] for letter in row.split()), strict=True))


def _shared(by: AsShared) -> dict[Group, Level | AsShared]:
    """Return the levels of an office: by its contracts, STATUS in full, INTERNAL never."""
    given: dict[Group, Level | AsShared] = dict.fromkeys((*PERSONAL, *OF_REFERRALS), by)
    return given | {Group.STATUS: Level.FULL}


_FEDERAL: dict[Group, Level | AsShared] = {Group.OTHER_HELP: Level.FULL}  # of the referrals that they see in any case
_CLEAR = _levels("F M F F F F F F F F F F F") | _FEDERAL
_ABOVE = _levels("M H H H C C C H H H F F F") | _FEDERAL

SUPERIOR_LEVELS = {group: level for group, level in _levels("M H H H C C C H H H F H F").items() if isinstance(level, Level)}
"""The levels of a superior office on rows of the offices of its line."""

_PERSONAL: dict[Kind, dict[Group, Level | AsShared]] = {
    Kind.COMMISSIONER: _CLEAR,
    Kind.CADRE: _CLEAR,
    Kind.OPERATOR: _levels("F M F F F C H H H H F H F") | _FEDERAL,
    Kind.SUPERIOR_FEDERATION: _ABOVE,
    Kind.MONITOR: _ABOVE,
    Kind.OFFICE: _shared(AsShared.FAMILY_ACCESS),
    Kind.SUPERIOR_OFFICE: _shared(AsShared.SUPERIOR),
    Kind.COUNTER: {Group.STATUS: Level.FULL},
    Kind.AUDITOR: {Group.AUDIT: Level.FULL},
    Kind.SECURITY: {Group.STATUS: Level.FULL},
    Kind.ADMINISTRATOR: {},
}

PAY = frozenset({Kind.CADRE, Kind.SUPERIOR_FEDERATION, Kind.MONITOR, Kind.OFFICE, Kind.SUPERIOR_OFFICE})
"""The kinds that are shown requests for funds, of those that they see: the rows decide (domain/rules/rows.py)."""

KEEPERS = frozenset({Kind.ADMINISTRATOR, Kind.SECURITY, Kind.AUDITOR})
"""The three administrators: who keeps accounts, and is shown all of them."""

# kind -> group -> level. What is not here is HIDDEN. REFERENCE is for everyone who is signed in.
LEVELS: dict[Kind, dict[Group, Level | AsShared]] = {
    kind: levels
    | {Group.STAFF: STAFF[kind]}
    | ({Group.FUNDS: Level.FULL} if kind in PAY else {})
    | ({Group.ACCOUNTS: Level.FULL} if kind in KEEPERS else {})
    for kind, levels in _PERSONAL.items()
}


@dataclass(frozen=True)
class Cell:
    """The group of a field, and the lowest level in it at which the field is shown."""

    group: Group
    at: Level = Level.FULL


def _cells(type_name: str, **groups: str) -> dict[str, Cell]:
    """Return the cells of one type from `group__level="field field"`; without a level the fields require FULL."""
    cells: dict[str, Cell] = {}
    for key, names in groups.items():
        group, _, level = key.partition("__")
        for name in names.split():
            cells[f"{type_name}.{name}"] = Cell(Group[group.upper()], Level[level.upper() or "FULL"])
    return cells


def cell(field: str) -> Cell | None:
    """Return the cell of `Type.field`. A field without a cell (None) is shown to nobody."""
    return FIELDS.get(field)


def cells_of(type_name: str) -> dict[str, Cell]:
    """Return the cells of a type's fields by their names."""
    return {key.removeprefix(f"{type_name}."): each for key, each in FIELDS.items() if key.startswith(f"{type_name}.")}


def level_of(kind: Kind, group: Group) -> Level | AsShared:
    """Return the level of a kind of viewer in a group; HIDDEN where none is written."""
    if group is Group.REFERENCE:
        return Level.FULL
    return LEVELS[kind].get(group, Level.HIDDEN)


FIELDS: dict[str, Cell] = {
    **_cells(
        "Referral",
        status="id number version state part lead beside delegatingOffice handedBack "
        "openAssisting assistingReturned withoutAssisting stage stageOn returnable "
        "waitingFor externalReference type urgency dispatchedAt signedAt startedAt acceptedOn "
        "completedAt confirmedAt endedAt answerDueAt returnDueAt finishDueAt workDueAt colour "
        "answerDueOn returnDueOn finishDueOn workDueOn dueProvisional reopenUntilOn urgedForOn "
        "clockPausedBy missing applyRegion region needDomain office "
        "dispatchingOffice handler updatedAt reopenCount reopenUntil confirmed questionOpen returnReason "
        "returnedBy cancelReason availableActions family person item previous "
        "designation returnAsk extension acceptanceAsk disclosed urgedFor visibleUntil events createdAt unread "
        "suspendedUntil suggestedOffice",
        case="requestText legalBasis outcome outcomes paymentFailedOn owedUntil recognitionEndedOn transfer",
        internal="followUps placementCalls",
        other_help="otherHelp",
        funds="lines lineSummary requestDocument fundSource receivedOn",
    ),
    **_cells("ItemLine", status="id", funds="type township period persons sum state failure referral granted"),
    **_cells(
        "ReferralEvent",
        status="id at action office account client state before reason reasons stage stageOn handler acceptedOn suspendedUntil returnedBy "
        "suggestedOffice granted days textKind",
        case="text",
    ),
    **_cells("Change", status="position at action referral"),
    **_cells("Event", status="id at action office account client before after reason reasons"),
    **_cells(
        "Outcome",
        status="id",
        case="result decidedOn benefit placement recognition service refusal reviewOn note version at",
        funds="payment",
    ),
    **_cells(
        "AssistanceItem",
        status="id number version state type urgency createdAt updatedAt dispatchedAt region "
        "office family person need referrals lead path cancelReason "
        "availableActions events changedSinceReturn lastReturnedOffice suggestedOffice designatable previous needDomain",
        case="requestText",
        internal="dispatchPreview warnings",
        funds="lines lineSummary requestDocument fundSource",
    ),
    **_cells(
        "Need",
        status="id number domain urgency status closeReason createdAt updatedAt region family person visit items "
        "availableActions version closedAt events",
        case="requestText",
        internal="internalNote",
    ),
    **_cells(
        "Family",
        status="id number region registrationRegion residenceRegion createdAt needs items referrals visits corrections",
        identity__coarse="displayName head members",
        address__coarse="address",
        contact__masked="phone",
        contact="contactPerson contactPersonLeft",
        contact_wish="contactWish",
        internal="updatedAt categories nextContactOn version events planResponsible planItems mergedNumbers",
        health="healthCategories",
        income="incomePerHead entitlements monitoring",
    ),
    **_cells("Entitlement", income="type state since until source document person kind helper endReason", health="riskCause measures"),
    **_cells(
        "Person",
        status="id relation family",
        identity__coarse="displayName",
        id_number__masked="idNumber certificateNumber",
        internal="noIdReason deceasedOn",
        birth__coarse="ageBand",
        birth__masked="sex",
        birth="birthYear birthDate",
        disability__coarse="certificate",
        contact="guardian",
        work="work",
    ),
    **_cells(
        "WorkProfile",
        work="toldOn education employment notEmployedReason livelihood registeredUnemployed wish hours distance atHome canDo "
        "support careDuties zeroEmploymentHousehold publicPostMonths",
    ),
    **_cells("PersonMatch", status="id version createdAt updatedAt known registered decision decidedAt decidedBy", internal="note"),
    **_cells(
        "Correction",
        status="id version updatedAt at value state reason dueAt dueOn refusal decidedAt referral visit family person office "
        "receivedOn askedBy channel answeredOn",
        contact="proposed removes replaced note",
        internal="by decidedBy",
    ),
    **_cells(
        "FamilyHandOver",
        status="id version updatedAt at office externalReference region domain noticeBasis state dueAt dueOn reason decidedAt",
        identity="headName",
        contact="phone",
        address="address",
        case="requestText",
        internal="by decidedBy family",
    ),
    **_cells(
        "FamilyMoveProposal",
        status="id number version updatedAt at office region state dueAt dueOn reason decidedAt family",
        internal="by decidedBy",
    ),
    **_cells("CertificateRecord", disability__coarse="category", disability__masked="level", disability="at status issuedOn"),
    **_cells("Certificate", disability__coarse="category", disability__masked="level", disability="status issuedOn history"),
    **_cells(
        "Visit",
        status="id number version updatedAt at mode channel contactResult hotlineTicket callbackDueAt calledBackAt createdAt "
        "region family person campaign visitor needs events state withdrawnAt withdrawnBy withdrawalReason availableActions",
        internal="categories categoryText noDifficulty notice companions ledByLeadingCadre consolation suggestions "
        "safetyMeasures dynamicUpdateYear noHomeVisitReason nextContactOn",
        health="healthCategories",
        income="incomePerHead",
    ),
    **_cells("CampaignListing", status="id version updatedAt campaign family region visitor state contactResult removedReason listedAt"),
    **_cells("FollowUp", status="id at result satisfaction by referral family", internal="note"),
    **_cells("PlacementCall", internal="at result leftOn leftReason wantsAnother by note"),
    **_cells(
        "EmergencyView",
        status="id version updatedAt at until account office reason found family decision decidedAt decidedBy",
        identity="text",
        internal="note",
    ),
    **_cells("SavedFilter", reference="id list name filter shared by savedAt"),
    **_cells("VisitDraft", status="id version savedAt"),
    **_cells("Import", status="id number version updatedAt at account office fileDigest rows recorded known refused undoneAt undoneBy"),
    **_cells(
        "Campaign",
        reference="id number version title documentNumber startsOn endsOn categories region office parent createdAt updatedAt listings",
    ),
    **_cells("Region", reference="code name level parent children"),
    **_cells("Organization", reference="id name kind department region parent offices endedAt"),
    **_cells(
        "Office",
        reference="id name kind department region organization canSign memberships authorities availability endedAt",
        staff__coarse="defaultHandlers",
    ),
    **_cells("Availability", reference="township type saidOn places pausedUntil reason"),
    **_cells("Authority", reference="type decidedAt acceptedAt document"),
    **_cells("DefaultHandler", staff__coarse="township type handler"),
    **_cells("Account", reference="id name memberships", accounts="subject language lastUsedAt"),
    **_cells("Client", reference="id clientId name office version updatedAt createdAt revokedAt keys", accounts="lastUsedAt"),
    **_cells("ClientKey", reference="kid algorithm createdAt createdBy approvedAt approvedBy revokedAt"),
    **_cells("Membership", reference="id account office role startsAt endsAt", staff__coarse="scope deputyFor"),
    **_cells(
        "Proposal",
        staff="id version updatedAt kind state at listed proposedBy decidedAt decidedBy reason subject name newAccount account office "
        "role startsAt endsAt deputyFor membership organizationKind region department parent lines organization newOrganization newOffice "
        "address audience keysAddress clientId organizations requirements issuer newIssuer signIn "
        "codeList code value unit validFrom basis followsLimit newLimit type newType nameEn like successor followsCode newCode concerns "
        "documentText digest operations document",
        staff__coarse="scope",
    ),
    **_cells("CodeVersion", reference="list code version nameZh nameEn validFrom validTo successor source proposal proposals"),
    **_cells("LimitVersion", reference="limit version value unit validFrom validTo source proposal proposals"),
    **_cells("TrustedDocument", staff="digest name text operations addedOn withdrawnOn origin proposal withdrawal"),
    **_cells("Issuer", staff="id address name audience keysAddress clientId organizations requirements signIns endsAt"),
    **_cells("IssuerRequirement", staff="role acr amr"),
    **_cells("SignIn", staff="id issuer subject account endsAt"),
    **_cells(
        "LegalHold",
        staff="id version updatedAt state at proposedBy reason family account decidedAt decidedBy endProposedAt endProposedBy "
        "endDecidedBy endedAt",
    ),
    **_cells(
        "AssistanceType",
        reference="code name version leadDepartment domains appliesBy acceptedAt "
        "decidedAt needsApplication urgencyApplies needsCertificate outcomeKind stages limit "
        "binding source validFrom validTo pooled contract",
    ),
    **_cells("ContractLine", reference="half group level reason"),
    **_cells("Viewer", reference="id membership account role office scope language"),
    **_cells("CodeName", reference="code name"),
    **_cells("Code", reference="list code name"),
    **_cells(
        "AuditRecord", audit="id at kind action account client office target groups families persons before after version reason trace"
    ),
}
