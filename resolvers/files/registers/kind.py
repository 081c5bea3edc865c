"""The lists of departments that are taken in: what help each of them tells of, and whether a household or a person receives it.

Source: docs/domain.md 2 (Entitlement 现享待遇); the codes are those of db/reference/types.toml. A pure table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.message.text import Text

ACTION = "registerImport"
DESCRIPTION = (
    "Note what registered persons on a department's list receive; on the command line alone. 按部门名单登记现享待遇，仅在命令行办理。"
)


class RegisterKind(StrEnum):
    """A kind of list, as the command line names it."""

    DIBAO = "dibao"
    MONITORED = "monitored"
    SUBSIDIES = "subsidies"


@dataclass(frozen=True)
class Register:
    """What a list tells. `types`: the kinds of help by code, each with its name in the list; with one of them the list need not say which.

    `household`: whoever is named, the household receives it. `monitored`: it may say of which kind, and what the risk comes from.
    """

    types: Mapping[str, Text]
    household: bool
    monitored: bool = False


REGISTERS: Mapping[RegisterKind, Register] = {
    RegisterKind.DIBAO: Register({"A01": Text("最低生活保障", "Subsistence allowance")}, household=True),
    RegisterKind.MONITORED: Register(
        {"A27": Text("防止返贫致贫监测对象", "Household monitored against poverty")}, household=True, monitored=True
    ),
    RegisterKind.SUBSIDIES: Register({"A06": Text("生活补贴", "Living subsidy"), "A07": Text("护理补贴", "Care subsidy")}, household=False),
}
