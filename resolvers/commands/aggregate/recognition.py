"""What an office recognises: the input of a recognition, what its type asks of it, and the status that it writes.

Source: docs/domain.md 2 (Entitlement: monitored household) and 3 (Outcomes).
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from db.tables.entitlement import Entitlement
from domain.catalogue import TypeFacts
from domain.message.refusal import Path, Refusal
from domain.outcome import OutcomeKind
from domain.value.spelling import camel
from domain.value.values import ShortText
from resolvers.commands.inputs.input import CodeOf, Distinct, Input, Says, Several

MEASURES_MOST = 20
"""Most measures of one recognition."""
AT: Path = ("outcome", "detail", "recognition")
OF_MONITORED = ("kind", "risk_cause", "measures")
"""The fields that tell of a monitored household alone."""


class RecognitionInput(Input):
    """A status recognised: of a monitored household its kind and risk cause, of everybody else a status. 身份认定。"""

    status: Annotated[str | None, ShortText(), Says("As what; required unless it is a monitored household. 认定身份，监测对象可不填。")] = (
        None
    )
    kind: Annotated[
        str | None, CodeOf("MONITORED_KIND"), Says("Which kind of monitored household; a code. 监测对象类别代码，认定监测对象时必填。")
    ] = None
    from_: Annotated[date, Says("From when. 起始日期。")]
    risk_cause: Annotated[
        str | None,
        CodeOf("RISK_CAUSE"),
        Says("What the risk of a monitored household comes from; a code. 风险原因代码，认定监测对象时必填。"),
    ] = None
    measures: Annotated[
        tuple[str, ...] | None,
        Several(1, MEASURES_MOST),
        Distinct(),
        CodeOf("SUPPORT_MEASURE"),
        Says("What is done about the risk of a monitored household; codes. 监测对象的帮扶措施代码。"),
    ] = None
    helper: Annotated[str | None, ShortText(), Says("Who helps. 帮扶责任人。")] = None


def check(told: RecognitionInput | None, facts: TypeFacts) -> Iterator[Refusal]:
    """Return a refusal for each field that the type asks for and that is missing, and for each that it does not ask for."""
    if told is None or facts.outcome_kind is not OutcomeKind.RECOGNITION:
        return
    for name in ("kind", "risk_cause") if facts.monitors else ("status",):
        if getattr(told, name) is None:
            yield Refusal("REQUIRED", path=(*AT, camel(name)))
    for name in () if facts.monitors else OF_MONITORED:
        if getattr(told, name) is not None:
            yield Refusal("NOT_EXPECTED", path=(*AT, camel(name)))


def write(told: RecognitionInput, facts: TypeFacts, entitlement: Entitlement) -> None:
    """Write on an entitlement what was recognised. A monitored household is one as a whole, whoever of it the referral names."""
    if facts.monitors:
        entitlement.person_id = None
    entitlement.kind, entitlement.risk_cause, entitlement.helper = told.kind, told.risk_cause, told.helper
    entitlement.measures = list(told.measures or ())
