"""Known accounts and clients that are refused stand in the trail; when they worked here last is kept.

Source: docs/decisions/059-used-and-refused.md.
"""

from datetime import timedelta

import pytest

from auth.clients.desk import GrantRefused
from auth.credential import NotAdmitted, Unauthenticated
from auth.identify import FRESH
from auth.uses import Uses, Whom
from tests.auth.clients.conftest import OFFICIAL, Counter, account

TOLD = "select reason, account_id, client_id, office_id, version, trace from audit_record where action = 'signInRefused' order by at"
MINUTE = timedelta(minutes=1)


async def told(counter: Counter) -> list[tuple[object, ...]]:
    return [tuple(each) for each in await counter.asks(TOLD)]


async def marked(counter: Counter, table: str) -> list[tuple[object, ...]]:
    return [tuple(each) for each in await counter.asks(f"select last_used_at, refused_at, refused from {table}")]


async def test_refusals_of_a_known_account_leave_a_record_a_minute_and_the_next_one_counts(counter: Counter) -> None:
    official = await counter.viewer(OFFICIAL)
    mine, stranger = Whom(None, OFFICIAL, official.membership), Whom(None, "nobody", official.membership)
    here, beside = Uses(counter.database), Uses(counter.database)
    for whom, uses in ((mine, here), (mine, here), (mine, beside), (stranger, here)):
        await uses.refuse(whom, "MEMBERSHIP_NOT_HELD", "t1")
    first = ("MEMBERSHIP_NOT_HELD", official.account, None, official.office, None, "t1")
    assert await told(counter) == [first]
    counter.now += MINUTE + timedelta(seconds=1)
    await here.refuse(mine, "SIGN_IN_TOO_WEAK", "t2")
    assert await told(counter) == [first, ("SIGN_IN_TOO_WEAK", official.account, None, official.office, 2, "t2")]


async def test_a_membership_of_another_account_is_told_as_nobodys(counter: Counter) -> None:
    official, other = await counter.viewer(OFFICIAL), await counter.viewer("cadre.federation.330110")
    await Uses(counter.database).refuse(Whom(None, OFFICIAL, other.membership), "MEMBERSHIP_NOT_HELD", "t")
    assert await told(counter) == [("MEMBERSHIP_NOT_HELD", official.account, None, None, None, "t")]


async def test_a_client_that_is_refused_is_told_and_one_that_there_is_not_is_not(counter: Counter) -> None:
    office = counter.world.office("civil-affairs.330110").id
    assertion, token = counter.assertion(), await counter.token()
    official, elsewhere = account(await counter.viewer(OFFICIAL)), account(await counter.viewer("cadre.federation.330110"))
    with pytest.raises(NotAdmitted):
        await counter.asked_by(token)  # says for nobody that it acts: a mistake, no refusal
    with pytest.raises(NotAdmitted):
        await counter.asked_by(token, elsewhere)
    await counter.desk.grant(counter.form(assertion), "trace")
    counter.now += MINUTE + timedelta(seconds=1)
    nobody = "00000000-0000-4000-8000-000000000000"
    for refused in (assertion, counter.assertion(iss=nobody, sub=nobody), counter.assertion(aud="another")):
        with pytest.raises(GrantRefused):
            await counter.desk.grant(counter.form(refused), "trace")
    ours = (None, counter.client, office)
    first = [("ON_BEHALF_OF_REFUSED", *ours, None, "trace"), ("ASSERTION_USED_BEFORE", *ours, None, "trace")]
    assert await told(counter) == first
    counter.now += MINUTE + timedelta(seconds=1)
    with pytest.raises(GrantRefused):
        await counter.desk.grant(counter.form(counter.assertion(key=type(counter.key).generate_key("P-256", auto_kid=True))), "trace")
    counter.now += MINUTE + timedelta(seconds=1)
    await counter.does("update client set revoked_at = $1", counter.now)
    with pytest.raises(Unauthenticated):
        await counter.asked_by(token, official)
    assert [each[0] for each in (await told(counter))[2:]] == ["ASSERTION_REFUSED", "CLIENT_REVOKED"]


async def test_when_somebody_worked_here_last_is_kept_to_five_minutes(counter: Counter) -> None:
    token, official = await counter.token(), await counter.viewer(OFFICIAL)
    began = counter.now
    await counter.asked_by(token, account(official))
    uses = Uses(counter.database)
    for seconds in (0, 299, 301):
        counter.now = began + timedelta(seconds=seconds)
        await Uses(counter.database).keep(official.account)
        await uses.keep(None, counter.client)
    counter.now = began  # a clock that goes back takes no use away
    await Uses(counter.database).keep(official.account, counter.client)
    for table in ("account", "client"):
        assert (began + timedelta(seconds=301), None, 0) in await marked(counter, table)


async def test_an_official_for_whom_a_client_acts_did_not_work_here_themselves(counter: Counter) -> None:
    token, official = await counter.token(), await counter.viewer(OFFICIAL)
    counter.now += FRESH
    await counter.asked_by(token, account(official))
    assert {each[0] for each in await marked(counter, "account")} == {None}
    assert [each[0] for each in await marked(counter, "client")] != [None]
