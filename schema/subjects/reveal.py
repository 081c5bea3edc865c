"""`reveal`: the numbers of persons in full, the one payload that no read gives.

Source: docs/design.md 8 (`reveal`), docs/domain.md 7. Decrypted by the command after quota and audit are committed; it takes no key: a
repeat is a new reveal.
"""

from typing import Annotated

import strawberry
from strawberry import ID, UNSET, argument, field
from strawberry.types.field import StrawberryField

from domain.value.node_id import global_id
from resolvers.commands.reveal.reveal import Revealed
from resolvers.document.ids import decode_id
from schema.build.assemble import Info
from schema.build.inputs import in_list
from schema.execute.context import RequestContext, check_targets
from schema.subjects.action import UserError

ASKS = ("reason",)
"""What it asks for beside the referrals."""
REASON = in_list("Why; a code, needed unless the type's contract foresees it. 查看理由代码；共享约定已包含的除外。", "REVEAL_REASON")
DESCRIPTION = "Show ID and certificate numbers in full; each is counted and written to the audit. 查看完整证件号码，计入限额并记入审计。"


@strawberry.input(description="Of which persons. 查看对象。")
class RevealInput:
    targets: list[ID] = field(description="Referrals that the own office has signed, 1 to 100. 本办公室已签收的转介，1 至 100 个。")
    reason: str | None = field(default=UNSET, description=REASON)


@strawberry.type(description="A person with the numbers in full. 人员及其完整证件号码。")
class RevealedPerson:
    person: ID = field(description="The person. 人员。")
    id_number: str | None = field(description="The ID number; null where there is none. 身份证号；没有时为空。")
    certificate_number: str | None = field(description="The certificate's number; null where there is none. 残疾人证号；没有时为空。")


@strawberry.type(description="What was shown for one referral. 一个转介的查看结果。")
class RevealResult:
    target: ID = field(description="The referral: the id that was given. 转介，即输入的标识。")
    persons: list[RevealedPerson] = field(description="The persons that it names. 转介所涉及的人员。")
    errors: list[UserError] = field(description="Why nothing was shown; empty if it was. 未显示的原因；已显示时为空。")


@strawberry.type(description="What became of reveal. reveal 的结果。")
class RevealPayload:
    results: list[RevealResult] = field(description="One for each target, in their order. 每个转介的结果，与输入的顺序一致。")
    errors: list[UserError] = field(description="What is wrong with the input as a whole. 整个输入的问题。")


async def reveal(info: Info, input: Annotated[RevealInput, argument(description="What is told. 输入内容。")]) -> RevealPayload | None:
    """Show the numbers, one answer for each target. Raises MembershipEnded."""
    context: RequestContext = info.context
    targets = input.targets
    if wrong := check_targets(targets):
        return RevealPayload(results=[], errors=[context.error(wrong)])
    decoded = [decode_id(each) for each in targets]
    keys = [each[1] if each and each[0] == "Referral" else None for each in decoded]
    reason = None if input.reason is UNSET else input.reason
    shown = await context.reveals.reveal(keys, reason, context.viewer, context.trace)
    return RevealPayload(results=[_result(target, each, context) for target, each in zip(targets, shown, strict=True)], errors=[])


def _result(target: ID, shown: Revealed, context: RequestContext) -> RevealResult:
    persons = [
        RevealedPerson(person=ID(global_id("Person", each.id)), id_number=each.id_number, certificate_number=each.certificate_number)
        for each in shown.persons
    ]
    return RevealResult(target=target, persons=persons, errors=[context.error(each) for each in shown.errors])


REVEAL: StrawberryField = field(reveal, description=DESCRIPTION)
"""The field of the mutation."""
