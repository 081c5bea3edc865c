"""What must come for a viewer and a query: rows in their order, each field, pages, counts, groups."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.oracle.administration import holds
from tests.oracle.asked import Asked, Cursor, Within
from tests.oracle.cases import colour, is_overdue, is_to_be_followed_up, waiting_for
from tests.oracle.counted import counts
from tests.oracle.county import TABLE_OF, Row, cut
from tests.oracle.federal import coverage
from tests.oracle.kinds import COUNTED, GROUPED, ROOTS, TYPES
from tests.oracle.lists import judge_lists, keys_of
from tests.oracle.narrowing import counted_office, department_of, lead_of, narrowed
from tests.oracle.noted import Named, named
from tests.oracle.ordering import ordered
from tests.oracle.shows import Fields, Node, Pages, Plain, Shows
from tests.oracle.sight import Watcher
from tests.oracle.words import period, period_called, tagged

PAGE = 20


class Oracle:
    """Answers one viewer. `skipped`: rows before the cursor of a root, by its key. `named`: what is shown that the audit has to note."""

    def __init__(self, watcher: Watcher, skipped: Mapping[str, int] | None = None) -> None:
        self.watcher, self.county = watcher, watcher.county
        self.shows = Shows(watcher)
        self.skipped = skipped or {}
        self.named: list[Named] = []

    def answer(self, roots: tuple[Asked, ...]) -> dict[str, Any]:
        """The data. Raises Refused, for lists of campaigns whether or not there is a campaign: no row is looked at before."""
        judge_lists(self.shows, (root for root in roots if root.name == "campaigns"))
        return {each.key: self._value(self._root(each), each, self.skipped.get(each.key, 0)) for each in roots}

    # --- roots -------------------------------------------------------------------------------------------------------

    def _root(self, asked: Asked) -> Any:
        match asked.name:
            case "viewer":
                return Node("Viewer", self.watcher.membership)
            case "node":
                return self.node(asked.arguments["id"])
            case "nodes":
                return [self.node(each) for each in asked.arguments["ids"]]
            case "inbox":
                return Pages("Referral", [row for row in self._rows("Referral") if self._waits_for_me(row)], "WORK_DUE", [])
            case "requests":
                rows = [row for row in self._rows("Referral") if self.watcher.asked(row)]
                return Pages("Referral", rows, "CREATED_DESC", [])
            case "referrals" if self.watcher.kind == "superior office":
                rows = [row for row in self._rows("Referral") if not self.watcher.asked(row)]
                return Pages("Referral", rows, "CREATED_DESC")
            case "followUpsDue":
                return Pages("Referral", [row for row in self._rows("Referral") if is_to_be_followed_up(self.watcher, row)], "WORK_DUE", [])
            case "accounts" if not self.watcher.is_administrator:  # listed to the three administrators alone
                return Pages("Account", [], "SUBJECT", [])
            case "correctionsDue":
                decides = self.watcher.kind == "cadre"
                return Pages("Correction", [row for row in self._rows("Correction") if decides and row["state"] == "OPEN"], "AT", [])
        type_name, order = ROOTS[asked.name]
        if asked.name == "referrals" and self.watcher.kind == "office":  # what it delegated stands beside its own
            return Pages(type_name, [row for row in self._rows(type_name) if row["office_id"] == self.watcher.office["id"]], order, [])
        counted = [row for row in self.county.tables[TABLE_OF[type_name]] if counts(self.watcher, row)] if type_name in GROUPED else []
        return Pages(type_name, self._rows(type_name), order, counted)

    def _rows(self, type_name: str) -> list[Row]:
        if type_name == "AssistanceType":
            return [row for row in self.county.tables["assistance_type"] if self.shows.in_force(row)]
        if type_name in ("LimitVersion", "CodeVersion"):
            return [row for row in self.county.tables["rule_limit" if type_name == "LimitVersion" else "code_name"] if holds(row)]
        if type_name == "Region":
            return self.county.tables["region"]
        if type_name == "TrustedDocument":
            return self.county.tables["trusted_document"] if self.watcher.is_administrator else []
        return [row for row in self.county.tables[TABLE_OF[type_name]] if self.sees(type_name, row)]

    def sees(self, type_name: str, row: Row) -> bool:
        """Whether the viewer sees a row of a type."""
        match type_name:
            case "Family":
                return self.watcher.sees_family(row)
            case "Person":
                return self.watcher.sees_person(row)
            case "Membership":
                return self.watcher.sees_membership(row)
            case "PersonMatch":
                return self.watcher.sees_match(row)
            case "Referral":
                return self.watcher.sees_referral(row)
            case "ReferralEvent" | "Event":
                return self.shows.sees_event(row, of_referral=type_name == "ReferralEvent")
            case "Outcome" | "FollowUp":
                return (type_name == "Outcome" or not self.watcher.is_office) and self.shows.referral(row["referral_id"]) is not None
            case "ItemLine":
                return self.watcher.sees_line(row)
            case "AssistanceItem" | "Need" | "Visit":
                return self.watcher.sees_federal(row)
            case "CampaignListing":
                return self.watcher.is_in_charge(row)
            case "Proposal" | "Issuer" | "SignIn" | "LegalHold":
                return self.watcher.is_administrator
            case "EmergencyView":
                return self.watcher.sees_emergency(row)
            case "Correction":
                return self.watcher.sees_correction(row)
            case "FamilyHandOver":
                return self.watcher.sees_hand_over(row)
            case "FamilyMoveProposal":
                return self.watcher.sees_move(row)
            case "SavedFilter":
                return self.watcher.sees_saved_filter(row)
            case "VisitDraft":
                return bool(row["author_id"] == self.watcher.membership["account_id"])
            case "Import":
                return self.watcher.sees_import(row)
            case "AuditRecord":
                return self.watcher.kind == "auditor"
        return True

    def node(self, text: str) -> Node | None:
        """The row of a global id; None for whatever may not be seen, is not there, or is no id."""
        if text == tagged("Viewer", self.watcher.membership["id"]):
            return Node("Viewer", self.watcher.membership)
        type_name, row = self.county.by_global_id.get(text, ("", {}))
        if type_name in {"Family", "Person"} and row["merged_into_id"] is not None:
            survivor = self.county.one(TABLE_OF[type_name], row["merged_into_id"])
            if survivor is not None and self.sees(type_name, survivor):  # an old id goes on as another, for whoever sees that
                return Node(type_name, survivor)
        return Node(type_name, row) if type_name and self.sees(type_name, row) else None

    def _waits_for_me(self, row: Row) -> bool:
        waits, office = waiting_for(self.county, row), self.watcher.office["id"]
        for_office = "OFFICE" in waits and row["office_id"] == office
        match self.watcher.kind:
            case "office" | "superior office":
                return for_office or ("FEDERATION" in waits and self.watcher.asked(row))
            case "cadre" | "superior federation":
                return for_office or ("FEDERATION" in waits and row["dispatching_office_id"] == office)
            case "commissioner":
                return "COMMISSIONER" in waits
        return False

    # --- values ------------------------------------------------------------------------------------------------------

    def _value(self, value: Any, asked: Asked, skipped: int = 0) -> Any:
        if callable(value):
            value = value()
        match value:
            case Node():
                told = self._selected(value.type, TYPES[value.type](self.shows, value.row), asked.selection)
                self.named += named(value.type, value.row, asked.selection, told)
                return told
            case Plain():
                return self._selected(value.type, value.fields, asked.selection)
            case Pages():
                return self._page(value, asked, skipped)
            case list():
                return [self._value(each, asked) for each in value]
        return value

    def _selected(self, type_name: str, fields: Fields, selection: tuple[Asked | Within, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for each in selection:
            if isinstance(each, Within):
                found |= self._selected(type_name, fields, each.selection) if each.type == type_name else {}
            else:
                found[each.key] = type_name if each.name == "__typename" else self._value(fields[each.name], each)
        return found

    # --- pages -------------------------------------------------------------------------------------------------------

    def _page(self, pages: Pages, asked: Asked, skipped: int) -> dict[str, Any]:
        given = asked.arguments
        rows = narrowed(self.shows, pages.type, pages.rows, given.get("filter"))
        counted = rows + narrowed(self.shows, pages.type, pages.counted or [], given.get("filter"))
        rows = ordered(pages.type, rows, str(given.get("orderBy") or pages.order))
        first = PAGE if given.get("first") is None else given["first"]
        here = rows[skipped : skipped + first]
        edge = {"cursor": Cursor()}
        info = {
            "hasNextPage": first > 0 and len(rows) > skipped + first,  # nothing follows a page of nothing
            "hasPreviousPage": "after" in given,
            "startCursor": Cursor() if here else None,
            "endCursor": Cursor() if here else None,
        }
        fields = {
            "nodes": [Node(pages.type, row) for row in here],
            "edges": [Plain(f"{pages.type}Edge", edge | {"node": Node(pages.type, row)}) for row in here],
            "pageInfo": Plain("PageInfo", info),
            "totalCount": len(counted),
            "totalCountIsCapped": False,
        }
        found: dict[str, Any] = {}
        for each in asked.selection:
            assert isinstance(each, Asked)
            if each.name == "groups":
                found[each.key] = [self._value(group, each) for group in self._groups(pages.type, counted, each)]
            else:
                found |= self._selected(f"{pages.type}Connection", fields, (each,))
        return found

    def _groups(self, type_name: str, rows: list[Row], asked: Asked) -> list[Plain]:
        by = keys_of(self.watcher, type_name, asked)
        keys = [tuple(self._key(type_name, row, each) for each in by) for row in rows]
        counts, unsigned, overdue = Counter(keys), Counter[tuple[str | None, ...]](), Counter[tuple[str | None, ...]]()
        for row, key in zip(rows, keys, strict=True):
            if type_name in {"ItemLine", "CampaignListing"}:
                continue
            unsigned[key] += row["state"] == "DISPATCHED"
            overdue[key] += is_overdue(self.county, lead_of(self.county, type_name, row))
        in_order = sorted(counts, key=lambda key: (-counts[key], [(part is None, self._rank(part)) for part in key]))
        if type_name == "ItemLine":
            return [self._fund_group(key, by, [row for row, of in zip(rows, keys, strict=True) if of == key]) for key in in_order]
        if type_name == "CampaignListing":
            return [coverage(self._shared(key, by), [row for row, of in zip(rows, keys, strict=True) if of == key]) for key in in_order]
        counted = (("count", counts), ("unsigned", unsigned), ("overdue", overdue))
        return [Plain("Group", {**self._shared(key, by), **{name: found[key] for name, found in counted}}) for key in in_order]

    def _fund_group(self, key: tuple[str | None, ...], by: list[str], rows: list[Row]) -> Plain:
        """What lines come to: what is void or failed is not requested; what is paid was arranged."""
        asked = [row for row in rows if row["state"] in {"OPEN", "PAID"}]
        requests = {row["id"]: None if row["referral_id"] is None else self.shows.referral(row["referral_id"]) for row in asked}
        arranged = {key for key, request in requests.items() if request is not None and request.row["stage"] in {"ARRANGED", "PAID"}}

        def total(*states: str) -> int:
            return sum(row["sum"] for row in rows if row["state"] in states)

        sums = {
            "count": len(rows),
            "persons": sum(row["persons"] for row in asked),
            "requested": total("OPEN", "PAID"),
            "arranged": sum(row["sum"] for row in asked if row["state"] == "PAID" or row["id"] in arranged),
            "paid": total("PAID"),
            "outstanding": total("OPEN"),
            "failed": total("FAILED"),
        }
        return Plain("FundGroup", {**self._shared(key, by), **sums})

    def _shared(self, key: tuple[str | None, ...], by: list[str]) -> Fields:
        """What the rows of a group share, as lists and by name; what they are not counted by is null."""
        labels = [self._label(part, each) for part, each in zip(key, by, strict=True)]
        words, nothing = [each.lower() for each in by], dict.fromkeys(COUNTED)
        return {
            "keys": list(key),
            "labels": labels,
            "key": Plain("GroupKey", nothing | dict(zip(words, key, strict=True))),
            "name": Plain("GroupName", nothing | dict(zip(words, labels, strict=True))),
        }

    def _rank(self, key: str | None) -> str:
        """Equal counts stand in the order of their keys; offices in that of what their ids hold."""
        type_name, row = self.county.by_global_id.get(key or "", ("", {}))
        return str(row["id"]) if type_name else str(key)

    def _key(self, type_name: str, row: Row, by: str) -> str | None:
        if type_name == "CampaignListing":
            return cut(row["region_code"], 9 if by == "TOWNSHIP" else 6)
        if type_name == "ItemLine":
            return str({"TYPE": row["type_code"], "TOWNSHIP": row["township_code"], "MONTH": f"{row['period']:%Y-%m}"}[by])
        lead = lead_of(self.county, type_name, row)
        match by:
            case "DEPARTMENT":
                return department_of(self.county, type_name, row)
            case "OFFICE" if self.watcher.kind == "counter":
                return counted_office(self.county, lead)
            case "OFFICE":
                at = self.watcher.towards_case(lead)["ADDRESS"]
                shown = None if lead is None else self.shows.placed("Office", "office", lead["office_id"], at)
                return None if shown is None else tagged("Office", shown.row["id"])
            case "TYPE":
                return str(row["type_code"])
            case "TOWNSHIP" | "COUNTY":
                return cut(row["region_code"], 9 if by == "TOWNSHIP" else 6)
            case "STATE":
                return str(row["state"])
            case "WEEK" | "MONTH":
                at = row["dispatched_at"] if type_name == "Referral" else row["first_dispatched_at"]
                return None if at is None else period(at, by)
        return None if lead is None else colour(self.county, lead, self.watcher)

    def _label(self, key: str | None, by: str) -> str | None:
        match by:
            case _ if key is None:
                return None
            case "DEPARTMENT" | "STATE" | "COLOUR":
                return self.shows.called(by, key)
            case "WEEK" | "MONTH":
                return period_called(key, self.watcher.language)
            case "OFFICE":
                return str(self.county.by_global_id[key][1]["name"])
            case "TYPE":
                versions = self.county.having("assistance_type", "code", key)
                return self.shows.name(max(versions, key=lambda row: int(row["version"])))
        return self.county.region_name(key)
