"""Play what administrators and offices keep: proposals that are approved, declined, taken back or wait, a system, an office that pauses.

Source: docs/decisions/041-two-administrators.md, 047-what-administrators-keep.md. What is approved the database carries out, as ever
(`demonstration/approvals.py`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from db.protect.cipher import Cipher
from db.reference.read import Reference
from db.tables.availability import Availability
from db.tables.client import Client, ClientKey
from db.tables.declare import Row
from db.tables.organization import Organization
from db.tables.proposal import Proposal
from demonstration.county.accounts import Member
from demonstration.county.county import County
from demonstration.history.diary import Diary
from demonstration.history.stage import Stage
from domain.proposal import ProposalKind
from domain.time.calendar import day_of
from domain.time.limit import Unit
from domain.viewer import Role
from resolvers.commands.account.create import AccountCreate, AccountCreateInput, Opening
from resolvers.commands.client.key import Keyed
from resolvers.commands.client.key_approve import ClientKeyApprove, ClientKeyApproveInput
from resolvers.commands.client.register import ClientRegister, ClientRegisterInput, Registered
from resolvers.commands.code.judged import Listed, Listing
from resolvers.commands.code.set import CodeSet, CodeSetInput
from resolvers.commands.command import Command
from resolvers.commands.document.judged import Fit, Trusting
from resolvers.commands.document.trust import DocumentTrust, DocumentTrustInput
from resolvers.commands.inputs.input import Input
from resolvers.commands.issuer.judged import Named as NamedIssuer
from resolvers.commands.issuer.register import IssuerRegister, IssuerRegisterInput, Naming
from resolvers.commands.limit.judged import Stands
from resolvers.commands.limit.set import LimitSet, LimitSetInput, Setting
from resolvers.commands.membership.deputize import MembershipDeputize, MembershipDeputizeInput
from resolvers.commands.membership.grant import Granting, MembershipGrant, MembershipGrantInput
from resolvers.commands.membership.grant import Named as NamedAccount
from resolvers.commands.membership.rights import MembershipRightsInput
from resolvers.commands.office.availability_set import OfficeAvailabilitySet, OfficeAvailabilitySetInput, PauseInput, Room
from resolvers.commands.proposal.decide import Deciding, ProposalDecide, ProposalDecideInput
from resolvers.commands.proposal.judged import Judged
from resolvers.commands.proposal.proposed import Around, proposed
from resolvers.commands.proposal.withdraw import ProposalWithdraw, ProposalWithdrawInput, Withdrawing

PLACE = "human-resources.330127"
"""The office in whose name most of it happens."""
PAUSED, SOON, NOTICE = "A14", 45, "杭残联发〔2026〕18号"
X, Y = "D0ej00-p4xngFsGFWj8SM0sqqmdq0q8czlXLDRuYphY", "nGYC4uS_IVZRCA-dujlwyjKJ_OxxWDz83WobR9aHDko"
KEY = json.dumps({"kty": "EC", "crv": "P-256", "x": X, "y": Y})
"""The public half of a key whose other half nobody has kept."""
UNITS: Mapping[str, Unit] = {"correction_request": Unit.WORKING_DAY, "callback_hours": Unit.HOUR}
OPERATION = "OfficeInbox"
DOCUMENT = f"query {OPERATION} {{\n  inbox(first: 50) {{ nodes {{ id number state type {{ code name }} answerDueOn finishDueOn }} }}\n}}\n"


def administration(county: County, reference: Reference, cipher: Cipher, seed: str) -> list[Row]:
    """Play it; return the rows that were made."""
    random = Random(f"{seed}/administration")
    keeping = _Keeping(Stage(reference, cipher, random), county, Diary.before(county.today, reference.calendar, random))
    keeping.deputize()
    keeping.code()
    keeping.limit("correction_request", 8, approved=True)
    keeping.limit("callback_hours", 12, approved=False)
    keeping.grant()
    keeping.issuer()
    keeping.account()
    keeping.client()
    keeping.document()
    keeping.pause()
    return keeping.stage.rows


@dataclass
class _Keeping:
    """The administrators and one office, day by day."""

    stage: Stage
    county: County
    diary: Diary

    def member(self, name: str) -> Member:
        """The member of an account."""
        return self.county.accounts[name]

    def proposes(self, command: Command[Any, Any, Any], aggregate: Any, given: Input, at: datetime) -> Proposal:
        """Propose something, as the system administrator."""
        self.stage.play(command, aggregate, given, self.member("admin.system").viewer, at)
        row: Proposal = aggregate.answer
        return row

    def decides(self, row: Proposal, at: datetime, reason: str | None = None) -> None:
        """Approve what is proposed, as the security administrator, or decline it for a reason."""
        given = ProposalDecideInput(id=row.id, approved=reason is None, reason=reason)
        deciding = Deciding(answer=row, others=(), found=Judged(()))
        self.stage.play(ProposalDecide(), deciding, given, self.member("admin.security").viewer, at)

    def new(self, kind: ProposalKind, at: datetime) -> Proposal:
        """A proposal by the system administrator, before anything is proposed."""
        return proposed(kind, self.stage.at(self.member("admin.system").viewer, at))

    def deputize(self) -> None:
        """Somebody stood in for a dispatcher who was away for some days."""
        at, absent, deputy = self.diary.morning(-20), self.member(f"dispatcher.{PLACE}"), self.member(f"handler.{PLACE}")
        around = Around(absent.office, (deputy.membership,), absent.membership)
        first, last = self.diary.days[-18], self.diary.days[-12]
        given = MembershipDeputizeInput(id=absent.membership.id, account=deputy.account.id, starts_on=first, ends_on=last)
        aggregate = Granting(answer=self.new(ProposalKind.MEMBERSHIP, at), named=NamedAccount(deputy.account, around))
        self.decides(self.proposes(MembershipDeputize(), aggregate, given, at), self.diary.morning(-19))

    def code(self) -> None:
        """A code is added to a list, from a day on that is to come."""
        at = self.diary.morning(-9)
        named = {"name_zh": "短信或即时通信", "name_en": "By a message"}
        given = CodeSetInput(list="CORRECTION_CHANNEL", code="BY_MESSAGE", valid_from=self._day(at, SOON), basis=NOTICE, **named)
        aggregate = Listing(answer=self.new(ProposalKind.CODE, at), listed=Listed((), given.valid_from))
        self.decides(self.proposes(CodeSet(), aggregate, given, at), self.diary.morning(-8))

    def limit(self, key: str, value: int, *, approved: bool) -> None:
        """Another number of a limit, from a day on that is to come: approved, or waiting."""
        at = self.diary.morning(-8)
        stands = Stands(1, self.stage.reference.limits[key], UNITS[key])
        given = LimitSetInput(limit=key, value=value, valid_from=self._day(at, SOON), basis=NOTICE)
        row = self.proposes(LimitSet(), Setting(answer=self.new(ProposalKind.LIMIT, at), stands=stands), given, at)
        if approved:
            self.decides(row, self.diary.morning(-7))

    def grant(self) -> None:
        """Rights in another office are declined."""
        at, member = self.diary.morning(-6), self.member(f"handler-2.{PLACE}")
        office = self.member("handler.health.330127").office
        given = MembershipGrantInput(account=member.account.id, office=office.id, role=Role.OFFICE_HANDLER, ends_on=self._day(at, 365))
        named = NamedAccount(member.account, Around(office, (member.membership,)))
        row = self.proposes(MembershipGrant(), Granting(answer=self.new(ProposalKind.MEMBERSHIP, at), named=named), given, at)
        self.decides(row, self.diary.morning(-5), "NOT_NEEDED")

    def issuer(self) -> None:
        """Whose tokens are to be taken is proposed by mistake, and taken back."""
        at, office = self.diary.morning(-5), self.member(f"dispatcher.{PLACE}").office
        of = self._organization(office.organization_id)
        given = IssuerRegisterInput(
            address="https://id.chunan.example", name="淳安县统一身份认证（测试）", audience="lianbang", organizations=(of.id,)
        )
        aggregate = Naming(answer=self.new(ProposalKind.ISSUER, at), named=NamedIssuer(None, [of]))
        row = self.proposes(IssuerRegister(), aggregate, given, at)
        withdrawing, again = Withdrawing(answer=row, others=()), ProposalWithdrawInput(id=row.id)
        self.stage.play(ProposalWithdraw(), withdrawing, again, self.member("admin.system").viewer, at + timedelta(hours=1))

    def account(self) -> None:
        """A new colleague with their first membership waits for approval."""
        at, office = self.diary.morning(-1), self.member(f"handler.{PLACE}").office
        rights = MembershipRightsInput(office=office.id, role=Role.OFFICE_HANDLER, ends_on=self._day(at, 730))
        given = AccountCreateInput(subject=f"handler-3.{PLACE}", name="方秀兰", membership=rights)
        self.proposes(AccountCreate(), Opening(answer=self.new(ProposalKind.ACCOUNT, at), office=office), given, at)

    def client(self) -> None:
        """The office's own system is registered, and its key approved."""
        at, office = self.diary.morning(-4), self.member(f"dispatcher.{PLACE}").office
        security = self.member("admin.security").viewer
        client = Client(id=self.stage.fresh.id(), office_id=office.id, created_at=at, created_by=security.account, version=1, updated_at=at)
        given = ClientRegisterInput(name="就业援助业务系统", office=office.id, public_key=KEY)
        made = self.stage.play(ClientRegister(), Registered(answer=client, office=office), given, security, at)
        (key,) = [each for each in made if isinstance(each, ClientKey)]
        approve = ClientKeyApproveInput(id=client.id, kid=key.kid)
        keyed = Keyed(answer=client, keys=(key,))
        self.stage.play(ClientKeyApprove(), keyed, approve, self.member("admin.system").viewer, self.diary.morning(-3))

    def document(self) -> None:
        """What that system sends is registered."""
        at = self.diary.morning(-3)
        given = DocumentTrustInput(name="就业援助业务系统：收件箱", text=DOCUMENT)
        aggregate = Trusting(answer=self.new(ProposalKind.DOCUMENT, at), known=None, fit=Fit(operations=(OPERATION,)))
        self.decides(self.proposes(DocumentTrust(), aggregate, given, at), self.diary.morning(-2))

    def pause(self) -> None:
        """The office takes nothing of one type for two weeks."""
        at, member = self.diary.morning(-2), self.member(f"dispatcher.{PLACE}")
        pause = PauseInput(until=self._day(at, 14), reason="BETWEEN_BATCHES")
        said: dict[tuple[str | None, str | None], Availability] = {}
        room = Room(answer=member.office, said=said)
        self.stage.play(OfficeAvailabilitySet(), room, OfficeAvailabilitySetInput(type=PAUSED, pause=pause), member.viewer, at)

    def _organization(self, key: UUID) -> Organization:
        return next(each for each in self.county.places.organizations.values() if each.id == key)

    def _day(self, at: datetime, days: int) -> date:
        return day_of(at) + timedelta(days=days)
