"""Lists of organisations and accounts are proposed by one administrator and approved by another as a whole.

Source: docs/decisions/046-a-province-begins.md.
"""

from collections.abc import Mapping, Sequence
from uuid import uuid4

import pytest
from sqlalchemy import insert

from db.tables.account import Account, Membership
from db.tables.audit import AuditRecord
from db.tables.organization import Office, Organization
from db.tables.proposal import Proposal
from domain.proposal import ProposalKind
from domain.viewer import Language
from resolvers.commands.context import Envelope
from resolvers.commands.proposal.decide import ProposalDecide, ProposalDecideInput
from resolvers.commands.proposal.withdraw import ProposalWithdraw, ProposalWithdrawInput
from resolvers.files.proposals.desk import KINDS, approve, show, take_in, told, withdraw
from resolvers.files.visits.desk import FileRefused, Options, RowsRefused
from tests.builders.spreadsheet import csv_of
from tests.resolvers.files.conftest import CADRE, Desk

ADMIN, SECURITY = "admin.system", "admin.security"
EN = Language.EN
Line = Mapping[str, object]


def organization(name: str, kind: str, region: str, department: str = "", lines: str = "") -> Line:
    return {"机构名称": name, "机构类别": kind, "所属区划": region, "部门": department, "承接部门": lines}


def account(subject: str, name: str, office: str, role: str, scope: str = "", since: str = "", county: str = "淳安县") -> Line:
    place = {"登录标识": subject, "姓名": name, "办公室区划": county, "办公室": office, "角色": role}
    return place | {"管辖区划": scope, "任职起始日": since, "任职截止日": "2027-12-31"}


async def take(desk: Desk, kind: str, *rows: Line, by: str = ADMIN, dry_run: bool = False) -> Sequence[str]:
    """Take a list in; what the person at the terminal reads."""
    viewer, path = desk.world.viewer(by), desk.folder / "list.csv"
    await desk.world.insert(desk.addresses.loader)
    path.write_bytes(csv_of(rows))
    report = await take_in(path, desk.commands, viewer, EN, Options(dry_run=dry_run), KINDS[kind])
    lines = list[str]()
    try:
        for line in told(report, path, EN):
            lines.append(line)  # what came before the end counts as well
    except RowsRefused as end:
        lines.append(str(end))
    return lines


async def newest(desk: Desk, kind: ProposalKind) -> list[Proposal]:
    """The proposals of the list of a kind that is to be decided."""
    return list(await desk.rows(Proposal, Proposal.kind == kind.value, Proposal.listed.is_not(None), Proposal.state == "PROPOSED"))


async def approved(desk: Desk, kind: ProposalKind) -> None:
    rows, viewer = await newest(desk, kind), desk.world.viewer(SECURITY)
    await desk.world.insert(desk.addresses.loader)
    await approve(str(rows[0].listed), len(rows), desk.commands, viewer, EN)


async def test_a_county_begins_with_its_organisations_and_their_people(desk: Desk) -> None:
    wrong = [organization("淳安县某局", "政府部门", "淳安县"), organization("千岛湖残联", "残联", "淳安县千岛湖镇")]
    right = [
        organization("淳安县残联", "残联", "淳安县"),
        organization("淳安县民政局", "政府部门", "330127", "民政"),
        organization("千岛湖镇", "乡镇（街道）", "淳安县千岛湖镇", "", "民政、司法行政"),
    ]
    said = await take(desk, "organisations", *right, *wrong)
    assert [line.partition(":")[0] for line in said[:2]] == ["Row 5", "Row 6"]
    assert said[2] == "5 rows: 3 recorded, 0 recorded before, 2 refused."
    assert await desk.rows(Organization, Organization.name == "淳安县残联") == []
    await approved(desk, ProposalKind.ORGANIZATION)
    offices = {each.name: each for each in await desk.rows(Office, Office.region_code.startswith("330127"))}
    assert set(offices) == {"淳安县残联", "淳安县民政局", "千岛湖镇（民政）", "千岛湖镇（司法行政）"}
    assert (await take(desk, "organisations", *right))[0] == "3 rows: 0 recorded, 3 recorded before, 0 refused."

    people = [
        account("qdh.wang", "王一", "淳安县残联", "残联干部"),
        account("qdh.li", "李二", "淳安县残联", "专职委员", "千岛湖镇"),
        account("mz.zhao", "赵三", "淳安县民政局", "分办员", "", "2026-12-01"),
    ]
    unfit = [
        account("mz.qian", "钱四", "淳安县民政局", "残联干部"),
        account("mz.sun", "孙五", "卫健局", "承办人"),
        account("qdh.wang", "王一", "淳安县残联", "残联领导"),
    ]
    said = await take(desk, "accounts", *people, *unfit)
    assert [line.partition(":")[0] for line in said[:3]] == ["Row 5", "Row 6", "Row 7"]
    assert "no such role" in said[0]
    assert "no office of this name" in said[1]
    assert "proposed of this already" in said[2]
    assert said[3] == "6 rows: 3 recorded, 0 recorded before, 3 refused."
    assert "list-refused" in said[-1]
    assert (await take(desk, "accounts", *people))[0] == "3 rows: 0 recorded, 3 recorded before, 0 refused."
    rows = await newest(desk, ProposalKind.ACCOUNT)
    shown = await show(str(rows[0].listed), desk.commands, desk.world.viewer(SECURITY), EN)
    assert "qdh.li  李二  Commissioner  330127000000 淳安县残联  330127100000 千岛湖镇  2027-12-31" in shown
    await approved(desk, ProposalKind.ACCOUNT)
    (li,) = await desk.rows(Account, Account.subject == "qdh.li")
    (held,) = await desk.rows(Membership, Membership.account_id == li.id)
    assert (li.name, held.role, held.scope, held.office_id) == ("李二", "COMMISSIONER", ["330127100000"], offices["淳安县残联"].id)
    assert held.starts_at == desk.now
    trail = await desk.rows(AuditRecord, AuditRecord.action == ProposalDecide.action, AuditRecord.target_id.in_([each.id for each in rows]))
    assert len(trail) == 1
    more = account("qdh.wang", "王一", "淳安县残联", "专职委员", "330127100")
    said = await take(desk, "accounts", more, people[0], account("qdh.li", "李四", "淳安县残联", "残联干部"))
    assert "3 rows: 1 recorded, 1 recorded before, 1 refused." in said
    await approved(desk, ProposalKind.MEMBERSHIP)
    (wang,) = await desk.rows(Account, Account.subject == "qdh.wang")
    assert {each.role for each in await desk.rows(Membership, Membership.account_id == wang.id)} == {"FEDERATION_CADRE", "COMMISSIONER"}


