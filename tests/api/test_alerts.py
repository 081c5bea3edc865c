"""Alert rules and the board ask for metrics that there are. Source: docs/operations.md."""

import re
from pathlib import Path

from api.families import COUNTED, FAMILIES
from api.metrics import Metrics
from domain.time.spent import Course, Phase

DEPLOY = Path(__file__).parents[2] / "deploy"
EXPRESSIONS = (DEPLOY / "alerts.yml",)


def test_every_metric_of_the_alert_rules_is_told() -> None:
    told = {name for family in FAMILIES for name in family.samples}
    named = {name for path in EXPRESSIONS for name in re.findall(r"\blianbang_\w+", path.read_text())}
    assert named
    assert named <= told


def test_everything_that_a_server_counts_moves_and_is_told_by_its_labels() -> None:
    metrics = Metrics()
    metrics.count("/graphql", "query", 200, 0.01)
    metrics.count_operation("referrals", "query", "OK", 0.01)
    metrics.count_course(Course({Phase.DATABASE: 0.01}, [("referralSign", "OK")]))
    metrics.count_refused("INVALID")
    metrics.tell_pools({"reading": (4, 1)})
    told = {sample.name: set(sample.labels) for family in metrics.registry.collect() for sample in family.samples if sample.value}
    for family in COUNTED:
        names = family.samples & told.keys()
        assert names
        assert all(told[name] - {"le"} == set(family.labels) for name in names)
