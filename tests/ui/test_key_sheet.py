"""The sheet of keys: everything on it, to search and to print."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from studio.i18n import use_language
from studio.ui.key_editor import KeyEditor
from studio.ui.key_sheet import KeySheet, make_document, make_page
from studio.ui.main_window import MainWindow
from studio.ui.widgets.key_cap import KeyCap
from tests.ui.conftest import catch_dialogs


@pytest.fixture
def window(desk_session, qtbot):
    window = MainWindow(desk_session)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


@pytest.fixture
def sheet(window, monkeypatch):
    sheets = catch_dialogs(monkeypatch, KeySheet)
    window.show_keys()
    sheets[0].show()
    return sheets[0]


def caps(sheet):
    return [cap.text() for cap in sheet.area.widget().findChildren(KeyCap)]


def test_it_is_searched(sheet, qtbot):
    whole = caps(sheet)
    assert "Ctrl+R" in whole and "Ctrl+7" in whole
    sheet.search.setText("reject")
    assert caps(sheet) == ["Ctrl+R", "Ctrl+Shift+K"]
    sheet.search.setText("zzz")
    assert caps(sheet) == []


def test_a_changed_key_stands_on_it_at_once(sheet, window, monkeypatch, qtbot):
    reject = next(row.command for row in window.commands.rows if row.command.name == "reject")
    monkeypatch.setattr(
        KeyEditor, "exec", lambda editor: window.commands.keys.change(reject, "Ctrl+Shift+9")
    )
    qtbot.mouseClick(sheet.change_button, Qt.MouseButton.LeftButton)
    assert "Ctrl+Shift+9" in caps(sheet)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_it_is_printed_with_every_key(window, tmp_path, language):
    use_language(language)
    try:
        tables = window.commands._list_keys()
    finally:
        use_language("en")
    path = tmp_path / "keys.pdf"
    printer = QPrinter()
    printer.setPageLayout(make_page())
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    document = make_document("Keys", tables)
    document.print_(printer)
    text = document.toPlainText()
    assert all(key in text for table in tables for key, _words in table.keys)
    assert path.read_bytes().startswith(b"%PDF")
