"""What papers tell of an answer, and what they leave out.

Source: docs/decisions/029-referral-sheet.md; docs/domain.md 3 (outcomes, requests for funds).
"""

import re
from typing import Any

import pytest

from domain.message.text import Text
from domain.outcome import Result
from domain.referral import State
from domain.viewer import Language
from resolvers.files.sheets import words
from resolvers.files.sheets.case import given
from resolvers.files.sheets.compose import composed
from resolvers.files.sheets.paper import Page, Told

NOW = "2026-11-27T16:30:00+00:00"
VIEWER = {"account": {"name": "赵某"}, "office": {"id": "own", "name": "区财政局"}}
NOTHING = dict.fromkeys(("benefit", "placement", "recognition", "service", "payment", "refusal", "decidedOn", "reviewOn", "note"))
HIDDEN: dict[str, Any] = dict.fromkeys(
    (
        "requestText", "legalBasis", "externalReference", "signedAt", "acceptedOn", "answerDueOn", "returnDueOn", "finishDueOn", "handler",
        "delegatingOffice", "outcome", "family", "person", "requestDocument", "fundSource", "lineSummary", "lines", "applyRegion", "region",
    )
)  # fmt: skip
"""A referral of which nothing is shown that may be hidden."""
FAMILY = (
    "number", "displayName", "address", "phone", "residenceRegion", "registrationRegion", "contactWish", "contactPerson", "incomePerHead",
    "healthCategories", "entitlements", "members",
)  # fmt: skip
SUMS = {"persons": 2, "sum": 240000, "paid": 0, "outstanding": 240000, "failed": 0}
LINE = {"type": {"name": "临时救助"}, "township": {"name": "五常街道"}, "period": "2026-11", "persons": 1, "sum": 120000, "state": "OPEN"}


def a_referral(state: State = State.SIGNED, **shown: Any) -> dict[str, Any]:
    """A referral as the query answers it."""
    due = {f"{each}At": NOW for each in ("answerDue", "returnDue", "finishDue", "dispatched")}
    fixed = {
        "number": "R2026-73119423-9",
        "state": state.value,
        "part": "LEAD",
        "type": {"name": "财政资金拨付"},
        "needDomain": {"name": "生活救助"},
        "urgency": {"level": "NORMAL", "kinds": []},
        "dueProvisional": False,
        "office": {"id": "own", "name": "区财政局"},
        "dispatchingOffice": {"name": "五常街道"},
    }
    return HIDDEN | due | fixed | shown


def printed(*referrals: dict[str, Any], language: Language = Language.ZH) -> tuple[Page, ...]:
    return composed(VIEWER, referrals, NOW, language).pages


def labels(page: Page) -> dict[str, str]:
    """The lines of a page by their labels."""
    return {line.label: line.value for part in page.parts for line in part.lines}


def test_of_a_request_for_funds_lines_and_sums_are_told_and_there_is_no_slip() -> None:
    sheet, receipt = printed(a_referral(lineSummary=SUMS, lines=[LINE, LINE], requestDocument="民函1号", fundSource={"name": "区级"}))
    assert [labels(sheet)[each] for each in ("请款文号", "资金来源", "人数", "申请金额（元）")] == ["民函1号", "区级", "2", "2,400.00"]
    (table,) = [table for part in sheet.parts for table in part.tables]
    assert table.rows == (("临时救助", "五常街道", "2026-11", "1", "1,200.00", "待拨付"),) * 2
    assert labels(receipt)["结果"].count("□") == 5  # what can become of a request for funds
    assert len(sheet.foot) == 1  # nothing personal to be careful with


def test_what_is_hidden_is_not_there_and_what_is_to_be_filled_in_is_blank() -> None:
    sheet, receipt = printed(a_referral(State.DISPATCHED))
    assert not any(value in {"", "None"} or "None" in value for value in labels(sheet).values())
    assert {label for label, value in labels(receipt).items() if not value} >= {"签收时间", "签收人", "退回原因", "单位（盖章）", "日期"}
    assert labels(receipt)["签收或退回"].count("□") == 2


@pytest.mark.parametrize("state", [*State])
def test_receipt_and_slip_are_made_while_there_is_something_to_do(state: State) -> None:
    family = dict.fromkeys(FAMILY)
    titles = [page.title for page in printed(a_referral(state, family=family))]
    done = state in {State.CONFIRMED, State.RETURNED, State.CANCELLED, State.ARCHIVED}
    assert titles == (["转介单"] if done else ["转介单", "转介回执", "告知单"])


@pytest.mark.parametrize(
    ("kind", "detail", "told"),
    [
        (
            "benefit",
            {"amount": 98000, "per": "MONTH", "from": "2026-12-01", "until": None, "firstPaymentOn": None},
            "每月 980.00 元，自 2026-12-01 起",
        ),
        (
            "placement",
            {"employer": "某街道", "post": "保洁", "from": "2026-12-01", "until": "2027-11-30"},
            "某街道，保洁，自 2026-12-01 起，至 2027-11-30",
        ),
        (
            "recognition",
            {"status": None, "kind": {"name": "监测对象"}, "from": "2026-12-01", "measures": [{"name": "产业帮扶"}]},
            "监测对象、产业帮扶，自 2026-12-01 起",
        ),
        ("recognition", {"status": "就业困难人员", "kind": None, "from": "2026-12-01", "measures": None}, "就业困难人员，自 2026-12-01 起"),
        ("service", {"provider": "某中心", "deliveredOn": "2026-12-01"}, "某中心，2026-12-01 交付"),
        ("payment", {"paid": 5, "paidOn": "2026-12-01", "indicatorDocument": "财社1号"}, "0.05 元，2026-12-01 拨付，文号 财社1号"),
    ],
)
def test_what_an_outcome_gives_is_told_in_one_line(kind: str, detail: dict[str, Any], told: str) -> None:
    assert given(NOTHING | {kind: detail}, Told(Language.ZH)) == told
    assert "None" not in str(given(NOTHING | {kind: detail}, Told(Language.EN)))
    assert given(NOTHING, Told(Language.ZH)) is None


def test_the_receipt_ticks_what_was_decided() -> None:
    refusal = {"reason": {"name": "收入超过标准"}, "text": "超标", "howToObject": None, "noticeDeliveredOn": None}
    outcome = NOTHING | {"result": Result.NOT_ELIGIBLE.value, "refusal": refusal}
    _, receipt = printed(a_referral(State.COMPLETED, outcome=outcome))
    assert re.findall(r"☑ (\S+)", labels(receipt)["结果"]) == ["不符合条件"]
    assert labels(receipt)["不予办理的原因"] == "超标"


def test_every_word_is_told_in_both_languages_with_the_same_places() -> None:
    said = {name: text for name, text in vars(words).items() if isinstance(text, Text)}
    assert said
    for name, text in said.items():
        assert text.zh, name
        assert text.en, name
        assert {*re.findall(r"\{\w+\}", text.zh)} == {*re.findall(r"\{\w+\}", text.en)}, name
