"""Finds a division by its code or by its name: alone, or after the names of those above it, in full or in short.

Source: docs/domain-facts.md 2.4. A village is looked for within the divisions of the viewer, since 友谊社区 there are many; where
a household is registered, in the whole country. For an abolished division its successor is meant, if there is only one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

from db.reference.read import Divisions, FormerDivision
from domain.message.refusal import Refusal
from domain.viewer import RegionLevel, digits_of, region_level

CODE = re.compile(r"[0-9]{2,14}")
COMMITTEE = re.compile(r"(?:村民|居民)委员会$|居委会$|(?<=村)村委会$|(?<!村村)(?<=村)委会$")
GAPS = re.compile(r"[\s/\\>·、,，\-—]+|市辖区|省直辖县级行政区划|自治区直辖县级行政区划")
TWICE = re.compile(r"(\w{2,8}?市)\1")
"""A city that is written twice, as in 上海市上海市黄浦区."""
PEOPLES = (
    "壮|回|维吾尔|藏|蒙古|满|苗|彝|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南"
    "|仡佬|锡伯|阿昌|普米|朝鲜|塔吉克|怒|鄂温克|鄂伦春|保安|裕固|独龙|布依|各"
)
KIND = re.compile(rf"(?:(?:(?:{PEOPLES})族|蒙古|维吾尔)*自治[区州县旗]|特别行政区|街道|地区|社区|[省市区县旗盟乡镇村])$")
SHORT_CHARACTERS = 2
"""Fewest characters of a short name."""
COUNTY, VILLAGE = 3, 5
"""Levels in the reference data."""
COUNTY_DIGITS, VILLAGE_DIGITS = int(RegionLevel.COUNTY), int(RegionLevel.VILLAGE)
NAMES = 4_000
"""Divisions of which it is kept what they may be called: those of the rows of a file are few."""
OF_COUNTY = re.compile(r"[县区市旗]")


class Called:
    """The divisions of one day by what they may be called."""

    def __init__(self, divisions: Divisions) -> None:
        self.now = defaultdict[str, list[str]](list)
        for code, region in divisions.in_force.items():
            for name in names_of(region.name):
                self.now[name].append(code)
        self.former: dict[str, FormerDivision] = {}
        """By their codes; of several that had one the last."""
        self.once = defaultdict[str, list[FormerDivision]](list)
        for each in sorted(divisions.former, key=lambda each: -each.until):
            self.former.setdefault(each.code, each)
            for name in names_of(each.name):
                self.once[name].append(each)


CALLED = WeakKeyDictionary[Divisions, Called]()
"""Made with the first file that is read by them: there are tens of thousands."""


class DivisionsByName:
    """The divisions of the country by their names; `scope`: codes of the divisions within which a village is looked for."""

    def __init__(self, divisions: Divisions, scope: tuple[str, ...]) -> None:
        self._regions = divisions.in_force
        self._within = tuple(map(digits_of, scope))
        self._called = CALLED.get(divisions) or CALLED.setdefault(divisions, Called(divisions))

    def village(self, said: str) -> str:
        """Return the code of a village within the scope, by code or name. Raises UNKNOWN_REGION, REGION_AMBIGUOUS, REGION_ABOLISHED."""
        if CODE.fullmatch(said):
            return self._in_force(said)
        inside = [code for code in self._found(said) if self._regions[code].level == VILLAGE and code.startswith(self._within)]
        return self._only(said, inside or self._of_former_village(plain_name(said)))

    def division(self, said: str) -> str:
        """Return the code of a division anywhere; of an address below a county that county's. Raises as `village`."""
        if CODE.fullmatch(said):
            return self._in_force(said)
        name, found = plain_name(said), self._found(said)
        if found:
            inside = self._best(name, [code for code in found if code.startswith(self._within)])
            return inside[0] if len(inside) == 1 else self._only(said, found)
        if successor := self._successor(name):
            return successor
        for end in sorted((match.end() for match in OF_COUNTY.finditer(name)), reverse=True):
            above = [code for code in self._found(name[:end]) if self._regions[code].level == COUNTY and name[:end] != self._name(code)]
            if len(above) == 1:
                return above[0]
            if not above and (successor := self._successor(name[:end])):
                return successor
        raise Refusal("UNKNOWN_REGION")

    def _only(self, said: str, found: Sequence[str]) -> str:
        best = self._best(plain_name(said), found)
        if not best:
            raise Refusal("UNKNOWN_REGION")
        if len(best) > 1:
            raise Refusal("REGION_AMBIGUOUS")
        return best[0]

    def _best(self, name: str, found: Sequence[str]) -> list[str]:
        """Return those whose full name ends the text, else those of the highest level: 浙江余杭 is the district 余杭区."""
        widest = min((self._regions[code].level for code in found), default=0)
        return [code for code in found if name.endswith(self._name(code))] or [c for c in found if self._regions[c].level == widest]

    def _name(self, code: str) -> str:
        return plain_name(self._regions[code].name)

    def _found(self, said: str) -> list[str]:
        """Return every division that a text may mean: its end is the name, what stands before it names some of the divisions above."""
        name = plain_name(said)
        tails = ((name[:start], self._called.now.get(name[start:], ())) for start in range(len(name)))
        return list(dict.fromkeys(code for before, codes in tails for code in codes if covers(before, self._above(code))))

    def _above(self, code: str) -> Iterator[str]:
        """Return the names of the divisions above one, the nearest first."""
        step = self._regions[code].parent
        while step is not None and (region := self._regions.get(step)) is not None:
            yield region.name
            step = region.parent

    def _in_force(self, code: str) -> str:
        """Return a code that is in force, or its successor's; an unknown one as it is. Raises REGION_ABOLISHED."""
        whole = code.ljust(VILLAGE_DIGITS, "0")
        county = whole[:COUNTY_DIGITS].ljust(len(whole), "0")
        if whole in self._regions:
            return code
        if former := self._called.former.get(whole):
            return self._of_former(former)
        if county not in self._regions and (former := self._called.former.get(county)):
            raise Refusal("REGION_ABOLISHED", year=former.until)
        return code

    def _of_former_village(self, name: str) -> list[str]:
        """Return the villages within the scope in which those of this name have gone up. Raises REGION_ABOLISHED."""
        tails = ((name[:start], each) for start in range(len(name)) for each in self._called.once.get(name[start:], ()))
        called = [each for before, each in tails if covers(before, reversed(each.above)) and each.code.startswith(self._within)]
        return list(dict.fromkeys(self._of_former(each) for each in called if region_level(each.code) is RegionLevel.VILLAGE))

    def _successor(self, name: str) -> str | None:
        """Return the successor of an abolished division of this name; None if there is no such division. Raises REGION_ABOLISHED."""
        for start in range(len(name)):
            for each in self._called.once.get(name[start:], ()):
                province = self._regions.get(each.code[: int(RegionLevel.PROVINCE)].ljust(VILLAGE_DIGITS, "0"))
                above = (*reversed(each.above), *([] if province is None else [province.name]))
                if covers(name[:start], above):
                    return self._of_former(each)
        return None

    def _of_former(self, former: FormerDivision) -> str:
        """Return the only successor of an abolished division. Raises REGION_ABOLISHED if there is none, or several."""
        if former.successor is None:
            raise Refusal("REGION_ABOLISHED", year=former.until)
        return former.successor


def covers(before: str, above: Iterable[str]) -> bool:
    """Whether a text consists of names of divisions, given from the nearest up: some of them, the nearest last, in full or in short."""
    rest = before
    for name in above:
        rest = next((rest.removesuffix(each) for each in names_of(name) if rest.endswith(each)), rest)
    return rest == ""


@lru_cache(maxsize=NAMES)
def names_of(name: str) -> tuple[str, ...]:
    """Return what a division of this name may be called: in full, and where it is another name without its kind.

    余杭 for 余杭区, 甘孜 for 甘孜藏族自治州; not what would be too short: 城区.
    """
    full = plain_name(name)
    bare = KIND.sub("", full)
    return (full,) if bare == full or len(bare) < SHORT_CHARACTERS else (full, bare)


def plain_name(name: str) -> str:
    """Return a name without gaps, committees and words that name no division: 沿山村村民委员会 and 沿山村委会 are 沿山村."""
    return COMMITTEE.sub("", TWICE.sub(r"\1", GAPS.sub("", name)))
