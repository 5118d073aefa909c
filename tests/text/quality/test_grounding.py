"""Grounding: the book's own words are grounded, what nobody wrote there is found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.resources import RESOURCES
from studio.text.quality.grounding import measure_grounding
from studio.text.readers import read
from studio.text.sentences.boundaries import split_sentences

ENGLISH = (
    "But a man must plough his own field, said Mr. Franklin in 1842, and to-day the labourer who "
    "organises ten hours of work will succeed; ‘self-control’ cost him 1,000 pounds. He thought, "
    "and decided."
)
JAPANESE = (
    "　學問をする人は三十年のあいだ頭を使い、あたまのわるい人もエネルギーを取り消した。"
    "１９２０年に千円を払った。コンピュータ。福沢諭吉は努力をした。"
)


def find_missing(answer: str, passage: str, language: str) -> list[str]:
    spans = measure_grounding(answer, passage, language).missing
    return [answer[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("name", "language"),
    [("as-a-man-thinketh_pg4507.txt", "en"), ("kagakusha-to-atama_2359.txt", "ja")],
)
def test_a_books_own_sentences_are_grounded(name: str, language: str) -> None:
    path = RESOURCES / "samples" / name
    text = read(path).text[4_000:9_000]
    for at in range(0, 4_000, 1_000):
        passage = text[at : at + 1_000]
        sentences = [passage[s.start : s.end] for s in split_sentences(passage, language)][1:-1]
        answer = "".join(sentences[::2])
        assert measure_grounding(answer, passage, language).share == 1.0


@pytest.mark.parametrize(
    "answer",
    [
        "Thinking and decision make success: the labor of organized hours.",
        "Today self-control costs £1000 and 10 hours.",
        "“Ploughing fields” – that’s what a man’s success is.",
        "Don't you see? It isn't what they would have had.",
    ],
)
def test_forms_quotes_and_figures_are_the_passages(answer: str) -> None:
    assert find_missing(answer, ENGLISH, "en") == []


@pytest.mark.parametrize(
    "answer",
    [
        "学問をする人は30年アタマを使う。",
        "頭の悪い人もｴﾈﾙｷﾞｰを取消す。",
        "1920年に1,000円を、コンピューターに払う。",
        "努めるのではなく、努力をする。",
    ],
)
def test_other_ways_of_writing_are_the_passages(answer: str) -> None:
    assert find_missing(answer, JAPANESE, "ja")[1:] == []


@pytest.mark.parametrize(
    ("answer", "passage", "language", "missing"),
    [
        ("Napoleon Hill decided it in 1937.", ENGLISH, "en", ["Napoleon Hill", "1937"]),
        ("Work eleven hours, as Mr. Smiles did.", ENGLISH, "en", ["eleven", "Smiles"]),
        ("Work ten hours and meditate.", ENGLISH, "en", ["meditate"]),
        ("渋沢栄一は四十年、経済学をした。", JAPANESE, "ja", ["渋沢栄一", "四十", "経済学"]),
        ("学問にはテクノロジーと20円。", JAPANESE, "ja", ["テクノロジー", "20"]),
    ],
)
def test_what_nobody_wrote_is_missing(
    answer: str, passage: str, language: str, missing: list[str]
) -> None:
    assert find_missing(answer, passage, language) == missing


def test_the_share_is_of_content_words() -> None:
    assert measure_grounding("A man must meditate.", ENGLISH, "en").share == 0.0
    assert measure_grounding("Plough and meditate.", ENGLISH, "en").share == 0.5
    assert measure_grounding("", ENGLISH, "en").share == 1.0
    assert measure_grounding("Plough.", "", "en").share == 0.0


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(["en", "ja", "zh", ""]))
def test_any_answer_has_a_share_and_spans_of_its_own(a: str, b: str, language: str) -> None:
    grounding = measure_grounding(a, b, language)
    assert 0 <= grounding.share <= 1
    ends = [0, *(at for span in grounding.missing for at in (span.start, span.end))]
    assert ends == sorted(ends) and ends[-1] <= len(a)
    assert (grounding.share == 1) == (not grounding.missing)
    assert not any(re.fullmatch(r"\s*", a[span.start : span.end]) for span in grounding.missing)
