"""The counties into which the demonstration county is copied, and how many of all copies each of them gets.

Source: docs/decisions/054-lists.md. Real counties of three provinces, other than those of the demonstration county itself.
"""

from collections.abc import Iterator

PATTERN = "330110"
"""The county whose organisations, accounts and families are copied."""
CITIES = {
    "3301": ("330108", "330105", "330109"),
    "3302": ("330206", "330203", "330205"),
    "3303": ("330304", "330302", "330303"),
    "3201": ("320105", "320102", "320104"),
    "3205": ("320506", "320505", "320507"),
    "3401": ("340104", "340102", "340103"),
    "3402": ("340203", "340202", "340207"),
}
"""City -> its counties; the first county of each has most families."""
COUNTIES = tuple(county for place in range(3) for of_city in CITIES.values() for county in of_city[place : place + 1])
"""All counties, the largest first."""
EVENLY = 8
"""How alike in size the counties are: the weight of the first is 1, of the ninth a half."""


def sizes(families: int) -> Iterator[tuple[str, int]]:
    """Yield each county with its number of families, which together are `families`."""
    weights = [EVENLY / (EVENLY + place) for place in range(len(COUNTIES))]
    left, of_all = families, sum(weights)
    for county, weight in zip(COUNTIES, weights, strict=True):
        size = round(left * weight / of_all)
        left, of_all = left - size, of_all - weight
        yield county, size
