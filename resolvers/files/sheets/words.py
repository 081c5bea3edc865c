"""What the referral sheet, its receipt and the family's slip say, in both languages.

Source: docs/domain.md 3 (outcomes, clocks) and 7; Administrative Reconsideration Law, article 20 (60 days), Administrative Litigation Law,
article 46 (six months); docs/domain-facts.md 4 (hotlines 12345, 12385). A pure table.
"""

from domain.message.text import Text

# titles, and what stands below every paper
SHEET = Text("转介单", "Referral sheet")
RECEIPT = Text("转介回执", "Receipt of a referral")
SLIP = Text("告知单", "What happens with your request")
PRINTED = Text("{office} {account} 于 {at} 打印，内容为打印人当时所见。", "Printed by {account}, {office}, on {at}: what they saw then.")
OTHERS = Text(
    "本件按打印单位的权限生成，不是办理单位的权限，不得转交办理单位。",
    "This copy shows what whoever printed it may see, which is not what the office may see: do not hand it to the office.",
)
KEPT = Text(
    "含个人信息，仅限办理本转介使用，用毕按规定销毁。", "Holds personal data: for the work on this referral alone; destroy it after use."
)

# headings
REFERRAL = Text("转介信息", "The referral")
REQUEST = Text("请求内容", "What is asked")
FAMILY = Text("家庭", "The family")
PERSON = Text("受助人", "Whom it helps")
MEMBERS = Text("家庭成员", "Members of the household")
FUNDS = Text("资金申请", "The request for funds")
OUTCOME = Text("办理结果", "The outcome")
ANSWERED = Text("签收", "Answer")
WORKED = Text("办理", "Work")
SIGNATURE = Text("签章", "Signature")
HELP = Text("为您办理的事项", "The help that was asked for you")
CALL = Text("联系方式", "Whom to call")
OBJECT = Text("如有异议", "If you do not agree")
DATA = Text("您的个人信息", "Your data")

# labels
NUMBER = Text("编号", "Number")
STATE = Text("状态", "State")
PART = Text("身份", "Part")
TYPE = Text("帮扶类型", "Type of help")
DOMAIN = Text("需求领域", "Field of need")
URGENCY = Text("紧急程度", "Urgency")
DISPATCHING = Text("派单单位", "Sent by")
OFFICE = Text("办理单位", "Office")
DELEGATING = Text("委托单位", "Delegated by")
DISPATCHED_AT = Text("派单时间", "Sent on")
SIGNED_AT = Text("签收时间", "Signed on")
ACCEPTED_ON = Text("受理日期", "Application accepted on")
ANSWER_DUE = Text("签收或退单期限", "Sign or return by")
RETURN_DUE = Text("退单期限", "Return by")
FINISH_DUE = Text("办结期限", "Finish by")
PROVISIONAL = Text("{day}（暂定）", "{day} (provisional)")
APPLY_REGION = Text("应申请地", "Where to apply")
BASIS = Text("提供个人信息的依据", "Legal basis")
REFERENCE = Text("办理单位编号", "The office's own number")
HANDLER = Text("承办人", "Handler")
HEAD = Text("户主", "Head")
REGION = Text("居住地", "Lives in")
REGISTERED = Text("户籍地", "Registered in")
ADDRESS = Text("住址", "Address")
PHONE = Text("电话", "Telephone")
WISH = Text("联系意愿", "Wish to be contacted")
CONTACT = Text("残联联系人", "Contact at the federation")
INCOME = Text("月人均收入（元）", "Income per head and month (yuan)")
HEALTH = Text("健康类别", "Health categories")
RECEIVES = Text("现享待遇", "Receives already")
NAME = Text("姓名", "Name")
RELATION = Text("与户主关系", "Relation")
SEX = Text("性别", "Sex")
AGE = Text("出生日期或年龄段", "Born or aged")
DISABILITY = Text("残疾类别、等级", "Disability, level")
ID_NUMBER = Text("身份证号", "ID number")
CERTIFICATE = Text("残疾人证", "Certificate")
GUARDIAN = Text("监护人", "Guardian")
WORK = Text("就业情况", "Work")
LETTER = Text("请款文号", "Letter")
SOURCE = Text("资金来源", "Source")
PERSONS = Text("人数", "Persons")
ASKED = Text("申请金额（元）", "Requested (yuan)")
PAID = Text("已拨付（元）", "Paid (yuan)")
OUTSTANDING = Text("待拨付（元）", "Outstanding (yuan)")
FAILED = Text("拨付失败（元）", "Failed (yuan)")
TOWNSHIP = Text("乡镇（街道）", "Township")
PERIOD = Text("所属月份", "Month")
SUM = Text("金额（元）", "Sum (yuan)")
RESULT = Text("结果", "Result")
DECIDED_ON = Text("决定日期", "Decided on")
GIVEN = Text("给予内容", "What is given")
REFUSED = Text("不予办理的原因", "Why not")
NOTICE = Text("书面通知送达日期", "Written notice delivered on")
REVIEW_ON = Text("轮候复核日期", "Looked at again on")
NOTE = Text("备注", "Note")

