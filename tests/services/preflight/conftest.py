"""Small data sets with one fault each, and what preflight says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from studio.domain.pair import Origin
from studio.domain.preflight import PreflightFinding, Report
from studio.domain.work import finish
from studio.services.pairs import review
from studio.services.preflight import inspection
from studio.services.session import Session

Row = tuple[str, str]
Accept = Callable[..., list[int]]
ABOUT = (
    "patience courage habit thrift work friendship study health time order duty hope silence "
    "reading walking sleep money praise anger envy failure luck memory custom travel letters "
    "gardens music prudence effort"
).split()
DEEDS = (
    "begin early",
    "write it down",
    "ask a friend",
    "leave it for a day",
    "count what is left",
    "name the next step",
    "look at the end",
    "do the smallest part",
)


def good(count: int) -> list[Row]:
    """Rows without a fault: no two ask or answer alike."""
    rows = []
    for number in range(count):
        one, other = ABOUT[number % len(ABOUT)], ABOUT[(number * 7 + 3 + number // 30) % len(ABOUT)]
        deed = DEEDS[(number // 3) % len(DEEDS)]
        asked = (
            "How do I learn",
            "What good is",
            "Where does one find",
            "Why keep up",
            "Who teaches",
            "When is it too late for",
        )[number % 6]
        rows.append(
            (
                f"{asked} {one} if {other} comes first?",
                f"Take {one} before {other}, and {deed}; number {number} is enough.",
            )
        )
    return rows


@pytest.fixture
def accept(session: Session) -> Accept:
    """Put (prompt, answer) rows into the library, accepted; their ids."""

    def accept(
        rows: Iterable[Row],
        *,
        book: int | None = None,
        passage: int | None = None,
        tags: Iterable[str] = (),
        accepted: bool = True,
    ) -> list[int]:
        with session.library.journal.edit("Rows"):
            ids = [
                session.library.pairs.insert(
                    prompt,
                    answer,
                    origin=Origin.CURATOR,
                    book=book,
                    passage=passage,
                    tags=tags,
                    tokens=review.row_tokens(session, prompt, answer),
                )
                for prompt, answer in rows
            ]
        if accepted:
            review.accept(session, ids)
        return ids

    return accept


@pytest.fixture
def shelve(session: Session) -> Callable[..., int]:
    """Put a book without chapters on the shelf; its id."""

    def shelve(author: str, rights: str = "own", title: str = "", language: str = "en") -> int:
        library = session.library
        with library.journal.edit("Book"):
            title = title or f"{author}'s book"
            source = library.connection.execute(
                "INSERT INTO book_source(text, raw, sha256) VALUES('', x'', ?)", [title]
            )
            return library.connection.execute(
                "INSERT INTO book(source, title, author, language, format, encoding, rights, "
                "characters, chapters, dropped, source_name) "
                "VALUES(?, ?, ?, ?, 'plain', 'utf-8', ?, 0, '[]', '[]', 'b.txt')",
                [source, title, author, language, rights],
            )

    return shelve


@pytest.fixture
def cut(session: Session) -> Callable[[int, str], int]:
    """Add a passage with this text to a book; its id."""

    def cut(book: int, text: str) -> int:
        with session.library.journal.edit("Passage"):
            return session.library.passages.insert(book, 0, 0, 0, len(text) // 4, text)

    return cut


@pytest.fixture
def report(session: Session) -> Callable[[], Report]:
    """Look at the library."""

    def looked() -> Report:
        found = finish(inspection.check(session)).value
        assert isinstance(found, Report)
        return found

    return looked


@pytest.fixture
def found(report: Callable[[], Report]) -> Callable[[str], PreflightFinding | None]:
    """The finding with this code, if there is one."""

    def finding(code: str) -> PreflightFinding | None:
        return next((one for one in report().findings if one.code == code), None)

    return finding
