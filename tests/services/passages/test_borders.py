"""Whatever is cut, merged or redrawn by hand, the passages joined give the book."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.domain.book import PassageStatus
from studio.domain.errors import CuratorError
from studio.domain.pair import Origin
from studio.domain.work import finish
from studio.services.books import ingest
from studio.services.pairs import review
from studio.services.passages import borders, clean
from studio.services.session import Session

BOOK = "\n\n".join(
    f"CHAPTER {n}\n\nPage {n} of a book. It has [Footnote {n}: a note] some words to say.\n\n"
    "And it says them twice, so that nobody can miss what is meant by it."
    for n in ("I", "II", "III")
)


@pytest.fixture
def book(session: Session, tmp_path: Path) -> int:
    path = tmp_path / "small.txt"
    path.write_text(BOOK, encoding="utf-8")
    session.settings.set("target_tokens", 20)
    session.settings.set("max_tokens", 40)
    finish(ingest.add_books(session, [path]))
    return session.library.books.list()[-1].id


def parts(session: Session, book: int) -> list[str]:
    library = session.library
    found = library.passages.list(library.passages.ids(book=book))
    assert all(one.end == other.start for one, other in pairwise(found))
    assert all(one.tokens > 0 or not one.text for one in found)
    assert "".join(one.source for one in found) == library.books.text(book)
    return [one.source for one in found]


def test_neighbours_become_one_and_their_pairs_follow(session: Session, book: int) -> None:
    library = session.library
    first, second, third = library.passages.ids(book=book)[:3]
    with library.journal.edit("Draft"):
        pair = library.pairs.insert(
            "q", "a", origin=Origin.CURATOR, tokens=1, passage=second, book=book
        )
    before = parts(session, book)
    borders.merge(session, [second, first])
    assert parts(session, book) == [before[0] + before[1], *before[2:]]
    assert library.pairs.get(pair).passage == first
    review.undo(session)
    assert parts(session, book) == before
    assert library.pairs.get(pair).passage == second
    with pytest.raises(CuratorError, match="follow each other"):
        borders.merge(session, [first, third])


def test_a_passage_is_cut_where_the_cursor_stands(session: Session, book: int) -> None:
    number = session.library.passages.ids(book=book)[1]
    source = session.library.passages.get(number).source
    made = borders.cut(session, number, 9).value
    assert session.library.passages.get(number).source == source[:9]
    new = session.library.passages.get(int(str(made)))
    assert (new.source, new.status) == (source[9:], PassageStatus.NEW)
    parts(session, book)
    for outside in (0, 9, 400):
        with pytest.raises(CuratorError, match="inside the passage"):
            borders.cut(session, number, outside)


def test_a_passage_redrawn_takes_from_its_neighbours_and_gives_to_them(
    session: Session, book: int
) -> None:
    library = session.library
    first, second, third = library.passages.ids(book=book)[:3]
    old = library.passages.get(second)
    borders.redraw(session, second, old.start - 5, old.end + 5)
    assert library.passages.get(first).end == old.start - 5
    assert library.passages.get(third).start == old.end + 5
    borders.redraw(session, second, old.start + 3, old.end - 3)
    assert library.passages.get(first).end == old.start + 3
    borders.redraw(session, second, 0, library.books.get(book).characters)
    assert list(library.passages.ids(book=book)) == [second]
    borders.redraw(session, second, 4, 8)
    assert len(parts(session, book)) == 3


def test_a_passage_can_not_leave_its_place(session: Session, book: int) -> None:
    second = session.library.passages.get(session.library.passages.ids(book=book)[1])
    for start, end in ((-1, 5), (second.end, second.end + 4), (5, 5), (0, 10**6)):
        with pytest.raises(CuratorError, match="within the book"):
            borders.redraw(session, second.id, start, end)


@settings(
    max_examples=settings().max_examples // 4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_any_deeds_keep_every_word_and_can_be_taken_back(
    session: Session, book: int, data: st.DataObject
) -> None:
    before = parts(session, book)
    done = 0
    try:
        for _n in range(data.draw(st.integers(1, 6))):
            ids = list(session.library.passages.ids(book=book))
            number = data.draw(st.sampled_from(ids))
            passage = session.library.passages.get(number)
            start = data.draw(st.integers(0, passage.end - 1))
            end = data.draw(st.integers(max(start, passage.start) + 1, len("".join(before))))
            if (start, end) != (passage.start, passage.end):
                borders.redraw(session, number, start, end)
                done += 1
            parts(session, book)
    finally:  # also where hypothesis breaks an example off: the next begins with the same book
        for _n in range(done):
            review.undo(session)
    assert parts(session, book) == before


def test_a_refused_change_stays_refused_where_the_passage_is_redrawn(
    session: Session, book: int
) -> None:
    library = session.library
    ids = library.passages.ids(book=book)
    number = [n for n in ids if "Footnote" in library.passages.get(n).source][1]
    passage = library.passages.get(number)
    change = next(c for c in clean.list_changes(session, passage) if c.rule == "footnotes")
    assert "Footnote" not in passage.text
    clean.refuse(session, number, change)
    assert "Footnote" in library.passages.get(number).text
    borders.redraw(session, number, passage.start - 1, passage.end)
    assert "Footnote" in library.passages.get(number).text
    finish(clean.clean(session, clean.rules_in_force(session)))
    assert "Footnote" in library.passages.get(number).text
    moved = library.passages.get(number).refused[0]
    clean.allow(session, number, moved)
    assert "Footnote" not in library.passages.get(number).text
