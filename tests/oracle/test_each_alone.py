"""What plans print of the rows of a root holds without row security, and row security holds without it: each shows just what may be seen.

Source: docs/decisions/003-row-security.md, by which row security alone holds the neighbours of a row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.protect.policies import SECURED
from db.reference.read import Reference
from db.server.embedded import Embedded
from db.server.login import Addresses
from domain.rules.condition import Counted, Everyone
from domain.rules.rows import ROWS
from resolvers.planner import rows
from tests.oracle.asked import Asked
from tests.oracle.comparison import wrong
from tests.oracle.conftest import Platform
from tests.oracle.questions import Question
from tests.oracle.test_oracle import QUESTIONS, judged
from tests.oracle.watchers import accounts

SUMS = {"referral_sum", "department_sum", "referral_delta", "item_sum", "item_delta"}
COUNTED = {Counted(), Counted(leads=True), Counted(told=True)}


@pytest.fixture(scope="module")
def without_row_security(server: Embedded, seeded: Addresses, reference: Reference) -> Iterator[Platform]:
    """The platform as a login to which no policy applies."""
    database = urlsplit(seeded.app).path.removeprefix("/")
    made = Platform(seeded._replace(app=server.url("postgres", database)), reference)
    yield made
    made.close()


@settings(max_examples=QUESTIONS // 6, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_plans_alone_show_what_may_be_seen(without_row_security: Platform, data: st.DataObject) -> None:
    judged(without_row_security, data, neighbours=False)


@contextmanager
def let_through(platform: Platform) -> Iterator[None]:
    """Print no rule of rows, beside what plans alone decide: tables that are only read, that whoever counts rows is shown none, which sums
    make up a count.
    """
    everyone = {
        table: {kind: rule if COUNTED & set(rule) else (Everyone(),) for kind, rule in kinds.items()}
        for table, kinds in ROWS.items()
        if table in SECURED and table not in SUMS
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rows, "ROWS", ROWS | everyone)
        platform.forget()
        yield
    platform.forget()


@settings(max_examples=QUESTIONS // 6, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_row_security_alone_shows_what_may_be_seen(platform: Platform, data: st.DataObject) -> None:
    with let_through(platform):
        judged(platform, data)


@pytest.mark.parametrize("role", ["cadre.federation.330110", "cadre.federation.3301", "monitor.federation.330110", "commissioner"])
def test_few_rows_are_looked_for_wherever_they_lie_where_no_way_lies_in_the_scope(platform: Platform, role: str) -> None:
    """As row security alone holds them: beside a scope of which no way is, nothing was looked for within it."""
    account = next(each for each in accounts(platform.county) if each.startswith(role))
    with let_through(platform):
        for domain in sorted({need["domain"] for need in platform.county.tables["need"]}):
            nodes = Asked("nodes", (Asked("number"),))
            asked = Asked("needs", (Asked("totalCount"), nodes), None, {"first": 50, "filter": {"domain": [domain]}})
            assert wrong(platform, account, Question((asked,))) is None
