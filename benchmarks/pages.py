"""Which pages of lists `make plans` asks for on the large county, as which viewers, and what each may take.

Source: docs/decisions/054-lists.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.viewer import Kind, RegionLevel
from resolvers.planner.mapping import RootRows
from resolvers.reads.roots import all_mappings, all_roots

VIEWERS = (
    "commissioner.federation.330108",
    "cadre.federation.330108",
    "cadre.federation.3302",
    "cadre.federation.33",
    "monitor.federation.330108",
    "monitor.federation.3302",
    "monitor.federation.33",
    "dispatcher.civil-affairs.330108",
    "dispatcher.civil-affairs.3302",
    "dispatcher.civil-affairs.33",
    "operator.federation.330108",
    "commissioner.federation.330108: a town",
    "commissioner.federation.330108: thirty villages",
    "cadre.federation.330108: a town",
    "cadre.federation.330108: two towns",
    "cadre.federation.330108: thirty villages",
    "monitor.federation.330108: a town",
    "cadre.federation.3302: two counties",
    "monitor.federation.33: two cities",
    "cadre.federation.33: a city, a county and a town",
    "dispatcher.civil-affairs.33: two cities",
)
"""Accounts, each with its own scope, or with the largest divisions of these levels that lie in it."""
SCOPES: Mapping[str, Mapping[RegionLevel, int]] = {
    "a town": {RegionLevel.TOWNSHIP: 1},
    "two towns": {RegionLevel.TOWNSHIP: 2},
    "thirty villages": {RegionLevel.VILLAGE: 30},
    "two counties": {RegionLevel.COUNTY: 2},
    "two cities": {RegionLevel.CITY: 2},
    "a city, a county and a town": {RegionLevel.CITY: 1, RegionLevel.COUNTY: 1, RegionLevel.TOWNSHIP: 1},
}
RARE = ('type: ["A22"]', 'domain: ["HOME_ACCESSIBILITY"]')
"""What few referrals and items have, and an office's none."""
FILTERS: Mapping[str, tuple[str, ...]] = {
    "referrals": (
        *("state: [IN_PROGRESS]", "urgency: [URGENT]", 'domain: ["LIVING_ASSISTANCE"]', "waitingFor: OFFICE"),
        *("mine: true", "handedBack: true", "unread: false", 'department: ["FINANCE"]', *RARE),
        *("state: [REOPENED]", "part: [DELEGATE]", "colour: YELLOW", "waitingFor: MONITOR", 'colour: RED, type: ["A04"]'),
    ),
    "items": ('department: ["CIVIL_AFFAIRS"]', 'department: ["JUSTICE"]', "state: [REOPENED]", "colour: YELLOW", *RARE),
    "families": (
        *('region: "TOWN"', 'createdAfter: "2026-01-01T00:00:00Z"', 'createdBefore: "2026-01-01T00:00:00Z"'),
        "contactPersonLeft: true",
    ),
    "needs": ("withoutItem: true", "urgency: [URGENT]", RARE[1]),
    "visits": ("contactResult: [DECEASED]", "state: [WITHDRAWN]"),
}
"""List -> filters that are usual there, beside none; TOWN stands for one in the viewer's scope."""
FIRST, TIMES, MOST_READ, MILLISECONDS = 20, 30, 20, 10
"""Rows of a page; how often it is asked for; rows read for each of it, and processor time of the database for all of it, at most."""
TOTAL_MILLISECONDS = 30
"""Processor time of the database for a total, of which 10,000 rows may be counted, at most."""


@dataclass(frozen=True)
class Told:
    """Why pages of a list may read or sort more, within how many milliseconds; `filters`: those with one of these alone."""

    why: str
    milliseconds: float
    filters: tuple[str, ...] = ()


