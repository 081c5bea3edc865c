"""What a viewer is shown: objects on rows, lists and pages of them, codes with names, and the neighbours that the viewer sees.

A field is a value, or a function without arguments that makes it when it is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.oracle.county import Row, cut, digits
from tests.oracle.sight import COARSE, FULL, HIDDEN, MASKED, NAMES, Watcher
from tests.oracle.words import today

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Node:
    """An object that stands on a row."""

    type: str
    row: Row


@dataclass(frozen=True)
class Plain:
    """An object made of its neighbour's row."""

    type: str
    fields: Fields


@dataclass(frozen=True)
class Pages:
    """A connection before it is narrowed, ordered and cut: the rows that may be seen, and those that may only be counted."""

    type: str
    rows: list[Row]
    order: str
    counted: list[Row] | None = None


class Shows:
    """What one viewer is shown."""

    def __init__(self, watcher: Watcher) -> None:
        self.watcher = watcher
        self.county = watcher.county
        self.today = today(watcher.county.now)

    # --- words that stand for codes ----------------------------------------------------------------------------------

    def name(self, row: Row) -> str:
        """In the viewer's language."""
        return str(row[f"name_{self.watcher.language}"])

    def in_force(self, row: Row) -> bool:
        """Whether a version holds today."""
        return bool(row["valid_from"] <= self.today and (row["valid_to"] is None or row["valid_to"] > self.today))

    def called(self, code_list: str, code: str | None) -> str | None:
        """What a code is called today, or was last."""
        of_code = [row for row in self.county.having("code_name", "code", code) if row["list"] == code_list]
        begun = [row for row in of_code if row["valid_from"] <= self.today and row["valid_from"] != row["valid_to"]]
        return self.name(max(begun, key=lambda row: (row["valid_from"], row["version"]))) if begun else None

    def code(self, code_list: str, code: str | None) -> Plain | None:
        """A code with its name."""
        return None if code is None else Plain("CodeName", {"code": code, "name": self.called(code_list, code)})

    def codes(self, code_list: str, codes: list[str]) -> list[Plain | None]:
        """Several."""
        return [self.code(code_list, each) for each in codes]

    def row(self, type_name: str, table: str, key: object, column: str = "id") -> Node | None:
        """A neighbour that everybody may see."""
        found = None if key is None else self.county.one(table, key, column)
        return None if found is None else Node(type_name, found)

    def placed(self, type_name: str, table: str, key: object, address: int) -> Node | None:
        """A neighbour that everybody may see, but for one in a village where the village may not be known; the own office always."""
        found = None if key is None else self.county.one(table, key)
        tells = found is not None and len(digits(found["region_code"])) == 12 and key != self.watcher.office["id"]
        return None if tells and address < MASKED else self.row(type_name, table, key)

    def memberships(self, column: str, key: object) -> Pages:
        """Who works in an office, where an account works: as far as the viewer sees it."""
        rows = [row for row in self.county.having("membership", column, key) if self.watcher.sees_membership(row)]
        return Pages("Membership", rows, "STARTS")

    def region(self, code: str | None) -> Node | None:
        """A division."""
        return self.row("Region", "region", code, "code")

    def home(self, code: str, address: int) -> Node | None:
        """Where a family lives: the village is a part of the address, the township is not."""
        return self.region(code if address >= MASKED else (cut(code, 9) or code))

    def text(self, level: int, full: str | None, masked: str | None, coarse: str | None = None) -> Plain:
        """A text with levels."""
        value = {FULL: full, MASKED: masked, COARSE: coarse, HIDDEN: None}[level]
        return Plain("ProtectedText", {"value": value, "level": NAMES[level]})

    def type_of(self, row: Row) -> Node | None:
        """The assistance type in the version that a row pins."""
        versions = self.county.having("assistance_type", "code", row["type_code"])
        return next((Node("AssistanceType", each) for each in versions if each["version"] == row["type_version"]), None)

    def line(self, line: Row) -> dict[str, Any]:
        """A line of a share contract."""
        return {"group": line["group"], "level": NAMES[line["level"]], "reason": line[f"reason_{self.watcher.language}"]}

    # --- what may be seen -------------------------------------------------------------------------------------------

    def family_of(self, row: Row) -> Node | None:
        """The family of a row, where the viewer sees it."""
        family = self.county.one("family", row["family_id"])
        return Node("Family", family) if family is not None and self.watcher.sees_family(family) else None

    def person_of(self, family: UUID, key: UUID | None) -> Node | None:
        """A member of a family, where the viewer sees the family."""
        person = None if key is None or self.family_of({"family_id": family}) is None else self.county.one("person", key)
        return Node("Person", person) if person is not None and self.watcher.sees_person(person) else None

    def referral(self, key: UUID | None) -> Node | None:
        """A referral, where the viewer sees it."""
        row = None if key is None else self.county.one("referral", key)
        return Node("Referral", row) if row is not None and self.watcher.sees_referral(row) else None

    def federal(self, type_name: str, table: str, key: UUID | None) -> Node | None:
        """An item, need or visit, where the viewer sees it."""
        row = None if key is None else self.county.one(table, key)
        return Node(type_name, row) if row is not None and self.watcher.sees_federal(row) else None

    def referrals(self, column: str, value: object, order: str = "CREATED") -> Pages:
        """The referrals of a row, as far as the viewer sees them."""
        rows = [row for row in self.county.having("referral", column, value) if self.watcher.sees_referral(row)]
        return Pages("Referral", rows, order)

    def referrals_of(self, family: UUID) -> Pages:
        """The referrals of a family, as far as the viewer sees them: to an office those that show it that family."""
        ids = {row["id"]: row for column in ("family_id", "kept_family_id") for row in self.county.having("referral", column, family)}
        shown = [row for row in ids.values() if self.watcher.family_shown(row) == family and self.watcher.sees_referral(row)]
        return Pages("Referral", shown, "CREATED")

    def federals(self, type_name: str, table: str, column: str, value: object, order: str = "CREATED") -> Pages:
        """The items, needs or visits of a row."""
        rows = [row for row in self.county.having(table, column, value) if self.watcher.sees_federal(row)]
        return Pages(type_name, rows, order)

    def sees_event(self, row: Row, *, of_referral: bool) -> bool:
        """A step of a history, by the type that tells it: a referral's as the referral; of one that has left the village what was there."""
        if of_referral:
            seen = self.watcher.kind == "commissioner" or self.referral(row["subject_id"]) is not None
            return row["subject_type"] == "Referral" and seen and self.watcher.sees_step(row)
        return self.watcher.sees_event(row)

    def events(self, subject_type: str, key: UUID) -> Pages:
        """The history of what is the federation's."""
        rows = [row for row in self.county.having("event", "subject_id", key) if row["subject_type"] == subject_type]
        return Pages("Event", [row for row in rows if self.watcher.sees_event(row)], "AT")


def from_(level: int, at: int, value: Any) -> Any:
    """A value that shows from a level on."""
    return value if level >= at else None
