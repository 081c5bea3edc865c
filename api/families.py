"""The table of metrics: name, kind, labels and meaning of each. Labels hold words of ours alone.

Source: docs/decisions/045-watching.md; printed as `docs/generated/metrics.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
OPERATION_SECONDS = (0.01, 0.05, 0.25, 1.0, 5.0, 30.0)
PHASE_SECONDS = (0.001, 0.005, 0.025, 0.1, 0.5, 2.0, 10.0)


class Metric(StrEnum):
    """How a metric moves."""

    COUNTER = "counter"
    HISTOGRAM = "histogram"
    GAUGE = "gauge"


@dataclass(frozen=True)
class Family:
    """A metric. `buckets`: of a histogram, in seconds."""

    name: str
    kind: Metric
    labels: tuple[str, ...]
    meaning: str
    buckets: tuple[float, ...] = ()

    @property
    def samples(self) -> frozenset[str]:
        """The names under which its numbers are told."""
        endings = {Metric.COUNTER: ("_total",), Metric.HISTOGRAM: ("_bucket", "_sum", "_count"), Metric.GAUGE: ("",)}
        return frozenset(self.name + ending for ending in endings[self.kind])


REQUESTS = Family("lianbang_requests", Metric.COUNTER, ("path", "operation", "status"), "Requests answered.")
REQUEST_SECONDS = Family("lianbang_request_seconds", Metric.HISTOGRAM, ("path", "operation"), "How long an answer took.", SECONDS)
OPERATIONS = Family(
    "lianbang_operations",
    Metric.COUNTER,
    ("name", "operation", "code"),
    "What was asked, by the name of a registered document or the root field (else `several`, `introspection`, `other`), and by the code of "
    "the first error; `token` is the token endpoint.",
)
OPERATION_TIME = Family("lianbang_operation_seconds", Metric.HISTOGRAM, ("name",), "How long each took.", OPERATION_SECONDS)
PHASES = Family(
    "lianbang_phase_seconds",
    Metric.HISTOGRAM,
    ("phase",),
    "On what a request spent its time: `validating` and `planning` what is not known yet (`compiling` is a part of planning), `waiting` "
    "for a connection of a pool, having one (`database`).",
    PHASE_SECONDS,
)
COMMANDS = Family("lianbang_commands", Metric.COUNTER, ("action", "code"), "Commands run, by the code of their first refusal, or `OK`.")
REFUSED = Family("lianbang_credentials_refused", Metric.COUNTER, ("reason",), "Credentials refused, by why.")
POOL_SIZE = Family("lianbang_pool_connections", Metric.GAUGE, ("pool",), "How many connections a pool may have.")
POOL_USED = Family("lianbang_pool_in_use", Metric.GAUGE, ("pool",), "How many of them are in use.")
READINGS = Family(
    "lianbang_standby_readings",
    Metric.COUNTER,
    ("standby",),
    "Readings that a standby may answer, by which of LIANBANG_READ_URLS did, counted from 1, or `primary`.",
)
STANDBY_READ = Family("lianbang_standby_read", Metric.GAUGE, ("standby",), "Whether a standby is read from, 0 where it is left out.")
STANDBY_LAG = Family(
    "lianbang_standby_lag_seconds",
    Metric.GAUGE,
    ("standby",),
    "How long a standby took to have all that the primary had; where it is left out, since when it had not.",
)
COUNTED = (
    REQUESTS,
    REQUEST_SECONDS,
    OPERATIONS,
    OPERATION_TIME,
    PHASES,
    COMMANDS,
    REFUSED,
    POOL_SIZE,
    POOL_USED,
    READINGS,
    STANDBY_READ,
    STANDBY_LAG,
)
"""What each server counts for itself, or with those beside it."""

UP = Family("lianbang_database_up", Metric.GAUGE, (), "Whether the database answers this server.")
KEY = Family("lianbang_cipher_key", Metric.GAUGE, ("key",), "The id of the key that seals numbers.")
STANDING: Mapping[str, Family] = {
    "waiting": Family(
        "lianbang_queue_waiting",
        Metric.GAUGE,
        ("queue",),
        "What waits: `audit` for its block, `feed` for its place and `sums` for folding (the worker's), `proposals` for a decision, "
        "`imports` of the last day for their end.",
    ),
    "oldest": Family("lianbang_queue_oldest_seconds", Metric.GAUGE, ("queue",), "How long the oldest of it has waited."),
    "differing": Family("lianbang_sums_differing", Metric.GAUGE, ("of",), "How many sums were not what rows say, when last compared: 0."),
    "workers": Family(
        "lianbang_workers", Metric.GAUGE, ("state",), "Workers that work (`active`): one, or none; others that wait are not told."
    ),
    "overdue": Family("lianbang_referrals_overdue", Metric.GAUGE, ("party",), "Referrals that wait for a party beyond their due moment."),
    "inbox": Family(
        "lianbang_inbox",
        Metric.GAUGE,
        ("office",),
        "Referrals that wait for an office, of the fifty with most late ones; `office` is how its id begins.",
    ),
    "inbox_overdue": Family("lianbang_inbox_overdue", Metric.GAUGE, ("office",), "Those of them that are late."),
}
"""What the database is asked; every server tells the same."""
FAMILIES = (*COUNTED, UP, KEY, *STANDING.values())
