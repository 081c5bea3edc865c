"""The codes and texts of what is wrong where families become one, or two.

Source: docs/lifecycle.md (`familyMerge`, `familyPart`, `familySplit`). A pure table; part of the one in `message.py`.
"""

from collections.abc import Mapping

from domain.message.text import Text

OF_FAMILIES: Mapping[str, Text] = {
    "ONE_FAMILY": Text("这两户已是同一家庭。", "Both are one family."),
    "NOT_SAME": Text("两人身份证号不同，或已核定不是同一人。", "These are two persons: their ID numbers differ, or it was decided so."),
    "PAIR_MISSING": Text(
        "此人与另一户成员身份证号相同，须列为同一人。", "This person has the ID number of a member of the other family: name both as one."
    ),
    "NOT_MERGED": Text("此编号的家庭未并入该家庭。", "No family of this number was merged into this one."),
    "MERGED_ON": Text("此后又有合并，须先撤销最后一次合并。", "There was another merger since: part that one first."),
    "PARTED_SINCE": Text("合并后该家庭已分户，不能撤销合并。", "The household became two since: the merger cannot be taken back."),
    "REGISTERED_SINCE": Text(
        "合并后又有人员登记，不能撤销合并。", "Somebody was registered since the families were merged: they cannot be parted."
    ),
    "NOBODY_STAYS": Text("分户后原家庭须有健在的成员。", "Somebody living must stay in the family."),
    "HEAD_NOT_OF_HOUSEHOLD": Text("户主须为该户成员。", "The head must be one of that household."),
    "TAKEN_OVER": Text(
        "合并后有单位接办此转介，将不再看到该家庭；请先撤回或撤销。",
        "An office works on this only since the merger and would lose the family: recall or cancel it first.",
    ),
    "NEED_NOT_OF_FAMILY": Text("该需求不属于此家庭，或已随合并撤销归还。", "The need is none of the family's, or goes back anyway."),
    "OF_WHO_STAYS": Text("此项与其所属成员将分属两户。", "It and the member whom it is of would be of two households."),
}
