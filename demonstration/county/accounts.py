"""Make the accounts of the demonstration county, each with one membership; their subjects are `role.organization.region`.

Source: docs/decisions/007-demonstration.md; roles of docs/domain.md 1. Names are synthetic.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from db.tables.account import Account, Membership
from db.tables.organization import Office
from demonstration.county.names import full_name
from demonstration.county.places import CITY, COUNTIES, DEPARTMENTS, NATION, PLATFORM, PROVINCE, Places, code, key
from domain.family import Sex
from domain.time.calendar import start_of
from domain.viewer import Language, OrganizationKind, RegionLevel, Role, Viewer

FEDERATION = {
    PROVINCE: ("cadre", "monitor", "leader"),
    CITY: ("cadre", "monitor", "leader", "operator"),
    **dict.fromkeys(COUNTIES, ("cadre", "cadre-2", "monitor", "leader", "operator")),
}
DEPARTMENT = {CITY: ("dispatcher", "handler"), **dict.fromkeys(COUNTIES, ("dispatcher", "handler", "handler-2"))}
TOWNSHIP = ("dispatcher", "handler")
COMMUNITY = ("dispatcher",)
ROLES = {
    "cadre": Role.FEDERATION_CADRE,
    "monitor": Role.FEDERATION_MONITOR,
    "leader": Role.FEDERATION_LEADER,
    "operator": Role.HOTLINE_OPERATOR,
    "commissioner": Role.COMMISSIONER,
    "dispatcher": Role.OFFICE_DISPATCHER,
    "handler": Role.OFFICE_HANDLER,
    "viewer": Role.GOVERNMENT_VIEWER,
}
ADMINISTRATORS = {"admin.system": Role.SYSTEM_ADMIN, "admin.security": Role.SECURITY_ADMIN, "admin.audit": Role.AUDIT_ADMIN}
SHARED_TOWN = 3
"""Every third township has one commissioner for its first three villages; all other villages have one each."""
YEARS = 10


@dataclass(frozen=True)
class Member:
    """An account with its membership and its office."""

    account: Account
    membership: Membership
    office: Office

    @property
    def viewer(self) -> Viewer:
        """Return the viewer that a request with the account's token has."""
        return Viewer(
            membership=self.membership.id,
            account=self.account.id,
            role=Role(self.membership.role),
            office=self.office.id,
            organization_kind=OrganizationKind(self.office.kind),
            department=self.office.department_code,
            region=self.office.region_code,
            scope=tuple(self.membership.scope),
            language=Language(self.account.language),
        )


@dataclass
class Accounts:
    """Members by the subject of their account; the subject of each village's commissioner, by 12 digits."""

    members: dict[str, Member] = field(default_factory=dict)
    commissioners: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Member:
        return self.members[name]


def accounts(random: Random, places: Places, villages: Sequence[str], today: date) -> Accounts:
    """Make every account of the county; memberships run for ten years from the first of January of last year."""
    made = Accounts()
    hire = _Hire(random, places, today, made)
    for region, roles in FEDERATION.items():
        hire.all(roles, "federation", region)
    for region, roles in DEPARTMENT.items():
        for department in DEPARTMENTS:
            hire.all(roles, department.word, region)
    for county in COUNTIES:
        for town in places.within(county, RegionLevel.TOWNSHIP):
            for department in DEPARTMENTS:
                if department.line:
                    hire.all(TOWNSHIP, department.word, town)
    for village in villages:
        hire.all(COMMUNITY, "community", village)
    for region in (CITY, *COUNTIES):
        hire.all(("viewer",), "government", region)
    for name, role in ADMINISTRATORS.items():
        hire.one(name, role, PLATFORM, [NATION])
    _commissioners(hire, villages)
    return made


@dataclass(frozen=True)
class _Hire:
    """Makes accounts with their memberships and adds them to `made`."""

    random: Random
    places: Places
    today: date
    made: Accounts

    def all(self, roles: Iterable[str], organization: str, region: str) -> None:
        """Make an account for each role in one office, with the office's division as its scope."""
        for role in roles:
            kind = ROLES[role.partition("-")[0]]
            self.one(f"{role}.{organization}.{region}", kind, f"{organization}.{region}", [code(region)])

    def one(self, name: str, role: Role, office: str, scope: list[str]) -> None:
        """Make one account; `scope`: 12-digit codes."""
        account = Account(
            id=key("account", name),
            subject=name,
            name=full_name(self.random, self.random.choice(tuple(Sex))),
            language=Language.ZH,
        )
        since = date(self.today.year - 1, 1, 1)
        membership = Membership(
            id=key("membership", name),
            account_id=account.id,
            office_id=self.places.offices[office].id,
            department_code=self.places.offices[office].department_code,
            office_region_code=self.places.offices[office].region_code,
            role=role,
            scope=scope,
            starts_at=start_of(since),
            ends_at=start_of(since.replace(year=since.year + YEARS)),
        )
        self.made.members[name] = Member(account, membership, self.places.offices[office])


def _commissioners(hire: _Hire, villages: Sequence[str]) -> None:
    """Make the commissioners, in the offices of the counties' federations; a subject has the code of the first village served."""
    for county in COUNTIES:
        towns: dict[str, list[str]] = {}
        for village in villages:
            if village.startswith(county):
                towns.setdefault(village[: RegionLevel.TOWNSHIP], []).append(village)
        for at, inside in enumerate(towns.values()):
            together = 3 if at % SHARED_TOWN == 0 else 1
            for served in (inside[:together], *([village] for village in inside[together:])):
                name = f"commissioner.federation.{served[0]}"
                hire.one(name, Role.COMMISSIONER, f"federation.{county}", served)
                hire.made.commissioners |= dict.fromkeys(served, name)
