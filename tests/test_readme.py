"""Both READMEs tell the same two stories in the same seven calls each, and every answer in them is the one that comes.

Source: README.md.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from db.server.login import Addresses
from demonstration.welcome import ACCOUNTS, QUERY
from domain.viewer import Language
from tests.story import READMES, asking, calls, first_query, laid_out, played

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
FAMILIES = 60
ID = re.compile(r"[A-Za-z0-9+/]{30,}=*")
NUMBER = re.compile(r"([A-Z])\d{4}-\d{8}-\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
DAY = re.compile(r"^\d{4}-\d\d(-\d\d)?$")
COUNTED = frozenset({"totalCount", "count", "unsigned", "overdue"})


def alike(value: Any) -> Any:
    """An answer without what differs in every county: ids, numbers, moments, days, counts, and the order that follows from these."""
    match value:
        case dict():
            return {key: "many" if key in COUNTED and of else alike(of) for key, of in value.items()}
        case list() if value and isinstance(value[0], dict) and "labels" in value[0]:
            return sorted({tuple(each) for each in value})
        case list():
            return [alike(each) for each in value]
        case str():
            return DAY.sub("day", MOMENT.sub("moment", NUMBER.sub(r"\1-number", ID.sub("id", value))))
    return value


def labels(value: Any) -> set[str]:
    """By what rows are counted in an answer: in a smaller county some of it does not occur."""
    match value:
        case dict():
            return {*value.get("labels", ()), *(label for each in value.values() for label in labels(each))}
        case list():
            return {label for each in value for label in labels(each)}
    return set()


@pytest.mark.parametrize("language", READMES)
async def test_the_calls_of_both_stories_are_answered_as_the_readme_says(language: Language, addresses: Addresses, tmp_path: Path) -> None:
    seconds = count()
    text = READMES[language].read_text()
    told = calls(text)
    assert len(told) == 14
    async with asking(addresses, language, lambda: NOW + timedelta(seconds=next(seconds)), tmp_path, FAMILIES) as ask:
        document, first = first_query(text)
        assert alike(await ask(ACCOUNTS[0], document, {})) == alike(first)
        for call, (_, answer) in zip(told, await played(told, ask, NOW), strict=True):
            assert "errors" not in answer, call.document
            assert alike(answer) == alike(call.answer), call.document
            assert labels(answer) <= labels(call.answer)


def test_both_readmes_hold_the_same_calls() -> None:
    asked = [
        [(call.account, call.arguments, call.document, call.keeps, call.path) for call in calls(path.read_text())]
        for path in READMES.values()
    ]
    assert asked[0] == asked[1]


@pytest.mark.parametrize("language", READMES)
def test_what_a_call_needs_is_taken_from_an_answer_above_it(language: Language) -> None:
    told = calls(READMES[language].read_text())
    known = {"now", "today", "month"}
    for before, call in zip([None, *told], told, strict=False):
        if call.keeps is not None:
            assert before is not None
            assert call.value is not None
            assert call.value in json.dumps(before.answer)
            known.add(call.keeps)
        assert set(call.arguments) <= known


@pytest.mark.parametrize("language", READMES)
def test_the_first_query_is_the_one_that_a_newcomer_is_shown(language: Language) -> None:
    text = READMES[language].read_text()
    assert first_query(text)[0] == QUERY
    assert all(account in text for account in ACCOUNTS)


@pytest.mark.parametrize("language", READMES)
def test_every_link_of_the_readme_leads_somewhere(language: Language) -> None:
    path = READMES[language]
    assert [link for link in re.findall(r"\]\(([^)]+)\)", path.read_text()) if not (path.parent / link).exists()] == []


def test_an_answer_is_laid_out_without_losing_anything() -> None:
    answer = [call.answer for call in calls(READMES[Language.EN].read_text())]
    assert json.loads(laid_out(answer)) == answer
