"""Rules clean a library or one book; one change can be refused without the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.domain.errors import CuratorError
from studio.domain.work import finish
from studio.services.books import ingest
from studio.services.pairs import review
from studio.services.passages import clean
from studio.services.session import Session


@pytest.fixture
def books(session: Session, tmp_path: Path) -> list[int]:
    paths = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.txt"
        path.write_text(
            f"A _word_ of {name} [12] and a _second_ word stand here for all to read. " * 2,
            encoding="utf-8",
        )
        paths.append(path)
    finish(ingest.add_books(session, paths))
    return [book.id for book in session.library.books.list()]


def text_of(session: Session, book: int) -> str:
    library = session.library
    return " ".join(p.text for p in library.passages.list(library.passages.ids(book=book)))


def test_a_book_may_have_rules_of_its_own(session: Session, books: list[int]) -> None:
    one, two = books
    assert "_" not in text_of(session, one)
    finish(clean.clean(session, [], book=one))
    assert "_word_" in text_of(session, one) and "_word_" not in text_of(session, two)
    assert clean.rules_in_force(session, one) == ()
    finish(clean.clean(session, clean.rules_in_force(session)))
    assert "_word_" in text_of(session, one), "the library's rules leave it alone"
    finish(clean.use_library_rules(session, one))
    assert "_word_" not in text_of(session, one)
    assert session.library.books.get(one).rules is None
    review.undo(session)
    assert session.library.books.get(one).rules == () and "_word_" in text_of(session, one)


def test_one_change_is_refused_and_the_others_stay(session: Session, books: list[int]) -> None:
    passage = session.library.passages.get(session.library.passages.ids(book=books[0])[0])
    changes = [c for c in clean.list_changes(session, passage) if c.rule == "italics"]
    clean.refuse(session, passage.id, changes[0])
    refused = session.library.passages.get(passage.id)
    assert refused.text.count("_") == 2 and refused.refused == (changes[0],)
    assert changes[0] in clean.list_changes(session, refused), "it is still shown, to be allowed"
    review.undo(session)
    assert session.library.passages.get(passage.id) == passage


def test_what_rules_would_do_is_counted_for_one_book_or_all(
    session: Session, books: list[int]
) -> None:
    all_of_them = finish(clean.count_rules(session, ["italics"])).value
    one = finish(clean.count_rules(session, ["italics"], book=books[0])).value
    assert isinstance(all_of_them, list) and isinstance(one, list)
    assert (all_of_them[0].passages, one[0].passages) == (2, 1)
    assert all_of_them[0].characters == 2 * one[0].characters > 0


def test_an_unknown_rule_is_named(session: Session) -> None:
    with pytest.raises(CuratorError, match="no cleaning rule “spelling”"):
        finish(clean.clean(session, ["spelling"]))
