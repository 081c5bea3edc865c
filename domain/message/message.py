"""Every error code of the platform with its text in both languages.

Source: docs/design.md 8 (Errors), docs/lifecycle.md (Guards and answers). A pure table; what is wrong with files stands in `of_files.py`,
with families that become one or two in `of_families.py`, with what administrators propose in `of_administration.py`, with a request as a
whole in `of_requests.py`, with service clients in `of_clients.py`.
"""

from collections.abc import Mapping

from domain.message.of_administration import OF_ADMINISTRATION
from domain.message.of_clients import OF_CLIENTS
from domain.message.of_families import OF_FAMILIES
from domain.message.of_files import OF_FILES
from domain.message.of_requests import OF_REQUESTS
from domain.message.text import Text, fill
from domain.viewer import Language


def text(code: str, language: Language, facts: Mapping[str, object] | None = None) -> str:
    """Return the text of a code in a language, with facts in its placeholders. Raises KeyError for an unknown code."""
    return fill(TEXTS[code].in_language(language), language, facts or {})


TEXTS: Mapping[str, Text] = {
    **OF_REQUESTS,
    **OF_CLIENTS,
    # --- the order of refusals of an action
    "FORBIDDEN": Text("您的角色或单位不能进行此操作。", "Your role or office cannot do this."),
    "NOT_FOUND": Text("未找到。", "Not found."),
    "CONFLICT": Text("内容已被他人更新，请重新读取后再试。", "Somebody changed this since you read it; read it again and retry."),
    "INVALID_TRANSITION": Text(
        "当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。", "Not possible in state {state}; possible in: {allowed}."
    ),
    "KEY_REUSED": Text("该幂等键已用于另一项输入，请使用新的键。", "This idempotency key was used for another input; use a new one."),
    "NOT_TRIED": Text(
        "时限已到，此对象未办理；请重新提交（可用同一幂等键）。",
        "Time was up: nothing was done to this one. Send it again; the same idempotency key serves.",
    ),
    # --- guards
    "NOT_DESIGNATABLE": Text("没有办公室以职责或辖区为由退回，不能指定办理单位。", "No office disputed its duty: none can be designated."),
    "NOT_RETURNABLE": Text("此转介不可退回。", "This referral cannot be returned."),
    "RETURN_TOO_LATE": Text("退回期限已过，须经残联同意。", "The time for returning is over; the federation must consent."),
    "NOT_ACCEPTED": Text("尚未填写受理日期。", "No day of acceptance is recorded yet."),
    "ACCEPTED_THEN": Text("所填日期与已记录的受理日期相同。", "That is the day of acceptance that is recorded."),
    "EXTENSION_REOPENED": Text("重办的转介不得延期。", "What was reopened is not extended."),
    "EXTENSION_LIMIT": Text("延期次数已达上限。", "It was extended, or refused that, as often as is allowed."),
    "EXTENSION_TOO_LATE": Text(
        "申请延期的时间已过，须在到期前申请。", "The time for asking is over: it must be asked before the last day."
    ),
    "ASK_OPEN": Text("已有待决定的申请。", "Something is asked already and not decided yet."),
    "NO_ASK": Text("没有待决定的申请。", "Nothing is asked that could be decided."),
    "NOT_SHARED": Text("此转介不向您的单位提供证件号码。", "Your office is given no numbers for this referral."),
    "NOT_SHOWN_IN_FULL": Text(
        "只能对完整显示给您单位的信息提出更正。", "Only a value that your office is shown in full can be proposed to be corrected."
    ),
    "OF_FUNDS": Text("这是资金申请，没有受助家庭。", "This is a request for funds, which has no family."),
    "NOT_OF_FUNDS": Text("这不是资金申请。", "This is no request for funds."),
    "HANDLER_SET": Text("已有承办人。", "There is a handler already."),
    "NOT_YOURS": Text("您不是承办人。", "You are not the handler."),
    "NO_QUESTION": Text("没有待答复的问题。", "No question is waiting for an answer."),
    "COMPLETED_BY_YOU": Text("办结人不得回访或重办自己办结的事项。", "Whoever completed it neither follows it up nor reopens it."),
    "REOPEN_LIMIT": Text("重办次数已达上限，请新建帮扶事项。", "It was reopened as often as is allowed; draft a new item."),
    "REOPEN_WINDOW_OVER": Text("重办期限已过，请新建帮扶事项。", "The time for reopening is over; draft a new item."),
    "NO_REVIEW": Text("此转介不在轮候中。", "This is on no waiting list."),
    "NO_CALL": Text("没有应进行的安置后回访。", "No call after a placement is owed."),
    "CALL_TOO_EARLY": Text("尚未到安置后回访的日期。", "The day of the next call has not come yet."),
    "ALREADY_URGED": Text("本期限内已催办过。", "It was urged for this due moment already."),
    "TRANSFER_OPEN": Text("上一次移交残联尚未决定。", "The federation has not decided yet on what was handed over before."),
    "NO_TRANSFER": Text("没有待决定的移交。", "Nothing was handed over that is to be decided."),
    "NO_FAILED_PAYMENT": Text("没有拨付失败且未重新申请的款项。", "No payment has failed that is not asked for anew."),
    "NOT_RECOGNISED": Text("该转介没有认定任何身份，无可终止。", "The referral recognised nothing that could end."),
    "RECOGNITION_ENDED": Text("认定已终止。", "What was recognised has ended already."),
    "FOLLOW_UP_BEGAN": Text("回访已开始，办理结果不能再更正。", "The follow-up has begun: the outcome stays as it is."),
    "FOLLOW_UP_OPEN": Text("尚有已办结而未回访的事项，请先回访。", "A completed item still awaits its follow-up."),
    # --- visits, families, persons
    "DUPLICATE": Text("此人已登记，请使用现有记录。", "This person is registered already; use that record."),
    "LIKELY_DOUBLE": Text(
        "本村已登记同名且出生年份相近的人：若是同一人，请使用现有记录；若不是，请注明此人并非同一人。",
        "Somebody of this name and nearly this age is registered in the village: use that record, or say that it is somebody else.",
    ),
    "ALREADY_IDENTIFIED": Text("此人已有身份证号码。", "This person has an ID number already."),
    "OTHER_COUNTY": Text("此村（社区）属于另一县（市、区）。", "This village lies in another county."),
    "OWN_COUNTY": Text("此村（社区）在家庭所在县（市、区）内。", "This village lies in the county where the family lives."),
    "NOBODY_DECIDES": Text("该县（市、区）目前无残联干部可接收。", "Nobody in that county's federation can decide at present."),
    "MOVE_PROPOSED": Text("此家庭已移交外县待接收，请先撤回。", "The family is proposed to another county; withdraw that first."),
    "PERSON_DECEASED": Text("此人已登记去世。", "This person is recorded as deceased."),
    "ALREADY_UNDONE": Text("此次导入已撤回。", "This import has been taken back already."),
    "IMPORT_TOO_OLD": Text("导入已超过可撤回的期限。", "The import is too old to be taken back."),
    "ERASED": Text(
        "该家庭的个人信息已过保存期限并已删除，不能再办理。",
        "What was known of the family is past its time and erased: nothing is done with it any more.",
    ),
    "IMPORT_ROW_USED": Text(
        "第{sheet}张工作表第{line}行登记后已有办理，此次导入不能撤回；如为之后的导入，请先撤回之后的导入。",
        "Something was done since with row {line} of sheet {sheet}: the import cannot be taken back. A later import is taken back first.",
    ),
    "PERSON_NAME_DIFFERS": Text(
        "此身份证号已登记在另一姓名之下，请核对。", "This ID number is registered under another name; look for a slip in either."
    ),
    "HOUSEHOLD_UNSURE": Text(
        "本村已登记同名户主的家庭（{families}），无法确定是否同一户：是则填写其家庭编号，不是则在“家庭编号”栏填“新”。",
        "A family of this head is registered in the village ({families}) and may be this one: if so, give its number; if not,"
        ' write "new" as the family number.',
    ),
    "FAMILY_ELSEWHERE": Text(
        "该家庭登记在另一村（社区），本次走访未登记：请核对；如已迁居，请先更正登记。",
        "The family is registered in another village: look for a slip; if it has moved, have the record corrected first.",
    ),
    "MEMBER_UNSURE": Text(
        "该家庭已登记同名成员，出生年份不同或不止一人：请核对是否同一人。",
        "Is this the one who is registered? The family has a member of this name with another year of birth, or more than one.",
    ),
    "MEMBER_WITHOUT_NUMBER": Text(
        "该家庭已登记同名成员，尚无身份证号：如为同一人，请先补录其身份证号。",
        "The family has a member of this name without an ID number: if it is this one, add the number to that record first.",
    ),
    "MEMBER_OTHER_NUMBER": Text(
        "该家庭已登记同名成员，身份证号不同，请核对。", "The family has a member of this name with another ID number; look for a slip."
    ),
    "KEPT_AS_REGISTERED": Text("与已登记的内容不同，未作更改。", "It differs from what is registered, which was left as it is."),
    "VISIT_IN_USE": Text(
        "走访发现的需求已派出帮扶事项，或已转入另一户，不能撤回。",
        "Help was dispatched for a need that the visit found, or the need is another household's by now.",
    ),
    "RESULT_STANDS": Text("是否见到不能更正，请撤回后重新录入。", "What was found hangs on this: withdraw the visit and record it anew."),
    "VALUE_STANDS": Text("该内容与已登记的相同。", "This is registered already."),
    "BIRTH_BY_NUMBER": Text("出生日期由身份证号确定，不能另行更正。", "The ID number tells the birth date, which is not corrected apart."),
    "CERTIFICATE_BY_NUMBER": Text(
        "有证号者为已持证或已过期，无证号者不能为已持证。",
        "Who has a certificate's number has one, in force or expired; who has none is not certified.",
    ),
    "PERSON_NOT_OF_FAMILY": Text("此人不是该家庭成员。", "This person is not a member of the family."),
    "HEAD_ALREADY": Text("该家庭的户主是另一人，请核对与户主的关系。", "The family has another head; look at the relation."),
    "OUT_OF_SCOPE": Text("该地区不在您的管辖范围内。", "This region is outside your scope."),
    "OUTSIDE_CAMPAIGN": Text(
        "走访时间不在专项行动期间（{starts} 至 {ends}）。", "The visit lies outside the campaign's period ({starts} to {ends})."
    ),
    "MAPPING_SHAPE": Text("列对应写作“对方列名=本表列名”。", "A column is mapped as `their head=ours`."),
    "UNKNOWN_COLUMN": Text("本表没有“{column}”列。", "There is no column {column}."),
    "UNKNOWN_MAPPING": Text("本办公室没有保存此名称的列对应。", "The office keeps no mapping of columns under this name."),
    "UNKNOWN_CAMPAIGN": Text("没有此编号或名称的专项行动。", "There is no campaign of this number or title."),
    "CAMPAIGN_AMBIGUOUS": Text("有多个同名的专项行动，请填写编号。", "Several campaigns have this title; give the number."),
    "CAMPAIGN_ELSEWHERE": Text("该专项行动不覆盖此地区。", "The campaign does not cover this region."),
    "CAMPAIGN_OVER": Text("该专项行动已于 {ends} 结束。", "The campaign ended on {ends}."),
    "NOT_IN_CHARGE_THERE": Text(
        "须为负责家庭所在地的专职委员或残联干部。", "It must be a commissioner or cadre for where the family lives."
    ),
    "REMOVED_ALREADY": Text("该家庭已移出清单。", "The family is off the list already."),
    "OUTSIDE_PARENT": Text("须在上级专项行动的地区和期间之内。", "It lies within the region and period of the campaign above."),
    "ENDS_BEFORE_START": Text("结束日期不得早于开始日期。", "The last day is not before the first."),
    "DRAFT_NOT_READABLE": Text(
        "草稿须为 JSON 对象，各项与走访登记的输入相同。", "A draft is a JSON object with the fields of the input that records a visit."
    ),
    "NOT_COVERED": Text("此走访结果暂只能记录，不能同时填写其他内容。", "With this contact result only the visit itself is recorded."),
    # --- items and their dispatch
    "SAME_OFFICE_UNCHANGED": Text(
        "该单位已退回此事项，内容未作修改，不能再次派给同一单位。", "This office returned the item, and nothing in it has changed since."
    ),
    "PREVIEW_NOT_SEEN": Text("派单前须先查看接收单位将看到的内容。", "Look first at what the receiving office will see."),
    "NO_OFFICE": Text(
        "没有可受理此类事项的单位；现有单位：{offices}。", "No office takes this type there; offices that could be named: {offices}."
    ),
    "OFFICE_DOES_NOT_FIT": Text("该单位不办理此类事项或不在相应地区。", "This office does not handle the type, or not for this region."),
    "NOBODY_SIGNS": Text("该单位目前无人可签收，请改派其他单位。", "Nobody in this office can sign at present; name another one."),
    "ITEM_NOT_OF_FAMILY": Text("该事项不属于此家庭或已撤销。", "The item is none of the family's, or was cancelled."),
    "TYPE_NOT_OFFERED": Text("此帮扶类型目前不能这样办理。", "Help of this type cannot be asked for in this way at present."),
    "CERTIFICATE_NEEDED": Text("此类帮扶须持有残疾人证。", "Help of this type needs a disability certificate."),
    # --- referrals
    "HANDLER_NOT_OF_OFFICE": Text("承办人须为本单位在任人员。", "The handler must hold a role in the referral's office."),
    "EXTERNAL_REFERENCE_USED": Text("本单位已使用过此外部编号。", "Your office has used this reference already."),
    "ACCEPTED_ALREADY": Text("受理日期已填写，更正须另行申请。", "The day of acceptance is set already; ask for its correction."),
    "ACCEPTANCE_MISSING": Text("此类事项须先填写受理日期。", "Enter first the day on which the application was accepted."),
    "STAGE_NOT_OF_TYPE": Text("此帮扶类型没有该环节。", "The type has no such stage."),
    "NOT_MISSING": Text("此项不在所缺材料之中。", "This is not among what is missing."),
    "RETURNED_BY_DIFFERS": Text("拒绝方与退单原因不符，应为：{allowed}。", "Who refused does not go with the reason; possible: {allowed}."),
    "OUTCOME_KIND": Text("此帮扶类型的办理结果须填写 {kind}。", "An outcome of this type is given as {kind}."),
    "RESULT_OF_FUNDS": Text("资金申请只能以下列结果办结：{allowed}。", "A request for funds can only be completed with: {allowed}."),
    "PAID_DIFFERS": Text(
        "实拨金额与未列明的明细之和（{expected} 分）相差 {difference} 分。",
        "What was paid differs by {difference} fen from the lines that are not named ({expected} fen).",
    ),
    "NOT_POOLED": Text("此类型不是资金申请类型。", "This type is no request for funds."),
    "NOTHING_OWED": Text("该月没有应付且未申请的金额。", "Nothing is owed for this month that is not asked for already."),
    "NOT_OWED": Text("此转介在该月没有应付且未申请的金额。", "For this referral nothing is owed that is not asked for already."),
    "REASON_UNFIT": Text("此原因不适用于这类转介。", "This reason does not fit what is asked."),
    "SUBJECT_CODE_SHAPE": Text("科目编码为3、5或7位数字。", "The code of a budget subject has 3, 5 or 7 digits."),
    "MONTH_SHAPE": Text("月份写作 2026-11。", "A month is written as 2026-11."),
    "RESULT_WHILE_SUSPENDED": Text("中止期间只能以下列结果办结：{allowed}。", "While suspended it can only be completed with: {allowed}."),
    "ALREADY_TRIED_TODAY": Text("今天已记录过一次未联系上。", "An attempt without an answer was recorded today already."),
    "NOT_A_REFUSAL": Text(
        "办理结果不是未予批准，不能记录为理解不予批准。", "The outcome was no refusal that the family could have understood."
    ),
    "ASSISTING_OPEN": Text(
        "尚有协办未办结，请说明不等待协办的原因。", "Other offices assist yet: give the reason for which they are not waited for."
    ),
    "NOT_AT_COUNTY": Text("仅县级单位可以交由乡镇（街道）办理。", "Only an office of a county hands this to its townships."),
    "NOT_DECIDED_HERE": Text("此帮扶类型不由本部门审定。", "It is not your department that decides over help of this type."),
    "HAS_IT_ALREADY": Text("该单位已有此事项的未结转介。", "This office has an open referral of the item already."),
    # --- reveal, accounts
    "QUOTA_EXCEEDED": Text(
        "查看或比对证件号码已达限额，未作任何办理，请稍后再试。",
        "The quota for showing or comparing numbers of persons is used up; nothing was done, try again later.",
    ),
    "TOO_WIDE": Text(
        "符合条件的家庭超过 {most} 户，未列出；请写全姓名，或限定到乡镇、村。",
        "More than {most} families fit, none is listed; give the whole name, or a township or village.",
    ),
    "NAME_TOO_SHORT": Text(
        "按姓名开头查找至少写 {least} 个字；全名更短的请注明为全名。",
        "Write at least {least} characters of a name, or say that it is the whole.",
    ),
    "ROW_NUMBER": Text(
        "编号有误，请写全并核对，字母、年份、数字缺一不可。",
        "Not a number of the platform: write the whole of it, with its letter, year and digits.",
    ),
    "REASON_NEEDED": Text("请填写查看理由。", "Give a reason."),
    "OWN_MEMBERSHIP": Text("不能结束自己的任职。", "Nobody ends a membership of their own."),
    "MEMBERSHIP_OVER": Text("该任职已结束。", "This membership has ended already."),
    **OF_ADMINISTRATION,
    # --- what an input must and must not hold
    "REQUIRED": Text("此项必填。", "This is required."),
    "NOT_EXPECTED": Text("此项不应填写。", "This is not expected here."),
    "EXACTLY_ONE": Text("须填写其中一项，且只填一项。", "Give exactly one of these."),
    "TOO_MANY": Text("最多 {most} 项。", "At most {most}."),
    "TOO_FEW": Text("至少 {least} 项。", "At least {least}."),
    "REPEATED": Text("重复。", "This is given twice."),
    "UNKNOWN_CODE": Text("“{list}”中没有此代码。", "There is no such code among the {list}."),
    # --- texts
    "TEXT_TOO_LONG": Text("最多 {most} 个字符。", "At most {most} characters."),
    "NAME_CHARACTERS": Text(
        "姓名只能含文字、间隔号（·）、连字符和空格。", "A name holds letters, the dot between names (·), hyphens and spaces, nothing else."
    ),
    "TEXT_CHARACTERS": Text("含有不允许的控制字符或无效字符。", "It holds control characters or invalid characters."),
    "TEXT_HOLDS_ID": Text("文字中不得填写身份证号或残疾人证号。", "The text must not hold an ID or certificate number."),
    "TEXT_HOLDS_PHONE": Text("文字中不得填写电话号码。", "The text must not hold a phone number."),
    "TEXT_HOLDS_BANK_NUMBER": Text("文字中不得填写银行账号。", "The text must not hold a bank account number."),
    # --- numbers of persons
    "ID_SHAPE": Text("身份证号应为18位：17位数字加校验码。", "An ID number has 18 characters: 17 digits and a check character."),
    "ID_FIFTEEN_DIGITS": Text("不接受15位旧身份证号，请填写18位号码。", "The old 15-digit number is not accepted; give the 18-digit one."),
    "ID_CHECK_DIGIT": Text("身份证号校验码不符，请核对。", "The check character of the ID number does not fit; look for a slip."),
    "ID_BIRTH_DATE": Text("身份证号中的出生日期不成立。", "The birth date in the ID number cannot be."),
    "ID_SYNTHETIC": Text("测试用身份证号在此不被接受。", "An ID number made for tests is not accepted here."),
    "CERTIFICATE_SHAPE": Text(
        "残疾人证号应为身份证号加类别、等级各一位，补发的加 B 和次数。",
        "A certificate number is the ID number, a digit each for category and level, and B with a count if reissued.",
    ),
    "CERTIFICATE_OF_ANOTHER": Text("残疾人证号与身份证号不一致。", "The certificate number does not begin with this person's ID number."),
    "PHONE_SHAPE": Text("电话号码不成立：手机11位，固定电话带区号。", "Not a phone number: 11 digits, or a landline with its area code."),
    "BIRTH_YEAR": Text("出生年份应在 {earliest} 至 {latest} 之间。", "The year of birth lies between {earliest} and {latest}."),
    # --- regions, sums, dates
    "REGION_SHAPE": Text("行政区划代码应为2、4、6、9或12位数字。", "A region code has 2, 4, 6, 9 or 12 digits."),
    "UNKNOWN_REGION": Text("没有此行政区划代码。", "There is no such region code."),
    "REGION_ABOLISHED": Text(
        "该行政区划已于{year}年撤销，请填写现行的行政区划。", "This division was abolished in {year}: give its successor."
    ),
    "REGION_AMBIGUOUS": Text(
        "有多个同名的地方，请写明上一级行政区划或填代码。",
        "Several places have this name: name the one above it too, or give the code.",
    ),
    "REGION_LEVEL": Text("须填写到{level}一级的行政区划。", "Name a region of the level: {level}."),
    "AMOUNT_BELOW_ZERO": Text("金额不得小于零。", "A sum is not below zero."),
    "AMOUNT_TOO_SMALL": Text("金额过小，至少 {least} 分。", "The sum is too small: at least {least} fen."),
    "AMOUNT_TOO_LARGE": Text("金额过大，至多 {most} 分。", "The sum is too large: at most {most} fen."),
    "NUMBER_RANGE": Text("应在 {least} 至 {most} 之间。", "It lies between {least} and {most}."),
    "IN_FUTURE": Text("不得晚于当前时间。", "It must not lie in the future."),
    "IN_PAST": Text("不得早于今天。", "It must not lie in the past."),
    "TOO_EARLY": Text("不得早于 {earliest}。", "It must not be before {earliest}."),
    "BEFORE_BIRTH": Text("走访时间早于此人出生（{born}）。", "The visit lies before the person was born ({born})."),
    "TOO_LATE": Text("不得晚于 {latest}。", "It must not be after {latest}."),
    **OF_FAMILIES,
    **OF_FILES,
}
