"""What administrators propose to one another, where it stands, and which role goes with which office and with which other role.

Source: docs/domain.md 1 (administration; 三员: nobody holds two of the roles, none of them reads a case).
"""

from collections.abc import Collection, Mapping

from domain.text.label import Labelled
from domain.viewer import ABOVE_COUNTIES, KINDS, Kind, OrganizationKind, RegionLevel, Role, is_county_or_below, region_level


class ProposalKind(Labelled):
    """What is proposed. 提议的变更种类。"""

    ACCOUNT = "ACCOUNT", "A new account. 新建账号。"
    MEMBERSHIP = "MEMBERSHIP", "A membership of an account. 授予任职。"
    ORGANIZATION = "ORGANIZATION", "A new organisation with its offices. 新建机构及其办公室。"
    ORGANIZATION_END = "ORGANIZATION_END", "The end of an organisation and of its offices. 撤销机构及其办公室。"
    OFFICE = "OFFICE", "A new office of an organisation. 机构新设办公室。"
    OFFICE_END = "OFFICE_END", "The end of an office. 撤销办公室。"
    ISSUER = "ISSUER", "An authorization server of others, new or changed. 新增或变更外部认证服务。"
    SIGN_IN = "SIGN_IN", "An account's sign-in at such a server. 账号在外部认证服务的登录标识。"
    LIMIT = "LIMIT", "A limit's next version. 时限的新版本。"
    CODE = "CODE", "A new code of a list, or another name of one. 新增代码或变更其名称。"
    CODE_END = "CODE_END", "The end of a code. 停用代码。"
    DOCUMENT = "DOCUMENT", "A trusted document. 登记查询文档。"
    DOCUMENT_END = "DOCUMENT_END", "The end of a trusted document. 撤销查询文档的登记。"


class ProposalState(Labelled):
    """Where a proposal stands. 提议的状态。"""

    PROPOSED = "PROPOSED", "Not decided yet. 待审批。"
    APPROVED = "APPROVED", "Another administrator has approved it: it is carried out. 已批准并生效。"
    DECLINED = "DECLINED", "Another administrator has declined it. 未批准。"
    WITHDRAWN = "WITHDRAWN", "There is nothing to decide any more. 已撤回。"


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""The roles that go with no other role of the same account."""

_FEDERATION = frozenset(
    {Role.COMMISSIONER, Role.HOTLINE_OPERATOR, Role.FEDERATION_CADRE, Role.FEDERATION_MONITOR, Role.FEDERATION_LEADER, *ADMINISTRATORS}
)
_OFFICIALS = frozenset({Role.OFFICE_DISPATCHER, Role.OFFICE_HANDLER})
ROLES_IN: Mapping[OrganizationKind, frozenset[Role]] = {
    OrganizationKind.FEDERATION: _FEDERATION,
    OrganizationKind.DEPARTMENT: _OFFICIALS,
    OrganizationKind.TOWNSHIP: _OFFICIALS,
    OrganizationKind.COMMUNITY: _OFFICIALS,
    OrganizationKind.GOVERNMENT: frozenset({Role.GOVERNMENT_VIEWER}),
}
"""Kind of organisation -> the roles that there are in its offices."""


def fits(role: Role, kind: OrganizationKind, region: str) -> bool:
    """Return whether there is a role in an office of this kind and division.

    Commissioners see in clear, so none above the county; of the nation administrators alone, since nobody sees what all provinces have.
    """
    placed = is_county_or_below(region) if role is Role.COMMISSIONER else region_level(region) is not RegionLevel.NATION
    return role in ROLES_IN[kind] and (placed or role in ADMINISTRATORS)


def sees_too_much(role: Role, region: str, scope: Collection[str]) -> bool:
    """Return whether somebody in an office above the county would see families in clear, because the whole scope lies below it."""
    masked = KINDS.get(role, Kind.ADMINISTRATOR) in ABOVE_COUNTIES and not is_county_or_below(region)
    return masked and all(is_county_or_below(code) for code in scope)


def go_together(role: Role, other: Role) -> bool:
    """Return whether one account may hold both roles at a time."""
    return role is other or ADMINISTRATORS.isdisjoint((role, other))
