"""Borders of passages find their place in another reading of the same book."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.text import readers
from studio.text.similarity.alignment import move_offsets

TEXT = "Habit is a cable.\n\nWe weave a thread of it each day.\n\nAt last we cannot break it."


def test_places_stay_in_a_text_that_is_the_same() -> None:
    places = list(range(len(TEXT) + 1))
    assert move_offsets(TEXT, TEXT, places) == places


def test_a_border_follows_its_paragraph() -> None:
    new = "A NOTE\n\n" + TEXT.replace("a cable", "a very strong cable").replace(
        "\n\nAt", "\n\n* * *\n\nAt"
    )
    we, at = TEXT.index("We"), TEXT.index("At")
    assert move_offsets(TEXT, new, [0, we, at, len(TEXT)]) == [
        0,
        new.index("We"),
        new.index("At"),
        len(new),
    ]


def test_a_border_inside_a_changed_sentence_stays_at_its_word() -> None:
    new = TEXT.replace("thread of it", "thin thread of it")
    place = TEXT.index("each day")
    assert move_offsets(TEXT, new, [place]) == [new.index("each day")]


@settings(max_examples=2 * settings().max_examples)
@given(st.text("ab\n", max_size=60), st.text("ab\n", max_size=60), st.data())
def test_any_places_rise_and_stay_within(old: str, new: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.lists(st.integers(0, len(old)), max_size=8)))
    found = move_offsets(old, new, [0, *places, len(old)])
    assert found == sorted(found)
    assert found[0] >= 0 and found[-1] == (len(new) if old else 0)


def test_a_whole_book_with_and_without_its_readings(shared_folder: Path) -> None:
    path = shared_folder / "books/ja/kosei-e-no-saidai-ibutsu_519.txt"
    plain = readers.read(path).text
    marked = plain.replace("人", "人（ひと）").replace("金", "金（かね）")
    lines = [at for at in range(1, len(plain)) if plain[at - 1] == "\n"]
    found = move_offsets(plain, marked, lines)
    right = sum(1 for place in found if marked[place - 1] == "\n")
    assert right >= 0.99 * len(lines)
