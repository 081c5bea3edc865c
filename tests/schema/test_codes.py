"""What an input may name can be looked up: every list of codes, by every account. Source: docs/domain.md (opening), docs/design.md 8."""

import pytest

from db.reference.read import Reference
from domain.value.code_list import ASSISTANCE_TYPE, CALLED, CODE_LIST, HEALTH_CATEGORY, OTHER_CATEGORY, REGION
from tests.schema.conftest import CADRE, DISPATCHER, Stage


@pytest.mark.parametrize("by", [CADRE, DISPATCHER, "viewer.government.330110", "admin.system"])
async def test_the_codes_of_a_list_are_given_as_they_are_offered(stage: Stage, reference: Reference, by: str) -> None:
    data = await stage.data('{ codes(first: 100, filter: { list: ["RETURN_REASON"] }) { nodes { list code name } } }', by)
    names = reference.names["RETURN_REASON"]
    assert data["codes"]["nodes"] == [{"list": "RETURN_REASON", "code": code, "name": name.zh} for code, name in names.items()]


def test_every_list_has_a_name(reference: Reference) -> None:
    assert set(CALLED) == {*reference.names, ASSISTANCE_TYPE, REGION, CODE_LIST, HEALTH_CATEGORY, OTHER_CATEGORY}


async def test_every_list_can_be_read_page_by_page(stage: Stage, reference: Reference) -> None:
    found: list[tuple[str, str]] = []
    after: str | None = None
    while not found or after is not None:
        text = "query ($after: String) { codes(first: 50, after: $after) { nodes { list code } pageInfo { hasNextPage endCursor } } }"
        page = (await stage.data(text, CADRE, {"after": after}))["codes"]
        found += [(node["list"], node["code"]) for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None
    assert sorted(found) == sorted((of, code) for of, codes in reference.names.items() for code in codes)
