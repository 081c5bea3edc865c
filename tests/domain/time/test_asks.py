"""What granted days do to the clocks, and whom a referral waits for by what is asked. Source: docs/lifecycle.md, docs/domain.md 4."""

from dataclasses import replace
from datetime import date

from domain.ask import EXTENSION, RETURN_ASK, OpenAsk
from domain.referral import State, UrgencyLevel, WaitingFor
from domain.time.limit import Limit, Unit
from tests.builders.limits import HURRIED, PLAIN
from tests.domain.time.test_clock import DAY, FEDERATION, HOUR, OFFICE, TUESDAY, due, ends, facts


def test_granted_days_move_the_finishing_moment_and_yellow_by_working_days() -> None:
    plain, longer = (due(facts(State.SIGNED, signed_at=TUESDAY, extension_granted_days=days)) for days in (0, 4))
    assert (plain.finish_due_at, longer.finish_due_at) == (ends(12, 8), ends(12, 14))
    assert (plain.yellow_at, longer.yellow_at) == (ends(12, 4), ends(12, 10))
    suspended = facts(State.SIGNED, signed_at=TUESDAY, extension_granted_days=4, suspended_days=1)
    assert due(suspended).finish_due_at == ends(12, 15)


def test_granted_days_come_after_the_hours_of_an_urgency_at_the_same_time_of_day() -> None:
    known = facts(State.SIGNED, UrgencyLevel.URGENT, signed_at=TUESDAY + HOUR, extension_granted_days=2)
    plain = due(replace(known, extension_granted_days=0), HURRIED)
    assert due(known, HURRIED).finish_due_at == plain.finish_due_at + 4 * DAY  # two of them a weekend


def test_granted_days_move_a_limit_in_natural_days_that_ends_on_a_weekend_by_working_days() -> None:
    natural = replace(PLAIN, finish=Limit(4, Unit.NATURAL_DAY))
    known = facts(State.SIGNED, signed_at=TUESDAY)
    assert due(known, natural).finish_due_at == ends(11, 28)
    assert due(replace(known, extension_granted_days=1), natural).finish_due_at == ends(11, 30)


IN_TIME = OpenAsk(RETURN_ASK, TUESDAY + DAY)
MORE_TIME = OpenAsk(EXTENSION, TUESDAY)


def test_what_is_asked_waits_for_who_decides_it_and_an_extension_until_the_finishing_moment() -> None:
    known = facts(State.IN_PROGRESS, signed_at=TUESDAY, asked=(MORE_TIME,))
    found, own = due(known), due(replace(known, self_handled=True))
    assert found.extension_until == found.finish_due_at == ends(12, 8)
    assert (found.waiting_for, found.federation_until, found.monitor_until) == (OFFICE | FEDERATION, ends(12, 8), None)
    assert (own.waiting_for, own.federation_until, own.monitor_until) == (OFFICE | {WaitingFor.MONITOR}, None, ends(12, 8))


def test_several_asks_wait_until_the_last_of_them_lapses() -> None:
    found = due(facts(State.IN_PROGRESS, signed_at=TUESDAY, asked=(IN_TIME, MORE_TIME)))
    assert found.federation_until == ends(12, 8)
    own = due(facts(State.IN_PROGRESS, signed_at=TUESDAY, asked=(IN_TIME, MORE_TIME), self_handled=True))
    assert (own.federation_until, own.monitor_until) == (TUESDAY + DAY, ends(12, 8))


def test_what_waits_for_the_federation_for_more_than_asks_waits_without_an_end() -> None:
    for known in (
        facts(State.IN_PROGRESS, question_open=True),
        facts(State.SUSPENDED, suspended_at=TUESDAY, suspended_until=date(2026, 12, 4)),
    ):
        assert due(replace(known, signed_at=TUESDAY, asked=(MORE_TIME,))).federation_until is None


def test_where_it_can_be_decided_no_more_an_ask_waits_for_nobody() -> None:
    reopened = facts(State.REOPENED, signed_at=TUESDAY, reopened_at=TUESDAY, asked=(MORE_TIME,))
    assert (due(reopened).waiting_for, due(reopened).federation_until) == (OFFICE, None)
