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
    "report": Text("个人信息查看情况", "Who was shown what of you"),
    "report_said": Text(
        "应本人（或监护人等）申请制作，可打印交付；每次制作均记入审计。",
        "Made for the person, or who may ask for them, to be printed and handed over; each one stands in the audit.",
    ),
    "report_go": Text("制作个人信息查看情况", "Tell a person who was shown what of them"),
    "report_find": Text("查找本人", "Find the person"),
    "report_find_said": Text(
        "每次查找均记入审计；按证件号查找计入比对限额。选中后再制作。",
        "Each search stands in the audit; one by a number counts as a number tested. Choose the person, then make it.",
    ),
    "report_find_by": Text("按", "By"),
    "report_by_id_number": Text("身份证号", "ID number"),
    "report_by_certificate": Text("残疾人证号", "Number of the disability certificate"),
    "report_by_name": Text("姓名（从头写起）", "Name, from its beginning"),
    "report_find_text": Text("号码或姓名", "The number or name"),
    "report_find_region": Text("区划代码（可不填）", "Code of the division (may be left open)"),
    "report_find_go": Text("查找", "Search"),
    "report_found_nobody": Text("没有找到。", "Nobody was found."),
    "report_person": Text("人员标识（id）", "The person (id)"),
    "report_name": Text("姓名", "Name"),
    "report_asked_by": Text("申请人", "Asked by"),
    "report_since": Text("自（默认三年前）", "From (by default three years back)"),
    "report_until": Text("至（默认今天）", "To (by default today)"),
    "report_make": Text("制作", "Make it"),
    "report_another": Text("再制作一份", "Make another"),
    "report_period": Text("期间", "Period"),
    "report_to": Text("至", "to"),
    "report_made_by": Text("出具单位", "Made by"),
    "report_named": Text("人员标识（申请核查时出示）", "Who it is of (for whoever looks into it)"),
    "report_made": Text("出具时间（北京时间）", "Made at (Beijing time)"),
    "report_law": Text(
        "依据《中华人民共和国个人信息保护法》第四十四条、第四十五条、第五十条，告知下列单位在期间内查看本人信息的情况。",
        "Under articles 44, 45 and 50 of the Personal Information Protection Law: these offices were shown what is listed.",
    ),
    "report_day": Text("日期", "Day"),
    "report_office": Text("单位", "Office"),
    "report_kind": Text("方式", "In which way"),
    "report_groups": Text("信息类别", "What"),
    "report_times": Text("次数", "Times"),
    "report_as_READ": Text("查看", "Read"),
    "report_as_REVEAL": Text("查看完整证件号码", "Numbers in full"),
    "report_as_PRINT": Text("打印", "On paper"),
    "report_as_COMMAND": Text("紧急查看", "Emergency view"),
    "report_more": Text("较早的记录未列出，可缩短期间后另行查询。", "Earlier ones are not listed; ask for a shorter period."),
    "report_nothing": Text("期间内没有单位查看过本人信息。", "Nobody was shown anything in this period."),
    "report_unknown": Text("（未载明）", "(not told)"),
    "report_seal": Text("（盖章）", "(seal)"),
    "report_refused": Text(
        "没有找到此人，或您无权办理，或所填日期有误；未提供任何内容。",
        "No such person was found, or you may not do this, or the days do not fit; nothing is told.",
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
