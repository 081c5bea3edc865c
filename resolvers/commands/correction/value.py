"""What a correction says, and how the right value is written in the place of the wrong one.

Source: docs/domain.md 7 (corrections). Numbers of persons are not corrected so: `personIdentify` compares them within its quota.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from db.protect.cipher import Secret
from db.tables.correction import Correction, CorrectionText
from db.tables.declare import Row
from db.tables.family import Family
from db.tables.person import Person
from domain.correction import OF_CERTIFICATE, OF_FAMILY, OF_WORK, WHOLE, CorrectedValue, CorrectionState, RemovedValue
from domain.family import CertificateStatus
from domain.message.refusal import Path, Refusal
from domain.value.citizen import DisabilityCategory, DisabilityLevel, is_before_birth, renumbered
from domain.value.spelling import camel
from domain.value.values import BirthYear, NotInFuture, PersonName, Phone, ShortText
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.correction.text import BETWEEN, read_as, text_of
from resolvers.commands.inputs.input import CodeOf, Input, Says
from resolvers.commands.person.certificate import certify, recorded, uncertify
from resolvers.commands.person.work import WITHOUT_WORK, WorkValueInput, works
from resolvers.commands.visit.person import WITH_NUMBER, unidentify

REASONS = "VALUE_CORRECTION_REASON"

RightName = Annotated[str | None, PersonName(), Says("The name. 姓名。")]
RightPhone = Annotated[str | None, Phone(), Says("The family's telephone. 家庭电话。")]
RightAddress = Annotated[str | None, ShortText(), Says("The address below the village. 村（社区）以下住址。")]
RightBirthYear = Annotated[int | None, BirthYear(), Says("The year of birth of somebody without an ID number. 无身份证号者的出生年份。")]
RightGuardianName = Annotated[str | None, PersonName(), Says("The guardian's name. 监护人姓名。")]
RightGuardianPhone = Annotated[str | None, Phone(), Says("The guardian's telephone. 监护人电话。")]
RightStatus = Annotated[
    CertificateStatus | None,
    Says("Whether a certificate is in force: expired or not with its number. 持证状态；有证号者仅可为有效或过期。"),
]
RightIssuedOn = Annotated[date | None, NotInFuture("longest_life_years"), Says("When the certificate was issued. 发证日期。")]
RightCategory = Annotated[
    str | None, CodeOf("DISABILITY_CATEGORY"), Says("The category; the certificate's number follows it. 残疾类别代码，证号随之更正。")
]
RightLevel = Annotated[
    int | None, DisabilityLevel(), Says("The level, 1 to 4; the certificate's number follows it. 残疾等级（1 至 4），证号随之更正。")
]
RightWork = Annotated[WorkValueInput | None, Says("One value of the work profile that was told. 已登记就业情况中的一项。")]
Removed = Annotated[RemovedValue | None, Says("What is taken away, and nothing put in its place. 删除而不替换的内容。")]
Why = Annotated[str, CodeOf(REASONS), Says("Why; a code. 更正原因代码。")]


@dataclass(frozen=True)
class Told:
    """A value as it should be, with its path in the input. `right` None: there is none."""

    value: CorrectedValue
    right: Any
    path: Path


def told(value: Input, path: Path = ("value",), of: str = "") -> Told:
    """Return what a one-of input says, also of one within it. `of`: what the values of this one begin with."""
    ((name, right),) = ((name, given) for name, given in vars(value).items() if given is not None)
    path = (*path, camel(name))
    if isinstance(right, RemovedValue):
        return Told(CorrectedValue(right.value), None, path)
    if isinstance(right, Input):
        return told(right, path, f"{name}_")
    return Told(CorrectedValue(f"{of}{name}".upper()), right, path)


@dataclass
class Corrected:
    """The family, and the person (None: the family itself), whose value is corrected. `visited_on`: the first visit that met the person.

    `also`: the rows that a value which was written makes beside its correction.
    """

    family: Family
    person: Person | None
    visited_on: date | None = None
    also: list[Row] = field(default_factory=list)

    @property
    def whose(self) -> UUID | None:
        """The key of the person; None for the family's own values."""
        return None if self.person is None else self.person.id

    def _place(self, value: CorrectedValue) -> tuple[Family | Person, str]:
        """Return the row that holds the value, and its column; a family's name is that of its head."""
        row, name = (self.family, "display_name") if self.person is None else (self.person, "name")
        return row, name if value is CorrectedValue.NAME else value.value.lower()

    def present(self, value: CorrectedValue) -> Any:
        """Return the value as it stands; of what is only taken away as a whole, what it tells as text."""
        if value in WHOLE:
            return None if self.person is None else told_by(value, self.person)
        row, column = self._place(value)
        return getattr(row, column)

    def read(self, value: CorrectedValue, text: str | None) -> Any:
        """Return the value that a correction says as text."""
        if text is None:
            return None
        row, column = self._place(value)
        return read_as(row.__table__.c[column].type.python_type, text)

    def stands(self, said: Told) -> bool:
        """Return whether the right value stands already."""
        return text_of(self.present(said.value)) == text_of(said.right)

    def check(self, said: Told, at: Moment) -> None:
        """Raise VALUE_STANDS, NOT_EXPECTED, BIRTH_BY_NUMBER, CERTIFICATE_BY_NUMBER where the value cannot be corrected so.

        All of it follows from what is shown in full to whom the value is.
        """
        if said.right is None and (said.value in OF_FAMILY) is not (self.person is None):
            raise Refusal("NOT_EXPECTED", path=said.path)
        if said.value is CorrectedValue.BIRTH_YEAR and self.person is not None and self.person.birth_date is not None:
            raise Refusal("BIRTH_BY_NUMBER", path=said.path)
        if said.value is CorrectedValue.NAME and self.person is None and self.family.head_id is not None:
            raise Refusal("NOT_EXPECTED", path=said.path)  # the head's own name is corrected
        if said.value.startswith("GUARDIAN") and self.present(CorrectedValue.GUARDIAN_NAME) is None:
            raise Refusal("NOT_EXPECTED", path=said.path)  # nobody is named whose name or telephone could be wrong
        if self.person is not None:
            _check_certificate(said, self.person)
            _check_work(said, self.person, at)
        if self.stands(said):
            raise Refusal("VALUE_STANDS", path=said.path)

    def write(self, said: Told, reason: str, at: Moment) -> str | None:
        """Put the right value in the place of the one before, which is returned as text; the family's version rises.

        Raises BEFORE_BIRTH for a birth year after a visit that met the person, and for a certificate issued before the birth.
        """
        if said.value in WHOLE:
            return self._take_away(said, reason, at)
        self._refuse_before_birth(said)
        row, column = self._place(said.value)
        before = text_of(getattr(row, column))
        setattr(row, column, list(said.right) if isinstance(said.right, tuple) else said.right)
        if said.value is CorrectedValue.NAME and self.person is not None and self.family.head_id == self.person.id:
            self.family.display_name = str(said.right)
        if said.value in OF_CERTIFICATE and self.person is not None:
            self.also.extend(_certified(self.person, said.value, at))
        if said.value is CorrectedValue.WORK_EMPLOYMENT and works(said.right, at.reference):
            self.also.extend(self._without_reasons(said, reason, at))
        self.family.changed(at.now)
        return before

    def _take_away(self, said: Told, reason: str, at: Moment) -> str | None:
        """Take away a certificate, or an ID number with the certificate that holds it; return what it told."""
        assert self.person is not None
        before, certificate = self.present(said.value), Told(CorrectedValue.CERTIFICATE, None, said.path)
        if (told := self.present(certificate.value)) is not None:
            if said.value is not certificate.value:
                made = correction(self, certificate, reason, at, id=at.fresh.id(), state=CorrectionState.MADE)
                self.also.extend((made, wording(made, certificate, None, text_of(told))))
            uncertify(self.person)
            self.also.append(recorded(self.person, at))
        if said.value is CorrectedValue.ID_NUMBER:
            unidentify(self.person)
        self.family.changed(at.now)
        return text_of(before)

    def _refuse_before_birth(self, said: Told) -> None:
        """Raise BEFORE_BIRTH; an office that proposes is not told so, since it would tell when somebody was born."""
        if self.person is None or said.right is None:
            return
        born: date | int | None = None
        if said.value is CorrectedValue.BIRTH_YEAR and self.visited_on is not None and is_before_birth(self.visited_on, said.right):
            born = said.right
        known = self.person.birth_date or self.person.birth_year
        if said.value is CorrectedValue.CERTIFICATE_ISSUED_ON and known is not None and is_before_birth(said.right, known):
            born = known
        if born is not None:
            raise Refusal("BEFORE_BIRTH", path=said.path, row=("Person", self.person.id), born=born)

    def _without_reasons(self, said: Told, reason: str, at: Moment) -> Iterator[Row]:
        """Take away why somebody who works did not, and on what they lived; yield the corrections of these values."""
        for name in WITHOUT_WORK:
            gone = Told(CorrectedValue(f"WORK_{name.upper()}"), None, said.path)
            if (stood := self.present(gone.value)) is not None:
                made = correction(self, gone, reason, at, id=at.fresh.id(), state=CorrectionState.MADE)
                yield from (made, wording(made, gone, None, text_of(stood)))
                row, column = self._place(gone.value)
                setattr(row, column, None)


