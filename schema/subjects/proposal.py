"""What one administrator proposes and another decides.

Source: docs/decisions/041-two-administrators.md.
"""

from datetime import date, datetime

import strawberry
from strawberry import field

from domain.proposal import ProposalKind, ProposalState
from domain.time.limit import Unit
from domain.viewer import OrganizationKind, Role
from schema.build.assemble import Roots
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, connection
from schema.subjects.issuer import Issuer, SignIn
from schema.subjects.limit import CodeVersion, LimitVersion
from schema.subjects.neighbours import Account, AssistanceType, Membership, Office, Region
from schema.subjects.node import Node, by_time
from schema.subjects.organization import Organization
from schema.subjects.trusted_document import TrustedDocument


@strawberry.input(description="Which proposals. 提议的筛选条件。")
class ProposalFilter:
    kind: list[ProposalKind] | None = field(description="Of these kinds. 种类。")
    state: list[ProposalState] | None = field(description="In these states. 状态。")
    listed: str | None = field(description="That came with the list of this number. 清单编号。")
    code_list: str | None = field(description="Of a version of this list; of limits LIMIT. 代码表；时限为 LIMIT。")
    code: str | None = field(description="Of a version of this code or limit. 代码或时限。")
    changed_after: datetime | None = field(description="Changed at or after. 变更时间不早于。")


