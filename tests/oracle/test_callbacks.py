"""Whether a family that had called was spoken to again. Source: docs/domain.md 2 (hotline intake), 5 (safety net)."""

import pytest

from tests.oracle.asked import Asked
from tests.oracle.comparison import wrong
from tests.oracle.conftest import Platform
from tests.oracle.questions import Question

FIELDS = (Asked("id"), Asked("at"), Asked("callbackDueAt"), Asked("calledBackAt"))


def calls(awaits: bool) -> Asked:
    """Calls that somebody still has to answer, or all other visits."""
    return Asked("visits", (Asked("totalCount"), Asked("nodes", FIELDS)), None, {"first": 100, "filter": {"awaitsCallback": awaits}})


CADRES = tuple(f"cadre.federation.{county}" for county in ("330110", "330106", "330127"))


@pytest.mark.parametrize("account", [*CADRES, "operator.federation.330110", "monitor.federation.3301"])
@pytest.mark.parametrize("awaits", [True, False])
def test_a_call_is_owed_an_answer_until_somebody_of_the_family_is_spoken_to(platform: Platform, account: str, awaits: bool) -> None:
    assert wrong(platform, account, Question((calls(awaits),))) is None


def test_there_are_calls_of_both_kinds(platform: Platform) -> None:
    watchers = [platform.watcher(each) for each in CADRES]
    open_ones, others = (
        [each for watcher in watchers for each in platform.ask((calls(awaits),), watcher)["visits"]["nodes"]] for awaits in (True, False)
    )
    answered = [each for each in others if each["calledBackAt"]]
    assert open_ones
    assert all(each["callbackDueAt"] and each["calledBackAt"] is None for each in open_ones)
    assert answered
    assert all(each["calledBackAt"] > each["at"] for each in answered)
