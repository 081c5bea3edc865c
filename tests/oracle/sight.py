"""Who sees which rows, and how much of what is personal: docs/domain.md 7 in plain Python, over rows alone.

Nothing here is shared with the access table, the row rules, the policies or the planner: their rules are read from the page once more.
"""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from tests.oracle.county import County, Row, digits, lies_in

HIDDEN, COARSE, MASKED, FULL = 0, 1, 2, 3
NAMES = ("HIDDEN", "COARSE", "MASKED", "FULL")
GROUPS = (
    "IDENTITY", "ID_NUMBER", "CONTACT", "CONTACT_WISH", "ADDRESS", "BIRTH", "DISABILITY", "HEALTH", "INCOME", "WORK",
    "CASE", "INTERNAL", "STATUS",
)  # fmt: skip
GIVEN = GROUPS[:10]
"""What a share contract gives: with a level of its own in each row of family_access."""


def levels(letters: str) -> dict[str, int]:
    """As docs/domain.md 7 writes them: one letter a group."""
    return {group: "HCMF".index(letter) for group, letter in zip(GROUPS, letters.split(), strict=True)}


IN_CLEAR = levels("F M F F F F F F F F F F F")
OF_CALLS = levels("F M F F F C H H H H F H F")
FROM_ABOVE = levels("M H H H C C C H H H F F F")
OF_THE_LINE = levels("M H H H C C C H H H F H F")
OF_A_PERSON = {"IDENTITY", "ID_NUMBER", "BIRTH", "DISABILITY"}
"""What is told of one person wherever it stands; everything else on a family is the household's."""
WITHOUT_COUNTIES = ("4419", "4420", "4604", "6202")
"""Cities that have no counties (docs/domain-facts.md 2.4): the city stands in a county's place."""


