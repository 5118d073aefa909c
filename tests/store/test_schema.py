"""Libraries of every earlier shape open, with nothing lost."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from studio.domain.book import Matter
from studio.domain.errors import LibraryError
from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter
from studio.store.library import Library

UNDO_LOG = Path(__file__).with_name("undo_log.studio.gz")
"""Made before steps had recordings: edits with every kind of quote, two of them taken back."""

OLD = Path(__file__).with_name("first_library.studio.gz")
"""Made by the first release: one book, eight pairs of which four are accepted, one version."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.studio"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    return path


def test_a_first_library_opens_with_all_it_held(old: Path) -> None:
    with Library.open(old) as library:
        assert [book.title for book in library.books.list()] == ["科学者とあたま"]
        assert {c.matter for c in library.books.get(1).chapters} == {Matter.BODY}
        assert len(library.pairs.ids()) == 8
        assert len(library.pairs.ids(PairFilter(status=Status.ACCEPTED))) == 4
        pair = library.pairs.get(1)
        assert (pair.prompt, pair.row, pair.line) == ("科学者に必要なものは何ですか。", "", None)
        assert library.versions.list()[0].name == "first"


def test_what_it_counted_is_counted_again_and_its_version_can_go(old: Path) -> None:
    with Library.open(old) as library:
        assert library.pairs.encodings() == {""}
        assert library.versions.list()[0].recipe.group == library.versions.list()[0].group_by
        with library.transaction():
            library.versions.delete(1)
        assert library.versions.list() == [] and library.versions.next_number() == 2


def test_what_it_held_is_found_by_its_words(old: Path) -> None:
    with Library.open(old) as library:
        assert list(library.pairs.ids(PairFilter(search="必要なもの"))) == [1]
        assert len(library.passages.ids(search="科学")) > 3


def test_its_past_can_still_be_taken_back_and_brought_again(old: Path) -> None:
    with Library.open(old) as library:
        before = library.pairs.get(1)
        labels = []
        while (step := library.journal.undo().value) is not None:
            labels.append(step.label)
        assert labels[0] == "Edit pair 1"
        assert library.counts()["pairs"] == library.counts()["books"] == 0
        while library.journal.redo().value is not None:
            pass
        assert library.pairs.get(1) == before
        assert list(library.pairs.ids(PairFilter(search="必要なもの"))) == [1]


def test_read_only_says_that_it_must_be_opened_for_writing_once(old: Path) -> None:
    with pytest.raises(LibraryError, match="older Passage Studio"):
        Library.open(old, read_only=True)


def test_a_damaged_one_is_not_brought_up_to_date(old: Path) -> None:
    data = bytearray(old.read_bytes())
    data[5 * 4096 : 6 * 4096] = b"\xaa" * 4096
    old.write_bytes(data)
    with pytest.raises(LibraryError, match="damaged"):
        Library.open(old)
    assert old.read_bytes() == data


def test_the_index_is_what_a_new_one_would_be(old: Path) -> None:
    with Library.open(old) as library:
        with library.journal.edit("Write"):
            library.pairs.update(1, prompt="猫とは", answer="答え", tokens=3, draft_prompt=False)
    connection = sqlite3.connect(old)
    # FTS5 finds its own faults: an entry that was taken out with other words than put in.
    connection.execute("INSERT INTO pair_search(pair_search) VALUES('integrity-check')")
    connection.close()


def test_what_was_edited_alone_counts_as_read(old: Path) -> None:
    with Library.open(old) as library:
        read = [pair.id for pair in library.pairs.list(library.pairs.ids()) if pair.is_read]
        assert read == [1]  # four were accepted at once: nobody knows whether they were read


@pytest.fixture
def logged(tmp_path: Path) -> Path:
    path = tmp_path / "logged.studio"
    path.write_bytes(gzip.decompress(UNDO_LOG.read_bytes()))
    return path


def test_the_past_that_was_kept_as_statements_is_kept_as_rows(logged: Path) -> None:
    with Library.open(logged) as library:
        labels = [(step.label, step.undone) for step in library.journal.steps()]
        assert labels == [
            ("Redraw", True),
            ("Reject", True),
            ("Rules", False),
            ("Untag", False),
            ("Remove 1 pair", False),
            ("Accept 2 pairs", False),
            ("Edit", False),
            ("Draft", False),
            ("Add a book", False),
        ]
        assert [step.things for step in library.journal.steps()] == [1, 1, 2, 2, 1, 2, 1, 3, 3]


def test_what_was_taken_back_as_statements_comes_again(logged: Path) -> None:
    with Library.open(logged) as library:
        end = [library.journal.redo().value for _time in range(3)]
        assert [step.label if step else None for step in end] == ["Reject", "Redraw", None]
        assert library.passages.get(2).text == "Begin smal"
        assert library.pairs.get(3).status == Status.REJECTED


def test_every_row_of_the_log_is_what_it_was(logged: Path) -> None:
    with Library.open(logged) as library:
        library.journal.undo()  # the rules
        assert library.settings.get("system_message") == ""
        library.journal.undo()  # the tags
        assert library.pairs.get(3).tags == ("habit", "it's")
        library.journal.undo()  # the removal
        assert library.pairs.get(2).answer == "小さく始める。\n休む。"
        assert library.pairs.get(2).status == Status.ACCEPTED
        library.journal.undo()  # both accepted
        library.journal.undo()  # two edits that are one step
        first = library.pairs.get(1)
        assert (first.prompt, first.is_read, first.draft_prompt) == ("How, 'exactly'?", False, True)
        assert first.answer == "Begin (small), it's said: a=b WHERE rowid=7."
        assert list(library.pairs.ids(PairFilter(search="WHERE rowid"))) == [1], (
            "words it had before"
        )
        library.journal.undo()
        library.journal.undo()
        assert library.counts()["books"] == library.counts()["pairs"] == 0
        while library.journal.redo().value is not None:
            pass
        assert library.pairs.get(1).answer == "Begin now, ''quoted''."
        assert library.pairs.get(3).answer == ") VALUES(1,'x'),"
        assert library.books.get(1).title == "Habit, 'the' (first)"


@pytest.mark.parametrize("made", [OLD, UNDO_LOG], ids=["first", "undo log"])
def test_an_older_one_with_a_page_of_zeros_is_told_from_a_damaged_one(
    tmp_path: Path, made: Path
) -> None:
    """Zeros may stand in the file of a book: then all texts are read, in the tables it has."""
    path = tmp_path / "old.studio"
    path.write_bytes(gzip.decompress(made.read_bytes()))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE book_source SET raw = zeroblob(20000)")
    connection.commit()
    connection.close()
    with Library.open(path) as library:
        assert len(library.books.list()) == 1
