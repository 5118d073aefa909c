"""A large library is searched while its index is made anew, and not an emptied word is left then."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from studio.domain.pair import Origin
from studio.domain.pair_filter import PairFilter
from studio.store import search
from studio.store.library import Library
from tests.store.test_trash import list_terms, remove, wal_of

WORDS = ("harbour", "目標", "lantern", "習慣", "meadow")


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of rows is as many as a hundred thousand here."""
    monkeypatch.setattr(search, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(search, "IN_PASSING", 1)
    monkeypatch.setattr(search, "BLOCK", 2)


def write(library: Library, answers: Sequence[str]) -> list[int]:
    with library.journal.edit("Write"):
        return [
            library.pairs.insert("?", answer, origin=Origin.CURATOR, tokens=1) for answer in answers
        ]


def reword(library: Library, number: int, answer: str) -> None:
    with library.journal.edit("Edit"):
        library.pairs.update(number, prompt="?", answer=answer, tokens=1, draft_prompt=False)


def find(library: Library, word: str) -> list[int]:
    return list(library.pairs.ids(PairFilter(search=word)))


def read_on(library: Library) -> None:
    while library.read_more():
        pass


def test_emptied_words_leave_the_index_and_the_file_with_its_last_block(
    library: Library, book: int
) -> None:
    ids = write(library, ["Whisper of zanzibar, 秘密事項."] + ["Begin early, 目標."] * 6)
    reword(library, ids[1], "Begin late.")
    read_on(library)
    remove(library, ids[0])
    library.trash.empty()
    assert find(library, "zanzibar") == [] and find(library, "目標") == ids[2:]
    assert library.count_unread() > 0
    read_on(library)
    assert library.count_unread() == 0
    assert not {"zanzibar", "秘密"} & list_terms(library, "pair")
    left = library.path.read_bytes() + wal_of(library).read_bytes()
    assert b"zanzibar" not in left and "秘密事項".encode() not in left
    assert find(library, "目標") == ids[2:] and library.passages.ids(search="small")
    library.journal.undo()
    assert find(library, "目標") == ids[1:], "what comes back is found"


def test_an_index_that_is_made_anew_begins_anew_when_more_is_emptied(library: Library) -> None:
    ids = write(library, ["zanzibar", "quagmire", *WORDS])
    read_on(library)
    for number in ids[:2]:
        remove(library, number)
        library.trash.empty()
        library.read_more()
    read_on(library)
    assert not {"zanzibar", "quagmire"} & list_terms(library, "pair")
    assert [find(library, word) for word in WORDS] == [[number] for number in ids[2:]]


def test_it_goes_on_when_the_library_is_opened_again(library: Library) -> None:
    ids = write(library, ["zanzibar", *WORDS])
    remove(library, ids[0])
    library.trash.empty()
    library.read_more()
    library.close()
    with Library.open(library.path) as again:
        assert find(again, "meadow") == ids[-1:]
        read_on(again)
        assert "zanzibar" not in list_terms(again, "pair") and find(again, "harbour") == [ids[1]]


@pytest.mark.parametrize("seed", (3, 15, 41))
def test_whatever_is_done_meanwhile_is_found(library: Library, seed: int) -> None:
    chance = random.Random(seed)
    write(library, [chance.choice(WORDS) for _number in range(8)])

    def choose() -> int:
        # All may have been undone.
        return chance.choice(library.pairs.ids() or write(library, ["harbour"]))

    deeds: list[Callable[[], object]] = [
        lambda: reword(library, choose(), chance.choice(WORDS)),
        lambda: write(library, [chance.choice(WORDS)]),
        lambda: remove(library, choose()),
        library.journal.undo,
        library.journal.redo,
    ]
    for _deed in range(6):
        chance.choice(deeds)()
    read_on(library)
    remove(library, choose())
    library.trash.empty()
    going_on = True
    while going_on:
        chance.choice(deeds)()
        going_on = library.read_more()
        compare(library)
    # What comes back afterwards is in the new index, too.
    while library.journal.undo().value is not None:
        compare(library)
    while library.journal.redo().value is not None:
        compare(library)


def compare(library: Library) -> None:
    """Each word is found where it stands, and nowhere else."""
    pairs = library.pairs.list(library.pairs.ids())
    for word in WORDS:
        assert find(library, word) == [pair.id for pair in pairs if pair.answer == word]
