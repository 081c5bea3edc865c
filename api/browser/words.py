"""The words of the pages for people in a browser, in both languages.

Source: docs/decisions/044-browser.md.
"""

from collections.abc import Mapping

from domain.message.text import Text
from domain.viewer import Language, Role

WORDS: Mapping[str, Text] = {
    "platform": Text("联帮", "Lianbang"),
    "sign_in": Text("登录", "Sign in"),
    "sign_in_by": Text("请用您单位的统一身份认证登录。", "Sign in with the identity that your department gives you."),
    "sign_in_nowhere": Text(
        "尚未登记可供登录的统一身份认证，请联系管理员。", "No identity provider is registered for signing in here; ask the administrators."
    ),
    "sign_in_strong": Text(
        "您的角色要求更强的登录方式，请按要求重新登录。", "Your role needs a stronger sign-in: sign in again as it asks for."
    ),
    "sign_in_again": Text("重新登录", "Sign in again"),
    "sign_in_failed": Text("登录未完成，请重试。", "The sign-in did not succeed; try again."),
    "issuer_away": Text(
        "统一身份认证暂时无法使用，请稍后再试。", "The identity provider cannot be reached just now; try again in a moment."
    ),
    "going": Text("继续前往统一身份认证", "Go on to the identity provider"),
    "demonstration": Text("演示账号", "Accounts of the demonstration"),
    "demonstration_said": Text(
        "仅限本机开发环境：无需密码，选择一个账号即可进入。", "Development on this machine alone: pick an account, no password is asked."
    ),
    "one_of_each": Text("各角色一个账号", "One of each role"),
    "account": Text("账号与任职", "Account and membership"),
    "enter": Text("进入", "Enter"),
    "explorer": Text("接口浏览器", "Explorer"),
    "explorer_go": Text("打开接口浏览器", "Open the explorer"),
    "every_department": Text("各部门", "Every department"),
    "community": Text("社区（村）", "Communities and villages"),
    "township": Text("乡镇（街道）", "Townships and streets"),
    "documents": Text("常用查询", "Ready documents"),
    "session_ended": Text("会话已结束或已切换任职：", "The session has ended, or another membership was chosen:"),
    "scripts": Text("接口浏览器须启用 JavaScript。", "The explorer needs JavaScript."),
    "signed_in": Text("已登录", "Signed in"),
    "signed_in_as": Text("当前任职", "You work as"),
    "choose": Text("选择任职", "Choose a membership"),
    "choose_said": Text("您有多项在任的任职，请选择以哪一项办理。", "Several memberships of yours run: choose as which one you work."),
    "switch": Text("切换任职", "Switch membership"),
    "held_none": Text(
        "登录有效，但本平台没有与之对应且在任的任职，请联系管理员。",
        "The sign-in is valid, but no running membership here belongs to it; ask the administrators.",
    ),
    "go_on": Text("继续", "Go on"),
    "back": Text("返回登录页", "Back to the sign-in page"),
    "sign_out": Text("退出登录", "Sign out"),
    "signed_out": Text("您已退出登录。", "You are signed out."),
    "forged": Text(
        "此请求不是从本平台的页面发出的，未予执行。", "This request did not come from a page of this platform; nothing was done."
    ),
    "form": Text("表单内容有误，请返回重试。", "The form could not be read; go back and try again."),
    "often": Text("请求过于频繁，请稍后再试。", "Too many sign-ins from here; try again in a moment."),
    "away": Text("系统暂时无法使用，请稍后再试。", "The platform cannot be used just now; try again in a moment."),
    "language": Text("语言", "Language"),
}


def role_name(role: Role, language: Language) -> str:
    """Return what a role is called, by its description (`English: more. 中文。`)."""
    english, _, chinese = role.description.rpartition(" ")
    return english.partition(":")[0].rstrip(".") if language is Language.EN else chinese.rstrip("。")
