"""`reveal`: the numbers of persons in full, the one payload that no read gives.

Source: docs/design.md 8 (`reveal`), docs/domain.md 7. Decrypted by the command after quota and audit are committed; it takes no key: a
repeat is a new reveal.
"""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET
from typing_extensions import override

from domain.message.refusal import Refusal
from domain.value.node_id import global_id
from resolvers.document.ids import decode_id
from schema.build.assemble import Assembly
from schema.build.declare import ID, Told, field
from schema.build.inputs import in_list, made
from schema.execute.asked import MOST, Asked, Revealed
from schema.subjects.action import UserError

ASKS = {"reveal": ("reason",)}
REASON = in_list("Why; a code, needed unless the type's contract foresees it. 查看理由代码；共享约定已包含的除外。", "REVEAL_REASON")
SAYS = {
    "reveal": "Show ID and certificate numbers in full; each is counted and written to the audit. 查看完整证件号码，计入限额并记入审计。"
}


class RevealedPerson(Told):
    """A person with the numbers in full. 人员及其完整证件号码。"""

    person: ID = field("The person. 人员。")
    id_number: str | None = field("The ID number; null where there is none. 身份证号；没有时为空。")
    certificate_number: str | None = field("The certificate's number; null where there is none. 残疾人证号；没有时为空。")


class RevealResult(Told):
    """What was shown for one referral. 一个转介的查看结果。"""

    target: ID = field("The referral: the id that was given. 转介，即输入的标识。")
    persons: list[RevealedPerson] = field("The persons that it names. 转介所涉及的人员。")
    errors: list[UserError] = field("Why nothing was shown; empty if it was. 未显示的原因；已显示时为空。")


class RevealPayload(Told):
    """What became of reveal. reveal 的结果。"""

    results: list[RevealResult] = field("One for each target, in their order. 每个转介的结果，与输入的顺序一致。")
    errors: list[UserError] = field("What is wrong with the input as a whole. 整个输入的问题。")


class Reveal(StrawberryField):
    """The field."""

    is_basic_field = False

    @override
    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        """The payload."""
        return reveal(kwargs["input"], info.context)


def mutation(assembly: Assembly) -> Mapping[str, StrawberryField]:
    """The field with its input and payload."""
    lines = (
        ("targets", list[strawberry.ID], "Referrals that the own office has signed, 1 to 100. 本办公室已签收的转介，1 至 100 个。"),
        ("reason", str | None, REASON),
    )
    given = made("RevealInput", "Of which persons. 查看对象。", [(name, of, _described(says)) for name, of, says in lines])
    shown = StrawberryAnnotation(assembly.type_of(RevealPayload) | None)
    field = Reveal(graphql_name="reveal", description=SAYS["reveal"], type_annotation=shown)
    field.arguments = [StrawberryArgument("input", None, StrawberryAnnotation(given), description="What is told. 输入内容。")]
    return {"reveal": field}


async def reveal(given: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """Show the numbers, one answer for each target. Raises MembershipEnded."""
    targets = [str(each) for each in given["targets"]]
    if not 1 <= len(targets) <= MOST:
        wrong = Refusal("TOO_MANY", path=("targets",), most=MOST) if targets else Refusal("TOO_FEW", path=("targets",), least=1)
        return {"results": [], "errors": [asked.error(wrong)]}
    decoded = [decode_id(each) for each in targets]
    keys = [each[1] if each and each[0] == "Referral" else None for each in decoded]
    shown = await asked.reveals.reveal(keys, given.get("reason"), asked.viewer, asked.trace)
    results = [_result(target, each, asked) for target, each in zip(targets, shown, strict=True)]
    return {"results": results, "errors": []}


def _result(target: str, shown: Revealed, asked: Asked) -> dict[str, Any]:
    persons = [
        {"person": global_id("Person", each.id), "id_number": each.id_number, "certificate_number": each.certificate_number}
        for each in shown.persons
    ]
    return {"target": target, "persons": persons, "errors": [asked.error(each) for each in shown.errors]}


def _described(says: str) -> StrawberryField:
    return StrawberryField(description=says, default=UNSET)
