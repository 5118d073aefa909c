"""Books with real clicks: what was read is shown, told better, taken out and brought back."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from studio.services import review
from studio.ui.books_page import BooksPage
from studio.ui.page import EVERYTHING


def shown(session, qtbot):
    page = BooksPage(session)
    qtbot.addWidget(page)
    page.changed.connect(page.refresh)
    page.resize(1096, 740)
    page.refresh(EVERYTHING)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def page(desk_session, qtbot):
    page = shown(desk_session, qtbot)
    yield page
    page.stop()


def test_what_was_read_is_said(page, desk_session):
    assert page.heading.text() == "On Beginning"
    assert "Plain text, " in page.read.text() and "beginning.txt" in page.read.text()
    assert page.fields["author"].text() == "A. Writer"
    book = page.chosen()
    assert page.chapters.count() == len(book.chapters)
    assert page.shares.accessibleName() == "A. Writer 100%"
    assert page.list.item(0).text().endswith("100% done")


def test_an_author_is_told_better_and_undone(page, desk_session, qtbot):
    field = page.fields["author"]
    field.selectAll()
    qtbot.keyClicks(field, "Another")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert desk_session.library.books()[0].author == "Another"
    page.refresh(review.undo(desk_session)[1])
    assert field.text() == "A. Writer"


def test_a_book_is_taken_out_and_comes_back(page, desk_session, qtbot):
    qtbot.mouseClick(page.remove_button, Qt.MouseButton.LeftButton)
    assert not desk_session.library.books()
    assert page.empty.isVisible()
    page.refresh(review.undo(desk_session)[1])
    assert page.list.count() == 1


def test_dropped_files_come_in_and_a_refused_one_is_said(empty_session, book_file, qtbot):
    page = shown(empty_session, qtbot)
    broken = book_file.with_name("broken.epub")
    broken.write_bytes(b"no zip at all")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (book_file, broken)])
    copy, button, no = (Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton,
                        Qt.KeyboardModifier.NoModifier)  # fmt: skip
    page.dropEvent(QDropEvent(QPointF(9, 9), copy, mime, button, no))
    qtbot.waitUntil(lambda: not page.busy(), timeout=5000)
    assert page.list.count() == 1
    assert page.refused.isVisible()
    assert page.refused.text().startswith("broken.epub: ")
    page.stop()


def test_markup_in_a_title_is_shown_as_words(page, desk_session, qtbot):
    field = page.fields["title"]
    field.selectAll()
    qtbot.keyClicks(field, "<b>Bold</b>")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.heading.text() == "<b>Bold</b>"
    assert page.heading.textFormat() is Qt.TextFormat.PlainText