@dataclass(frozen=True)
class Watcher:
    """A membership that asks, from its own rows."""

    county: County
    account: str
    language: str = "zh"

    @cached_property
    def membership(self) -> Row:
        """The membership: every account of the county has one that runs."""
        account = self.county.one("account", self.account, "subject")
        assert account is not None
        held = self.county.having("membership", "account_id", account["id"])
        return next(each for each in held if each["ends_at"] > self.county.now)

    @cached_property
    def office(self) -> Row:
        """Where it works."""
        office = self.county.one("office", self.membership["office_id"])
        assert office is not None
        return office

    @cached_property
    def is_above_the_county(self) -> bool:
        """Personal data in clear is for the county, or a city without counties, and below."""
        scope = self.membership["scope"]
        return not scope or any(len(digits(code)) < 6 and digits(code) not in WITHOUT_COUNTIES for code in scope)

    @cached_property
    def kind(self) -> str:
        """The class of docs/domain.md 7."""
        above = self.is_above_the_county
        return {
            "COMMISSIONER": "commissioner",
            "HOTLINE_OPERATOR": "operator",
            "FEDERATION_CADRE": "superior federation" if above else "cadre",
            "FEDERATION_MONITOR": "monitor",
            "OFFICE_DISPATCHER": "superior office" if above else "office",
            "OFFICE_HANDLER": "superior office" if above else "office",
            "FEDERATION_LEADER": "counter",
            "GOVERNMENT_VIEWER": "counter",
            "AUDIT_ADMIN": "auditor",
            "SYSTEM_ADMIN": "nobody",
            "SECURITY_ADMIN": "security",
        }[self.membership["role"]]

    # --- rows --------------------------------------------------------------------------------------------------------

    @property
    def is_federation(self) -> bool:
        """Whether it sees by where a family lives."""
        return self.kind in {"commissioner", "cadre", "superior federation", "monitor"}

    @property
    def is_office(self) -> bool:
        """Whether it sees by what was referred."""
        return self.kind in {"office", "superior office"}

    @property
    def is_administrator(self) -> bool:
        """Whether it is one of the three administrators."""
        return self.kind in {"auditor", "security", "nobody"}

    def has_in_scope(self, region: str) -> bool:
        """Whether a division lies in the divisions it works in."""
        return any(lies_in(region, division) for division in self.membership["scope"])

    def is_of_my_line(self, department: str | None, region: str) -> bool:
        """An office of the same department within the scope of a superior office."""
        mine = self.office["department_code"]
        return self.kind == "superior office" and mine is not None and department == mine and self.has_in_scope(region)

    def accesses(self, key: UUID, by: str = "family_id") -> list[tuple[Row, bool]]:
        """What is in force of family_access for this office, and of its line, by a family: each with whether it is its own."""
        found = []
        for access in self.county.having("family_access", by, key):
            own = access["office_id"] == self.office["id"]
            line = self.is_of_my_line(access["department_code"], access["office_region_code"])
            if access["until"] > self.county.now and (own or line):
                found.append((access, own))
        return found

    def was_called_by(self, family: UUID) -> bool:
        """A hotline call of this office in force."""
        return any(own and access["visit_id"] is not None for access, own in self.accesses(family))

    def sees_family(self, family: Row) -> bool:
        """Families, and whoever belongs to them."""
        if self.is_federation:
            return family["merged_into_id"] is None and self.has_in_scope(family["region_code"])
        if self.kind == "operator":
            return self.was_called_by(family["id"])
        return self.is_office and bool(self.accesses(family["id"]))

    def gives_of(self, family: UUID, person: UUID | None) -> bool:
        """Whether an office is given anything of a member: of a family that was merged of those alone whom it saw before."""
        return any(access["members"] is None or person in access["members"] for access, _ in self.accesses(family))

    def sees_person(self, person: Row) -> bool:
        """A member, who was not merged into another: of an office those of whom it is given anything."""
        family = self.county.one("family", person["family_id"])
        if family is None or not self.sees_family(family):
            return False
        return self.gives_of(family["id"], person["id"]) if self.is_office else person["merged_into_id"] is None

    def family_shown(self, referral: Row) -> UUID:
        """The family that a referral shows: to an office whose referral had ended when it was merged, as it stood."""
        kept: UUID = (referral["kept_family_id"] if self.is_office else None) or referral["family_id"]
        return kept

    def sees_referral(self, referral: Row) -> bool:
        """Referrals, their history and outcomes."""
        if self.is_federation:
            dispatched_it = self.kind != "commissioner" and referral["dispatching_office_id"] == self.office["id"]
            return self.has_in_scope(referral["region_code"]) or dispatched_it
        if self.kind == "operator":
            return self.was_called_by(referral["family_id"])
        if not self.is_office:
            return False
        if self.asked(referral):
            return True
        own = self.office["id"] in (referral["office_id"], referral["delegating_office_id"])
        line = self.is_of_my_line(referral["department_code"], referral["office_region_code"])
        retained = referral["visible_until"] is None or referral["visible_until"] > self.county.now
        return (own or line) and retained

    def asked(self, row: Row) -> bool:
        """A request for funds, which has no family, that this office made."""
        by = row["owner_office_id"] if "owner_office_id" in row else row["dispatching_office_id"]
        return row["family_id"] is None and by == self.office["id"]

    def is_in_charge(self, row: Row) -> bool:
        """A family on a campaign's list: whoever visits it, and the cadres of its county."""
        return self.kind in {"cadre", "commissioner"} and self.has_in_scope(row["region_code"])

    def sees_correction(self, row: Row) -> bool:
        """A value that is corrected: whoever is in charge of the family; a proposal also who supervises the place, and who made it."""
        if (key := row["referral_id"]) is not None and self.is_office:
            return any(own for _, own in self.accesses(key, "referral_id"))
        return self.is_in_charge(row) or ((key or row["received_on"]) and self.kind == "monitor" and self.has_in_scope(row["region_code"]))

    def sees_hand_over(self, row: Row) -> bool:
        """A family that was handed over: whoever is in charge of the place or supervises it, and the office that did it."""
        supervises = self.kind == "monitor" and self.has_in_scope(row["region_code"])
        return self.is_in_charge(row) or supervises or (self.kind == "office" and bool(row["office_id"] == self.office["id"]))

    def sees_move(self, row: Row) -> bool:
        """A family that is proposed to another county: the cadres and monitors of both."""
        over = any(self.has_in_scope(row[place]) for place in ("region_code", "from_region_code"))
        return (over and self.kind in {"cadre", "monitor"}) or (self.kind == "cadre" and bool(row["office_id"] == self.office["id"]))

    def sees_line(self, line: Row) -> bool:
        """A line of a request for funds: who asked, who has the request, and the federations over it; nobody in a village."""
        if self.kind in {"cadre", "superior federation", "monitor"}:
            return self.has_in_scope(line["region_code"])
        if not self.is_office:
            return False
        request = None if line["referral_id"] is None else self.county.one("referral", line["referral_id"])
        return line["owner_office_id"] == self.office["id"] or (request is not None and self.sees_referral(request))

    @property
    def pays(self) -> bool:
        """Whether it is shown FUNDS."""
        return self.is_office or self.kind in {"cadre", "superior federation", "monitor"}

    def sees_federal(self, row: Row) -> bool:
        """Items, needs, visits: nobody's but the federation's; a request for funds also theirs who made it."""
        if self.is_office:
            return "lead_id" in row and self.asked(row)
        if self.kind == "operator":
            return self.was_called_by(row["family_id"])
        return self.is_federation and self.has_in_scope(row["region_code"])

    def sees_step(self, row: Row) -> bool:
        """A step of a referral that it sees: of a family that was merged or moved, a commissioner is told what was in their villages."""
        return self.kind != "commissioner" or self.has_in_scope(row["region_code"])

    def sees_event(self, row: Row) -> bool:
        """What happened to an item, a need, a visit, a family: the federation's; to a family not an operator's."""
        of_family = row["subject_type"] == "Family" and self.kind != "operator"
        return (of_family or row["subject_type"] in {"AssistanceItem", "Need", "Visit"}) and not self.is_office and self.sees_federal(row)

    def sees_import(self, row: Row) -> bool:
        """What an account took in; a cadre what the office's accounts did."""
        mine, ours = row["account_id"] == self.membership["account_id"], row["office_id"] == self.office["id"]
        return bool({"commissioner": mine, "operator": mine, "cadre": ours, "superior federation": ours}.get(self.kind))

    def sees_saved_filter(self, row: Row) -> bool:
        """What an account saved for itself, or anybody shared in the viewer's office."""
        looks = {"commissioner", "operator", "cadre", "superior federation", "monitor", "office", "superior office"}
        mine = row["shared_office_id"] is None and row["account_id"] == self.membership["account_id"]
        return self.kind in looks and (mine or row["shared_office_id"] == self.office["id"])

    def sees_emergency(self, row: Row) -> bool:
        """A call to see a family at once: the office's own, the supervisors' and cadres' of the county, all for who guards security."""
        here = self.kind in {"cadre", "monitor"} and self.has_in_scope(row["region_code"])
        return here or self.kind == "security" or (self.kind == "office" and row["office_id"] == self.office["id"])

    def sees_match(self, row: Row) -> bool:
        """Two registrations under one number: the cadres' of the county where the person lives who was known first."""
        return self.kind == "cadre" and self.has_in_scope(row["region_code"])

    def sees_membership(self, row: Row) -> bool:
        """Who works where: told to colleagues, to whoever stands above, to administrators; of a village to whoever may know villages."""
        if self.is_administrator or row["office_id"] == self.office["id"] or row["account_id"] == self.membership["account_id"]:
            return True
        office = self.county.one("office", row["office_id"])
        assert office is not None
        if self.kind == "superior office":
            return self.is_of_my_line(office["department_code"], office["region_code"])
        above = self.kind == "cadre" or (self.kind in {"superior federation", "monitor"} and len(digits(office["region_code"])) < 12)
        return above and self.has_in_scope(office["region_code"])

    @property
    def is_kept_from_villages(self) -> bool:
        """Whether of the divisions in which others work it is shown no nearer than the township."""
        return self.kind in {"superior federation", "monitor", "superior office", "counter"}

    # --- levels ------------------------------------------------------------------------------------------------------

    @cached_property
    def fixed(self) -> dict[str, int]:
        """The levels of whoever does not need a row of family_access."""
        return {
            "commissioner": IN_CLEAR,
            "cadre": IN_CLEAR,
            "operator": OF_CALLS,
            "superior federation": FROM_ABOVE,
            "monitor": FROM_ABOVE,
        }.get(self.kind, dict.fromkeys(GROUPS, HIDDEN))

    def towards_family(self, family: Row) -> dict[str, int]:
        """The levels towards a household: its name is its head's; its own fields have whatever any referral gives of them."""
        by_head = self.towards(family["id"], family["head_id"])
        of_all = self.towards(family["id"], None, whomever=True)
        return {group: (by_head if group in OF_A_PERSON else of_all)[group] for group in GROUPS}

    def towards(self, family: UUID, person: UUID | None, *, whomever: bool = False) -> dict[str, int]:
        """The levels towards a member of a family: in full by what names that member; or by everything, `whomever` it names."""
        if not self.is_office:
            return self.fixed
        found = dict.fromkeys(GROUPS, HIDDEN)
        for access, own in self.accesses(family):
            if not whomever and access["members"] is not None and person not in access["members"]:
                continue
            named = whomever or access["person_id"] is None or access["person_id"] == person
            for group in GIVEN:
                given = int(access[f"{group.lower()}_level"])
                level = (given if named else min(given, COARSE)) if own else OF_THE_LINE[group]
                found[group] = max(found[group], level)
        return found | {"STATUS": FULL}

    def towards_case(self, referral: Row | None) -> dict[str, int]:
        """The levels towards a case: of an office by the referral, which carries how much of CASE it was given."""
        if not self.is_office:
            return self.fixed
        found = dict.fromkeys(GROUPS, HIDDEN) | {"STATUS": FULL}
        if referral is None:
            return found
        own = referral["office_id"] == self.office["id"] or (self.kind == "office" and self.sees_referral(referral))
        found["CASE"] = int(referral["case_level"]) if own else OF_THE_LINE["CASE"]
        given = [int(access["address_level"]) for access, own_access in self.accesses(self.family_shown(referral)) if own_access]
        return found | {"ADDRESS": max([COARSE, *given])}