async def two(desk: Desk) -> list[Proposal]:
    """A list of two accounts of the world's own county."""
    office, subjects = desk.world.office("federation.330110").name, [f"list.{uuid4().hex[:8]}" for _ in range(2)]
    await take(desk, "accounts", *(account(each, "王一", office, "残联干部", county="余杭区") for each in subjects))
    return sorted(await desk.rows(Proposal, Proposal.subject.in_(subjects)), key=lambda each: each.id)


async def decide(desk: Desk, proposal: Proposal, by: str = SECURITY, **given: object) -> list[tuple[str, tuple[str | int, ...]]]:
    asked = ProposalDecideInput(id=proposal.id, **{"approved": True, **given})  # type: ignore[arg-type]
    done = await desk.commands.run(ProposalDecide(), asked, desk.world.viewer(by), Envelope(trace=uuid4().hex))
    return [(each.code, each.path) for each in done.errors]


async def test_nothing_of_a_list_is_decided_that_was_not_counted(desk: Desk) -> None:
    first, second = await two(desk)
    assert await decide(desk, first, of_list=3) == [("CONFLICT", ("ofList",))]
    assert await decide(desk, first, of_list=1) == [("CONFLICT", ("ofList",))]
    assert await decide(desk, first, by=ADMIN, of_list=2) == [("FORBIDDEN", ())]
    assert await decide(desk, first, approved=False, reason="NOT_NEEDED") == []
    assert await decide(desk, first, of_list=1) == [("PROPOSAL_DECIDED", ("id",))]
    assert await decide(desk, second, of_list=1) == []
    assert [len(await desk.rows(Account, Account.subject == each.subject)) for each in (first, second)] == [0, 1]


async def test_one_that_no_longer_holds_keeps_the_whole_list_from_being_approved(desk: Desk) -> None:
    desk.world.viewer(SECURITY)
    first, second = await two(desk)
    async with desk.loader.begin() as connection:
        await connection.execute(insert(Account).values(id=uuid4(), subject=second.subject, name="王一", language="zh"))
    with pytest.raises(FileRefused, match=rf"^{second.subject}  王一.*: There is an account with this subject already"):
        await approve(str(first.listed), 2, desk.commands, desk.world.viewer(SECURITY), EN)
    assert await desk.rows(Account, Account.subject == first.subject) == []


async def test_a_list_is_taken_back_while_nothing_is_decided_of_it(desk: Desk) -> None:
    first, second = await two(desk)
    await withdraw(str(first.listed), desk.commands, desk.world.viewer(ADMIN), EN)
    assert {each.state for each in await desk.rows(Proposal, Proposal.listed == first.listed)} == {"WITHDRAWN"}
    with pytest.raises(FileRefused, match="Not found"):
        await withdraw(str(second.listed), desk.commands, desk.world.viewer(ADMIN), EN)
    asked = ProposalWithdrawInput(id=first.id, of_list=2)
    done = await desk.commands.run(ProposalWithdraw(), asked, desk.world.viewer(ADMIN), Envelope(trace=uuid4().hex))
    assert [each.code for each in done.errors] == ["PROPOSAL_DECIDED"]


async def test_a_dry_run_proposes_nothing_and_others_may_not_propose(desk: Desk) -> None:
    before = len(await desk.rows(Proposal))
    row = account("dry.run", "王一", desk.world.office("federation.330110").name, "残联干部", county="余杭区")
    assert (await take(desk, "accounts", row, dry_run=True))[0].startswith("A dry run: nothing was recorded. 1 rows: 1 would be recorded")
    with pytest.raises(FileRefused):
        await take(desk, "accounts", row, by=CADRE)
    assert len(await desk.rows(Proposal)) == before
