"""What a correction says, and how the right value is written in the place of the wrong one.

Source: docs/domain.md 7 (corrections). Numbers of persons are not corrected so: `personIdentify` compares them within its quota.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from db.tables.correction import Correction, CorrectionText
from db.tables.family import Family
from db.tables.person import Person
from domain.correction import OF_FAMILY, CorrectedValue, CorrectionState, RemovedValue
from domain.message.refusal import Path, Refusal
from domain.value.citizen import is_before_birth
from domain.value.spelling import camel
from domain.value.values import BirthYear, PersonName, Phone, ShortText
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Input, Says

REASONS = "VALUE_CORRECTION_REASON"

RightName = Annotated[str | None, PersonName(), Says("The name. 姓名。")]
RightPhone = Annotated[str | None, Phone(), Says("The family's telephone. 家庭电话。")]
RightAddress = Annotated[str | None, ShortText(), Says("The address below the village. 村（社区）以下住址。")]
RightBirthYear = Annotated[int | None, BirthYear(), Says("The year of birth of somebody without an ID number. 无身份证号者的出生年份。")]
RightGuardianName = Annotated[str | None, PersonName(), Says("The guardian's name. 监护人姓名。")]
RightGuardianPhone = Annotated[str | None, Phone(), Says("The guardian's telephone. 监护人电话。")]
Removed = Annotated[RemovedValue | None, Says("What is taken away, and nothing put in its place. 删除而不替换的内容。")]
Why = Annotated[str, CodeOf(REASONS), Says("Why; a code. 更正原因代码。")]


@dataclass(frozen=True)
class Told:
    """A value as it should be, with its path in the input. `right` None: there is none."""

    value: CorrectedValue
    right: str | int | None
    path: Path


def told(value: Input) -> Told:
    """Return what a one-of input says."""
    ((name, right),) = ((name, given) for name, given in vars(value).items() if given is not None)
    if isinstance(right, RemovedValue):
        return Told(CorrectedValue(right.value), None, ("value", camel(name)))
    return Told(CorrectedValue(name.upper()), right, ("value", camel(name)))


@dataclass
class Corrected:
    """The family, and the person (None: the family itself), whose value is corrected. `visited_on`: the first visit that met the person."""

    family: Family
    person: Person | None
    visited_on: date | None = None

    @property
    def whose(self) -> UUID | None:
        """The key of the person; None for the family's own values."""
        return None if self.person is None else self.person.id

    def _place(self, value: CorrectedValue) -> tuple[Family | Person, str]:
        """Return the row that holds the value, and its column; a family's name is that of its head."""
        row, name = (self.family, "display_name") if self.person is None else (self.person, "name")
        return row, name if value is CorrectedValue.NAME else value.value.lower()

    def present(self, value: CorrectedValue) -> Any:
        """Return the value as it stands."""
        row, column = self._place(value)
        return getattr(row, column)

    def check(self, said: Told) -> None:
        """Raise VALUE_STANDS, NOT_EXPECTED, BIRTH_BY_NUMBER where the value cannot be corrected so, by what is shown of it in full."""
        if said.right is None and (said.value in OF_FAMILY) is not (self.person is None):
            raise Refusal("NOT_EXPECTED", path=said.path)
        if said.value is CorrectedValue.BIRTH_YEAR and self.person is not None and self.person.birth_date is not None:
            raise Refusal("BIRTH_BY_NUMBER", path=said.path)
        if said.value is CorrectedValue.NAME and self.person is None and self.family.head_id is not None:
            raise Refusal("NOT_EXPECTED", path=said.path)  # the head's own name is corrected
        if said.value.startswith("GUARDIAN") and self.present(CorrectedValue.GUARDIAN_NAME) is None:
            raise Refusal("NOT_EXPECTED", path=said.path)  # nobody is named whose name or telephone could be wrong
        if self.present(said.value) == said.right:
            raise Refusal("VALUE_STANDS", path=said.path)

    def write(self, said: Told, at: Moment) -> str | None:
        """Put the right value in the place of the one before, which is returned as text; the family's version rises.

        Raises BEFORE_BIRTH for a birth year after a visit that met the person.
        """
        if said.value is CorrectedValue.BIRTH_YEAR and self.visited_on is not None:
            assert isinstance(said.right, int)
            assert self.person is not None
            if is_before_birth(self.visited_on, said.right):
                raise Refusal("BEFORE_BIRTH", path=said.path, row=("Person", self.person.id), born=said.right)
        row, column = self._place(said.value)
        before = getattr(row, column)
        setattr(row, column, said.right)
        if said.value is CorrectedValue.NAME and self.person is not None and self.family.head_id == self.person.id:
            self.family.display_name = str(said.right)
        self.family.changed(at.now)
        return None if before is None else str(before)


def correction(of: Corrected, said: Told, reason: str, at: Moment, **facts: Any) -> Correction:
    """Return the row of a correction that begins now. `facts`: its other columns."""
    return Correction(
        version=1,
        family_id=of.family.id,
        person_id=of.whose,
        region_code=of.family.region_code,
        office_id=at.viewer.office,
        account_id=at.viewer.account,
        at=at.now,
        value=said.value,
        reason=reason,
        **facts,
    )


def wording(of: Correction, said: Told, note: str | None, replaced: str | None = None) -> CorrectionText:
    """Return the row of what a correction says."""
    return CorrectionText(
        correction_id=of.id,
        family_id=of.family_id,
        region_code=of.region_code,
        proposed=None if said.right is None else str(said.right),
        replaced=replaced,
        note=note,
    )


def put_right(of: Corrected, said: Told, reason: str, note: str | None, at: Moment) -> Change:
    """Write a right value of the federation's own; return what that makes. Raises what `Corrected.check` and `write` raise."""
    of.check(said)
    made = correction(of, said, reason, at, id=at.fresh.id(), state=CorrectionState.MADE)
    return Change(reasons=(REASONS, [reason]), rows=(made, wording(made, said, note, of.write(said, at))))
