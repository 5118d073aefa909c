"""Words parted at line ends, as typesetters part them: put together again, compounds kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from studio.text import readers
from studio.text.readers.pdf.hyphens import Vocabulary
from studio.text.readers.pdf.layout import Line
from tests.field import find_field_file

PLAIN = (
    "The man who keeps the day has gone with his clock to the room above the cabinet-room and tie "
    "the cord he held there. He was well-intentioned and hard-working in the up-to-date room."
).split()
PARTED = (
    "warn-ing thou-sands right-eousness painful-ness per-sisting per-suading with-held neck-tie "
    "some-thing ever-lasting in-tend-ing be-fore out-side under-standing him-self through-out "
    "news-paper coun-try gentle-man after-wards"
).split()


def set_lines(texts: Sequence[str]) -> list[Line]:
    return [
        Line(text, 0, 0, 0.0, 300.0, 12.0 * n, 12.0 * n + 10, 12.0 * n + 9, 11.0, False, 20.0)
        for n, text in enumerate(texts)
    ]


def typeset(words: Sequence[str]) -> list[str]:
    """Lines of which each ends within a word, at its first hyphen, and the next one begins so."""
    lines, line = [], ""
    for number, word in enumerate(words):
        head, _hyphen, tail = word.partition("-")
        plain = " ".join(PLAIN[number % 7 :][:8])
        lines.append(f"{line}{plain} {head}-")
        line = f"{tail.replace('-', '')} "
    return [*lines, line + " ".join(PLAIN), *(" ".join(PLAIN) for _n in range(3))]


@pytest.mark.parametrize("word", PARTED)
def test_the_end_of_a_parted_word_is_no_word(word):
    """Between "warn-" and "ing", the "ing" of other lines made a compound of the two."""
    lines = typeset(PARTED)
    vocabulary = Vocabulary.of(set_lines(lines))
    at = PARTED.index(word)
    joined = vocabulary.join(lines[at], lines[at + 1])
    assert f" {word.replace('-', '')} " in joined


@pytest.mark.parametrize(
    ("head", "tail"), [("the cabinet-", "room"), ("a hard-", "working man"), ("up-to-", "date")]
)
def test_a_compound_of_the_book_keeps_its_hyphen(head, tail):
    vocabulary = Vocabulary.of(set_lines([*typeset(PARTED), head, tail]))
    assert vocabulary.join(head, tail) == head + tail


def test_a_compound_is_told_by_others_with_the_same_end():
    vocabulary = Vocabulary.of(set_lines([*typeset(PARTED), "in the cloak-", "room"]))
    assert vocabulary.join("in the cloak-", "room") == "in the cloak-room"


def test_a_hyphen_with_both_halves_in_the_book_is_kept():
    lines = ["the steam engine", "an engine of steam", "a steam-", "engine here"]
    assert Vocabulary.of(set_lines(lines)).join(lines[2], lines[3]) == "a steam-engine here"


def test_the_words_that_were_reported():
    text = readers.read(find_field_file("12-pdf-hyphen-tails/11-long.pdf")).text
    for word in PARTED[:8]:
        assert word not in text and word.replace("-", "") in text
    assert "cloak-room" in text and "cloakroom" not in text
