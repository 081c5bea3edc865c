"""Saved filters: the lists that they are for, and what a filter may not hold that is shared with colleagues.

Source: docs/domain.md 3 (saved filters).
"""

from domain.text.label import Labelled


class FilteredList(Labelled):
    """The list that a saved filter is for. 筛选所用的列表。"""

    # in lower case the name of its root field

    REFERRALS = "REFERRALS", "Referrals. 转介。", "转介", "Referrals"
    ITEMS = "ITEMS", "Items. 帮扶事项。", "帮扶事项", "Items"
    NEEDS = "NEEDS", "Needs. 需求。", "需求", "Needs"
    VISITS = "VISITS", "Visits. 走访。", "走访", "Visits"
    FAMILIES = "FAMILIES", "Families. 家庭。", "家庭", "Families"


OF_ONE_ROW = frozenset({"number", "externalReference", "family"})
"""Fields of filters that name a single row: shared, they would tell colleagues that it exists."""