def told_by(value: CorrectedValue, person: Person) -> str | None:
    """Return what a number tells of a person, never the number itself; None where none is registered."""
    if value is CorrectedValue.ID_NUMBER:
        return None if person.id_number_index is None else _in_turn(person.birth_date, person.sex)
    if person.disability_level is None:  # a number alone has one
        return None
    return _in_turn(person.certificate_status, person.disability_category, person.disability_level, person.certificate_issued_on)


def _in_turn(*values: Any) -> str:
    return BETWEEN.join(told for each in values if (told := text_of(each)) is not None)


def _check_certificate(said: Told, person: Person) -> None:
    """Raise CERTIFICATE_BY_NUMBER, NOT_EXPECTED where a certificate's value does not fit whether its number is registered.

    Whether it is, the level tells to whom the values are shown: a number alone has one.
    """
    numbered = person.disability_level is not None
    allowed = WITH_NUMBER if numbered else frozenset(CertificateStatus) - {CertificateStatus.CERTIFIED}
    if said.value is CorrectedValue.CERTIFICATE_STATUS and said.right not in allowed:
        raise Refusal("CERTIFICATE_BY_NUMBER", path=said.path)
    if said.value in (CorrectedValue.CERTIFICATE_ISSUED_ON, CorrectedValue.DISABILITY_LEVEL) and not numbered:
        raise Refusal("NOT_EXPECTED", path=said.path)


