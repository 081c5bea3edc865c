"""Checks the days of an outcome against each other.

Source: docs/domain.md 3 (Outcomes). Rules of domain/value/values.py check whether a day may lie in the past or future; the limits stand in
db/reference/limits.toml.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.message.refusal import Path, Refusal

DISPATCHED: Path = ("dispatched",)
BEGUN: Path = ("begun",)
"""The earliest day of a decision: that of the acceptance, or of the dispatch where there is no application."""
DECIDED: Path = ("decidedOn",)
BENEFIT, PLACEMENT, RECOGNITION, PAYMENT = (("detail", kind) for kind in ("benefit", "placement", "recognition", "payment"))


@dataclass(frozen=True)
class Window:
    """The bounds of the day at `path`: from `back` days before the day at `since` to `ahead` days after the day at `until`.

    A day that was not given sets no bound. `back`, `ahead`: keys of limits; None for 0 days.
    """

    path: Path
    since: Path | None = None
    back: str | None = None
    until: Path | None = None
    ahead: str | None = None

    def refusal(self, days: Mapping[Path, date], limits: Mapping[str, int]) -> Refusal | None:
        """Return the refusal of the day; None if it lies within the bounds or was not given."""
        day = days.get(self.path)
        earliest = _shifted(days, self.since, 0 if self.back is None else -limits[self.back])
        latest = _shifted(days, self.until, 0 if self.ahead is None else limits[self.ahead])
        if day is not None and earliest is not None and day < earliest:
            return Refusal("ENDS_BEFORE_START" if self.path[-1] == "until" else "TOO_EARLY", path=self.path, earliest=earliest)
        if day is not None and latest is not None and day > latest:
            return Refusal("TOO_LATE", path=self.path, latest=latest)
        return None


def _begins(path: Path) -> Window:
    return Window(path, since=DECIDED, back="from_back_days", until=DECIDED, ahead="from_ahead_days")


def _ends(path: Path, start: Path) -> Window:
    return Window(path, since=start, until=start, ahead="until_ahead_days")


WINDOWS = (
    Window(DECIDED, since=BEGUN),
    _begins((*BENEFIT, "from")),
    _ends((*BENEFIT, "until"), (*BENEFIT, "from")),
    Window((*BENEFIT, "firstPaymentOn"), since=DISPATCHED, until=DECIDED, ahead="first_payment_ahead_days"),
    Window((*BENEFIT, "firstPaymentOn"), until=(*BENEFIT, "until")),
    Window((*PAYMENT, "paidOn"), since=DISPATCHED),
    _begins((*PLACEMENT, "from")),
    _ends((*PLACEMENT, "until"), (*PLACEMENT, "from")),
    _begins((*RECOGNITION, "from")),
    Window(("detail", "service", "deliveredOn"), since=DISPATCHED),
    Window(("refusal", "noticeDeliveredOn"), since=DECIDED),
)


def refusals(days: Mapping[Path, date], limits: Mapping[str, int], at: Path = ("outcome",)) -> Iterator[Refusal]:
    """Return a refusal for each day out of bounds, with its path below `at`. Days bounded by a refused day are not checked."""
    refused: set[Path] = set()
    for window in WINDOWS:
        if refused & {window.path, window.since, window.until}:
            continue
        if (found := window.refusal(days, limits)) is not None:
            refused.add(window.path)
            yield found.below(*at)


def _shifted(days: Mapping[Path, date], of: Path | None, by: int) -> date | None:
    day = None if of is None else days.get(of)
    return None if day is None else day + timedelta(days=by)
