"""Counts and durations of requests for Prometheus. Labels are fixed words; none contains what a caller sent.

Source: docs/design.md 6.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response

BUCKET_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of this process since its start."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("path", "operation", "status")
        self._requests = Counter("lianbang_requests", "Requests answered.", labels, registry=self.registry)
        self._seconds = Histogram(
            "lianbang_request_seconds", "How long an answer took.", ("path", "operation"), buckets=BUCKET_SECONDS, registry=self.registry
        )

    def count(self, path: str, operation: str, status: int, seconds: float) -> None:
        """Count one request. `operation`: `query`, `mutation`, `print` or `none`."""
        self._requests.labels(path, operation, str(status)).inc()
        self._seconds.labels(path, operation).observe(seconds)

    async def show(self, request: Request) -> Response:
        """Answer with all counters in the text format of Prometheus."""
        return Response(generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
