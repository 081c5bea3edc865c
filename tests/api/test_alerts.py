"""Alert rules ask for metrics that there are. Source: docs/operations.md."""

import re
from pathlib import Path

from prometheus_client.exposition import generate_latest

from api.metrics import Metrics

RULES = Path(__file__).parents[2] / "deploy" / "alerts.yml"


def test_every_metric_of_the_alert_rules_is_told() -> None:
    metrics = Metrics()
    metrics.count("/graphql", "query", 200, 0.01)
    told = set(re.findall(r"^(lianbang_\w+)", generate_latest(metrics.registry).decode(), re.MULTILINE))
    named = set(re.findall(r"\blianbang_\w+", RULES.read_text()))
    assert named
    assert named <= told