# what an outcome gives
BENEFIT = Text("{per} {amount} 元，自 {since} 起", "{amount} yuan {per}, from {since}")
UNTIL = Text("{said}，至 {until}", "{said} until {until}")
PLACEMENT = Text("{employer}，{post}，自 {since} 起", "{post} at {employer}, from {since}")
RECOGNITION = Text("{status}，自 {since} 起", "{status}, from {since}")
SERVICE = Text("{provider}，{day} 交付", "{provider}, delivered on {day}")
PAYMENT = Text("{paid} 元，{day} 拨付，文号 {document}", "{paid} yuan paid on {day}, document {document}")

# the receipt
BOXES = Text("□ 签收    □ 退回", "□ signed    □ returned")
SIGNED_BOX = Text("☑ 签收    □ 退回", "☑ signed    □ returned")
DECISION = Text("签收或退回", "Signed or returned")
RETURNED_WHY = Text("退回原因", "Reason of the return")
DONE = Text("所做工作", "What was done")
STAMP = Text("单位（盖章）", "Office (stamp)")
DAY = Text("日期", "Date")
SIGNER = Text("签收人", "Signed by")
RETURN_TO = Text("填写、盖章后退回：{office}。", "Fill it in, stamp it and return it to: {office}.")

# the slip
FOR = Text("家庭", "For")
ANSWER_BY = Text("办理期限", "To be finished by")
CALL_OFFICE = Text("办理单位电话", "Telephone of the office")
CALL_CONTACT = Text("残联联系人电话", "Telephone of the federation")
HOTLINE = Text("也可拨打 12345 或 12385。", "Or call 12345 or 12385.")
OBJECTION = Text(
    "请先向承办人或残联联系人说明，残联会再次核实。对行政机关的决定不服的，可自知道决定之日起 60 日内申请行政复议，或在 6 个月内"
    "向人民法院起诉。",
    "Tell the handler or your contact at the federation first: the federation looks at it again. Against a decision of an authority you"
    " may ask for reconsideration within 60 days of learning of it, or go to court within six months.",
)
HOW = Text("办理单位告知的途径：{how}", "As the office tells: {how}")
PURPOSE = Text(
    "您的信息只提供给上述单位，只用于办理此事项。您可以要求查阅或更正。",
    "Your data is given to the office named above, for this help alone. You may ask to see or to correct it.",
)

COMMA, LIST = Text("，", ", "), Text("、", ", ")
LEVEL = Text("{level}级", "level {level}")
BETWEEN = Text("{name}（{since} 至 {until}）", "{name} ({since} to {until})")
HOURS = Text("每周最多 {hours} 小时", "at most {hours} hours a week")
DISTANCE = Text("离家 {distance} 公里以内", "within {distance} km of home")
AT_HOME = Text("仅居家就业", "at home alone")
