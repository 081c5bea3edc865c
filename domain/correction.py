"""Corrections of what is registered of a family or person: which values can be corrected, and where a correction stands.

Source: docs/domain.md 7 (a department proposes, whoever owns the value decides). Numbers of persons are not corrected so.
"""

from collections.abc import Mapping

from domain.rules.access import Group
from domain.text.label import Labelled


class CorrectedValue(Labelled):
    """Which value of a family or person is corrected. 更正的内容。"""

    PHONE = "PHONE", "The family's telephone. 家庭电话。"
    ADDRESS = "ADDRESS", "The family's address below the village. 村（社区）以下住址。"
    NAME = "NAME", "The name of a member or of the head. 成员或户主姓名。"
    BIRTH_YEAR = "BIRTH_YEAR", "The birth year of a member without an ID number. 无身份证号成员的出生年份。"
    GUARDIAN_NAME = "GUARDIAN_NAME", "The name of a member's guardian. 监护人姓名。"
    GUARDIAN_PHONE = "GUARDIAN_PHONE", "The telephone of a member's guardian. 监护人电话。"


class CorrectionState(Labelled):
    """Where a correction stands. 更正的状态。"""

    OPEN = "OPEN", "Proposed by an office, not decided yet. 单位已提出，待决定。"
    ACCEPTED = "ACCEPTED", "Accepted: the value was written. 已采纳。"
    REFUSED = "REFUSED", "Refused: the value stands. 未采纳。"
    MADE = "MADE", "Made by the federation itself. 残联自行更正。"


GROUP_OF: Mapping[CorrectedValue, Group] = {
    CorrectedValue.PHONE: Group.CONTACT,
    CorrectedValue.ADDRESS: Group.ADDRESS,
    CorrectedValue.NAME: Group.IDENTITY,
    CorrectedValue.BIRTH_YEAR: Group.BIRTH,
    CorrectedValue.GUARDIAN_NAME: Group.CONTACT,
    CorrectedValue.GUARDIAN_PHONE: Group.CONTACT,
}
"""The group of fields by which an office is shown the value."""
OF_FAMILY = frozenset({CorrectedValue.PHONE, CorrectedValue.ADDRESS})
"""The household's values; the others are one person's."""
