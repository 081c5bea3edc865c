"""The pages of docs/departments/: what the federation sends before each is played, and the operations that are printed from them.

Source: docs/departments/README.md. The calls of a page are read, played and written back as those of the READMEs (tests/story.py).
"""

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from db.server.embedded import Embedded
from db.server.login import Addresses, provide
from domain.viewer import Language
from settings.read import read_settings
from terminal import database
from terminal.reach import say
from tests.story import ROOT, Ask, asking, calls, shell_of, with_answers

FOLDER, OPERATIONS = ROOT / "docs/departments", ROOT / "docs/operations"
FAMILIES = 20
WIDTH = 132
"""Of the lines of an answer: a page is short rather than narrow."""
PAGES = ("civil-affairs", "community", "finance", "human-resources", "poverty-alleviation", "township")
COMMISSIONER, CADRE = "commissioner.federation.330110005001", "cadre.federation.330110"
COUNTY, TOWNSHIP = "dispatcher.civil-affairs.330110", "dispatcher.civil-affairs.330110005"
VISIT = """mutation ($at: DateTime!, $family: NewFamilyInput!, $person: NewPersonInput!, $need: NeedInput!
  $work: WorkProfileInput, $income: Fen) {
  visitRecord(input: {
    family: { new: $family }, person: { new: $person }, mode: HOME_VISIT, at: $at, contactResult: MET, categories: ["POVERTY_RISK"]
    notice: { basis: WRITTEN }, needs: { list: [$need] }, work: $work, incomePerHead: $income
  }) { visit { person { id } needs { nodes { id } } } errors { code message path } }
}"""
DRAFT = """mutation ($need: ID!, $type: String!, $person: ID) {
  itemDraft(input: { need: $need, type: $type, person: $person }) { item { id version } errors { code message path } }
}"""
SEND = """mutation ($item: ID!, $version: Int!) {
  itemDispatch(input: { targets: [{ id: $item, expectedVersion: $version }], legalBasis: SEPARATE_CONSENT, previewSeen: true }) {
    results { item { lead { id } } errors { code message path } }
  }
}"""
GRANT = """mutation ($id: ID!, $today: Date!, $amount: Fen!) {
  referralSign(input: { targets: [{ id: $id }] }) { results { errors { code message path } } }
  referralComplete(input: { id: $id, outcome: {
    result: GRANTED, decidedOn: $today, detail: { benefit: { amount: $amount, per: ONCE, from: $today } }
  } }) { referral { id } errors { code message path } }
}"""
OFFICES = """{ organizations(first: 100, filter: { kind: [TOWNSHIP], region: "330110005" }) {
  nodes { offices { id department { code } } }
} }"""
DELEGATE = """mutation ($id: ID!, $office: ID!) {
  referralSign(input: { targets: [{ id: $id }] }) { results { errors { code message path } } }
  referralDelegate(input: { id: $id, office: $office, requestText: "请入户核实居住和收入情况" }) { errors { code message path } }
}"""
POOL = """mutation ($referrals: [ID!], $month: String!) {
  itemPool(input: {
    type: "A31", of: "A04", township: "330110005", period: $month, referrals: $referrals, document: "五常街请〔2026〕13号", source: "COUNTY"
  }) { item { id version } errors { code message path } }
}"""
WORK = {
    "education": "LOWER_SECONDARY",
    "employment": "NOT_EMPLOYED",
    "notEmployedReason": "NO_SKILLS",
    "livelihood": "FAMILY",
    "wish": ["SERVICE", "PUBLIC_POST"],
    "hours": 20,
    "distance": 3,
    "canDo": ["STAND", "USE_BOTH_HANDS", "SPEAK"],
    "support": ["SHORT_HOURS"],
}


