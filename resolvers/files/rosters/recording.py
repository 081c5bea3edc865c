"""How rows of a roster are recorded: looked up, judged and written as those of visits are, each as a `rosterImport` of its own.

Source: docs/domain.md 2 (Person); docs/decisions/009-import.md.
"""

from dataclasses import replace
from typing import Any, ClassVar

from typing_extensions import override

from db.protect.cipher import Secret
from domain.family import CertificateStatus
from domain.message.refusal import Path
from domain.message.text import Text
from domain.time.calendar import day_of
from domain.value.citizen import CertificateNumber
from resolvers.commands.inputs.input import Input
from resolvers.files.rosters.entry import ACTION, RosterEntry, RosterEntryInput
from resolvers.files.rosters.form import BY_HEADER, CANCELLED_ON, COLUMNS, ISSUED_ON, STANDING, is_at_odds, is_ended
from resolvers.files.visits.desk import FileKind
from resolvers.files.visits.form.column import FormColumn
from resolvers.files.visits.form.filling import made
from resolvers.files.visits.form.rows import VisitRow
from resolvers.files.visits.form.visit_input import Registered, Values, head_of
from resolvers.files.visits.lookup.register import Register
from resolvers.files.visits.lookup.sight import Clues
from resolvers.files.visits.recording import Ready, Recording

WRITTEN = ("person", "new", "certificateNumber")
"""What a row replaces where it differs from what is registered."""


class RosterRecording(Recording):
    """Records the rows of a roster."""

    action: ClassVar[str] = ACTION

    @override
    def input_of(self, row: VisitRow, registered: Registered) -> Input:
        """Return the input that a row makes. Raises Refusals (REQUIRED) with the path of every missing value."""
        entry: RosterEntryInput = made(RosterEntryInput, _told(row.values, registered))
        return replace(entry, holder=registered.person)

    @override
    def ready(self, row: VisitRow, registered: Registered, clues: Clues, input: Input) -> Ready:
        """Return the row with its command; that the certificate differs is no news, since it is written."""
        kept = tuple(path for path in registered.kept if path != WRITTEN)
        command = RosterEntry(clues.digest, clues.household, self.begun, row.sheet, row.line.number)
        return Ready(row, replace(registered, kept=kept), clues.digest, command, input)

    @override
    def says_nothing_new(self, register: Register, clues: Clues) -> bool:
        """Whether the certificate is registered as the row tells of it; of one that has ended, whether it stands in force nowhere."""
        sight, values = register.sight, clues.values
        person = None if clues.who.number is None else register.numbered.get(clues.who.number)
        certificate = sight.valid(CertificateNumber(), values.get("certificate"))
        if certificate is None or is_at_odds(values):
            return False
        stands = person is not None and person.certificate_status == CertificateStatus.CERTIFIED
        same = person is not None and person.certificate_number_index in sight.cipher.indexes(Secret.CERTIFICATE_NUMBER, certificate)
        if is_ended(values):
            return not (stands and same)
        if person is None or not stands:
            return False
        issued_on = _issued_on(values) or person.certificate_issued_on
        return same and issued_on == person.certificate_issued_on


ROSTERS = FileKind(
    COLUMNS,
    BY_HEADER,
    RosterRecording,
    Text("持证残疾人花名册", "Certificate holders"),
    Text("登记持证残疾人", "Registering certificate holders"),
)


def _told(values: Values, registered: Registered) -> dict[Path, Any]:
    """Return the values of the input by their paths; None marks a required value that is missing."""
    given = {column.path: values[column.key] for column in COLUMNS if column.key in values}
    phone = given.pop(("phone",), None)
    is_new = registered.family is None
    told = {path: value for path, value in given.items() if path[0] != "family" or (is_new and path[1] == "new")}
    for column in (ISSUED_ON, CANCELLED_ON):
        if column.path in told:
            told[column.path] = _day(values, column)
    if STANDING.path in told or CANCELLED_ON.path in told:
        told[STANDING.path] = CertificateStatus.EXPIRED if is_ended(values) else CertificateStatus.CERTIFIED
    if not is_new:
        return told | {("family", "id"): registered.family}
    told |= {("family", "new", "headName"): head_of(values), ("family", "new", "phone"): phone}
    told.setdefault(("family", "new", "village"), None)
    return told


def _issued_on(values: Values) -> Any:
    return _day(values, ISSUED_ON)


def _day(values: Values, column: FormColumn) -> Any:
    return None if (at := values.get(column.key)) is None else day_of(at)
