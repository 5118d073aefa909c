"""Words are found as a curator writes them, in Japanese from one letter on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.book import ReadBook
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


@pytest.mark.parametrize(
    ("wish", "ids"),
    [
        ("ＨＡＢＩＴ", [3]),
        ("ｿｰｼｬﾙ", [5]),
        ("ﾒﾃﾞｨｱ", [5]),
        ("ÉTÉ", [4]),
        ("ソーシャル・メ", [5]),
        ("シャルソー", []),
        ("weave-a", []),
    ],
)
def test_case_and_width_make_no_difference(filled: Library, wish: str, ids: list[int]) -> None:
    assert list(filled.pairs.ids(PairFilter(search=wish))) == ids


def test_a_pair_is_found_by_its_passage_and_by_its_source(
    library: Library, read_book: ReadBook
) -> None:
    text = "Rest well.[1] 習慣とは［＃注］太い縄。"
    with library.journal.edit("Add"):
        book = library.books.insert(replace(read_book, text=text, pages=()), b"r", "r.txt")
        library.passages.insert_many(book, [(0, 0, len(text), 3, "Rest well. 習慣とは太い縄。")])
        library.pairs.insert("?", "休む。", origin=Origin.MODEL, tokens=1, passage=1, book=book)
        library.pairs.insert("?", "眠る。", origin=Origin.CURATOR, tokens=1)
    for word in ("rest", "well.[1]", "[1]", "習慣とは", "注", "太い縄", "とは太い", "well 休む"):
        assert list(library.pairs.ids(PairFilter(search=word))) == [1], word
    for word in ("[1]", "とは太い", "［＃注］太"):
        assert list(library.passages.ids(search=word)) == [1], word
    with library.journal.edit("Clean"):
        library.passages.set_texts([("Work hard.", 3, 1)])
    assert list(library.pairs.ids(PairFilter(search="work hard"))) == [1]
    assert list(library.pairs.ids(PairFilter(search="とは太い"))) == []
    assert list(library.passages.ids(search="太い")) == [1]  # its source says so
    library.journal.undo()
    assert list(library.pairs.ids(PairFilter(search="work"))) == []


def test_another_reading_of_a_book_is_what_is_found(library: Library, read_book: ReadBook) -> None:
    with library.journal.edit("Add"):
        book = library.books.insert(replace(read_book, text="Alpha beta.", pages=()), b"r", "r.txt")
        library.passages.insert_many(book, [(0, 0, 11, 3, "Beta.")])
        library.pairs.insert("?", "!", origin=Origin.MODEL, tokens=1, passage=1, book=book)
    with library.journal.edit("Read again"):
        other = library.books.insert(replace(read_book, text="Gamma beta.", pages=()), b"s", "s")
        library.connection.execute(
            "UPDATE book SET source = (SELECT source FROM book WHERE id = ?) WHERE id = ?",
            [other, book],
        )
    assert list(library.pairs.ids(PairFilter(search="alpha"))) == []
    assert list(library.pairs.ids(PairFilter(search="gamma"))) == [1]
    assert list(library.passages.ids(search="gamma")) == [1]


def test_a_pair_is_found_by_its_tags_and_by_its_book(
    library: Library, book: int, insert_pair: Callable[..., int]
) -> None:
    insert_pair("Why?", "Because.", book=book, tags=["money/debt", "お金"])
    insert_pair("How much money?", "Some.")
    for search_words, ids in {
        "money": [1, 2],
        "debt": [1],
        "金": [1],
        "james": [1],
        "ｈａｂｉｔ": [1],
        "james money because": [1],
        "james some": [],
        "james nobody": [],
    }.items():
        assert list(library.pairs.ids(PairFilter(search=search_words))) == ids, search_words


@given(st.text(), st.text(min_size=1))
def test_any_text_can_be_asked_for(text: str, wish: str) -> None:
    search.index_words(text)
    query = search.parse_query([wish])
    assert set(search.index_words(wish).split()) >= {
        token.strip('"')
        for token in query.match.split(" AND ")
        if token.endswith('"') and " " not in token
    }


@given(
    st.lists(st.text("ab猫犬は。ア ﾊ-", max_size=12), min_size=1, max_size=6),
    st.text("ab猫犬は。アﾊ-", min_size=1, max_size=4),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_japanese_is_found_wherever_it_stands(
    library: Library, answers: list[str], word: str
) -> None:
    """Held to a plain search through the texts, for words of Japanese letters alone."""
    wide = "".join(letter for letter in word if letter in "猫犬は。アﾊ") or "猫"
    with library.journal.edit("Write"):
        library.pairs.delete(library.pairs.ids())
        numbers = [
            library.pairs.insert("?", answer, origin=Origin.CURATOR, tokens=1) for answer in answers
        ]
    ids = [
        number
        for number, answer in zip(numbers, answers, strict=True)
        if search.fold(wide) in search.fold(answer)
    ]
    assert list(library.pairs.ids(PairFilter(search=wide))) == ids


def mend(library: Library, ids: Sequence[int], answer: str) -> None:
    with library.journal.edit("Mend"):
        pairs = [replace(pair, answer=answer) for pair in library.pairs.list(ids)]
        library.pairs.rewrite(pairs, [pair.tokens for pair in pairs])


def find(library: Library, word: str) -> int:
    return len(library.pairs.ids(PairFilter(search=word)))


def test_a_large_edit_is_found_before_and_after_it_is_read(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_AT_ONCE", 5)
    monkeypatch.setattr(search, "IN_PASSING", 3)
    monkeypatch.setattr(search, "BLOCK", 3)
    with library.journal.edit("Write"):
        ids = [
            library.pairs.insert("?", "休む。", origin=Origin.CURATOR, tokens=1) for _ in "7654321"
        ]
    assert find(library, "休む") == 7, "some of them are not read yet"
    mend(library, ids, "進む。")
    assert (find(library, "進む"), find(library, "休む"), find(library, "進")) == (7, 0, 7)
    blocks = 0
    while library.read_more():
        blocks += 1
    assert blocks == 2 and (find(library, "進む"), find(library, "休む")) == (7, 0)


def test_what_was_never_read_is_found_again_when_it_comes_back(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library.journal.edit("Write"):
        ids = [
            library.pairs.insert("?", "休む。", origin=Origin.CURATOR, tokens=1) for _ in "7654321"
        ]
    monkeypatch.setattr(search, "MOST_AT_ONCE", 5)
    monkeypatch.setattr(search, "IN_PASSING", 3)
    monkeypatch.setattr(search, "BLOCK", 3)
    mend(library, ids, "進む。")
    mend(library, ids, "止まる。")
    library.journal.undo()
    assert find(library, "進む") == 7
    library.journal.undo()
    while library.read_more():
        pass
    assert (find(library, "休む"), find(library, "進む")) == (7, 0)
    library.journal.redo()
    while library.read_more():
        pass
    assert (find(library, "休む"), find(library, "進む")) == (0, 7)
    library.journal.redo()
    assert (find(library, "止まる"), find(library, "進む")) == (7, 0)
