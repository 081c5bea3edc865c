"""`familyHandOver`: an office hands a family to the federation of the county, whether or not that knows the family.

Source: docs/domain.md 3. Nothing is compared with what is registered, so that the answer tells nothing of it.
"""

from typing import Annotated

from typing_extensions import override

from db.tables.family_hand_over import FamilyHandOver as Row
from db.tables.family_hand_over import FamilyHandOverText
from domain.ask import AskState
from domain.message.refusal import Refusal
from domain.routing import WITHOUT_FAMILIES, at_level
from domain.time.calendar import end_of
from domain.value.values import FileNumber, FreeText, PersonName, Phone, RegionAt, ShortText
from domain.viewer import RegionLevel, lies_in
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View
from resolvers.commands.visit.input import NoticeInput


class FamilyHandOverInput(Input):
    """A family with a need that the office cannot serve. 本单位发现、无法自行解决困难的家庭。"""

    head_name: Annotated[str, PersonName(), Says("The name of the head of the household. 户主姓名。")]
    village: Annotated[
        str, RegionAt(RegionLevel.VILLAGE), Says("Where it lives, to the village; in the own county. 居住村（社区），限本县。")
    ]
    address: Annotated[str | None, ShortText(), Says("The address below the village. 村（社区）以下住址。")] = None
    phone: Annotated[str | None, Phone(), Says("The family's telephone. 家庭电话。")] = None
    domain: Annotated[str, CodeOf("NEED_DOMAIN"), Says("The domain of the need; a code. 需求领域代码。")]
    request_text: Annotated[str, FreeText(), Says("What is needed; no name, no illness. 需求内容，不写姓名和病情。")]
    notice: Annotated[NoticeInput, Says("How the family was told that its data is handed over. 告知家庭信息移交残联的形式。")]
    external_reference: Annotated[str | None, FileNumber(), Says("The office's own number of it. 本单位编号。")] = None


class FamilyHandOver(Command[Aggregate[Row], FamilyHandOverInput, None]):
    """Hand a family to the federation, which visits it and decides; the office is told that alone. 将发现的困难家庭移交残联。"""

    answers = "FamilyHandOver"

    @override
    async def find(self, view: View, input: FamilyHandOverInput) -> None:
        """Look at nothing. Raises FORBIDDEN for an office that never sees a family."""
        if view.at.viewer.department in WITHOUT_FAMILIES:
            raise Refusal("FORBIDDEN")

    @override
    async def load(self, locks: Locks, found: None) -> Aggregate[Row]:
        """Return a new row."""
        return Aggregate(answer=Row(id=locks.at.fresh.id()))

    @override
    def apply(self, handed: Aggregate[Row], input: FamilyHandOverInput, at: Moment) -> Change:
        """Write what is told, and by when it is to be decided. Raises OUT_OF_SCOPE for a village of another county."""
        if not lies_in(input.village, (at_level(at.viewer.region, RegionLevel.COUNTY),)):
            raise Refusal("OUT_OF_SCOPE", path=("village",))
        row = handed.answer
        row.version, row.region_code = 1, input.village
        row.office_id, row.account_id, row.at = at.viewer.office, at.viewer.account, at.now
        row.external_reference, row.domain, row.notice_basis = input.external_reference, input.domain, input.notice.basis
        row.state, row.due_at = AskState.OPEN, end_of(at.reference.calendar.add(at.today, at.reference.limits["hand_over_decide"]))
        text = FamilyHandOverText(
            hand_over_id=row.id,
            region_code=row.region_code,
            head_name=input.head_name,
            phone=input.phone,
            address=input.address,
            request_text=input.request_text,
        )
        return Change(rows=(row, text))