OF_TOWN = FILTERS["families"][0]
UNREAD, IN_FEW = "unread: false", ("state: [REOPENED]", "part: [DELEGATE]")
NONE_OF_AN_OFFICE = ('department: ["FINANCE"]', UNREAD, "colour: YELLOW", 'colour: RED, type: ["A04"]', *IN_FEW, *RARE)
FEW_OF_ITS_VILLAGES = Told(
    "what a filter finds among all of its villages", 10, (*FILTERS["referrals"], *FILTERS["items"], *FILTERS["visits"])
)
TOLD: Mapping[tuple[str, Kind], Told] = {
    **{
        (root, Kind.OPERATOR): Told("the hotline's own calls in force, some hundreds", 10)
        for root in ("families", "items", "needs", "referrals", "visits")
    },
    **dict.fromkeys(
        (("corrections", Kind.CADRE), ("corrections", Kind.MONITOR)), Told("a county's, some hundreds, which PostgreSQL sorts", 10)
    ),
    **dict.fromkeys(
        (("referrals", Kind.SUPERIOR_FEDERATION), ("referrals", Kind.MONITOR)),
        Told(
            "of the newest, which wait to be signed, few are worked on; what few are read of, or have, is sorted",
            10,
            (FILTERS["referrals"][0], UNREAD, *IN_FEW),
        ),
    ),
    ("referrals", Kind.CADRE): Told("what few are read of, which are looked for and sorted", 10, (UNREAD,)),
    ("referrals", Kind.COMMISSIONER): FEW_OF_ITS_VILLAGES,
    **dict.fromkeys(
        (("items", Kind.SUPERIOR_FEDERATION), ("items", Kind.MONITOR)),
        Told("what few items are in, which are looked for and sorted", 10, FILTERS["items"][2:3]),
    ),
    ("items", Kind.COMMISSIONER): FEW_OF_ITS_VILLAGES,
    ("needs", Kind.COMMISSIONER): Told("the needs of an urgency in its villages", 10, FILTERS["needs"][1:2]),
    ("visits", Kind.COMMISSIONER): FEW_OF_ITS_VILLAGES,
    **dict.fromkeys(
        (("referrals", Kind.OFFICE), ("referrals", Kind.SUPERIOR_OFFICE)),
        Told("what few rows have, which are looked for and sorted", 10, NONE_OF_AN_OFFICE),
    ),
    ("families", Kind.COMMISSIONER): Told(
        "of the town around its villages, of which PostgreSQL expects fewer; what was there before a day among all of them",
        10,
        (OF_TOWN, FILTERS["families"][2]),
    ),
    ("families", Kind.OFFICE): Told("what an office of some thousands is given, which PostgreSQL sorts", 10),
    ("inbox", Kind.OFFICE): Told("what waits for the office, some hundreds", 10),
    ("families", Kind.SUPERIOR_OFFICE): Told("of one town, each looked at by what is in force", 20, (OF_TOWN,)),
}
"""List and kind of viewer."""
TOTALS: Mapping[tuple[str, Kind], Told] = {
    ("items", Kind.COMMISSIONER): Told("the lead of each item of its villages or its town is looked at", 100, FILTERS["items"][:2]),
    **dict.fromkeys(
        (("needs", Kind.SUPERIOR_FEDERATION), ("needs", Kind.MONITOR)),
        Told("the items of each that may have none are looked up", 90, FILTERS["needs"][:1]),
    ),
    **dict.fromkeys(
        (("referrals", Kind.CADRE), ("referrals", Kind.OFFICE)),
        Told("what somebody has read much of, each looked up among what they read", 60, (UNREAD,)),
    ),
}
"""List and kind of viewer whose total may take longer."""
OF_SCOPES: Mapping[str, Told] = {
    "a town": Told("up to 1,000 rows are looked for, or passed by; of items of a colour each lead is looked at", 130),
    "two towns": Told("the same", 250),
    "thirty villages": Told("the same in each village", 1_000),
    "two counties": Told("few are looked for and sorted", 10),
    "two cities": Told("the same", 10),
    "a city, a county and a town": Told("the same", 15),
}
TOTALS_OF_SCOPES: Mapping[str, Told] = {
    "a town": Told("what the own office dispatched around it has no index that counts it", 130),
    "two towns": Told("the same", 300),
    "thirty villages": Told("the same; and each item's department and colour is looked up", 900),
    "two counties": Told("needs without an item are looked up one by one", 60),
    "two cities": Told("the same", 120),
    "a city, a county and a town": Told("sums tell no colours of a town: each item's lead is looked at", 2_500),
}
"""Scope -> why pages, and totals, of any list may take longer."""


@dataclass(frozen=True)
class Page:
    """One page of a list, as a viewer asks for it."""

    root: str
    viewer: str
    order: str | None
    filter: str | None
    total: bool = False
    """Whether its total is asked for alone, and no row."""

    def text(self, town: str) -> str:
        """Return the document, where TOWN is this one."""
        given = [
            f"first: {FIRST}",
            *([f"orderBy: {self.order}"] if self.order else []),
            *([f"filter: {{ {self.filter.replace('TOWN', town)} }}"] if self.filter else []),
        ]
        told = "totalCount" if self.total else "nodes { __typename } pageInfo { hasNextPage endCursor }"
        return f"{{ {self.root}({', '.join(given)}) {{ {told} }} }}"


def pages() -> Iterator[Page]:
    """Yield every list as each viewer asks for it, in each order, and with the usual filters; and its total, with and without them."""
    mappings = all_mappings()
    for name, root in all_roots().items():
        if isinstance(root, RootRows):
            for viewer in VIEWERS:
                yield from (Page(name, viewer, order, None) for order in mappings[root.type_name].orders)
                yield from (Page(name, viewer, None, each) for each in FILTERS.get(name, ()))
                yield from (Page(name, viewer, None, each, total=True) for each in (None, *FILTERS.get(name, ())))


def told_of(page: Page, kind: Kind) -> Told | None:
    """Return what `TOLD` says of a page, or `TOTALS` of a total; or what is said of the viewer's scope, where that allows more."""
    lists, scopes = (TOTALS, TOTALS_OF_SCOPES) if page.total else (TOLD, OF_SCOPES)
    told = (lists.get((page.root, kind)), scopes.get(page.viewer.partition(": ")[2]))
    holds = (each for each in told if each and (not each.filters or page.filter in each.filters))
    return max(holds, key=lambda each: each.milliseconds, default=None)
