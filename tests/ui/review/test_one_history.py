"""Typing, autosave and decisions share one history: n steps back and the same n forward again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from studio.domain.pair import Status
from studio.ui.review.pair_typing import SAVE_AFTER_MS

CONTROL = Qt.KeyboardModifier.ControlModifier
AGAIN = CONTROL | Qt.KeyboardModifier.ShiftModifier


def compose(editor, *stages, commit):
    """What an input method sends: the words as they are converted, then the decided ones."""
    for stage in stages:
        QApplication.sendEvent(editor, QInputMethodEvent(stage, []))
    decided = QInputMethodEvent("", [])
    decided.setCommitString(commit)
    QApplication.sendEvent(editor, decided)


def english(qtbot, editor, piece):
    qtbot.keyClicks(editor, piece)


def japanese(qtbot, editor, piece):
    for word in piece.split("|"):
        compose(editor, "k", "こ", "こころ", commit=word)


PIECES = {
    english: (" Try again.", " Then rest.", " And go on", " tomorrow."),
    japanese: ("志を|立てる。", "今日|から|始める。", "小さく", "続ける。"),
}


def state(window):
    """What one sees: the words in the editors, and how the three pairs stand."""
    page = window.pages["review"]
    ids = page.session.library.pairs.ids()
    statuses = tuple(pair.status for pair in page.session.library.pairs.list(ids))
    return page.editor.texts(), statuses


def press(qtbot, window, settle, key, modifiers):
    qtbot.keyClick(window.focusWidget() or window, key, modifiers)
    settle(window)


@pytest.mark.parametrize("write", [english, japanese])
@pytest.mark.parametrize("kept", ["never", "now and then", "always"])
def test_every_step_back_is_a_step_forward(window, settle, qtbot, write, kept):
    """Whatever was kept by itself in between; the states are the same both ways."""
    saves = {"never": (0, 0, 0, 0), "now and then": (1, 0, 1, 0), "always": (1, 1, 1, 1)}[kept]
    page = window.pages["review"]
    answer = page.editor.answer
    answer.setFocus()
    answer.moveCursor(answer.textCursor().MoveOperation.End)
    first = state(window)
    for piece, is_kept in zip(PIECES[write], saves, strict=True):
        write(qtbot, answer, piece)
        if is_kept:
            page.typing.flush()  # as its clock does after SAVE_AFTER_MS
            settle(window)
    last = state(window)
    assert last[0][1].endswith("".join(PIECES[write]).replace("|", ""))
    back = [last]
    while state(window) != first:
        press(qtbot, window, settle, Qt.Key.Key_Z, CONTROL)
        back.append(state(window))
        assert len(back) < 20 and len(set(back)) == len(back), "each step takes something away"
    forward = [first]
    for _step in back[1:]:
        press(qtbot, window, settle, Qt.Key.Key_Z, AGAIN)
        forward.append(state(window))
    assert forward == back[::-1]
    for _step in back[1:]:
        press(qtbot, window, settle, Qt.Key.Key_Z, CONTROL)
    assert state(window) == first, "and all the way back once more"


def test_text_table_and_sentences_are_one_line(window, settle, qtbot, three_drafts):
    page = window.pages["review"]
    states = [state(window)]

    def step(do):
        do()
        settle(window)
        states.append(state(window))

    page.editor.prompt.setFocus()
    step(lambda: (qtbot.keyClicks(page.editor.prompt, "So: "), page.flush()))
    step(lambda: page.source.passage.chosen.emit(1))  # a sentence taken in
    step(lambda: page.accept())
    step(lambda: (qtbot.keyClicks(page.editor.prompt, "And: "), page.flush()))
    step(lambda: page.reject())
    for expected in states[-2::-1]:
        press(qtbot, window, settle, Qt.Key.Key_Z, CONTROL)
        assert state(window)[1] == expected[1]
    assert state(window) == states[0]
    for _step in states[1:]:
        press(qtbot, window, settle, Qt.Key.Key_Z, AGAIN)
    assert state(window)[1] == states[-1][1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_Return, CONTROL),
        (Qt.Key.Key_R, CONTROL),
        (Qt.Key.Key_Z, CONTROL),
        (Qt.Key.Key_BracketRight, CONTROL),
        (Qt.Key.Key_P, CONTROL | Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_G, CONTROL),
        (Qt.Key.Key_B, CONTROL),
    ],
)
@pytest.mark.parametrize("field", ["prompt", "answer"])
def test_no_key_acts_while_words_are_composed(window, settle, qtbot, field, key, modifiers):
    page = window.pages["review"]
    editor = getattr(page.editor, field)
    qtbot.keyClicks(page.editor.prompt, "So: ")
    qtbot.wait(SAVE_AFTER_MS + 200)
    settle(window)
    editor.setFocus()
    before, shown = state(window), page.current().id
    QApplication.sendEvent(editor, QInputMethodEvent("こころざし", []))
    press(qtbot, window, settle, key, modifiers)
    assert window.page() is page and page.current().id == shown
    assert state(window) == before and editor.hasFocus()
    compose(editor, commit="志")
    assert editor.text().count("志") == 1, "the composition is not disturbed"


def test_after_the_composition_the_key_acts(window, settle, qtbot, three_drafts):
    page = window.pages["review"]
    page.editor.answer.setFocus()
    compose(page.editor.answer, "こころ", commit="志")
    press(qtbot, window, settle, Qt.Key.Key_Return, CONTROL)
    pair = page.session.library.pairs.get(three_drafts[0])
    assert pair.status is Status.ACCEPTED and "志" in pair.answer
