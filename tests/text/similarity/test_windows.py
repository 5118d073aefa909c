"""A wide net lets go what is no copy of anything, at the cost of reading its letters."""

from __future__ import annotations

from collections.abc import Sequence

from studio.resources import RESOURCES
from studio.text import readers
from studio.text.similarity.windows import build_net, filter_caught, sketch_texts

ENGLISH = readers.read(RESOURCES / "samples" / "as-a-man-thinketh_pg4507.txt").text.split()


def caught(texts: Sequence[str], others: Sequence[str]) -> list[int]:
    net = build_net(sketch_texts(list(enumerate(texts))))
    return [key for key, _text in filter_caught(net, sketch_texts(list(enumerate(others))))]


def test_what_is_nearly_the_same_is_caught_and_the_rest_let_go() -> None:
    text = " ".join(ENGLISH[:60])
    other = " ".join(ENGLISH[200:260])
    assert caught([text], [other, text.replace("the", "a", 1), other[:100]]) == [1]


def test_width_and_case_make_no_difference() -> None:
    text = " ".join(ENGLISH[:60])
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert caught([text], [text.upper(), wide]) == [0, 1]


def test_short_and_empty_texts_are_looked_at_without_harm() -> None:
    assert caught(["Yes.", ""], ["yes", "no"]) == [0]


def test_blocks_keep_their_order() -> None:
    texts = [f"number {n} of very many texts" for n in range(4_500)]
    keys = [key for block, _matrix in sketch_texts(list(enumerate(texts))) for key, _text in block]
    assert keys == list(range(4_500))
