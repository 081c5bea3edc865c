"""`familySearch`: finds families by a name, a telephone or a number, of what the viewer is shown in full. It counts and audits.

Source: docs/domain.md 7 (a search finds by what is shown; numbers are not tested for free); docs/decisions/028-finding.md. It takes no
idempotency key: a repeat is a new search.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random, SystemRandom
from typing import Annotated
from uuid import UUID

from sqlalchemy import func, null, select

from db.protect.cipher import Cipher, Secret
from db.reference.read import Reference
from db.session.engine import Database
from db.session.transaction import Transaction, transaction
from db.tables.audit import AuditRecord
from db.tables.family import Family
from domain.audit import AuditKind
from domain.message.refusal import Refusal, Refusals
from domain.rules.access import level_of
from domain.rules.group import Group, Level
from domain.rules.permit import may
from domain.search import SearchedBy, group_of, may_search
from domain.value.citizen import CertificateNumber, IdNumber, id_number_of
from domain.value.number import NumberKind, RowNumber
from domain.value.values import FileNumber, PersonName, Phone, RegionAt
from domain.viewer import Viewer
from resolvers.commands.context import Fresh, Moment
from resolvers.commands.family.finding import Rows, Sight, numbered
from resolvers.commands.inputs.checked import checked
from resolvers.commands.inputs.grammar import fields_of
from resolvers.commands.inputs.input import Input, Says
from resolvers.commands.person.tested import over_quota, refused, tried, used
from resolvers.commands.settle.audit import audited

NUMBERED = (NumberKind.FAMILY, NumberKind.ITEM, NumberKind.NEED, NumberKind.REFERRAL, NumberKind.VISIT)


class SearchedNameInput(Input):
    """A name, from its beginning. 姓名，从头写起。"""

    text: Annotated[str, PersonName(), Says("How the name begins. 姓名的开头。")]
    whole: Annotated[bool, Says("Whether this is the whole name. 是否为全名。")] = False


class SearchedByInput(Input, one_of=True):
    """By what the families are searched for. 检索依据。"""

    name: Annotated[SearchedNameInput | None, Says("The name of a member. 成员姓名。")] = None
    phone: Annotated[
        str | None, Phone(), Says("The family's telephone, or a guardian's; the whole of it. 家庭或监护人的完整电话号码。")
    ] = None
    id_number: Annotated[str | None, IdNumber(), Says("An ID number; it counts as a number tested. 身份证号；计入比对限额。")] = None
    certificate_number: Annotated[
        str | None,
        CertificateNumber(),
        Says("A disability certificate's number, or the ID number in it; it counts alike. 残疾人证号或其中的身份证号；同样计入限额。"),
    ] = None
    number: Annotated[
        str | None,
        RowNumber(NUMBERED),
        Says("The platform's number of a family, item, need, referral or visit. 家庭、帮扶事项、需求、转介或走访的编号。"),
    ] = None
    hotline_ticket: Annotated[str | None, FileNumber(50), Says("The hotline's ticket of a call. 热线工单号。")] = None
    external_reference: Annotated[str | None, FileNumber(), Says("The own office's number of a referral. 本单位为转介设定的外部编号。")] = (
        None
    )


class FamilySearchInput(Input):
    """What is searched for. 检索内容。"""

    by: Annotated[SearchedByInput, Says("By what. 检索依据。")]
    region: Annotated[str | None, RegionAt(), Says("Only families living in this division. 仅限居住在此区划的家庭。")] = None


@dataclass(frozen=True)
class FoundFamily:
    """A family, and which of its members were meant."""

    family: UUID
    persons: tuple[UUID, ...]


@dataclass(frozen=True)
class FoundFamilies:
    """The families found, or why none are told."""

    families: tuple[FoundFamily, ...] = ()
    errors: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Search:
    """One search: what the input asks, by one of its values, in a transaction of the viewer."""

    tx: Transaction
    at: Moment
    by: SearchedBy
    value: str
    asked: FamilySearchInput
    trace: str

    async def by_sight(self) -> FoundFamilies:
        """Find by what stands in the rows as it is shown, and audit it; TOO_WIDE for more families than are told."""
        found = await self._found(self._rows()) or await self._goes_on()
        await self.tx.apply()
        if len(found) > self.most:
            self.tx.session.add(self._audited(AuditKind.READ, (), reason="TOO_WIDE"))
            return FoundFamilies(errors=(Refusal("TOO_WIDE", path=("by", self.by.value), most=self.most),))
        self.tx.session.add(self._audited(AuditKind.READ, found))
        return FoundFamilies(tuple(found))

    async def by_index(self, id_number: str, certificate: str | None = None) -> FoundFamilies:
        """Find by the keyed indexes of a person's numbers, within the quota on tested numbers, and audit it.

        Whom else the number belongs to stands in the audit alone.
        """
        indexes = self.at.cipher.indexes
        card = None if certificate is None else indexes(Secret.CERTIFICATE_NUMBER, certificate)
        rows = numbered(indexes(Secret.ID_NUMBER, id_number), card)
        await self.tx.apply()
        if await over_quota(self.tx, self.at, [id_number]):
            self.tx.session.add(refused(FamilySearch.action, self.at, self.trace))
            return FoundFamilies(errors=(Refusal("QUOTA_EXCEEDED"),))
        everywhere = [FoundFamily(family, (person,)) for family, person in await self.tx.session.execute(rows) if person is not None]
        await self.tx.look()
        found = await self._found(rows)
        await self.tx.apply()
        weight = self.at.reference.limits["number_hit_weight"] if found else 1
        self.tx.session.add(used(self.at, tried(self.at.cipher, id_number), weight=weight))
        self.tx.session.add(self._audited(AuditKind.REVEAL, found) if found else self._audited(AuditKind.TEST, everywhere))
        return FoundFamilies(tuple(found))

    @property
    def most(self) -> int:
        """The most families that are told."""
        return self.at.reference.limits["search_found_most"]

    def _rows(self) -> Rows:
        sight = Sight(self.at.viewer, self.at.now)
        match self.by:
            case SearchedBy.NAME:
                name = self.asked.by.name
                assert name is not None
                return sight.named(name.text, whole=name.whole)
            case SearchedBy.PHONE:
                return sight.called(self.value)
            case SearchedBy.HOTLINE_TICKET:
                return sight.of_ticket(self.value)
            case SearchedBy.EXTERNAL_REFERENCE:
                return sight.of_reference(self.value)
        return sight.of_row(self.value)

    async def _goes_on(self) -> list[FoundFamily]:
        """Return the family into which the one with the number was merged, where the viewer is shown such numbers in full."""
        shown = level_of(self.at.viewer.kind, Group.INTERNAL) is Level.FULL
        if not shown or self.by is not SearchedBy.NUMBER or self.value[0] != NumberKind.FAMILY:
            return []
        survivor = await self.tx.session.scalar(select(func.survivor_by_number(self.value)))
        return [] if survivor is None else await self._found(select(Family.id, null()).where(Family.id == survivor))

    async def _found(self, rows: Rows) -> list[FoundFamily]:
        """Return the families of these rows that the viewer sees, and one more than are told."""
        sight = Sight(self.at.viewer, self.at.now)
        found = await self.tx.session.execute(sight.families(rows, self.asked.region, self.most))
        return [FoundFamily(family, tuple(sorted(persons))) for family, persons in found]

    def _audited(self, kind: AuditKind, found: Sequence[FoundFamily], reason: str | None = None) -> AuditRecord:
        """Return the record of a search: by what, and what it found; `reason`: why nothing of that is told."""
        return audited(
            kind,
            FamilySearch.action,
            self.at,
            self.trace,
            family_ids=sorted({each.family for each in found}) or None,
            person_ids=sorted({person for each in found for person in each.persons}) or None,
            groups=[group_of(self.by)],
            reason=reason or self.by.name,
        )


class FamilySearch:
    """Searches for the mutation `familySearch`; `app.py` makes the one instance."""

    action = "familySearch"

    def __init__(
        self,
        database: Database,
        references: Callable[[], Reference],
        cipher: Cipher,
        *,
        allow_synthetic: bool,
        random: Random | None = None,
    ) -> None:
        """`cipher` gives the keyed indexes of numbers; `allow_synthetic`: whether numbers made for tests are valid."""
        self.database = database
        self.references = references
        self.cipher = cipher
        self.allow_synthetic = allow_synthetic
        self.fresh = Fresh(random or SystemRandom())

    async def search(self, given: FamilySearchInput, viewer: Viewer, trace: str) -> FoundFamilies:
        """Return the families found, once the search is counted, audited and committed. Raises MembershipEnded."""
        try:
            may(self.action, viewer)
            async with transaction(self.database, viewer) as tx:
                return await self._within(tx, given, trace)
        except Refusal as refusal:
            return FoundFamilies(errors=(refusal,))
        except Refusals as several:
            return FoundFamilies(errors=several.refusals)

    async def _within(self, tx: Transaction, given: FamilySearchInput, trace: str) -> FoundFamilies:
        at = Moment(tx.now, tx.viewer, self.references(), self.fresh, self.cipher)
        asked = checked(given, at.reference.context(tx.now, allow_synthetic=self.allow_synthetic))
        by, value = _given(asked.by)
        if not may_search(tx.viewer.kind, by):
            raise Refusal("FORBIDDEN", path=("by", by.value))
        least = at.reference.limits["search_name_least"]
        if (name := asked.by.name) is not None and not name.whole and len(name.text) < least:
            raise Refusal("NAME_TOO_SHORT", path=("by", "name", "text"), least=least)
        search = Search(tx, at, by, value, asked, trace)
        match by:
            case SearchedBy.ID_NUMBER:
                return await search.by_index(value)
            case SearchedBy.CERTIFICATE_NUMBER:
                return await search.by_index(id_number_of(value), value)
        return await search.by_sight()


def _given(by: SearchedByInput) -> tuple[SearchedBy, str]:
    """Return by what is searched, and its value: of a name, its text."""
    (given,) = [(field, value) for field in fields_of(type(by)) if (value := getattr(by, field.name)) is not None]
    field, value = given
    return SearchedBy(field.spelled), value.text if isinstance(value, SearchedNameInput) else value
