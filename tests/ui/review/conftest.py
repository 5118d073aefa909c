"""A desk with three drafts of one book, alone or in the whole window."""

import pytest

from studio.domain.book import Chapter, ReadBook
from studio.domain.pair import Origin
from studio.domain.work import Change, Changes
from studio.services.session import Session
from studio.services.settings.settings import Settings
from studio.ui.main_window import MainWindow
from studio.ui.review.review_page import ReviewPage

TEXT = "Aim at one thing. Then begin today, however small. " * 4
ALL = Changes(Change.BOOKS, Change.PASSAGES, Change.PAIRS, Change.SETTINGS)


@pytest.fixture
def session(tmp_path):
    session = Session.open(tmp_path / "desk.studio", create=True)
    session.settings = Settings(tmp_path)
    yield session
    session.close()


@pytest.fixture
def three_drafts(session):
    """A book of three passages with a draft pair for each."""
    library = session.library
    read = ReadBook(
        "As a Man Thinketh",
        "James Allen",
        "en",
        "plain",
        "utf-8",
        TEXT * 3,
        (Chapter("Purpose", 0, len(TEXT) * 3),),
    )
    with library.journal.edit("A book"):
        book = library.books.insert(read, b"raw", "book.txt")
        at = [n * len(TEXT) for n in range(3)]
        library.passages.insert_many(book, [(0, a, a + len(TEXT), 40, TEXT.strip()) for a in at])
        for n, passage in enumerate(library.passages.ids(book=book), 1):
            library.pairs.insert(
                f"What is purpose {n}?",
                "Aim at one thing.",
                origin=Origin.EXTRACTIVE,
                tokens=20,
                passage=passage,
                book=book,
                draft_prompt=True,
                tags=["aim"],
            )
    return list(library.pairs.ids())


@pytest.fixture
def page(session, three_drafts, qtbot):
    page = ReviewPage(session)
    qtbot.addWidget(page)
    page.changed.connect(page.refresh)
    page.resize(1096, 768)
    page.refresh(ALL)
    with qtbot.waitActive(page):
        page.show()
    return page


@pytest.fixture
def window(session, three_drafts, qtbot, settle):
    window = MainWindow(session)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.go("review")
    settle(window)
    yield window
    window.close()
