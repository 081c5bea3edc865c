"""What an office says of its work: a note, a stage, the day of acceptance, or a question.

Source: docs/lifecycle.md (`referralProgress`); docs/domain.md 3 (stages) and 4 (a clue until `acceptedOn`).
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from typing_extensions import override

from db.tables.referral import Referral
from domain.ask import EXTENSION
from domain.message.refusal import Refusal, Refusals
from domain.referral import Part, State, TextKind
from domain.time.calendar import day_of
from domain.time.clock import NO_PAUSE, suspension
from domain.value.values import FreeText, NotInFuture
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.lapse import end
from resolvers.commands.aggregate.work import handle
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import Note, OnReferral
from resolvers.commands.view import View

ACCEPTED = "ACCEPTED"
"""The stage in which an application is accepted."""
SAYS = {Part.LEAD: {"acceptedOn", "question"}, Part.ASSISTING: {"question"}, Part.DELEGATE: frozenset[str]()}
"""What of the work an office says by what its referral is: what moves a clock, what the federation answers."""
BEGINS = frozenset({State.SIGNED, State.REOPENED})


class StageInput(Input):
    """A stage of the type that was reached. 已到达的办理环节。"""

    code: Annotated[str, CodeOf("STAGE"), Says("The stage; a code of the type's list. 环节代码。")]
    on: Annotated[date, NotInFuture(), Says("The day on which it was reached. 到达日期。")]


class ReferralProgressInput(OnReferral):
    """What is said of the work; at least one thing. 办理进展，至少填写一项。"""

    note: Note = None
    stage: Annotated[StageInput | None, Says("The stage reached. 办理环节。")] = None
    accepted_on: Annotated[date | None, NotInFuture(), Says("The day on which the application was accepted. 受理日期。")] = None
    question: Annotated[str | None, FreeText(), Says("A question to the federation; it stops no clock. 向残联提出的问题，不停止计时。")] = (
        None
    )


class ReferralProgress(Command[Case, ReferralProgressInput, tuple[Referral, bool]]):
    """Record progress: a note, a stage with its date, the day of acceptance, or a question. 记录办理进展。"""

    @override
    async def find(self, view: View, input: ReferralProgressInput) -> tuple[Referral, bool]:
        """Return the referral, and whether its suspensions count: where its acceptance is told. Raises NOT_FOUND."""
        return await view.aimed_at(Referral), input.accepted_on is not None

    @override
    async def load(self, locks: Locks, found: tuple[Referral, bool]) -> Case:
        """Return its case, locked, with its ended suspensions where they count."""
        referral, accepted = found
        case = await locks.referral(referral)
        if accepted:
            await locks.with_pauses(case)
        return case

    @override
    def apply(self, case: Case, input: ReferralProgressInput, at: Moment) -> Change:
        """Write the progress; work that has not begun begins with it. Raises Refusal."""
        referral = case.judged
        refuse(case, referral, input, at)
        if input.accepted_on is not None:
            accept(case, referral, input.accepted_on, at)
            end_clue(referral)
        if input.stage is not None:
            referral.stage, referral.stage_on = input.stage.code, input.stage.on
        if input.question is not None:
            referral.question_open = True
        handle(referral, at)
        referral.started_at = referral.started_at or at.now
        return Change(
            to=State.IN_PROGRESS if referral.state in BEGINS else None,
            text=input.question or input.note,
            text_kind=TextKind.NOTE if input.question is None else TextKind.QUESTION,
            accepted_on=input.accepted_on,
            stage=None if input.stage is None else (input.stage.code, input.stage.on),
        )


def accept(case: Case, referral: Referral, accepted_on: date, at: Moment) -> None:
    """Write the day of acceptance, and count anew the suspended working days: only those after it stop the type's own clock.

    The clock of a type that needs no application does not look at it.
    """
    referral.accepted_on = accepted_on
    if not referral.needs_application:
        return
    referral.carried_due_at = None
    pauses = (suspension(since, until, accepted_on, at.reference.calendar) for since, until in case.pauses)
    referral.suspended_days = sum(pauses, NO_PAUSE).days


def end_clue(referral: Referral) -> None:
    """Forget what was given or asked beyond the clue's limit, in the place of which the type's has come."""
    if referral.needs_application:
        referral.extension_granted_days = 0
        end(EXTENSION, referral)


def refuse(case: Case, referral: Referral, input: ReferralProgressInput, at: Moment) -> None:
    """Check what the input says against the referral. Raises Refusals with everything that is wrong."""
    found = []
    if all(said is None for said in (input.note, input.stage, input.accepted_on, input.question)):
        found.append(Refusal("REQUIRED", path=("note",)))
    if input.note is not None and input.question is not None:
        found.append(Refusal("NOT_EXPECTED", path=("note",)))
    said_by_others = {name: said for name, said in of_the_lead(input).items() if name not in SAYS[Part(referral.part)]}
    found += [Refusal("NOT_EXPECTED", path=(name,)) for name, said in said_by_others.items() if said is not None]
    dispatched_on = day_of(referral.dispatched_at)
    if input.stage is not None:
        stages = at.reference.type_at(referral.type_code, referral.type_version).stages
        if input.stage.code not in stages:
            found.append(Refusal("STAGE_NOT_OF_TYPE", path=("stage", "code")))
        accepted_on = referral.accepted_on or input.accepted_on
        follows = accepted_on is not None and follows_acceptance(input.stage.code, stages)
        found += too_early(input.stage.on, accepted_on if follows and accepted_on else dispatched_on, ("stage", "on"))
    if input.accepted_on is not None:
        if referral.accepted_on is not None:
            found.append(Refusal("ACCEPTED_ALREADY", path=("acceptedOn",)))
        found += too_early(input.accepted_on, dispatched_on, ("acceptedOn",))
    if found:
        raise Refusals(*found)


def of_the_lead(input: ReferralProgressInput) -> dict[str, object]:
    """Return what not every office says, by its name in the contract."""
    return {"acceptedOn": input.accepted_on, "question": input.question}


def follows_acceptance(stage: str, stages: Sequence[str]) -> bool:
    """Whether a type lists the stage after the acceptance of an application."""
    return ACCEPTED in stages and stage in stages[stages.index(ACCEPTED) + 1 :]


def too_early(day: date, earliest: date, path: tuple[str, ...]) -> list[Refusal]:
    """Return TOO_EARLY at `path` for a day before `earliest`: the dispatch, or the acceptance that a stage follows from."""
    return [Refusal("TOO_EARLY", path=path, earliest=earliest)] if day < earliest else []
