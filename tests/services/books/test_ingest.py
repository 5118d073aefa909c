"""Books in: one step each, cleaned by the library's rules, the original always there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.book import Book, Chapter, Matter, PassageStatus, Rights, SkipReason
from studio.domain.errors import BookError, CuratorError
from studio.domain.history import Replay
from studio.domain.work import finish
from studio.resources import RESOURCES
from studio.services.books import ingest
from studio.services.pairs import draft, review
from studio.services.passages import borders, clean
from studio.services.session import Session
from studio.text.passages.cutting import CleanPassage

SAMPLES = sorted(p for p in (RESOURCES / "samples").iterdir() if p.suffix in (".txt", ".epub"))


def add(session: Session, *paths: Path) -> list[object]:
    outcome = finish(ingest.add_books(session, paths)).value
    assert isinstance(outcome, list)
    return outcome


def test_looking_at_a_book_stores_nothing(session: Session) -> None:
    assert ingest.read_file(SAMPLES[0]).title == "As a Man Thinketh"
    assert session.library.books.list() == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_passages_of_a_book_are_the_book(session: Session, path: Path) -> None:
    (book,) = add(session, path)
    assert isinstance(book, Book)
    library = session.library
    passages = library.passages.list(library.passages.ids(book=book.id))
    assert "".join(passage.source for passage in passages) == library.books.text(book.id)
    assert library.books.original(book.id) == path.read_bytes()
    assert {passage.chapter for passage in passages} <= set(range(len(book.chapters)))


def test_one_book_is_one_step_to_undo(session: Session) -> None:
    add(session, *SAMPLES[:2])
    assert review.undo(session).value == Replay("Add 科学者とあたま")
    assert len(session.library.books.list()) == 1
    review.redo(session)
    assert len(session.library.books.list()) == 2


def test_a_book_that_is_there_already_is_refused_by_name(session: Session) -> None:
    add(session, SAMPLES[0])
    (refused,) = add(session, SAMPLES[0])
    assert isinstance(refused, ingest.Refused) and "As a Man Thinketh" in str(refused.error)


@pytest.mark.parametrize("name", ["missing.txt", "empty.txt", "zip.epub", "binary.txt"])
def test_what_is_no_book_leaves_the_library_as_it_was(
    session: Session, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "zip.epub").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (refused,) = add(session, tmp_path / name)
    assert isinstance(refused, ingest.Refused) and isinstance(refused.error, BookError)
    assert "\n" not in str(refused.error)
    assert session.library.counts()["books"] == 0
    assert session.library.journal.undo_label is None


def test_removing_a_book_can_be_undone_with_all_its_pairs(session: Session) -> None:
    (book,) = add(session, SAMPLES[1])
    finish(draft.draft_pairs(session))
    assert isinstance(book, Book)
    before = session.library.counts()
    ingest.remove_book(session, book.id)
    assert session.library.counts()["pairs"] == 0
    review.undo(session)
    assert session.library.counts() == before


def test_cleaning_follows_the_rules_and_keeps_the_source(session: Session) -> None:
    add(session, SAMPLES[1])
    library = session.library
    sources = [passage.source for passage in library.passages.list(library.passages.ids())]
    finish(clean.clean(session, []))
    assert [p.text for p in library.passages.list(library.passages.ids())] == sources
    finish(clean.clean(session, [name for name, _title in clean.rule_titles()]))
    cleaned = library.passages.list(library.passages.ids())
    assert all(not passage.text.startswith("　") for passage in cleaned)
    assert [passage.source for passage in cleaned] == sources


def test_a_book_with_pairs_is_not_cut_again(session: Session) -> None:
    (book,) = add(session, SAMPLES[1])
    assert isinstance(book, Book)
    borders.recut(session, book.id, target_tokens=80, max_tokens=160)
    assert session.library.counts()["passages"] > book.passages
    finish(draft.draft_pairs(session))
    with pytest.raises(CuratorError, match="already made"):
        borders.recut(session, book.id, target_tokens=400, max_tokens=800)


def test_drafting_is_one_step_whatever_its_length(session: Session) -> None:
    add(session, SAMPLES[1])
    report = finish(draft.draft_pairs(session)).value
    assert isinstance(report, draft.DraftReport) and report.pairs > 0 and report.cost_usd == 0
    pair = session.library.pairs.get(session.library.pairs.ids()[0])
    assert pair.draft_prompt and pair.tokens > 0 and pair.book_title == "科学者とあたま"
    review.undo(session)
    assert session.library.counts()["pairs"] == 0


def test_cancelling_keeps_the_drafts_that_were_made(session: Session) -> None:
    add(session, SAMPLES[0])
    job = draft.draft_pairs(session)
    for _passage in range(6):
        next(job)
    job.close()
    assert 0 < session.library.counts()["pairs"] <= 6


def book_of(session: Session, path: Path, **wanted: object) -> Book:
    result = finish(ingest.add_books(session, [ingest.BookFile(path, **wanted)])).value  # type: ignore[arg-type]
    assert isinstance(result, list) and isinstance(result[0], Book), result
    return result[0]


def test_a_book_read_again_keeps_the_curators_work(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "essay.txt"
    path.write_text(
        "CHAPTER I\n\n"
        + "The first thing is to begin. " * 30
        + "\n\nCHAPTER II\n\n"
        + "The second thing is to go on with it. " * 30,
        encoding="utf-8",
    )
    session.settings.set("target_tokens", 60)
    session.settings.set("max_tokens", 120)
    book = book_of(session, path, title="My title")
    library = session.library
    old = library.books.text(book.id)
    finish(draft.draft_pairs(session))
    pairs = library.pairs.list(library.pairs.ids())
    # An older reader had left a header in and another chapter out.
    worse = "A HEADER\n\n" + old.replace("CHAPTER II\n\n", "")
    with library.journal.edit("As an older reader read it"):
        read = replace(ingest.read_file(path), text=worse, chapters=(Chapter("", 0, len(worse)),))
        library.books.set_reading(
            book.id, library.books.insert_source(read, path.read_bytes()), read, ruby=False
        )
        borders.move_with_text(session, book.id, old)
    assert library.books.get(book.id).chapters == (Chapter("", 0, len(worse)),)

    assert ingest.reread(session, book.id).value is True

    again = library.books.get(book.id)
    assert (again.title, library.books.text(book.id)) == ("My title", old)
    assert [chapter.title for chapter in again.chapters] == ["CHAPTER I", "CHAPTER II"]
    found = library.passages.list(library.passages.ids(book=book.id))
    assert "".join(passage.source for passage in found) == old
    for pair in library.pairs.list([pair.id for pair in pairs]):
        assert pair.passage in [passage.id for passage in found]
    assert ingest.reread(session, book.id).value is False, "the second time nothing is new"


def test_reading_again_is_one_step_to_undo(session: Session) -> None:
    book = book_of(session, SAMPLES[1])
    before = session.library.passages.list(session.library.passages.ids(book=book.id))
    if ingest.reread(session, book.id, ruby=True).value:
        review.undo(session)
    assert session.library.passages.list(session.library.passages.ids(book=book.id)) == before


def test_the_same_work_in_another_file_is_noticed(session: Session, shared_folder: Path) -> None:
    books = shared_folder / "books/en"
    text = book_of(session, books / "as-a-man-thinketh_pg4507.txt")
    page = ingest.preview_file(session, ingest.BookFile(books / "as-a-man-thinketh_pg4507.htm"))
    assert [(twin.book.id, twin.likeness > 0.9) for twin in page.twins] == [(text.id, True)]
    assert page.same_file is None
    same = ingest.preview_file(session, ingest.BookFile(books / "as-a-man-thinketh_pg4507.txt"))
    assert same.same_file == text
    other = book_of(session, books / "art-of-money-getting_pg8581.txt")
    assert ingest.find_twins(session, other.id) == ()


def test_another_translation_is_told_by_its_title(session: Session, shared_folder: Path) -> None:
    books = shared_folder / "books/en"
    casaubon = book_of(session, books / "meditations_pg2680.txt", author="Marcus Aurelius")
    long = ingest.preview_file(session, ingest.BookFile(books / "meditations-long_se.epub"))
    assert [twin.book.id for twin in long.twins] == [casaubon.id]
    assert long.twins[0].likeness < ingest.ALIKE


def test_contents_and_title_page_come_in_as_skipped(session: Session, shared_folder: Path) -> None:
    path = shared_folder / "books/en/autobiography-of-benjamin-franklin_pg20203.txt"
    book = book_of(session, path)
    library = session.library
    around = {n for n, chapter in enumerate(book.chapters) if chapter.matter is not Matter.BODY}
    assert around
    for passage in library.passages.list(library.passages.ids(book=book.id)):
        skipped = passage.status is PassageStatus.SKIPPED
        assert skipped == (passage.chapter in around or not passage.text)
    review.undo(session)
    kept = book_of(session, path, skip_matter=False)
    skipped = library.passages.list(
        library.passages.ids(book=kept.id, status=PassageStatus.SKIPPED)
    )
    assert not any(passage.text for passage in skipped)


def test_of_which_cleaning_leaves_nothing_is_skipped(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.txt"
    path.write_text("Begin with one small step.\n", encoding="utf-8")
    blank, whole = CleanPassage(0, 0, 5, 0, ""), CleanPassage(0, 5, 26, 5, "with one small step.")
    monkeypatch.setattr(ingest, "cut_text", lambda *_rest, **_more: [blank, whole])
    book = book_of(session, path)
    first, second = session.library.passages.list(session.library.passages.ids(book=book.id))
    assert (first.status, first.skip_reason) == (PassageStatus.SKIPPED, SkipReason.SHORT)
    assert second.status is PassageStatus.NEW


def test_what_the_curator_says_of_a_file_comes_first(session: Session) -> None:
    book = book_of(
        session,
        SAMPLES[0],
        title="T",
        author="A",
        language="en",
        year="1903",
        viewpoint="a mentor",
        rights=Rights.OWN,
    )
    said = (book.title, book.author, book.year, book.viewpoint, book.rights)
    assert said == ("T", "A", "1903", "a mentor", Rights.OWN)
    ingest.describe(session, book.id, viewpoint="a pupil")
    assert session.library.books.get(book.id).viewpoint == "a pupil"
