"""Visits that were withdrawn stand in no list unless they are asked for. Source: docs/domain.md 2 (Visit)."""

from typing import Any

import pytest

from tests.oracle.asked import Asked, Word
from tests.oracle.comparison import wrong
from tests.oracle.conftest import Platform
from tests.oracle.questions import Question

CADRES = tuple(f"cadre.federation.{county}" for county in ("330110", "330106", "330127"))
FIELDS = tuple(Asked(name) for name in ("id", "state", "withdrawnAt"))
TOLD = (
    *FIELDS,
    Asked("withdrawnBy", (Asked("id"),)),
    Asked("withdrawalReason", (Asked("code"),)),
)


def visits(*states: str) -> Asked:
    """Visits in these states, or as they are listed by themselves."""
    narrowed: dict[str, Any] = {"filter": {"state": [Word(each) for each in states]}} if states else {}
    of_family = Asked("family", (Asked("visits", (Asked("totalCount"), Asked("nodes", FIELDS)), None, narrowed),))
    return Asked("visits", (Asked("totalCount"), Asked("nodes", (*TOLD, of_family))), None, {"first": 100, **narrowed})


@pytest.mark.parametrize("account", [*CADRES, "operator.federation.330110", "monitor.federation.3301", "handler.civil-affairs.330110"])
@pytest.mark.parametrize("states", [(), ("WITHDRAWN",), ("RECORDED", "WITHDRAWN")])
def test_a_list_has_those_that_stand_unless_it_is_asked_for_others(platform: Platform, account: str, states: tuple[str, ...]) -> None:
    assert wrong(platform, account, Question((visits(*states),))) is None


def test_there_are_withdrawn_visits_and_lists_leave_them_out(platform: Platform) -> None:
    shown = [
        {each["id"] for cadre in CADRES for each in platform.ask((visits(*states),), platform.watcher(cadre))["visits"]["nodes"]}
        for states in ((), ("WITHDRAWN",))
    ]
    assert shown[1]
    assert shown[0].isdisjoint(shown[1])
