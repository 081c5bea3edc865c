"""What is wrong with what administrators propose or decide, in both languages.

Source: docs/lifecycle.md (`membershipGrant`, `proposalDecide`). A part of the table in `message.py`.
"""

from collections.abc import Mapping

from domain.message.text import Text

OF_ADMINISTRATION: Mapping[str, Text] = {
    "OWN_PROPOSAL": Text(
        "不能为自己申请权限，也不能审批自己提出或涉及自己的提议。",
        "Nobody proposes rights of their own, or decides on them or on what they proposed.",
    ),
    "HOLD_STANDS": Text("保全当前不在可办理此操作的状态。", "The hold does not stand where this can be done."),
    "PROPOSAL_DECIDED": Text("该提议已审批或已撤回。", "This proposal is decided or withdrawn already."),
    "SUBJECT_USED": Text("已有此登录标识的账号。", "There is an account with this subject already."),
    "ROLE_DOES_NOT_FIT": Text("该办公室不设此角色。", "There is no such role in this office."),
    "OUTSIDE_OFFICE": Text("此地区不在该办公室的行政区划内。", "This division does not lie within the office's."),
    "SCOPE_IN_CLEAR": Text(
        "县级以上单位的管辖范围不得全部在县级及以下，否则可见未脱敏的家庭信息。",
        "Divisions at the county level or below alone would show families in clear to an office above the county.",
    ),
    "ADMINISTRATOR_APART": Text(
        "系统、安全、审计管理员不得在同一时期兼任其他角色。",
        "An administrator holds no other role at the same time, nor the other way round.",
    ),
    "MEMBERSHIP_RUNS": Text("该账号在此办公室的这一角色同期已有任职。", "The account holds this role in this office in that time already."),
    "PROPOSER_GONE": Text(
        "提出人已不是系统管理员，请由现任系统管理员重新提出。",
        "Who proposed this is no system administrator any more; another proposes it anew.",
    ),
    "KIND_ELSEWHERE": Text("该级区划不设此类机构。", "There is no organisation of this kind at this level of division."),
    "LINE_DOES_NOT_FIT": Text("该机构不设此条线的办公室。", "This organisation has no office of this line."),
    "ORGANIZATION_THERE": Text("该区划已有此机构。", "There is this organisation in this division already."),
    "OFFICE_THERE": Text("该机构已有此条线的办公室。", "This organisation has an office of this line already."),
    "OUTSIDE_ORGANIZATION": Text("该区划不在上级机构的行政区划内。", "This division does not lie within that of the organisation above."),
    "OFFICE_ENDED": Text("该机构或办公室已撤销。", "This organisation or office has ended."),
    "OFFICE_HAS_MEMBERS": Text("尚有{count}个任职未结束。", "{count} memberships in it have not ended."),
    "OFFICE_HAS_CASES": Text("尚有{count}个转介、事项或需求未了结。", "{count} referrals, items or needs in it are not settled."),
    "OFFICE_HAS_LOWER": Text("尚有{count}个下级机构或办公室。", "{count} organisations or offices stand below it."),
    "ADDRESS_UNSAFE": Text("地址须为加密网址，且不含参数、账号和空格。", "An address is of https, without parameters, account or spaces."),
    "ISSUER_KNOWN": Text(
        "该地址的外部认证服务已登记或已变更，请重新提出变更。",
        "There is an issuer of this address by now; propose anew what changes of it.",
    ),
    "ISSUER_ENDED": Text("该外部认证服务或登录标识已停用。", "This issuer or sign-in has ended."),
    "SIGN_IN_KNOWN": Text("该登录标识已对应账号。", "This subject of the issuer is an account's already."),
    "BEGINS_TOO_EARLY": Text(
        "新版本最早自次日起生效，以免改变已起算的时限。",
        "A version begins tomorrow at the earliest, so that it changes nothing that has begun.",
    ),
    "CODE_OF_PROGRAM": Text(
        "程序依赖此代码或代码表，不得如此变更，须随版本发布。", "The program relies on this code or list: it changes with a release."
    ),
    "CODE_SHAPE": Text("代码由大写字母、数字和下划线组成，以字母开头。", "A code is of capital letters, digits and underscores."),
    "LAST_CODE": Text("该代码表只剩此代码，不能停用。", "It is the last code of its list."),
    "NAME_LANGUAGE": Text("中文名称须含汉字，英文名称须为英文。", "The Chinese name is in Chinese, the English one in English."),
    "NAME_TAKEN": Text("该代码表中另一代码已用此名称。", "Another code of this list is called so."),
    "LIMIT_OF_ALL_TYPES": Text("该时限不按帮扶类型区分。", "This limit is the same for all types of help."),
    "UNIT_UNFIT": Text("该时限不以此单位计算。", "This limit is not counted in this unit."),
    "DOCUMENT_STANDS": Text("该查询文档已登记。", "This document is registered already."),
    "VERSION_MOVED": Text("其所接续的版本已变更，请重新提出。", "What it follows has changed since it was proposed: it is proposed anew."),
    "OUTSIDE_MEMBERSHIP": Text("代理期间须在原任职的期间之内。", "A deputy stands in while the membership itself runs."),
    "PROPOSED_ALREADY": Text(
        "已有待审批的同一提议，请待其审批后再导入。", "Something else is proposed of this already: import it again once that is decided."
    ),
    "SUBJECT_OF_ANOTHER": Text("该登录标识的账号属于另一姓名的人。", "The account of this subject has another name."),
    "OFFICE_UNSURE": Text("该区划内没有此名称的办公室，或不止一个。", "This division has no office of this name, or more than one."),
}
