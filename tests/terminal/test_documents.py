"""`lianbang documents` registers, lists and withdraws. Source: docs/decisions/034-trusted-documents.md."""

from pathlib import Path

import pytest

from db.server.login import Addresses
from settings.read import read_settings
from terminal.documents import DocumentsError, documents
from tests.test_app import settings_of


def test_a_document_is_registered_listed_and_withdrawn(shared_addresses: Addresses, tmp_path: Path) -> None:
    settings, path = read_settings(settings_of(shared_addresses, LIANBANG_VAR=str(tmp_path))), tmp_path / "ours.graphql"
    path.write_text("query Ours { inbox { totalCount } }")
    before = documents(settings, [], None)
    (line,) = set(documents(settings, [path], None)) - set(before)
    assert line.endswith("  ours")
    assert documents(settings, [path], None) == sorted([*before, line], key=lambda each: each.split()[2])
    assert documents(settings, [], line.split()[0]) == before


@pytest.mark.parametrize("text", ["query {", "{ families { nodes { diagnosis } } }", ""])
def test_what_the_contract_does_not_take_is_not_registered(shared_addresses: Addresses, tmp_path: Path, text: str) -> None:
    settings, path = read_settings(settings_of(shared_addresses, LIANBANG_VAR=str(tmp_path))), tmp_path / "bad.graphql"
    path.write_text(text)
    before = documents(settings, [], None)
    with pytest.raises(DocumentsError, match=r"bad\.graphql is no document of this contract"):
        documents(settings, [path], None)
    assert documents(settings, [], None) == before


def test_what_is_not_there_is_said(shared_addresses: Addresses, tmp_path: Path) -> None:
    settings = read_settings(settings_of(shared_addresses, LIANBANG_VAR=str(tmp_path)))
    with pytest.raises(DocumentsError, match="cannot be read"):
        documents(settings, [tmp_path / "none.graphql"], None)
    with pytest.raises(DocumentsError, match="is registered"):
        documents(settings, [], "sha256:" + "0" * 64)