@strawberry.type(
    description="What a system administrator proposes and a security administrator decides. 系统管理员提出、安全管理员审批的变更。"
)
class Proposal(
    Node,
    narrowed_by=ProposalFilter,
    ordered_by=by_time("ProposalOrder", "AT", "By when it was proposed, the", "按提出时间"),
):
    in_payloads = ("proposal", "What was proposed. 提议。")

    version: int = field(description="The version; give it as `expectedVersion`. 版本号，用作 expectedVersion。")
    updated_at: datetime = field(description="When it was changed last, with its version. 最近变更时间，与版本号一同变更。")
    kind: ProposalKind = field(description="What is proposed. 种类。")
    state: ProposalState = field(description="Where it stands. 状态。")
    at: datetime = field(description="When it was proposed. 提出时间。")
    listed: str | None = field(description="The number of the list with which it came. 所属清单的编号。")
    proposed_by: Account | None = field(description="By whom. 提出人。")
    decided_at: datetime | None = field(description="When it was decided or withdrawn. 审批或撤回时间。")
    decided_by: Account | None = field(description="By whom. 审批人或撤回人。")
    reason: CodeName | None = field(description="Why it was declined. 不予批准的原因。")
    subject: str | None = field(
        description="Of an account: by which tokens name it; of a sign-in: what the issuer calls them. 账号的登录标识，或其外部登录标识。"
    )
    name: str | None = field(
        description="Of an account, organisation, office, issuer, document: what it is called. "
        "账号、机构、办公室、外部认证服务或查询文档的名称。"
    )
    new_account: Account | None = field(description="The account that came of it. 批准后新建的账号。")
    account: Account | None = field(description="Of a membership or a sign-in: whose it is. 任职或登录标识的账号。")
    office: Office | None = field(description="Of a membership: in which office; of an end: which office. 任职的办公室，或拟撤销的办公室。")
    role: Role | None = field(description="Of a membership: in which role. 任职的角色。")
    scope: list[Region] = field(description="Of a membership: over which divisions. 任职的管辖区划。")
    starts_at: datetime | None = field(description="Of a membership: from when; null: once it is approved. 任职开始时间；空为批准即生效。")
    ends_at: datetime | None = field(description="Of a membership: until when. 任职结束时间。")
    deputy_for: Membership | None = field(description="Of a membership: for whose absence. 所代理的任职。")
    membership: Membership | None = field(description="The membership that came of it. 批准后的任职。")
    organization_kind: OrganizationKind | None = field(description="Of an organisation: what it is. 机构类别。")
    region: Region | None = field(description="Of an organisation: the division that it serves. 机构所属区划。")
    department: CodeName | None = field(description="Of a department or an office: the line. 部门或办公室的条线。")
    parent: Organization | None = field(description="Of an organisation: the one above it. 上级机构。")
    lines: list[CodeName] = field(description="Of a township: the departments for which it acts. 乡镇（街道）承接的部门。")
    organization: Organization | None = field(
        description="Of an office: whose it is; of an end: which organisation. 办公室所属机构，或拟撤销的机构。"
    )
    new_organization: Organization | None = field(description="The organisation that came of it. 批准后设立的机构。")
    new_office: Office | None = field(description="The office that came of it. 批准后设立的办公室。")
    address: str | None = field(description="Of an issuer: the issuer of its tokens (`iss`). 签发者地址。")
    audience: str | None = field(description="Of an issuer: for whom its tokens must be. 令牌受众。")
    keys_address: str | None = field(description="Of an issuer: where its keys are. 公钥地址。")
    client_id: str | None = field(description="Of an issuer: what we are called there. 本平台在该服务的客户端标识。")
    organizations: list[Organization] = field(description="Of an issuer: the organisations for which it speaks. 可代表的机构。")
    requirements: list[str] = field(
        description="Of an issuer: what its tokens must tell, each as role, `acr` or `amr`, and value. 登录要求：角色、类别与值。"
    )
    issuer: Issuer | None = field(description="The issuer that is changed, or of a sign-in. 拟变更的或登录标识所属的外部认证服务。")
    new_issuer: Issuer | None = field(description="The issuer that came of it. 批准后登记的外部认证服务。")
    sign_in: SignIn | None = field(description="The sign-in that came of it. 批准后的登录标识。")
    code_list: str | None = field(description="Of a version: the list of its code; of a limit LIMIT. 新版本的代码表；时限为 LIMIT。")
    code: CodeName | None = field(description="Of a version: of which code or limit it is, as it is called today. 新版本的代码或时限。")
    value: int | None = field(description="Of a limit: how many. 时限的数值。")
    unit: Unit | None = field(description="Of a limit: of what; null for a plain number. 时限的单位；纯数值为空。")
    valid_from: date | None = field(description="Of a version: from which day on. 新版本的生效日期。")
    basis: str | None = field(description="Of a version: where it stands. 新版本的依据。")
    follows_limit: LimitVersion | None = field(description="The version of the limit in whose place it comes. 所接续的时限版本。")
    new_limit: LimitVersion | None = field(description="The version of the limit that came of it. 批准后的时限版本。")
    type: AssistanceType | None = field(
        description="Of the limit of a type of help: the version of the type in whose place it comes. 所接续的帮扶类型版本。"
    )
    new_type: AssistanceType | None = field(description="The version of the type that came of it. 批准后的帮扶类型版本。")
    name_en: str | None = field(description="Of a code: what it is called in English; `name` is the Chinese one. 代码的英文名称。")
    like: CodeName | None = field(description="Of a new code: the one that it is like. 新增代码所比照的代码。")
    successor: CodeName | None = field(description="Of a code that ends: what is used instead. 停用后改用的代码。")
    follows_code: CodeVersion | None = field(
        description="The version of the code in whose place it comes; null for one that is new. 所接续的代码版本；新增的为空。"
    )
    new_code: CodeVersion | None = field(
        description="The version of the code that came of it; an end begins and ends on its day. 批准后的代码版本；停用的起止为同一日。"
    )
    document_text: str | None = field(description="Of a document: its text. 查询文档全文。")
    digest: str | None = field(description="Of a document: its digest. 查询文档的摘要。")
    operations: list[str] = field(description="Of a document: the names of its operations. 查询文档中操作的名称。")
    document: TrustedDocument | None = field(
        description="Of a document: the registered one with this digest, if there is one. 同一摘要的已登记查询文档。"
    )
    concerns: int | None = field(
        description="Of a version that is not decided yet: how many items to be sent, open referrals or needs will be judged by it; no due "
        "day that is set moves. In tens, 0 for fewer than ten, up to 10,000; null where it judges only what begins with it. "
        "待审批的新版本将适用于多少待派事项、在办转介或需求（已定的期限不变）：按十取整，不足十为0，最多计到10000；仅适用于其后发生之事的为空。"
    )


@strawberry.type
class ProposalRoots(Roots):
    proposals: Connection[Proposal] = connection(
        description="What administrators propose and decide, the newest first: for the three administrators. "
        "管理员提出与审批的变更，最新的在前；仅三员可见。"
    )
