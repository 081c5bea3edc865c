"""Referral sheets from outside: a file with its headers, and refusals in the form of the GraphQL endpoint.

Source: docs/decisions/029-referral-sheet.md, docs/decisions/008-http.md.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest

from domain.message.message import text
from domain.viewer import Language
from tests.api.conftest import GRAPHQL, JSON, PER_MINUTE, Door, error

NUMBER = "R2026-73119423-9"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def test_papers_come_as_a_page_that_runs_nothing_and_is_kept_nowhere(door: Door) -> None:
    response = await door.print(NUMBER, Accept_Language="en")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert response.headers["content-disposition"] == f'inline; filename="{NUMBER}.html"'
    assert (response.headers["cache-control"], response.headers["content-language"]) == ("no-store", "en")
    policy = response.headers["content-security-policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert "frame-ancestors 'none'" in policy
    assert not any("script" in each or "unsafe" in each for each in policy)
    assert "&lt;script&gt;" in response.text
    assert "<script" not in response.text


async def test_papers_come_as_a_document_to_be_kept(door: Door) -> None:
    response = await door.print(NUMBER, "R2026-00000000-0", wanted="DOCX")
    assert (response.status_code, response.headers["content-type"]) == (200, DOCX)
    assert response.headers["content-disposition"] == 'attachment; filename="referrals.docx"'
    assert response.content.startswith(b"PK")


async def test_a_page_is_as_long_as_its_text_whatever_it_repeats(door: Door) -> None:
    plain = await door.print(NUMBER, Accept_Encoding="gzip")
    assert "content-encoding" not in plain.headers
    only = await door.print(NUMBER, Accept_Encoding="gzip, identity;q=0")
    assert only.headers["content-encoding"] == "gzip"
    assert int(only.headers["content-length"]) > len(plain.content)


@pytest.mark.parametrize("content", [{"ids": [NUMBER]}, b"{", b"\xff"])
async def test_a_stranger_is_refused_before_anything_is_read(door: Door, content: object) -> None:
    del door.client.headers["Authorization"]
    response = await door.post(content, "/referral-sheets", Content_Type="text/plain")
    assert (response.status_code, response.headers["www-authenticate"]) == (401, 'Bearer realm="lianbang"')
    assert error(response)["code"] == "UNAUTHENTICATED"


async def test_an_account_that_asks_too_often_is_told_to_wait(door: Door) -> None:
    for _ in range(PER_MINUTE):
        await door.print("unseen")
    response = await door.print(NUMBER)
    assert (response.status_code, error(response)["code"], response.headers["retry-after"]) == (429, "RATE_LIMITED", "1")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
async def test_any_other_method_is_told_which_is_taken(door: Door, method: str) -> None:
    response = await door.client.request(method, "/referral-sheets")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    if method != "HEAD":
        assert response.json()["errors"][0]["message"] == text("SHEET_METHOD", Language.ZH)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        ({}, 422),
        ({"ids": "x"}, 422),
        ({"ids": None}, 422),
        ({"ids": [7]}, 422),
        ({"ids": [["x"]]}, 422),
        ({"ids": ["x" * 201]}, 422),
        ({"ids": [NUMBER], "format": "PDF"}, 422),
        ({"ids": [NUMBER], "format": None}, 422),
        ({"ids": [NUMBER], "format": ["HTML"]}, 422),
        ({"ids": [NUMBER], "format": {}}, 422),
        ({"ids": [NUMBER], "language": "zh"}, 422),
        ({"ids": []}, 422),
    ],
)
async def test_what_is_no_request_for_papers_is_refused_in_the_form_of_graphql(door: Door, content: object, status: int) -> None:
    response = await door.post(content, "/referral-sheets")
    assert (response.status_code, response.headers["content-type"]) == (status, f"{GRAPHQL}; charset=utf-8")
    assert error(response)["code"] in {"BAD_USER_INPUT", "TOO_FEW"}


async def test_a_number_too_few_is_told_with_its_place(door: Door) -> None:
    response = await door.print()
    (only,) = response.json()["errors"]
    assert (only["extensions"]["code"], only["extensions"]["path"]) == ("TOO_FEW", ["ids"])
    assert only["message"] == text("TOO_FEW", Language.ZH, {"least": 1})


async def test_a_body_that_is_too_large_or_too_slow_or_packed_is_refused(door: Door) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    assert (await door.post(b"{}", "/referral-sheets", Content_Length="1048577")).status_code == 413
    assert (await door.post(b"{}", "/referral-sheets", Content_Encoding="gzip")).status_code == 415
    assert (await door.post(b"{}", "/referral-sheets", Content_Type="text/plain")).status_code == 415
    door.hurry(body_patience=0.1)
    response = await door.client.post("/referral-sheets", content=slow(), headers={"Content-Type": JSON})
    assert response.status_code == 408


async def test_what_is_not_seen_is_404_and_says_nothing_else(door: Door) -> None:
    response = await door.print("unseen", Accept_Language="en", Accept="text/html")
    assert (response.status_code, response.headers["content-type"]) == (404, f"{JSON}; charset=utf-8")
    assert response.json()["errors"][0]["message"] == "Not found."
    assert error(response) == {"code": "NOT_FOUND", "trace": response.headers["x-trace-id"]}
    assert "unseen" not in response.text


@pytest.mark.parametrize(
    ("which", "status", "code"),
    [
        ("over", 401, "UNAUTHENTICATED"),
        ("costly", 422, "TOO_COSTLY"),
        ("loses", 503, "UNAVAILABLE"),
        ("breaks", 500, "INTERNAL"),
        ("explodes", 500, "INTERNAL"),
    ],
)
async def test_faults_have_the_status_that_they_have_elsewhere(door: Door, which: str, status: int, code: str) -> None:
    response = await door.print(which)
    assert (response.status_code, error(response)["code"]) == (status, code)
    assert "secret" not in response.text


async def test_a_print_is_logged_and_counted_without_what_was_printed(door: Door) -> None:
    await door.print(NUMBER)
    (line,) = [each for each in door.lines() if each["event"] == "request"]
    assert (line["path"], line["status"], line["account"]) == ("/referral-sheets", 200, str(door.viewer.account))
    assert NUMBER not in door.log.getvalue()
