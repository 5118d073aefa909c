"""A cut falls between sentences or words, never inside one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.text.passages.snapping import snap_cut

ENGLISH = (
    "A goal is chosen once and kept. It is the direction of an old oak that matters, and nobody "
    "who walks there every day needs to be told of it again."
)


@pytest.mark.parametrize(
    ("cursor", "begins"),
    [
        ("chosen on|ce and kept", "It is the"),
        ("nobody who wal|ks", "walks"),
        ("needs| to", "to be"),
    ],
)
def test_a_cut_is_at_a_sentence_near_by_or_at_a_word(cursor: str, begins: str) -> None:
    at = ENGLISH.index(cursor.replace("|", "")) + cursor.index("|")
    assert ENGLISH[snap_cut(ENGLISH, at, "en") :].startswith(begins)


def test_a_japanese_cut_is_at_a_sentence_near_by() -> None:
    text = (
        "目標は一度だけ選びます。そのあとは、天気のよい日も悪い日も、毎日それを守り続けるだけです。"
    )
    assert text[snap_cut(text, text.index("そのあと") + 2, "ja") :].startswith("そのあと")
    assert snap_cut(text, text.index("毎日"), "ja") == text.index("毎日")


@given(st.text(max_size=80), st.integers(0, 90), st.sampled_from(["en", "ja"]))
def test_a_cut_stays_within_the_text(text: str, at: int, language: str) -> None:
    snapped = snap_cut(text, min(at, len(text)), language)
    assert 0 <= snapped <= max(1, len(text))
