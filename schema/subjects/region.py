"""Divisions: the tree of regions down to the village.

Source: docs/domain.md 1; docs/domain-facts.md 2.4 (division codes).
"""

from schema.build.declare import Connection, Input, RegionCode, Roots, Type, field


class RegionFilter(Input):
    """Which divisions. 行政区划的筛选条件。"""

    parent: RegionCode | None = field("Directly below this division. 直接上级区划。")
    code: RegionCode | None = field("This one. 区划代码。")


class Region(Type, narrowed_by=RegionFilter):
    """A division: province, city, county, township, village. 行政区划：省、市、县、乡镇、村。"""

    code: RegionCode = field("The code, 12 digits. 12 位代码。")
    name: str = field("The name. 名称。")
    level: int = field("1 province, 2 city, 3 county, 4 township, 5 village. 级别：1 省、2 市、3 县、4 乡镇、5 村。")
    parent: "Region | None" = field("The division above. 上级区划。")
    children: Connection["Region"] = field("The divisions directly below. 直接下级区划。")


class RegionRoots(Roots):
    """Divisions. 行政区划。"""

    regions: Connection[Region] = field("Divisions by code. 按代码排列的行政区划。")