async def prepare(page: str, ask: Ask, shell: Mapping[str, str]) -> None:
    """Send the office of a page what its calls work on: the newest that has come to it."""
    match page:
        case "civil-affairs":
            await _referred(ask, shell, "柳春生", "A01", "LIVING_ASSISTANCE", "务农收入低，日常开支不足", income=61000)
        case "human-resources":
            await _referred(ask, shell, "柳夏荷", "A15", "EMPLOYMENT", "希望在家附近找一份轻便的工作", work=WORK)
        case "poverty-alleviation":
            await _referred(ask, shell, "柳秋实", "A27", "POVERTY_RELIEF", "收成受损，担心返贫", income=72000)
        case "community":
            await _referred(ask, shell, "柳月白", "A38", "LIVING_ASSISTANCE", "独自在家，希望有人定期上门看望")
        case "township":
            referral = await _referred(ask, shell, "柳若水", "A01", "LIVING_ASSISTANCE", "收入不足以维持日常开支")
            found = await _done(ask, COUNTY, OFFICES, {})
            office = next(each["id"] for each in _offices(found) if (each["department"] or {}).get("code") == "CIVIL_AFFAIRS")
            await _done(ask, COUNTY, DELEGATE, {"id": referral, "office": office})
        case "finance":
            granted = []
            for name in ("柳冬青", "柳晓白"):
                referral = await _referred(ask, shell, name, "A04", "LIVING_ASSISTANCE", "突发支出，请予救助")
                await _done(ask, TOWNSHIP, GRANT, {"id": referral, "today": shell["today"], "amount": 120000})
                granted.append(referral)
            drafted = await _done(ask, TOWNSHIP, POOL, {"referrals": granted, "month": shell["month"]})
            item = drafted["itemPool"]["item"]
            await _done(ask, TOWNSHIP, SEND, {"item": item["id"], "version": item["version"]})


async def _referred(ask: Ask, shell: Mapping[str, str], name: str, type_: str, domain: str, request: str, **found: Any) -> str:
    """Visit a family, and refer its need; the referral. A person is named where the help is theirs."""
    person = {
        "name": name,
        "noIdReason": "NOT_AT_HAND",
        "birthYear": 1976,
        "certificateStatus": "APPLYING",
        "disabilityCategory": "PHYSICAL",
    }
    need = {"domain": domain, "household": type_ != "A15", "requestText": request}
    given = {
        "at": shell["now"],
        "family": {"headName": name, "village": "330110005001", "address": "示范路9号", "phone": "16000000802"},
        "person": person,
        "need": need,
        **found,
    }
    visit = (await _done(ask, COMMISSIONER, VISIT, given))["visitRecord"]["visit"]
    of = {"need": visit["needs"]["nodes"][0]["id"], "type": type_, "person": visit["person"]["id"] if type_ == "A15" else None}
    item = (await _done(ask, CADRE, DRAFT, of))["itemDraft"]["item"]
    sent = await _done(ask, CADRE, SEND, {"item": item["id"], "version": item["version"]})
    return str(sent["itemDispatch"]["results"][0]["item"]["lead"]["id"])


def _offices(found: Any) -> list[Any]:
    return [office for each in found["organizations"]["nodes"] for office in each["offices"]]


async def _done(ask: Ask, account: str, document: str, variables: Mapping[str, Any]) -> Any:
    """What a command answers that must not be refused."""
    answer = await ask(account, document, variables)
    assert "errors" not in answer, answer
    for payload in answer["data"].values():
        assert not [error for each in payload.get("results", [payload]) for error in each.get("errors", ())], answer
    return answer["data"]


def path_of(page: str) -> Path:
    """Where a page stands."""
    return FOLDER / f"{page}.md"


def operations(page: str) -> str:
    """The operations of a page as one document, to be sent by their names."""
    head = f"# The operations of docs/departments/{page}.md, printed from there by `make story`; each is sent by its name."
    return "\n\n".join([head, *(call.document for call in calls(path_of(page).read_text()))]) + "\n"


async def write(addresses: Addresses, var: Path) -> None:
    """Write the pages with the answers that come now, and the operations that stand in them."""
    settings = read_settings({"LIANBANG_VAR": str(var)})
    await database.bring_up(settings, addresses)
    async with asking(addresses, Language.EN, settings.now, var, FAMILIES) as ask:
        for page in PAGES:
            path, now = path_of(page), settings.now()
            await prepare(page, ask, shell_of(now))
            path.write_text(await with_answers(path.read_text(), ask, now, WIDTH))
            (OPERATIONS / f"{page}.graphql").write_text(operations(page))


def main() -> None:
    """Write them from a small county of their own: the calls work on what is sent for them."""
    with tempfile.TemporaryDirectory(prefix="lianbang-pages-") as folder, Embedded(Path(folder) / "postgres", say) as server:
        asyncio.run(write(asyncio.run(provide(server, "pages")), Path(folder)))


if __name__ == "__main__":
    main()
