"""What plans print of the rows of a root holds without row security, and row security holds without it: each shows just what may be seen.

Source: docs/decisions/003-row-security.md, by which row security alone holds the neighbours of a row.
"""

from collections.abc import Iterator
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
from tests.oracle.conftest import Platform
from tests.oracle.test_oracle import QUESTIONS, judged

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


@settings(max_examples=QUESTIONS // 6, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_row_security_alone_shows_what_may_be_seen(platform: Platform, data: st.DataObject) -> None:
    """Beside what plans alone decide: tables that are only read, that whoever counts rows is shown none, which sums make up a count."""
    let_through = {
        table: {kind: rule if COUNTED & set(rule) else (Everyone(),) for kind, rule in kinds.items()}
        for table, kinds in ROWS.items()
        if table in SECURED and table not in SUMS
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rows, "ROWS", ROWS | let_through)
        platform.forget()
        judged(platform, data)
    platform.forget()
