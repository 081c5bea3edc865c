"""Labels of accounts, roles and organizations.

Source: docs/domain.md 6.
"""

from domain.text.label import labels
from domain.viewer import Language, OrganizationKind, Role

ROLE = labels(
    Role,
    "What a membership lets its account do in one office. 任职的角色。",
    COMMISSIONER="Commissioner of villages. 专职委员。",
    HOTLINE_OPERATOR="Operator of the hotline. 热线坐席。",
    FEDERATION_CADRE="Cadre of a federation: families, visits, needs, dispatch. 残联干部。",
    FEDERATION_MONITOR="Monitor of a federation: progress, supervision. 残联督查人员。",
    FEDERATION_LEADER="Leader of a federation: counts. 残联领导。",
    OFFICE_DISPATCHER="Dispatcher of an office: signs, returns, assigns. 分办员。",
    OFFICE_HANDLER="Handler of an office. 承办人。",
    GOVERNMENT_VIEWER="Viewer of a government: counts. 党委政府查看人员。",
    SYSTEM_ADMIN="System administrator. 系统管理员。",
    SECURITY_ADMIN="Security administrator. 安全管理员。",
    AUDIT_ADMIN="Audit administrator. 审计管理员。",
)

LANGUAGE = labels(
    Language,
    "A language of the platform. 平台的语言。",
    ZH="Chinese. 中文。",
    EN="English. 英文。",
)

ORGANIZATION_KIND = labels(
    OrganizationKind,
    "What an organisation is. 机构类别。",
    FEDERATION="Disabled persons' federation. 残联。",
    DEPARTMENT="Department of a government. 政府部门。",
    TOWNSHIP="Township or street. 乡镇（街道）。",
    COMMUNITY="Community or village. 社区（村居）。",
    GOVERNMENT="Government. 党委政府。",
)
