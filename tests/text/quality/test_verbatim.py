"""What is copied is measured to the letter, whatever the blanks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.text.languages import find_language
from studio.text.quality.pair_checks import check_pair
from studio.text.quality.pair_facts import examine_pair
from studio.text.quality.verbatim import (
    SHORTEST_RUN,
    measure_copied_sentences,
    measure_overlap,
    repeats_book,
)

BOOK = (
    "A man is literally what he thinks, his character being the complete sum of all his thoughts. "
    "As the plant springs from, and could not be without, the seed, so every act of a man springs "
    "from the hidden seeds of thought, and could not have appeared without them."
)
LETTERS = len("".join(BOOK.split()))


def test_a_whole_passage_is_one_run() -> None:
    assert measure_overlap(BOOK.replace(" ", "\n"), BOOK).share == 1
    assert measure_overlap(BOOK, BOOK).longest == LETTERS


def test_words_of_ones_own_are_not_copied() -> None:
    assert (
        measure_overlap("You become what you keep thinking about, day after day.", BOOK).longest
        == 0
    )
    assert measure_overlap("", BOOK).share == measure_overlap("Anything at all", "").share == 0


def test_sentences_from_two_places_are_two_runs() -> None:
    """What was left out between them is not counted into the longest run."""
    first, last = BOOK[:93], BOOK[-76:]
    found = measure_overlap(f"{first} {last}", BOOK)
    assert found.share == 1
    assert found.longest == max(len("".join(part.split())) for part in (first, last))


def test_one_other_word_breaks_a_run_but_not_the_share() -> None:
    changed = BOOK.replace("complete", "entire")
    found = measure_overlap(changed, BOOK)
    letters = len("".join(changed.split()))
    left = len("".join(BOOK[: BOOK.index("complete")].split()))
    # The "e" that both words end with belongs to the run behind them.
    assert found.longest == letters - left - len("entir")
    assert found.share == pytest.approx((letters - len("entir")) / letters)


def test_japanese_is_measured_alike() -> None:
    book = "天は人の上に人を造らず人の下に人を造らずと言えり。されば天より人を生ずるには、万人は万人みな同じ位にして。"
    assert measure_overlap("つまり、" + book[:30] + "ということです。", book).longest == 30


def _longest(answer: str, source: str) -> int:
    """The same, the slow way."""
    sizes = [0]
    for at in range(len(answer)):
        size = sizes[-1] + 1
        while answer[at : at + size] in source and at + size <= len(answer):
            sizes.append(size)
            size += 1
    return max(sizes)


@given(
    st.lists(
        st.sampled_from(["abcdefghijklmno", "pqrstuvwxyz", "0123456789", "あいうえおかきくけ"]),
        max_size=12,
    ),
    st.integers(0, 60),
    st.integers(0, 120),
)
def test_a_copy_is_never_missed_nor_made_longer(parts: list[str], at: int, size: int) -> None:
    source = "".join(parts)
    answer = f"§{source[at : at + size]}§{source[:20]}"
    slow = _longest(answer, source)
    found = measure_overlap(answer, source)
    assert found.longest <= slow and found.share <= 1
    assert (found.longest >= SHORTEST_RUN) == (slow >= SHORTEST_RUN)


LONG_PROSE = {
    "en": BOOK + " He who would be rich must be busy, and he who would be wise must be quiet.",
    "ja": "".join(f"人は{n}の山を越えて、{n}の谷を知る。" for n in "一二三四五六七八九十") * 3,
}


@pytest.mark.parametrize("language", LONG_PROSE)
@pytest.mark.parametrize("letters", range(-3, 25, 3))
def test_review_preflight_and_consent_agree_where_a_stretch_is_long(
    language: str, letters: int
) -> None:
    """One measure: letters in a row, blanks not counted, in the language's own length."""
    book, least = LONG_PROSE[language], find_language(language).verbatim_run
    answer = book[: _end_of(book, least + letters)]
    expected = letters >= 0
    review = {finding.code for finding in check_pair("Why?", answer, source=book)}
    assert ("verbatim" in review) is expected
    assert examine_pair("Why?", answer, book).repeats_book is expected
    assert repeats_book(answer, book) is expected


def _end_of(text: str, letters: int) -> int:
    """Where so many letters that are no blanks end."""
    ends = [at + 1 for at, letter in enumerate(text) if not letter.isspace()]
    return ends[letters - 1]


@pytest.mark.parametrize(
    ("source", "answer", "share"),
    [
        # Sentences picked here and there, none as long as a run.
        ("朝は早い。私は起きる。道は遠い。歩くほかない。", "私は起きる。歩くほかない。", 1.0),
        ("朝は早い。私は起きる。道は遠い。歩くほかない。", "私は起きる。さあ歩こう。", 6 / 12),
        ("Rise early. The way is far. Walk on.", "Rise early. Walk on.", 1.0),
        ("Rise early. The way is far. Walk on.", "Get up, and then walk.", 0.0),
        ("Rise early.", "", 0.0),
    ],
)
def test_sentences_that_stand_whole_in_the_book_are_counted(
    source: str, answer: str, share: float
) -> None:
    assert measure_copied_sentences(answer, source) == pytest.approx(share)
