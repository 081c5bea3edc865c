"""The error codes about service clients, with their texts in both languages.

Source: docs/decisions/038-service-clients.md.
"""

from collections.abc import Mapping

from domain.message.text import Text

OF_CLIENTS: Mapping[str, Text] = {
    "NO_PUBLIC_KEY": Text(
        "须为公钥：椭圆曲线密钥，或不短于规定长度的非对称密钥；不得填写私钥。",
        "This must be a public key: P-256, or RSA of 2048 to 8192 bits, as a JWK or in PEM; no private key.",
    ),
    "NO_OFFICIALS": Text("该办公室没有承办人员，不能登记业务系统。", "This office has no officials for whom a system could act."),
    "CLIENT_REVOKED": Text("该服务客户端已撤销。", "This service client was revoked."),
    "CLIENT_KEY_KNOWN": Text("该服务客户端已有此编号的公钥。", "The client has, or had, a key of this name."),
    "CLIENT_KEY_APPROVED": Text("该公钥已核准。", "This key is approved already."),
    "PROPOSED_BY_YOU": Text("须由另一位管理员核准。", "Another administrator must approve what you have proposed."),
    "ON_BEHALF_OF_MISSING": Text(
        "业务系统须注明代哪位工作人员办理。", "A service client must say for which official it acts, in the header On-Behalf-Of."
    ),
    "ON_BEHALF_OF_REFUSED": Text(
        "只能代本办公室在任的承办人员办理。", "A service client acts for officials of its own office alone, while their membership runs."
    ),
    "ON_BEHALF_OF_AMBIGUOUS": Text(
        "该人员在本办公室有多项任职，须指明其一。", "Several memberships of this official run in the office: name one of them."
    ),
    "ON_BEHALF_OF_UNEXPECTED": Text("只有业务系统可以代他人办理。", "Service clients alone act on behalf of somebody."),
}
