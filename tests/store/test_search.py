"""Words are found as a curator writes them, in Japanese from one letter on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.pair import Origin
from studio.domain.pair_filter import PairFilter
from studio.store import search
from studio.store.library import Library

ANSWERS = {
    1: "吾輩は猫である。名前はまだ無い。",
    2: "犬は猫",
    3: "Habit is a cable; we weave a thread of it each day.",
    4: "100%_sure \\ “quoted” C'est l'été",
    5: "ソーシャル・メディアと習慣",
    6: "西の関",  # the pairs of 関西 in another order
    7: "関西",
}


@pytest.fixture
def filled(library: Library) -> Library:
    with library.journal.edit("Write"):
        for answer in ANSWERS.values():
            library.pairs.insert("?", answer, origin=Origin.CURATOR, tokens=1)
    return library


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("猫", [1, 2]),
        ("吾輩", [1]),
        ("吾輩は猫", [1]),
        ("輩は猫で", [1]),
        ("猫 犬", [2]),
        ("habit", [3]),
        ("HABIT thread", [3]),
        ("thr", [3]),
        ("cable;", [3]),
        ("dog", []),
        ("100%_", [4]),
        ("\\", [4]),
        ("“quoted”", [4]),
        ("été", [4]),
        ('"', []),
        ("メディア", [5]),
        ("習慣", [5]),
        ("関西", [7]),
        ("、", []),
        ("。", [1]),
        ("  ", [*ANSWERS]),
    ],
)
def test_a_search_finds(filled: Library, wanted: str, found: list[int]) -> None:
    assert list(filled.pairs.ids(PairFilter(search=wanted))) == found


def test_the_index_follows_edits_deletions_and_undo(filled: Library) -> None:
    with filled.journal.edit("Edit"):
        filled.pairs.update(1, prompt="?", answer="狸", tokens=1, draft_prompt=False)
        filled.pairs.delete([2])
    assert list(filled.pairs.ids(PairFilter(search="猫"))) == []
    assert list(filled.pairs.ids(PairFilter(search="狸"))) == [1]
    filled.journal.undo()
    assert list(filled.pairs.ids(PairFilter(search="猫"))) == [1, 2]
    filled.journal.redo()
    assert list(filled.pairs.ids(PairFilter(search="猫"))) == []


def test_earlier_turns_of_a_row_are_found_and_its_keys_are_not(library: Library) -> None:
    row = '{"messages":[{"role":"system","content":"簡潔に \\"答える\\""},{"role":"user","content":"問い"},{"role":"assistant","content":"答"}]}'
    with library.journal.edit("Import"):
        library.connection.execute(
            "INSERT INTO pair(prompt, answer, row_json, origin) VALUES('問い', '答', ?, 'imported')",
            [row],
        )
    assert list(library.pairs.ids(PairFilter(search="簡潔"))) == [1]
    assert list(library.pairs.ids(PairFilter(search='"答える"'))) == [1]
    assert list(library.pairs.ids(PairFilter(search="assistant"))) == []


@given(st.text(), st.text(min_size=1))
def test_any_text_can_be_asked_for(text: str, wanted: str) -> None:
    search.index_words(text)
    search.build_query(wanted)
    assert set(search.index_words(wanted).split()) >= {
        term.strip('"')
        for term in search.build_query(wanted).split(" AND ")
        if term.endswith('"') and " " not in term
    }
