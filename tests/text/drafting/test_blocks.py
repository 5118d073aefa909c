"""Blocks: running text is told from what only stands in a book."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.text.drafting.blocks import find_blocks

PROSE = "A man is what he thinks, and what he thinks he will some day be."


@pytest.mark.parametrize(
    ("text", "language", "kinds"),
    [
        (f"CHAPTER IV\n\nThe Use of Time\n\n{PROSE}", "en", "heading heading prose"),
        (f"{PROSE}\n\nLet no man boast\nOf what he owns\n\n{PROSE}", "en", "prose verse prose"),
        (
            f"[Illustration: a door]\n\n{PROSE}\n\n12. See the first volume.",
            "en",
            "note prose note",
        ),
        ("Reproduced from a copy at the New York Public Library.", "en", "note"),
        ("一　学問の目的\n学問には目的がある。\n底本：「選集」", "ja", "heading prose note"),
        ("", "en", ""),
    ],
)
def test_each_paragraph_has_its_kind(text: str, language: str, kinds: str) -> None:
    assert [block.kind.value for block in find_blocks(text, language)] == kinds.split()


@given(st.text(max_size=200), st.sampled_from(["en", "ja", ""]))
def test_blocks_stand_in_order_and_hold_every_letter(text: str, language: str) -> None:
    blocks = find_blocks(text, language)
    ends = [0, *(at for block in blocks for at in (block.span.start, block.span.end))]
    assert ends == sorted(ends)
    held = "".join(text[block.span.start : block.span.end] for block in blocks)
    assert "".join(held.split()) == "".join(text.split())
