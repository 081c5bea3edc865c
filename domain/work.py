"""What a person can do and wants at work, as far as offices that find posts must know it.

Source: docs/domain.md 2 (Work profile); docs/domain-facts.md 6.1 (R18, R19). Abilities are told, never a diagnosis.
"""

from domain.text.label import Labelled


class Ability(Labelled):
    """What a person can do at work. 能够胜任的动作与能力。"""

    SIT = "SIT", "Work sitting. 能坐姿工作。", "能久坐", "Can sit"
    STAND = "STAND", "Work standing. 能站立工作。", "能站立", "Can stand"
    USE_BOTH_HANDS = "USE_BOTH_HANDS", "Use both hands. 能使用双手。", "能用双手", "Can use both hands"
    LIFT = "LIFT", "Lift and carry. 能搬提物品。", "能搬提", "Can lift"
    READ = "READ", "Read. 能阅读。", "能阅读", "Can read"
    SPEAK = "SPEAK", "Speak. 能口头表达。", "能说话", "Can speak"
    HEAR = "HEAR", "Hear. 能听见。", "能听", "Can hear"
    GO_OUT_ALONE = "GO_OUT_ALONE", "Go out alone. 能独自出行。", "能独自出行", "Can go out alone"


class WorkKind(Labelled):
    """A kind of work that a person wants. 希望从事的工作种类。"""

    OFFICE = "OFFICE", "Office work. 办公文员。", "文员", "Office work"
    SERVICE = "SERVICE", "Services. 服务。", "服务", "Services"
    PRODUCTION = "PRODUCTION", "Production. 生产制造。", "生产", "Production"
    CRAFT = "CRAFT", "Crafts. 手工。", "手工", "Crafts"
    FARMING = "FARMING", "Farming. 种植养殖。", "种养", "Farming"
    ONLINE = "ONLINE", "Online. 网络就业。", "网络就业", "Online"
    PUBLIC_POST = "PUBLIC_POST", "A public-welfare post. 公益性岗位。", "公益性岗位", "A public-welfare post"
    SUPPORTED = "SUPPORTED", "A supported workshop. 辅助性就业。", "辅助性就业", "A supported workshop"
    OWN_BUSINESS = "OWN_BUSINESS", "A business of one's own. 自主创业。", "自主创业", "An own business"
    ANY = "ANY", "Any. 均可。", "均可", "Any"


class WorkSupport(Labelled):
    """What a person needs at the place of work. 工作场所所需的支持。"""

    STEP_FREE = "STEP_FREE", "Access without steps. 无障碍通行。", "无障碍通行", "Step-free access"
    ACCESSIBLE_TOILET = "ACCESSIBLE_TOILET", "An accessible toilet. 无障碍卫生间。", "无障碍卫生间", "Accessible toilet"
    SIGN_LANGUAGE = "SIGN_LANGUAGE", "Sign language or writing. 手语或文字沟通。", "手语或文字沟通", "Sign language or writing"
    SCREEN_READER = "SCREEN_READER", "A screen reader. 读屏软件。", "读屏软件", "Screen reader"
    JOB_COACH = "JOB_COACH", "A job coach. 就业辅导员。", "就业辅导员", "Job coach"
    TRANSPORT = "TRANSPORT", "Transport. 上下班接送。", "接送", "Transport"
    SHORT_HOURS = "SHORT_HOURS", "Short or flexible hours. 短时或弹性工时。", "弹性工时", "Short or flexible hours"


EMPLOYED = "employed"
"""The fact of a code of the list EMPLOYMENT: whether it is work."""
