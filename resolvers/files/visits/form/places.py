"""A division by its code or by its name, as people write it: alone, or after the names of those above it.

Source: docs/domain-facts.md 2.4. A name alone is looked for within the divisions of the viewer: 友谊社区 there are many.
"""

import re
from collections.abc import Iterator, Mapping

from db.reference.read import KnownRegion
from domain.message import Refusal
from domain.viewer import region_level

CODE = re.compile(r"[0-9]{2,14}")
COMMITTEE = re.compile(r"(?:村民|居民)委员会$|居委会$|(?<=村)村委会$|(?<!村村)(?<=村)委会$")
KIND = re.compile(r"社区$|村$")
VILLAGE = 5
"""The level of villages and communities in the reference data."""


class Places:
    """The villages and communities within some divisions, by what they may be called."""

    def __init__(self, regions: Mapping[str, KnownRegion], scope: tuple[str, ...]) -> None:
        self._regions = regions
        self._called: dict[str, set[str]] = {}
        self._called_in_short: dict[str, set[str]] = {}
        within = tuple(code[: region_level(code)] for code in scope)
        for code, region in regions.items():
            if region.level == VILLAGE and code.startswith(within):
                for name in self._names(code):
                    self._called.setdefault(name, set()).add(code)
                    self._called_in_short.setdefault(KIND.sub("", name), set()).add(code)

    def village(self, said: str) -> str:
        """The 12-digit code of what was written; a code as it stands. Raises UNKNOWN_REGION, REGION_AMBIGUOUS."""
        if CODE.fullmatch(said):
            return said
        name = folded(said)
        found = self._called.get(name) or self._called_in_short.get(KIND.sub("", name)) or set()
        if not found:
            raise Refusal("UNKNOWN_REGION")
        if len(found) > 1:
            raise Refusal("REGION_AMBIGUOUS")
        return next(iter(found))

    def _names(self, code: str) -> Iterator[str]:
        """The name alone, then after the township's, the county's, the city's, the province's."""
        name = ""
        step: str | None = code
        while step is not None and (region := self._regions.get(step)) is not None:
            name = region.name + name
            yield folded(name)
            step = region.parent


def folded(name: str) -> str:
    """A name without gaps and committees: 沿山村村民委员会 and 沿山村委会 are 沿山村."""
    return COMMITTEE.sub("", "".join(name.split()))