def _check_work(said: Told, person: Person, at: Moment) -> None:
    """Raise NOT_EXPECTED for a value of a profile that was never told, and for why somebody who works does not."""
    if said.value not in OF_WORK:
        return
    reasons = {f"WORK_{name.upper()}" for name in WITHOUT_WORK}
    if person.work_told_on is None or (said.value in reasons and works(person.work_employment, at.reference)):
        raise Refusal("NOT_EXPECTED", path=said.path)


def _certified(person: Person, value: CorrectedValue, at: Moment) -> Iterator[Row]:
    """Let the number of a certificate follow the category and level that it tells; yield the step of its history."""
    sealed, level = person.certificate_number_cipher, person.disability_level
    if value in (CorrectedValue.DISABILITY_CATEGORY, CorrectedValue.DISABILITY_LEVEL) and sealed is not None and level is not None:
        number = at.cipher.open(Secret.CERTIFICATE_NUMBER, person.id, sealed)
        category = DisabilityCategory(str(person.disability_category))
        certify(person, renumbered(number, category, level), person.certificate_issued_on, at)
    if value is CorrectedValue.CERTIFICATE_STATUS or person.certificate_status != CertificateStatus.NONE:
        yield recorded(person, at)


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
        proposed=text_of(said.right),
        replaced=replaced,
        note=note,
    )


def put_right(of: Corrected, said: Told, reason: str, note: str | None, at: Moment) -> Change:
    """Write a right value of the federation's own; return what that makes. Raises what `Corrected.check` and `write` raise."""
    of.check(said, at)
    made = correction(of, said, reason, at, id=at.fresh.id(), state=CorrectionState.MADE)
    return Change(reasons=(REASONS, [reason]), rows=(made, wording(made, said, note, of.write(said, reason, at)), *of.also))
