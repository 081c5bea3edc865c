"""What a command has found lives where it was found: whoever saw it there does not act on it once it lives elsewhere.

Source: docs/design.md 5; docs/decisions/017-sight-and-locks.md; docs/decisions/033-moving.md (at the same moment).
"""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from db.tables.declare import InRegion
from domain.message.refusal import Refusal
from domain.routing import at_level
from domain.viewer import RegionLevel, Viewer, lies_in

Places = Mapping[InRegion, str]
"""The division in which each row lay when it was found."""


def places(session: AsyncSession) -> Places:
    """Return where what was found lies. A row that is to be read anew first is left out: its values are not known."""
    found = {row: vars(row).get("region_code") for row in session.identity_map.values() if isinstance(row, InRegion)}
    return {row: code for row, code in found.items() if code is not None}


def check_stays(found: Places, viewer: Viewer) -> None:
    """Check rows that are locked by now. Raises BUSY where one has gone to another county, or out of the viewer's scope, in between."""
    for row, before in found.items():
        now = vars(row).get("region_code", before)
        left = at_level(now, RegionLevel.COUNTY) != at_level(before, RegionLevel.COUNTY)
        if now != before and (left or not lies_in(now, viewer.scope)):
            raise Refusal("BUSY")
