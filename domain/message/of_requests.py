"""The error codes of whole requests, which no payload can carry, with their texts in both languages.

Source: docs/design.md 8 (Errors); docs/decisions/008-http.md, 035-issuers.md (SIGN_IN), 044-browser.md (SESSION).
"""

from collections.abc import Mapping

from domain.message.text import Text

OF_REQUESTS: Mapping[str, Text] = {
    "UNAUTHENTICATED": Text(
        "请先登录：令牌缺失、无效、已过期，或任职已结束。",
        "Sign in first: the token is missing, invalid or expired, or its membership has ended.",
    ),
    "SIGN_IN_TOO_WEAK": Text(
        "您的角色要求更强的登录方式，请按要求重新登录。", "Your role needs a stronger sign-in: sign in again as it asks for."
    ),
    "SIGN_IN_WITHOUT_MEMBERSHIP": Text(
        "登录有效，但本平台没有与之对应且在任的任职，请联系管理员。",
        "The sign-in is valid, but no running membership here belongs to it; ask the administrators.",
    ),
    "SIGN_IN_AMBIGUOUS": Text(
        "您有多项在任的任职，令牌须指明其中一项。",
        "Several memberships of yours run: the token must name one in its claim `membership`.",
    ),
    "SESSION_ENDED": Text("会话已结束，请重新登录。", "The session has ended: sign in again."),
    "SESSION_CHANGED": Text(
        "已在别处切换账号或任职，请刷新页面。", "The account or membership was changed elsewhere in this browser: load the page anew."
    ),
    "SESSION_ELSEWHERE": Text(
        "会话只能由本平台自己的页面使用。", "A session is used by pages of this platform alone: the request came from elsewhere."
    ),
    "BAD_DOCUMENT": Text("查询文档有误（{where}）：{problem}", "The document is not valid ({where}): {problem}"),
    "OPERATION_UNKNOWN": Text(
        "文档中没有所指的操作；有多个操作时须指明其一。", "The document has no such operation; name one of them if it has several."
    ),
    "BAD_USER_INPUT": Text("所指位置的输入有误：{expected}。", "The input is not valid at the place named: {expected}."),
    "TOO_COSTLY": Text(
        "查询过大：{what}为 {cost}，上限 {limit}；请{advice}。",
        "The query is too large: {cost} {what}, at most {limit}; {advice}.",
    ),
    "RATE_LIMITED": Text("请求过于频繁，请稍后再试。", "Too many requests; try again later."),
    "BUSY": Text(
        "他人正在办理同一内容或系统繁忙，未作任何更改；请稍候再试。",
        "Others are at work on this, and nothing was done; try again in a moment.",
    ),
    "UNAVAILABLE": Text("服务暂时不可用，请稍后再试。", "The service is not available at the moment; try again later."),
    "INTERNAL": Text(
        "系统内部错误，已记录；请提供追踪号联系管理员。", "An internal error, which was recorded; give the trace id to the administrator."
    ),
    "REQUEST_METHOD": Text("此处只接受 POST；GET 仅可用于查询。", "Only POST is accepted here, and GET for queries."),
    "REQUEST_NOT_ACCEPTABLE": Text(
        "应答只能是 GraphQL 应答格式或 JSON 格式。",
        "The answer can only be application/graphql-response+json or application/json.",
    ),
    "REQUEST_MEDIA_TYPE": Text("请求内容须为 JSON 格式，UTF-8 编码。", "The content of a request must be application/json, in UTF-8."),
    "REQUEST_ENCODING": Text("不接受压缩的请求内容。", "The content of a request must not be compressed."),
    "REQUEST_TOO_LARGE": Text("请求内容过大，最多 1 MB。", "The content of a request is at most 1 MB."),
    "REQUEST_TOO_SLOW": Text("请求内容未在规定时间内送达。", "The content of the request did not arrive in time."),
    "REQUEST_NOT_JSON": Text("请求内容不是可读取的 JSON。", "The content of the request cannot be read as JSON."),
    "REQUEST_NOT_OBJECT": Text(
        "请求内容须为一个 JSON 对象；不支持批量请求。", "The content of a request must be one JSON object; batches are not taken."
    ),
    "REQUEST_FORM": Text(
        "查询文档或其编号须填且只填一项，均为字符串；操作名称为字符串，变量和扩展为对象，均可省略。",
        "Either a document or its id must be given, as a string; operationName, if given, a string, variables and extensions objects.",
    ),
    "DOCUMENT_UNKNOWN": Text("没有登记该编号的查询文档。", "No document is registered under this id."),
    "DOCUMENT_NOT_TRUSTED": Text("本平台只执行已登记的查询文档。", "This server executes registered documents alone."),
    "SHEET_METHOD": Text("此处只接受 POST。", "Only POST is accepted here."),
    "SHEET_FORM": Text(
        "须给出转介标识的列表，可注明文件格式，不得有其他内容。",
        "A list of the ids of referrals is needed, beside it at most the format of the file; nothing else is taken.",
    ),
}
