"""Referrals on paper: what each viewer gets, that a print is written down, and that nothing unseen is told.

Source: docs/decisions/029-referral-sheet.md; docs/domain.md 7.
"""

import dataclasses
from collections.abc import Callable, Coroutine, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from db.reference.read import Reference
from domain.message.refusal import Refusal
from domain.outcome import Result
from domain.referral import State
from domain.rules.group import Level
from domain.time.deadline import ENDLESS
from domain.value.node_id import global_id
from domain.viewer import Language
from resolvers.files.sheets.paper import Page
from resolvers.files.sheets.printed import Prints
from schema.execute.sheets import MOST, Sheets
from tests.builders.beside import assisted_by, delegated_to
from tests.builders.case import Case, a_family
from tests.builders.county import CIPHER
from tests.builders.world import CITY, TOWN, VILLAGE
from tests.schema.conftest import CADRE, DISPATCHER, Stage

OFFICE = "civil-affairs.330110"
COUNT = "select count(*) from audit_record where kind = 'PRINT'"
Printing = Callable[..., Coroutine[Any, Any, Sequence[Page]]]


@pytest.fixture
def printed(stage: Stage, reference: Reference) -> Printing:
    """Prints referrals as a viewer of the world; the pages."""
    sheets = Sheets(stage.executor(), Prints(stage.database, lambda: reference, CIPHER))

    async def pages(*ids: str, by: str = DISPATCHER, language: Language = Language.ZH, trace: str = "trace") -> Sequence[Page]:
        viewer = dataclasses.replace(stage.world.viewer(by), language=language)
        await stage.world.insert(stage.addresses.loader)
        sheet = await sheets.papers(ids, viewer, trace, ENDLESS)
        assert sheet.papers is not None, sheet.errors
        return sheet.papers.pages

    return pages


def of(case: Case) -> str:
    return global_id("Referral", case.referral.id)


def text(pages: Sequence[Page]) -> str:
    """Everything that stands on pages."""
    return "\n".join(
        each
        for page in pages
        for part in page.parts
        for each in (
            part.heading,
            *(said for line in part.lines for said in (line.label, line.value)),
            *(cell for table in part.tables for row in (table.heads, *table.rows) for cell in row),
            *part.texts,
            *page.foot,
        )
    )


def a_case(stage: Stage, state: State, head: str = "诸葛明远", office: str = OFFICE, **columns: Any) -> Case:
    """A family with a telephone and an address that nobody else has, and the contract of most types."""
    case = a_family(stage.world, head=head, phone="16000007788", address="梧桐路77号", **columns)
    return (
        case.with_member("诸葛小雨")
        .with_need("LIVING_ASSISTANCE")
        .referred_to(office, state, request_text="请予救助", case_level=Level.FULL)
    )


async def test_before_signing_the_sheet_tells_what_the_office_may_know_by_then(stage: Stage, printed: Printing) -> None:
    pages = await printed(of(a_case(stage, State.DISPATCHED)))
    assert [page.title for page in pages] == ["转介单", "转介回执", "告知单"]
    assert "诸" in text(pages)
    assert not any(each in text(pages) for each in ("诸葛明远", "诸葛小雨", "16000007788", "梧桐路"))
    assert "请予救助" in text(pages)


async def test_after_signing_the_sheet_tells_whom_the_office_helps(stage: Stage, printed: Printing) -> None:
    sheet, receipt, slip = await printed(of(a_case(stage, State.SIGNED)))
    assert all(each in text([sheet]) for each in ("诸葛明远", "16000007788", "梧桐路77号"))
    assert all(each not in text([receipt]) for each in ("诸葛", "16000007788", "梧桐路"))
    assert "诸葛明远" in text([slip])


async def test_a_former_office_gets_the_sheet_alone_with_what_it_saw_before_signing(stage: Stage, printed: Printing) -> None:
    case = a_case(stage, State.RETURNED)
    case.referred_to("civil-affairs.330110109", State.SIGNED, request_text="另一单位所见")
    pages = await printed(global_id("Referral", case.referrals[0].id))
    assert [page.title for page in pages] == ["转介单"]
    assert not any(each in text(pages) for each in ("诸葛明远", "16000007788", "另一单位所见", "五常"))


