"""Books with real clicks: what was read is shown, told better, taken out and brought back."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from studio.domain.work import EVERYTHING
from studio.services.pairs import draft, review
from studio.ui.books.books_page import BooksPage
from studio.ui.books.intake_dialog import IntakeDialog
from studio.ui.books.rows_dialog import RowsDialog


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
    assert page.card.heading.text() == "On Beginning"
    assert "Plain text, " in page.card.read.text() and "beginning.txt" in page.card.read.text()
    assert page.card.about.fields["author"].text() == "A. Writer"
    book = page.current_book()
    assert page.card.chapters.count() == len(book.chapters)
    assert page.shares.accessibleName() == "A. Writer 100%"
    assert page.list.item(0).text().endswith("4 of 4 passages drafted")  # the title is skipped


def test_skipped_passages_count_neither_as_done_nor_as_left(page, desk_session, settle):
    last = desk_session.library.passages.ids()[-1]
    draft.skip(desk_session, [last])
    page.refresh(EVERYTHING)
    assert page.list.item(0).text().endswith("3 of 3 passages drafted")


def test_return_on_a_book_goes_to_its_passages(page, desk_session, qtbot):
    with qtbot.waitSignal(page.go) as went:
        page.list.itemActivated.emit(page.list.item(0))
    first = desk_session.library.passages.ids()[0]
    assert (went.args[0].name, went.args[0].number) == ("passages", first)


def test_a_books_coverage_leads_to_its_passages_and_pairs(page, desk_session, qtbot):
    assert "4 to review" in page.card.covered.text() and "0% decided" in page.card.covered.text()
    with qtbot.waitSignal(page.go) as went:
        qtbot.keyClick(page.card.strip, Qt.Key.Key_End)
        qtbot.keyClick(page.card.strip, Qt.Key.Key_Return)
    assert went.args[0].number == desk_session.library.passages.ids()[-1]
    with qtbot.waitSignal(page.go) as went:
        qtbot.mouseClick(page.card.pairs_button, Qt.MouseButton.LeftButton)
    assert went.args[0].name == "review"
    assert went.args[0].pairs == tuple(desk_session.library.pairs.ids())


def test_what_was_decided_today_is_said(page, desk_session):
    assert page.progress_words.text() == "0 pairs decided today · 0% of the library"
    review.accept(desk_session, [desk_session.library.pairs.ids()[0]])
    page.refresh(EVERYTHING)
    assert page.progress_words.text() == "1 pair decided today · 25% of the library"


def test_a_language_is_chosen_from_a_list(page, desk_session, settle):
    box = page.card.about.fields["language"]
    box.setCurrentIndex(box.findData("ja"))
    box.activated.emit(box.currentIndex())
    settle(page)
    assert desk_session.library.books.get(1).language == "ja"


def test_an_author_is_told_better_and_undone(page, desk_session, qtbot, settle):
    field = page.card.about.fields["author"]
    field.selectAll()
    qtbot.keyClicks(field, "Another")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(page)
    assert desk_session.library.books.list()[0].author == "Another"
    page.refresh(review.undo(desk_session).changes)
    assert field.text() == "A. Writer"


def test_a_book_is_taken_out_and_comes_back(page, desk_session, qtbot, settle):
    with qtbot.waitSignal(page.undoable) as signal:
        qtbot.mouseClick(page.card.remove_button, Qt.MouseButton.LeftButton)
    settle(page)
    assert signal.args == ["Removed “On Beginning” with its passages and pairs"]
    assert not desk_session.library.books.list()
    assert page.empty.isVisible()
    page.refresh(review.undo(desk_session).changes)
    assert page.list.count() == 1


def dropped(page, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, button, no = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(QDropEvent(QPointF(9, 9), copy, mime, button, no))


def answering(qtbot, kind, deed):
    """When a dialog of this kind stands there and is ready, do something with it."""

    def ready():
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind) or dialog.busy():
            QTimer.singleShot(10, ready)
        else:
            deed(dialog)

    QTimer.singleShot(10, ready)


def test_a_dropped_folder_is_shown_before_it_comes_in(empty_session, book_file, qtbot):
    page = shown(empty_session, qtbot)
    folder = book_file.parent / "shelf"
    folder.mkdir()
    book_file.rename(folder / book_file.name)
    (folder / "broken.epub").write_bytes(b"no zip at all")
    seen = []

    def add(dialog):
        seen.append([dialog.list.item(row).text() for row in range(dialog.list.count())])
        dialog.form.about.fields["author"].setText("A. Writer")
        dialog.form.about.fields["author"].editingFinished.emit()
        dialog.add.click()

    answering(qtbot, IntakeDialog, add)
    dropped(page, folder)
    qtbot.waitUntil(lambda: page.list.count() == 1 and not page.busy())
    assert seen == [["beginning\nbeginning.txt", "broken.epub\ncan't be read"]]
    assert empty_session.library.books.list()[0].author == "A. Writer"
    assert page.progress.isHidden()
    page.stop()


def test_the_encoding_is_changed_before_the_book_comes_in(empty_session, tmp_path, qtbot):
    page = shown(empty_session, qtbot)
    path = tmp_path / "short.txt"
    path.write_bytes(
        "Caf\xe9 and na\xefve; d\xe9j\xe0 vu is what it was, he said.".encode("latin-1")
    )
    texts = []

    def choose(dialog):
        texts.append(dialog.form.sample.toPlainText())
        box = dialog.form.encoding
        box.setCurrentIndex(box.findData("utf-8"))
        box.activated.emit(box.currentIndex())
        answering(qtbot, IntakeDialog, look)

    def look(dialog):
        texts.append(dialog.form.notice.text())
        assert not dialog.add.isEnabled()
        dialog.reject()

    answering(qtbot, IntakeDialog, choose)
    dropped(page, path)
    qtbot.waitUntil(lambda: len(texts) == 2)
    assert texts[0].startswith("Café and naïve") and "not in utf-8" in texts[1]
    assert not empty_session.library.books.list()
    page.stop()


def test_a_file_of_rows_is_looked_at_and_comes_in(empty_session, tmp_path, qtbot):
    page = shown(empty_session, qtbot)
    path = tmp_path / "failed.csv"
    path.write_text("お題,返し\n朝は？,起きる。\n夜は？,\n", encoding="utf-8")

    def take(dialog):
        assert not dialog.take.isEnabled()
        for role, column in (("prompt", "お題"), ("answer", "返し")):
            box = dialog.columns[role]
            box.setCurrentIndex(box.findData(column))
            box.activated.emit(box.currentIndex())
            qtbot.waitUntil(lambda: not dialog.busy())
        assert dialog.table.item(0, 1).text() == "起きる。"
        assert "Line 3" in dialog.said.text()
        dialog.take.click()

    answering(qtbot, RowsDialog, take)
    dropped(page, path)
    qtbot.waitUntil(lambda: empty_session.library.counts()["draft"] == 1 and not page.busy())
    assert "1 row imported, 1 can't be imported" in page.result.text.text()
    with qtbot.waitSignal(page.go) as went:
        page.result.button.click()
    assert went.args[0].name == "review"
    assert "line 3" in page.refused.text()
    page.stop()


def test_markup_in_a_title_is_shown_as_words(page, desk_session, qtbot, settle):
    field = page.card.about.fields["title"]
    field.selectAll()
    qtbot.keyClicks(field, "<b>Bold</b>")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(page)
    assert page.card.heading.text() == "<b>Bold</b>"
    assert page.card.heading.textFormat() is Qt.TextFormat.PlainText


def test_files_of_a_folder_that_are_no_books_are_named(page, tmp_path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    for name in ("one.mobi", "two.xyz"):
        (folder / name).write_text("?")
    page.take_in([folder])
    assert "2 files were not added: one.mobi, two.xyz" in page.refused.text()
