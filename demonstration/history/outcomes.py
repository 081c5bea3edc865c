"""Invent the outcome of a referral of the demonstration county, for each result and each kind of help.

Source: docs/domain.md 3 (Outcomes). Amounts are invented, in fen.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from db.tables.family import Family
from domain.catalogue import TypeFacts
from domain.outcome import GRANTING, REFUSING, BenefitPer, OutcomeKind, Result
from domain.routing import at_level
from domain.viewer import RegionLevel
from resolvers.commands.aggregate.outcome import (
    BenefitInput,
    DetailInput,
    OutcomeInput,
    PlacementInput,
    RefusalInput,
    ServiceInput,
)
from resolvers.commands.aggregate.recognition import RecognitionInput

ONCE = {"A04": (60_000, 150_000), "A05": (200_000, 900_000), "A10": (150_000, 2_000_000), "A34": (50_000, 300_000)}
"""Type -> the least and the most that is paid once. Every other type is paid monthly, within the next two amounts."""
MONTHLY = (12_000, 110_000)
EMPLOYERS = ("余家塘社区服务中心", "和睦物业服务站", "青山助残工坊", "千岛茶叶合作社")
POSTS = ("保洁员", "门卫", "图书整理员", "公益岗协管员")
PROVIDERS = ("阳光康复中心", "康乐辅具站", "安居改造队", "社区志愿服务队")
WHY_NOT = {
    Result.NOT_ELIGIBLE: ("INCOME_ABOVE_STANDARD", "家庭月人均收入高于标准。"),
    Result.POLICY_GAP: ("NO_POLICY", "现行政策没有此项帮扶。"),
}
STATUS = {"A14": "就业困难人员", "A32": "持证残疾人"}
RISK = ("SUDDEN_SEVERE_HARDSHIP_HOUSEHOLD", "ACCIDENT", ("EMPLOYMENT", "SAFETY_NET"))
"""Of every household that is monitored: its kind, what its risk comes from, what is done about it."""
HOW_TO_OBJECT = "自收到本通知之日起六十日内，可以向上一级机关申请复议。"


@dataclass(frozen=True)
class Decision:
    """A decision of an office: on which type of help, for which family, on which day."""

    facts: TypeFacts
    family: Family
    day: date
    random: Random

    def outcome(self, result: Result) -> OutcomeInput:
        """Return the input of an outcome with the parts that its result requires."""
        return OutcomeInput(
            result=result,
            decided_on=self.day,
            detail=self._detail() if result in GRANTING else None,
            refusal=self._refusal(result) if result in REFUSING else None,
            review_on=self.day + timedelta(days=90) if result is Result.WAITING_LIST else None,
        )

    def _refusal(self, result: Result) -> RefusalInput:
        code, text = WHY_NOT[result]
        return RefusalInput(code=code, text=text, notice_delivered_on=self.day, how_to_object=HOW_TO_OBJECT)

    def _detail(self) -> DetailInput:
        match self.facts.outcome_kind:
            case OutcomeKind.BENEFIT:
                once = ONCE.get(self.facts.code)
                return DetailInput(
                    benefit=BenefitInput(
                        amount=self.random.randrange(*(once or MONTHLY), 1_000),
                        per=BenefitPer.ONCE if once else BenefitPer.MONTH,
                        from_=self.day.replace(day=1),
                        first_payment_on=self.day + timedelta(days=self.random.randint(0, 6)),
                        channel="社会保障卡",
                    )
                )
            case OutcomeKind.PLACEMENT:
                return DetailInput(
                    placement=PlacementInput(
                        employer=self.random.choice(EMPLOYERS),
                        post=self.random.choice(POSTS),
                        region=at_level(self.family.region_code, RegionLevel.COUNTY),
                        from_=self.day + timedelta(days=3),
                        hours=self.random.choice((20, 30, 40)),
                        pay=self.random.randrange(230_000, 320_000, 10_000),
                        insured=True,
                    )
                )
            case OutcomeKind.RECOGNITION:
                return DetailInput(recognition=self._recognition())
            case OutcomeKind.PAYMENT:
                raise ValueError(f"{self.facts.code}: pooled items have no story")
            case OutcomeKind.SERVICE:
                return DetailInput(service=ServiceInput(provider=self.random.choice(PROVIDERS), delivered_on=self.day))

    def _recognition(self) -> RecognitionInput:
        if not self.facts.monitors:
            return RecognitionInput(status=STATUS.get(self.facts.code, "已认定"), from_=self.day)
        kind, cause, measures = RISK
        return RecognitionInput(kind=kind, risk_cause=cause, measures=measures, helper="村帮扶干部", from_=self.day)
