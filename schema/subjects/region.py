"""Divisions: the tree of regions down to the village.

Source: docs/domain.md 1; docs/domain-facts.md 2.4 (division codes).
"""

import strawberry
from strawberry import field

from schema.build.assemble import Roots
from schema.build.scalars import RegionCode
from schema.subjects.connection import PlainConnection, connection
from schema.subjects.node import Paged


@strawberry.input(description="Which divisions. 行政区划的筛选条件。")
class RegionFilter:
    parent: RegionCode | None = field(description="Directly below this division. 直接上级区划。")
    code: RegionCode | None = field(description="This one. 区划代码。")


@strawberry.type(description="A division: province, city, county, township, village. 行政区划：省、市、县、乡镇、村。")
class Region(Paged, narrowed_by=RegionFilter):
    code: RegionCode = field(description="The code, 12 digits. 12 位代码。")
    name: str = field(description="The name. 名称。")
    level: int = field(description="1 province, 2 city, 3 county, 4 township, 5 village. 级别：1 省、2 市、3 县、4 乡镇、5 村。")
    parent: "Region | None" = field(description="The division above. 上级区划。")
    children: "PlainConnection[Region]" = connection(description="The divisions directly below. 直接下级区划。")


@strawberry.type
class RegionRoots(Roots):
    regions: PlainConnection[Region] = connection(description="Divisions by code. 按代码排列的行政区划。")