async def test_who_stands_beside_a_lead_gets_their_own_part_alone(stage: Stage, printed: Printing) -> None:
    case = a_case(stage, State.IN_PROGRESS)
    case.with_event("referralProgress", "牵头单位的内部记录")
    assisted_by(case, "human-resources.330110", State.DISPATCHED, request_text="请协助就业", case_level=Level.FULL)
    pages = await printed(of(case), by="dispatcher.human-resources.330110")
    assert "请协助就业" in text(pages)
    assert not any(each in text(pages) for each in ("诸葛明远", "诸葛小雨", "16000007788", "梧桐路", "请予救助", "牵头单位的内部记录"))
    delegated_to(case, f"civil-affairs.{TOWN}", State.SIGNED, request_text="请入户")
    sheet, receipt, slip = await printed(of(case), by=f"dispatcher.civil-affairs.{TOWN}")
    assert "请入户" in text([sheet])
    assert "请予救助" not in text([sheet, receipt, slip])
    assert "退回：civil-affairs.330110000000" in text([receipt])  # it goes back to who delegated it


async def test_who_is_shown_masked_names_prints_masked_names(stage: Stage, printed: Printing) -> None:
    case = a_case(stage, State.SIGNED)
    for by in (f"monitor.federation.{CITY}", f"cadre.federation.{CITY}", f"dispatcher.civil-affairs.{CITY}"):
        pages = await printed(of(case), by=by)
        assert "诸" in text(pages)
        assert not any(each in text(pages) for each in ("诸葛明远", "诸葛小雨", "16000007788", "梧桐路77号"))


async def test_the_federation_is_told_not_to_hand_its_own_sight_to_the_office(stage: Stage, printed: Printing) -> None:
    case = a_case(stage, State.DISPATCHED)
    warning = "不得转交办理单位"
    assert warning in text(await printed(of(case), by=CADRE))
    assert warning in text(await printed(of(case), by=f"commissioner.federation.{VILLAGE}"))
    assert warning not in text(await printed(of(case)))


async def test_the_slip_tells_the_family_nothing_of_other_offices(stage: Stage, printed: Printing) -> None:
    case = a_case(stage, State.IN_PROGRESS)
    assisted_by(case, "human-resources.330110", State.SIGNED, request_text="请协助就业")
    lead = global_id("Referral", case.lead.id)
    for by in (DISPATCHER, CADRE):
        slip = (await printed(lead, by=by))[2]
        assert "civil-affairs.330110000000" in text([slip])
        assert not any(each in text([slip]) for each in ("human-resources", "请协助就业", case.family.number, "梧桐路", "16000007788"))


async def test_a_refusal_tells_the_family_how_to_object(stage: Stage, printed: Printing) -> None:
    case = a_case(stage, State.COMPLETED).with_outcome(
        Result.NOT_ELIGIBLE,
        refusal_code="INCOME_ABOVE_STANDARD",
        refusal_text="收入超过标准",
        refusal_notice_delivered_on=date(2026, 11, 20),
        refusal_how_to_object="十日内书面提出",
    )
    sheet, receipt, slip = await printed(of(case))
    assert "收入超过标准" in text([sheet])
    assert "☑ 不符合条件" in text([receipt])
    assert "十日内书面提出" in text([slip])
    assert "办理期限" not in text([slip])


async def test_papers_speak_the_language_of_the_viewer(stage: Stage, printed: Printing) -> None:
    pages = await printed(of(a_case(stage, State.SIGNED)), language=Language.EN)
    assert [page.title for page in pages] == ["Referral sheet", "Receipt of a referral", "What happens with your request"]
    assert {"State", "Signed", "Head"} <= {*text(pages).splitlines()}
    assert not any(each in text(pages) for each in ("户主", "签收", "电话"))


async def test_several_are_printed_in_the_order_asked_for_each_once(stage: Stage, printed: Printing) -> None:
    one, two = a_case(stage, State.DISPATCHED), a_case(stage, State.DISPATCHED)
    pages = await printed(of(two), of(one), of(two))
    assert [page.number for page in pages] == [two.referral.number] * 3 + [one.referral.number] * 3


