"""The inputs of commands that are aimed at one referral or one item: they begin with its id.

Source: docs/design.md 8 (inputs). Bulk commands take `targets` beside their input instead.
"""

from typing import Annotated
from uuid import UUID

from domain.value.values import FreeText
from resolvers.commands.command import IdOf, Input, Says

Note = Annotated[str | None, FreeText(), Says("A note; no number of a person in it. 备注，不得填写证件号、电话等。")]


class OnReferral(Input):
    """What every action on one referral is told."""

    id: Annotated[UUID, IdOf("Referral"), Says("The referral. 转介。")]


class OnItem(Input):
    """What every action on one item is told."""

    id: Annotated[UUID, IdOf("AssistanceItem"), Says("The item. 帮扶事项。")]
