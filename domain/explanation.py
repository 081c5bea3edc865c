"""Why a viewer is shown a field group at its level, and whom they may ask: codes with their texts.

Source: docs/domain.md 7 (levels, share contract; for a hidden or masked value the viewer can ask why, and whom to ask).
"""

from domain.rules.group import Group, Level
from domain.text.label import Labelled
from domain.viewer import OFFICES, Kind


def _told(code: str, en: str, zh: str) -> tuple[str, str, str, str]:
    """A member whose description is its text in both languages."""
    return code, f"{en} {zh}", zh, en


class Why(Labelled):
    """Why a field group is shown at its level. 字段组按该级别显示的原因。"""

    EVERYONE = _told("EVERYONE", "Everybody who is signed in is shown it.", "所有登录用户均可见。")
    IN_AREA = _told("IN_AREA", "The family lives in the area that you work over.", "家庭居住在您的工作辖区。")
    DISPATCHED = _told("DISPATCHED", "Your office dispatched it.", "由您所在单位派出。")
    CALL = _told("CALL", "The family called your hotline; an operator is shown what the call needs.", "家庭来电，坐席仅见接听所需内容。")
    ABOVE_COUNTY = _told("ABOVE_COUNTY", "Above the county identities are masked.", "县级以上对身份信息脱敏。")
    SUPERVISION = _told("SUPERVISION", "Whoever supervises needs no identities.", "督查无须知晓身份信息。")
    NUMBERS = _told("NUMBERS", "Numbers are never read in full.", "证件号码一律脱敏显示。")
    REFERRED = _told("REFERRED", "By a referral to your office or your line.", "因转介至您所在单位或本系统。")
    BEFORE_SIGNING = _told(
        "BEFORE_SIGNING", "Your office has not signed: the contract's part before signing.", "尚未签收，按共享约定签收前部分显示。"
    )
    AFTER_SIGNING = _told("AFTER_SIGNING", "The contract's part after signing.", "按共享约定签收后部分显示。")
    ASSISTING = _told("ASSISTING", "Your office assists: the contract's part for who assists.", "您所在单位协办，按共享约定协办部分显示。")
    FORMER_OFFICE = _told("FORMER_OFFICE", "Your office gave it up: what it saw before signing.", "已退单或撤销，仅保留签收前所见。")
    OTHER_MEMBER = _told("OTHER_MEMBER", "No referral to your office names this member.", "没有转介指明该成员。")
    EMERGENCY_VIEW = _told("EMERGENCY_VIEW", "By an emergency view of your office.", "因您所在单位的紧急查看。")
    NOT_IN_CONTRACT = _told("NOT_IN_CONTRACT", "No contract gives it to your office.", "共享约定未向您所在单位提供。")
    WHILE_WORKED_ON = _told("WHILE_WORKED_ON", "Told to the lead office alone, while it works on it.", "仅在主办单位办理期间提供。")
    DELEGATED = _told("DELEGATED", "Your office delegated it.", "由您所在单位委托办理。")
    REQUEST = _told("REQUEST", "By a request for funds.", "因资金申请。")
    LINE = _told("LINE", "By an office of your line.", "因本系统下级单位办理。")
    FEDERATION_ONLY = _told("FEDERATION_ONLY", "Internal to the federation.", "残联内部信息。")
    ROLE = _told("ROLE", "Your role is not shown more of it.", "您的角色不可查看更多。")


class ContactKind(Labelled):
    """Whom to ask for what is not shown in full. 未完整显示的内容可向谁询问。"""

    DISPATCHING_OFFICE = "DISPATCHING_OFFICE", "The office that dispatched it. 派单单位。"
    COUNTY_FEDERATION = "COUNTY_FEDERATION", "The federation of the county where the family lives. 家庭居住地县级残联。"


_BY_KIND = {
    Kind.COMMISSIONER: Why.IN_AREA,
    Kind.CADRE: Why.IN_AREA,
    Kind.OPERATOR: Why.CALL,
    Kind.SUPERIOR_FEDERATION: Why.ABOVE_COUNTY,
    Kind.MONITOR: Why.SUPERVISION,
}
_OF_OFFICES = {Group.INTERNAL: Why.FEDERATION_ONLY, Group.STATUS: Why.REFERRED}


def why(kind: Kind, group: Group, level: Level) -> Why:
    """Return why a kind of viewer is shown a group at a level that no row decides."""
    if group is Group.ID_NUMBER and level is Level.MASKED:
        return Why.NUMBERS
    if group is Group.FUNDS:
        return Why.REQUEST if level is Level.FULL else Why.ROLE
    return (_OF_OFFICES.get(group) if kind in OFFICES else _BY_KIND.get(kind)) or Why.ROLE
