"""Alert rules and the board ask for metrics that there are. Source: docs/operations.md."""

import re
from pathlib import Path

import orjson
import pytest

from api.families import COUNTED, FAMILIES, KEY
from api.metrics import Metrics
from domain.time.spent import Course, Phase

DEPLOY = Path(__file__).parents[2] / "deploy"
ALERTS, BOARD = DEPLOY / "alerts.yml", DEPLOY / "grafana" / "lianbang.json"
EVERYWHERE = {"le", "job"}
"""Labels that Prometheus itself, or its library, gives."""


def expressions() -> list[str]:
    board = orjson.loads(BOARD.read_bytes())
    return [*re.findall(r"expr: (.+)", ALERTS.read_text()), *(each["expr"] for panel in board["panels"] for each in panel["targets"])]


@pytest.mark.parametrize("expression", expressions())
def test_an_expression_asks_for_metrics_that_are_told_by_labels_that_they_have(expression: str) -> None:
    told = {name: {*family.labels, *EVERYWHERE} for family in FAMILIES for name in family.samples} | {"up": EVERYWHERE}
    named = set(re.findall(r"\b(?:lianbang_\w+|up)\b(?=[{\[)\s])", expression))
    assert named
    assert named <= told.keys()
    grouped = {label for listed in re.findall(r"by \(([\w, ]+)\)", expression) for label in listed.split(", ")}
    chosen = set(re.findall(r"(\w+)(?:=~|!=|=)\"", expression))
    assert grouped | chosen <= set.union(*(told[name] for name in named))


def test_the_board_shows_every_metric_but_the_key() -> None:
    shown = set(re.findall(r"\blianbang_\w+", BOARD.read_text()))
    assert {family.name for family in FAMILIES if not family.samples & shown} == {KEY.name}


def test_everything_that_a_server_counts_moves_and_is_told_by_its_labels() -> None:
    metrics = Metrics()
    metrics.count("/graphql", "query", 200, 0.01)
    metrics.count_operation("referrals", "query", "OK", 0.01)
    metrics.count_course(Course({Phase.DATABASE: 0.01}, [("referralSign", "OK")]))
    metrics.count_refused("INVALID")
    metrics.tell_pools({"reading": (4, 1)})
    metrics.count_reading("1")
    metrics.tell_standbys({"1": (0.01, True)})
    told = {sample.name: set(sample.labels) for family in metrics.registry.collect() for sample in family.samples if sample.value}
    for family in COUNTED:
        names = family.samples & told.keys()
        assert names
        assert all(told[name] - {"le"} == set(family.labels) for name in names)
