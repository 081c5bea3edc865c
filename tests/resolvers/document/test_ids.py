"""Reading a global id back: a row has one id, and what only looks like it is none."""

from uuid import UUID

import pytest

from domain.value.node_id import global_id
from resolvers.document.ids import TAGS, decode_id

KEY = UUID("c47ab6f3-9663-45b5-835c-d35a46b14a0e")
NEED = global_id("Need", KEY)


@pytest.mark.parametrize("tag", sorted(TAGS))
def test_an_id_is_read_as_it_was_written(tag: str) -> None:
    assert decode_id(global_id(tag, KEY)) == (tag, KEY)


@pytest.mark.parametrize(
    "text",
    [
        NEED.replace("U=", "V="),
        NEED.replace("U=", "X="),
        NEED.rstrip("="),
        NEED + "=",
        NEED + "\n",
        f" {NEED}",
        NEED.lower(),
        global_id("need", KEY),
        global_id("Secret", KEY),
        "",
        "é",
        "=" * 9,
    ],
)
def test_no_other_text_is_the_id_of_a_row(text: str) -> None:
    assert decode_id(text) is None
