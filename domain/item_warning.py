"""Warnings shown before an item is dispatched, which block nothing: a type outside the need's domain, help received or in hand already.

Source: docs/domain.md 3 (Routing: the dispatcher sees what the person receives already; catalogue: `domains`).
"""

from collections.abc import Mapping

from domain.item import ItemState
from domain.message.text import Text
from domain.referral import OPEN
from domain.text.label import Labelled


class WarningCode(Labelled):
    """What there is to think about. 提示代码。"""

    TYPE_OUTSIDE_DOMAIN = "TYPE_OUTSIDE_DOMAIN", "The type is not of the need's domain. 帮扶类型不属于该需求的领域。"
    RECEIVES_ALREADY = "RECEIVES_ALREADY", "The person or the household receives this help already. 该成员或家庭已享受此项待遇。"
    SAME_HELP_OPEN = "SAME_HELP_OPEN", "The family has help of this type in hand already. 该家庭的同类帮扶正在办理。"


TEXTS: Mapping[WarningCode, Text] = {
    WarningCode.TYPE_OUTSIDE_DOMAIN: Text("此帮扶类型不属于该需求的领域。", "This type of help is not of the need's domain."),
    WarningCode.RECEIVES_ALREADY: Text("已享受此项待遇。", "This help is received already."),
    WarningCode.SAME_HELP_OPEN: Text("该家庭的同类帮扶正在办理：{which}。", "The family has help of this type in hand already: {which}."),
}
"""`{which}`: the number of the referral and its office, or of an item that is not dispatched yet."""

IN_HAND = frozenset({ItemState.DRAFT, ItemState.TO_DISPATCH, *(ItemState(state.value) for state in OPEN)})
"""The states of an item whose help has not been given yet."""
