"""The demonstration county for tests: its divisions as the reference data has them, and keys that every run has alike."""

from datetime import date
from functools import cache

from db.protect.cipher import Cipher, Keys
from db.reference.divisions import known
from demonstration.county.county import County, county

TODAY = date(2026, 11, 24)
CIPHER = Cipher(Keys(writing="test", by_id={"test": bytes(32)}, index=b"1" * 32))
FEW = 40


@cache
def divisions() -> dict[str, str]:
    """Names by 12-digit code."""
    return {each.code: each.name for each in known()}


def small_county(families: int = FEW) -> County:
    """A county of a few ordinary families beside the special ones."""
    return county(divisions(), CIPHER, TODAY, families=families)