async def test_what_is_not_seen_refuses_the_job_and_tells_nothing_else(stage: Stage, printed: Printing) -> None:
    seen, elsewhere = a_case(stage, State.SIGNED), a_case(stage, State.SIGNED, in_="330106001", office="civil-affairs.330106")
    unseen = (
        of(elsewhere),
        global_id("Referral", uuid4()),
        global_id("Family", seen.family.id),
        global_id("Region", uuid4()),
        f"{of(seen)}=",
        "",
        "x",
    )
    refusals = []
    for each in unseen:
        async with stage.as_loader() as connection:
            before = await connection.fetchval(COUNT)
        with pytest.raises(Refusal) as refused:
            await printed(of(seen), each)
        refusals.append((refused.value.code, refused.value.path, refused.value.row, dict(refused.value.facts)))
        async with stage.as_loader() as connection:
            assert await connection.fetchval(COUNT) == before
    assert set(map(str, refusals)) == {"('NOT_FOUND', (), None, {})"}


@pytest.mark.parametrize("by", ["leader.federation.330110", "viewer.government.330110", "admin.system", "dispatcher.finance.330110"])
async def test_who_sees_no_family_prints_none(stage: Stage, printed: Printing, by: str) -> None:
    case = a_case(stage, State.SIGNED)
    with pytest.raises(Refusal, match="NOT_FOUND"):
        await printed(of(case), by=by)


async def test_a_job_has_at_least_one_and_at_most_so_many(printed: Printing) -> None:
    with pytest.raises(Refusal, match="TOO_FEW"):
        await printed()
    with pytest.raises(Refusal, match="TOO_MANY"):
        await printed(*(global_id("Referral", uuid4()) for _ in range(MOST + 1)))
    with pytest.raises(Refusal, match="NOT_FOUND"):  # so many are not too costly to ask for
        await printed(*(global_id("Referral", uuid4()) for _ in range(MOST)))


async def test_a_print_is_written_down_with_whom_it_names(stage: Stage, printed: Printing) -> None:
    case = a_case(stage, State.SIGNED)
    await printed(of(case), trace="of-the-print")
    async with stage.as_loader() as connection:
        records = await connection.fetch("select * from audit_record where trace = 'of-the-print' order by kind")
    found, read = records
    viewer = stage.world.viewer(DISPATCHER)
    assert (found["kind"], found["action"], found["at"]) == ("PRINT", "referralSheet", stage.world.now)
    assert (found["account_id"], found["membership_id"], found["office_id"]) == (viewer.account, viewer.membership, viewer.office)
    assert (found["target_type"], found["target_id"], found["version"]) == ("Referral", case.referral.id, 1)
    assert found["family_ids"] == [case.family.id]
    assert {*found["person_ids"]} == {each.id for each in case.members}
    assert (read["kind"], read["family_ids"]) == ("READ", [case.family.id])
    assert {"IDENTITY", "CONTACT"} <= {*read["groups"]}


async def test_prints_are_found_by_the_audit_administrator_alone(stage: Stage, printed: Printing) -> None:
    case = a_case(stage, State.SIGNED)
    await printed(of(case))
    asked = """query ($of: ID!) { auditRecords(filter: { kind: [PRINT], family: $of }) {
      nodes { kind action target { type row } families persons }
    } }"""
    of_family = {"of": global_id("Family", case.family.id)}
    (found,) = (await stage.data(asked, "admin.audit", of_family))["auditRecords"]["nodes"]
    assert (found["kind"], found["action"], found["target"]) == ("PRINT", "referralSheet", {"type": "Referral", "row": of(case)})
    assert found["families"] == [global_id("Family", case.family.id)]
    assert {*found["persons"]} == {global_id("Person", each.id) for each in case.members}
    assert (await stage.data(asked, DISPATCHER, of_family))["auditRecords"]["nodes"] == []


async def test_a_print_without_a_name_is_written_down_as_well(stage: Stage, printed: Printing) -> None:
    case = a_case(stage, State.IN_PROGRESS)
    assisted_by(case, "human-resources.330110", State.DISPATCHED, request_text="请协助")
    await printed(of(case), by="dispatcher.human-resources.330110", trace="without-a-name")
    async with stage.as_loader() as connection:
        kinds = await connection.fetch("select kind, target_id from audit_record where trace = 'without-a-name' and kind = 'PRINT'")
    assert [(each["kind"], each["target_id"]) for each in kinds] == [("PRINT", case.referral.id)]
