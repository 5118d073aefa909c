"""Qt's own dialogs speak the language of the window, also where Qt's catalogue has gaps."""

import pytest
from PySide6.QtCore import QLibraryInfo
from PySide6.QtGui import QKeySequence

from studio.i18n import use_language
from studio.ui.qt_words import MISSING, QtWords


@pytest.fixture
def japanese():
    words = QtWords()
    use_language("ja")
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    assert words.load("qtbase_ja", folder)
    yield words
    use_language("en")


def test_qts_own_words_come_first(japanese):
    assert japanese.translate("QFileDialog", "Directory:") == "ディレクトリ:"


def test_what_qt_leaves_in_english_is_looked_up_in_our_catalogue(japanese):
    for source, ours in MISSING.items():
        assert japanese.translate("QFileDialog", source)
        assert "&" not in ours


def test_words_without_a_translation_stay_as_they_are(japanese, qapp):
    assert japanese.translate("QFileDialog", "No such words") == "No such words"
    english = QtWords()
    qapp.installTranslator(english)
    try:
        keys = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        assert keys == "Ctrl+K"
        assert qapp.translate("QFileDialog", "&Look in:") == "場所："
    finally:
        qapp.removeTranslator(english)
