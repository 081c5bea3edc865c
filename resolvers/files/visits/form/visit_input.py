"""Makes the input of `visitRecord` of a row's values, and finds the column that a refusal of that input concerns.

Source: docs/domain.md 2 (Visit, "As an input"); docs/decisions/009-import.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.message.refusal import Path, Refusal
from domain.visit import ContactResult
from resolvers.commands.visit.input import VisitedPersonInput, VisitRecordInput
from resolvers.files.visits.form.column import FormColumn
from resolvers.files.visits.form.columns import COLUMNS
from resolvers.files.visits.form.filling import made

Values = Mapping[str, Any]
"""Values of a row by the keys of their columns."""

NEW = frozenset({"新", "新增", "新户", "新家庭", "new"})
"""Texts in the column of the family's number that say that the family is not registered yet: an answer to HOUSEHOLD_UNSURE."""
ONLY_MET = frozenset({"categories", "notice", "contactWish"})
"""Values that are left out where nobody was met; files that were filled in beforehand have them in every row."""
TOLD_BY = {"birthYear": ("idNumber", "certificateNumber"), "disabilityCategory": ("certificateNumber",)}
"""Value of a person -> the numbers that tell it: where one of them is given, the value is left out."""
NAME = ("person", "new", "name")
PATHS: Mapping[str, Path] = {column.key: column.path for column in COLUMNS}
"""Key of a column -> where its value stands in the input."""


@dataclass(frozen=True)
class Registered:
    """The keys of the family and the person of a row, if they are registered and the viewer sees them."""

    family: UUID | None = None
    person: UUID | None = None
    members: frozenset[int] = frozenset()
    """The row's places, counted from 0, of further members who are registered."""
    kept: tuple[Path, ...] = ()
    """The values of the row that differ from what is registered, which stays as it is."""


NOBODY = Registered()


def visit_of(values: Values, registered: Registered) -> VisitRecordInput:
    """Return the input of `visitRecord` that a row makes. Raises Refusals (REQUIRED) with the path of every missing value."""
    met = values["result"] == ContactResult.MET
    visit: VisitRecordInput = made(VisitRecordInput, _told(values, registered, met=met))
    person = visit.person if registered.person is None else VisitedPersonInput(id=registered.person)
    if met and person is visit.person:
        return visit
    return visit.with_values({"person": person if met else None, "members": visit.members if met else None})


def family_number(values: Values) -> str | None:
    """Return the number of a registered family that the row names, if any."""
    return None if is_new(values) else values.get("family")


def is_new(values: Values) -> bool:
    """Whether the row says that its family is not registered yet."""
    return str(values.get("family", "")).casefold() in NEW


def head_of(values: Values) -> str | None:
    """Return the name of the head of household; where a row names none, the person met is the head."""
    return values.get("head") or values.get("name")


def column_of(path: Path, values: Values, form: Sequence[FormColumn] = COLUMNS) -> FormColumn | None:
    """Return the column whose path shares most steps with that of a refusal; None if it shares none: the whole row is refused."""
    if path == ("family", "id") or (path == ("person", "id") and "id_number" in values):
        key = "family" if "family" in values else "id_number" if "id_number" in values else "head"
        return next(column for column in form if column.key == key)
    path = path[2:] if path == ("family", "new", "phone") else path
    shared = (column for steps in range(len(path), 0, -1) for column in form if column.path[:steps] == path[:steps])
    return next(shared, None)


def values_of_member(values: Values, place: int) -> Values:
    """Return the values of the further member at a place, by the keys of the columns of the person met."""
    prefix = f"member{place + 1}_"
    return {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}


def new_members(values: Values, registered: Registered) -> list[int]:
    """Return the row's places of further members who are to be registered."""
    return [place for place in _filled(values, ("members",)) if place not in registered.members]


def placed(refusals: Iterable[Refusal], values: Values, registered: Registered) -> tuple[Refusal, ...]:
    """Return the refusals of a row's input with the places of needs and members in the row in place of those in the input's lists."""
    lists: Mapping[Path, list[int]] = {
        ("needs", "list"): _filled(values, ("needs", "list")),
        ("members",): new_members(values, registered),
    }

    def at_place(refusal: Refusal) -> Refusal:
        for start, places in lists.items():
            match refusal.path[: len(start)] == start, refusal.path[len(start) :]:
                case True, (int(place), *rest):
                    return refusal.at(*start, places[place], *rest)
        return refusal

    return tuple(map(at_place, refusals))


def _filled(values: Values, start: Path) -> list[int]:
    """Return the row's places, counted from 0, of the filled entries of a list of the input; `start`: the path of the list."""
    paths = (PATHS[key] for key in values if key in PATHS)
    return sorted({int(path[len(start)]) for path in paths if path[: len(start)] == start})


def _told(values: Values, registered: Registered, *, met: bool) -> dict[Path, Any]:
    """Return the values of the input by their paths; None marks a required value that is missing. `met`: somebody was met."""
    given = {PATHS[key]: value for key, value in values.items() if key in PATHS}
    phone = given.pop(("phone",), None)
    left_out = {("members", place) for place in registered.members}
    told = {
        path: value
        for path, value in given.items()
        if path[0] != "family" or (registered.family is None and path[1] == "new")
        if path[:2] not in left_out
        if met or path[0] not in ONLY_MET
        if all((*path[:-1], number) not in given for number in TOLD_BY.get(str(path[-1]), ()))
        if value or path != ("needs", "none")
    }
    if registered.family is None:
        told |= {("family", "new", "headName"): head_of(values), ("family", "new", "phone"): phone}
        told.setdefault(("family", "new", "village"), None)
    else:
        told[("family", "id")] = registered.family
        if met or "ticket" in values:
            told[("phone",)] = phone
    if not met or registered.person is not None:
        told[NAME] = ""  # the person is not sent, but half a guardian is refused all the same
    told.setdefault(NAME, None)
    return told
