"""For every class of viewer and any query, exactly what domain.md 7 says comes: no row, field or count more, none fewer."""

from hypothesis import HealthCheck, given, note, reject, settings
from hypothesis import strategies as st

from tests.oracle.asked import document
from tests.oracle.comparison import TooCostly, wrong
from tests.oracle.conftest import Platform
from tests.oracle.questions import Questions
from tests.oracle.watchers import accounts

EXAMPLES = 300


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_comes_is_what_may_be_seen(platform: Platform, data: st.DataObject) -> None:
    account = data.draw(st.sampled_from(accounts(platform.county)))
    language = data.draw(st.sampled_from(("zh", "zh", "en")))
    question = Questions(platform.schema, platform.values, data.draw).question()
    note(f"{account}: {document(question.roots)}")
    try:
        assert wrong(platform, account, question, language) is None
    except TooCostly:
        reject()
