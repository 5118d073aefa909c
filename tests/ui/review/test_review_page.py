"""Review with real keys: better a pair, accept it, go on; what is typed is never lost."""

import json

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from studio.domain.conversation import build_row
from studio.domain.pair import Status
from studio.domain.row_import import ImportedRow
from studio.domain.work import EVERYTHING
from studio.i18n import plural, use_language
from studio.services.pairs import review
from studio.ui.main_window import MainWindow
from studio.ui.review.decisions import READ_AFTER_S
from studio.ui.review.review_page import ReviewPage


def click(qtbot, page, name):
    qtbot.mouseClick(page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.busy())


def look_for(page, seconds):
    """The pair has been in view for so long already."""
    page._shown_at -= seconds


def statuses(session, ids):
    return [pair.status for pair in session.library.pairs.list(ids)]


def test_the_first_draft_stands_beside_its_passage(page, three_drafts):
    assert page.current().id == three_drafts[0]
    assert page.source.heading.text() == "As a Man Thinketh · James Allen"
    assert "Passage 1 of 3" in page.source.progress.text()
    assert page.editor.draft.isVisible()


def test_accepting_goes_on_to_the_next_draft(page, session, three_drafts, qtbot):
    click(qtbot, page, "accept")
    assert session.library.pairs.get(three_drafts[0]).status is Status.ACCEPTED
    assert page.current().id == three_drafts[1]


def test_who_looked_at_a_pair_before_deciding_has_read_it(page, session, three_drafts, qtbot):
    look_for(page, READ_AFTER_S)
    click(qtbot, page, "accept")
    click(qtbot, page, "accept")  # at once: nobody reads as fast
    read = [pair.is_read for pair in session.library.pairs.list(three_drafts)]
    assert read == [True, False, False]


def test_what_is_accepted_in_the_list_is_not_read(page, session, three_drafts, settle):
    page.show_list(True)
    page.list.table.selectAll()
    page.accept()
    settle(page)
    assert statuses(session, three_drafts) == [Status.ACCEPTED] * 3
    assert not any(pair.is_read for pair in session.library.pairs.list(three_drafts))


def test_rejecting_goes_on_too(page, session, three_drafts, qtbot):
    click(qtbot, page, "reject")
    assert session.library.pairs.get(three_drafts[0]).status is Status.REJECTED
    assert page.current().id == three_drafts[1]


def test_later_leaves_the_draft_and_it_comes_again(page, session, three_drafts, qtbot):
    for _ in three_drafts:
        click(qtbot, page, "later")
    assert page.current().id == three_drafts[0]
    assert statuses(session, three_drafts) == [Status.DRAFT] * 3


def test_previous_goes_back(page, three_drafts, qtbot):
    click(qtbot, page, "later")
    click(qtbot, page, "previous")
    assert page.current().id == three_drafts[0]


def test_when_nothing_is_left_the_page_says_so(page, three_drafts, qtbot):
    for _ in three_drafts:
        click(qtbot, page, "accept")
    assert page.current() is None
    assert page.empty.isVisible()


def test_an_accepted_pair_goes_on_where_the_filter_still_shows_it(page, three_drafts, qtbot):
    click(qtbot, page, "filter-pairs")
    click(qtbot, page, "accept")
    assert page.current().id == three_drafts[1]


def test_every_keystroke_recounts_the_pairs_tokens(page, session, qtbot):
    told = []
    page.pair_tokens.connect(told.append)
    page.editor.answer.setFocus()
    qtbot.keyClicks(page.editor.answer, "Begin now. ")
    assert len(told) == len("Begin now. ")
    prompt, answer = page.editor.prompt.text(), page.editor.answer.text()
    assert told[-1] == review.row_tokens(session, prompt, answer)


def test_what_is_typed_is_kept_after_a_pause(page, session, three_drafts, qtbot):
    qtbot.keyClicks(page.editor.answer, "Now. ")
    qtbot.waitUntil(lambda: session.library.pairs.get(three_drafts[0]).answer.startswith("Now. "))
    assert page.editor.answer.text().startswith("Now. ")


def test_going_on_keeps_what_was_typed(page, session, three_drafts, qtbot):
    qtbot.keyClicks(page.editor.prompt, "So: ")
    click(qtbot, page, "later")
    assert session.library.pairs.get(three_drafts[0]).prompt == "So: What is purpose 1?"


def test_closing_keeps_what_was_typed(page, session, three_drafts, qtbot):
    qtbot.keyClicks(page.editor.answer, "Last words. ")
    page.close()
    assert session.library.pairs.get(three_drafts[0]).answer.startswith("Last words. ")


def test_a_bettered_question_is_no_draft_question_any_more(page, qtbot, settle):
    qtbot.keyClicks(page.editor.prompt, "Please: ")
    page.flush()
    settle(page)
    assert not page.editor.draft.isVisible()


def test_nothing_is_accepted_while_japanese_is_composed(page, session, three_drafts, settle):
    editor = page.editor.answer
    editor.setFocus()
    QApplication.sendEvent(editor, QInputMethodEvent("こころざし", []))
    page.accept()
    settle(page)
    assert session.library.pairs.get(three_drafts[0]).status is Status.DRAFT

    decided = QInputMethodEvent("", [])
    decided.setCommitString("志")
    QApplication.sendEvent(editor, decided)
    page.accept()
    settle(page)
    assert session.library.pairs.get(three_drafts[0]).status is Status.ACCEPTED
    assert session.library.pairs.get(three_drafts[0]).answer.startswith("志")


def test_undo_brings_words_and_status_back(page, session, three_drafts, qtbot):
    qtbot.keyClicks(page.editor.prompt, "X")
    click(qtbot, page, "accept")
    for _ in range(2):
        page.refresh(review.undo(session).changes)
    pair = session.library.pairs.get(three_drafts[0])
    assert (pair.status, pair.prompt) == (Status.DRAFT, "What is purpose 1?")


def test_tags_are_put_on_and_taken_off(page, session, three_drafts, qtbot, settle):
    page.editor.tags.begin()
    field = page.editor.tags.findChild(type(page.head.search), "tagField")
    qtbot.keyClicks(field, "purpose")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(page)
    assert session.library.pairs.get(three_drafts[0]).tags == ("aim", "purpose")
    page.editor.tag_removed.emit("aim")
    settle(page)
    assert session.library.pairs.get(three_drafts[0]).tags == ("purpose",)
    assert page.editor.tags.tags() == ("purpose",)


def test_the_system_message_is_shared_and_counted(page, session, three_drafts, qtbot):
    before = session.library.pairs.get(three_drafts[0]).tokens
    click(qtbot, page, "editSystem")
    qtbot.keyClicks(page.system.editor, "You are a calm mentor.")
    click(qtbot, page, "editSystem")
    assert review.system_message(session) == "You are a calm mentor."
    assert session.library.pairs.get(three_drafts[0]).tokens > before


def test_search_finds_and_says_when_there_is_nothing(page, three_drafts, qtbot):
    qtbot.keyClicks(page.head.search, "purpose 2")
    qtbot.keyClick(page.head.search, Qt.Key.Key_Return)
    assert page.current().id == three_drafts[1]
    qtbot.keyClicks(page.head.search, "zzz")
    qtbot.keyClick(page.head.search, Qt.Key.Key_Return)
    assert page.current() is None


def test_many_pairs_are_accepted_at_once_from_the_list(page, session, three_drafts, qtbot):
    click(qtbot, page, "list")
    page.list.table.selectAll()
    click(qtbot, page, "bulk-accept")
    assert statuses(session, three_drafts) == [Status.ACCEPTED] * 3
    assert page.head.chips[Status.ACCEPTED].text() == "3 accepted"


def test_a_pair_is_opened_from_the_list(page, three_drafts, qtbot):
    click(qtbot, page, "list")
    page.open_pair(three_drafts[2])
    assert page.current().id == three_drafts[2]
    assert page.source.isVisible()


def test_findings_are_said_where_they_arose(page, qtbot, settle):
    page.editor.answer.selectAll()
    qtbot.keyClick(page.editor.answer, Qt.Key.Key_Delete)
    page.flush()
    settle(page)
    said = page.editor.answer_findings.itemAt(0).widget().text()
    assert said == "The answer is empty."
    assert page.editor.prompt_findings.count() == 0


def test_the_keys_accept_and_reject_while_one_writes(page, session, three_drafts, qtbot, settle):
    page.editor.answer.setFocus()
    qtbot.keyClick(page.editor.answer, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page.editor.prompt.setFocus()
    qtbot.keyClick(page.editor.prompt, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    settle(page)
    wanted = [Status.ACCEPTED, Status.REJECTED, Status.DRAFT]
    assert statuses(session, three_drafts) == wanted


def test_the_key_that_deletes_a_word_decides_nothing(page, session, three_drafts, qtbot, settle):
    page.editor.prompt.set_text("How do I begin?")
    page.editor.prompt.moveCursor(QTextCursor.MoveOperation.End)
    page.editor.prompt.setFocus()
    qtbot.keyClick(page.editor.prompt, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    settle(page)
    assert page.editor.prompt.text() == "How do I begin"
    assert statuses(session, three_drafts) == [Status.DRAFT] * 3


def test_return_alone_only_starts_a_line(page, session, three_drafts, qtbot):
    qtbot.keyClick(page.editor.answer, Qt.Key.Key_Return)
    assert session.library.pairs.get(three_drafts[0]).status is Status.DRAFT
    assert page.editor.answer.text().startswith("\n")


def test_a_row_that_was_imported_shows_its_other_turns(empty_session, qtbot, settle):
    row = {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "First?"},
            {"role": "assistant", "content": "One.", "weight": 0},
            {"role": "user", "content": "Second?"},
            {"role": "assistant", "content": "Two."},
        ]
    }
    library = empty_session.library
    with library.transaction():
        file = library.row_files.insert("rows.jsonl", "openai", {})
    with library.journal.edit("Import"):
        library.pairs.insert_rows(
            file, [ImportedRow("Second?", "Two.", json.dumps(row), "", 7, 30, 1)]
        )
    page = ReviewPage(empty_session)
    qtbot.addWidget(page)
    page.changed.connect(page.refresh)
    page.refresh(EVERYTHING)
    assert (page.source.heading.text(), page.source.where.text()) == ("rows.jsonl", "line 7")
    turns = page.desk.conversation
    assert page.desk.side.view() == "conversation"
    assert turns.system.text() == "Be brief."
    assert [box.editor.text() for box in turns.boxes] == ["First?", "One."]
    assert not turns.boxes[1].learned.isChecked()
    assert page.editor.answer.text() == "Two."
    page.editor.answer.selectAll()
    qtbot.keyClicks(page.editor.answer, "Deux.")
    page.flush()
    settle(page)
    assert build_row(library.pairs.get(1))["messages"][4]["content"] == "Deux."
    assert build_row(library.pairs.get(1))["messages"][:4] == row["messages"][:4]


def test_a_pair_leads_back_to_its_place_in_the_book(desk_session, qtbot):
    window = MainWindow(desk_session)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.go("review")
    passage = window.pages["review"].current().passage
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.page() is window.pages["passages"]
    assert window.pages["passages"].current_passage().id == passage
    assert window.pages["passages"].selected.text() == "1 selected", "though Ctrl is held down"
    window.close()


def test_the_marks_follow_the_answer_while_one_types(page, qtbot):
    assert set(page.source.passage.signs()) == {"+", "–"}
    assert page.editor.figures.text().startswith("4 kept · 4 dropped")
    page.editor.answer.selectAll()
    qtbot.keyClicks(page.editor.answer, "Today, however small, begin. Ask Smiles in 1859!")
    assert set(page.source.passage.signs()) == {"~", "–"}
    assert "grounded" in page.editor.grounding.text()
    waves = [s.cursor.selectedText() for s in page.editor.answer.extraSelections()]
    assert "Ask Smiles" in waves and "1859" in waves, "what is not in the passage is underlined"


def test_a_dropped_sentence_is_taken_in_by_a_key_and_out_again(page, session, qtbot, settle):
    before = page.editor.answer.text()
    page.editor.answer.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(page.editor.answer, Qt.Key.Key_P, control | Qt.KeyboardModifier.ShiftModifier)
    assert page.desk.condensing.hasFocus() and page.desk.condensing.current_sentence() == 1
    qtbot.keyClick(page.desk.condensing, Qt.Key.Key_Space)
    settle(page)
    assert page.editor.answer.text() == "Aim at one thing. Then begin today, however small."
    assert session.library.journal.undo_label == "Take a sentence into the answer"
    qtbot.keyClick(page.desk.condensing, Qt.Key.Key_Return)
    settle(page)
    assert page.editor.answer.text() == before
    assert session.library.journal.undo_label == "Take a sentence out of the answer"
    for text in ("Aim at one thing. Then begin today, however small.", before):
        page.refresh(review.undo(session).changes)
        assert page.editor.answer.text() == text, "one step each"
    qtbot.keyClick(page.desk.condensing, Qt.Key.Key_P, control | Qt.KeyboardModifier.ShiftModifier)
    assert page.editor.answer.hasFocus()


def test_a_reworded_sentence_gets_the_books_words_again(page, qtbot, settle):
    page.editor.answer.replace_text("Then today begin, however small it is.")
    assert page.source.passage.signs()[1] == "~"
    page.source.passage.chosen.emit(1)
    settle(page)
    assert page.editor.answer.text() == "Then begin today, however small."
    assert page.source.passage.signs()[1] == "+"


def test_one_reads_on_into_the_book(page, session, qtbot):
    view = page.source.passage
    assert view.toPlainText().count("Aim at one thing") == 12, "the two passages behind it"
    view.needs_more.emit(1)
    assert view.toPlainText().count("Aim at one thing") == 12, "the book ends there"


def test_going_from_a_long_chapter_to_a_short_one_asks_for_no_place_that_is_gone(page, qtbot):
    """Qt warns of a cursor behind the end of a text, and warnings are failures here."""
    view = page.source.passage
    long = "One sentence of many. " * 400
    for before in (long, "", long, "short"):
        view.show_passage("Here it stands.", before=before, after=before)
    assert "Here it stands." in view.toPlainText()


# -- one line of history ----------------------------------------------------------------------


def press(qtbot, window, key, settle, shift=False):
    control = Qt.KeyboardModifier.ControlModifier
    modifiers = control | Qt.KeyboardModifier.ShiftModifier if shift else control
    qtbot.keyClick(window.focusWidget(), key, modifiers)
    settle(window)


def test_undo_takes_typed_words_away_and_never_brings_them_back(window, qtbot, settle):
    page = window.pages["review"]
    editor, before = page.editor.prompt, page.editor.prompt.text()
    editor.moveCursor(editor.textCursor().MoveOperation.End)
    qtbot.keyClicks(editor, " Second try.")
    qtbot.waitUntil(lambda: page.session.library.journal.undo_label.startswith("Edit"))
    settle(window)
    press(qtbot, window, Qt.Key.Key_Z, settle)
    assert editor.text() == before
    for _ in range(2):  # what is older than the words: they stay away
        press(qtbot, window, Qt.Key.Key_Z, settle)
        assert "Second try" not in editor.text()
    for _ in range(2):
        press(qtbot, window, Qt.Key.Key_Z, settle, shift=True)
    press(qtbot, window, Qt.Key.Key_Z, settle, shift=True)
    assert editor.text() == f"{before} Second try."
    assert editor.textCursor().position() == len(editor.text()), "the cursor is where they came"


def test_words_typed_at_two_places_are_two_steps(window, qtbot, settle):
    editor = window.pages["review"].editor.prompt
    qtbot.keyClicks(editor, "So: ")
    editor.moveCursor(editor.textCursor().MoveOperation.End)
    qtbot.keyClicks(editor, " Tell me")
    settle(window)
    press(qtbot, window, Qt.Key.Key_Z, settle)
    assert editor.text() == "So: What is purpose 1?"
    press(qtbot, window, Qt.Key.Key_Z, settle)
    assert editor.text() == "What is purpose 1?"


def test_undoing_a_decision_shows_the_pair_that_came_back(window, three_drafts, qtbot, settle):
    page = window.pages["review"]
    page.accept()
    page.later()
    settle(window)
    assert page.current().id == three_drafts[2]
    press(qtbot, window, Qt.Key.Key_Z, settle)
    assert page.current().id == three_drafts[0]


def test_after_a_decision_one_writes_the_next_question(page, three_drafts, session, qtbot, settle):
    for decide in ("accept", "reject"):
        click(qtbot, page, decide)
        assert page.editor.prompt.hasFocus()
    qtbot.keyClicks(page.editor.prompt, "a b ")
    settle(page)
    assert statuses(session, three_drafts)[2] is Status.DRAFT
    page.editor.answer.setFocus()
    qtbot.keyClick(page.editor.answer, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
    assert page.editor.prompt.hasFocus()


def test_keys_pressed_at_once_decide_on_their_own_pairs(page, three_drafts, session, qtbot, settle):
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClicks(page.editor.prompt, "1: ")
    qtbot.keyClick(page.editor.prompt, Qt.Key.Key_Return, control)
    qtbot.keyClicks(page.editor.prompt, "2: ")
    qtbot.keyClick(page.editor.prompt, Qt.Key.Key_R, control)
    qtbot.keyClicks(page.editor.prompt, "3: ")
    settle(page)
    page.flush()
    settle(page)
    assert statuses(session, three_drafts) == [Status.ACCEPTED, Status.REJECTED, Status.DRAFT]
    prompts = [pair.prompt for pair in session.library.pairs.list(three_drafts)]
    assert prompts == [f"{n}: What is purpose {n}?" for n in (1, 2, 3)]


def test_looking_back_at_once_shows_what_was_typed(page, qtbot, settle):
    qtbot.keyClicks(page.editor.prompt, "So: ")
    page.later()
    page.previous()
    assert page.editor.prompt.text() == "So: What is purpose 1?"
    settle(page)
    assert page.editor.prompt.text() == "So: What is purpose 1?"


def test_the_list_has_the_keyboard_when_it_is_shown(page, qtbot, three_drafts):
    qtbot.mouseClick(page.head.list_button, Qt.MouseButton.LeftButton)
    assert page.list.table.hasFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.list.selection() == three_drafts
    qtbot.keyClick(page.list.table, Qt.Key.Key_End)
    assert page.list.selection() == three_drafts[-1:]
    qtbot.keyClick(page.list.table, Qt.Key.Key_Home)
    assert page.list.selection() == three_drafts[:1]


def test_what_was_decided_can_be_made_a_draft_again(page, session, three_drafts, qtbot, settle):
    assert not page.decisions.reopen.isVisible()
    page.accept()
    settle(page)
    page.open_pair(three_drafts[0])
    qtbot.mouseClick(page.decisions.reopen, Qt.MouseButton.LeftButton)
    settle(page)
    assert statuses(session, three_drafts) == [Status.DRAFT] * 3


def test_a_search_says_how_many_it_finds_and_escape_ends_it(page, qtbot, three_drafts):
    qtbot.keyClicks(page.head.search, "purpose 2")
    qtbot.waitUntil(lambda: page.head.matches.text() == "1 match")
    qtbot.keyClick(page.head.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.head.matches.isVisible())
    assert len(page.queue.ids) == 3


def test_a_key_opens_the_field_for_a_tag(page, qtbot):
    page.editor.prompt.setFocus()
    qtbot.keyClick(page.editor.prompt, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert page.editor.tags._field.isVisible()


def test_after_the_last_pair_no_key_presses_anything_and_undo_gives_it_back(
    page, session, three_drafts, settle
):
    for _pair in three_drafts:
        page.accept()
    settle(page)
    page.focus_widget().setFocus()
    assert page.hasFocus()
    page.refresh(review.undo(session).changes)
    assert page.editor.prompt.hasFocus()


def test_one_goes_on_at_the_pair_one_was_at(session, three_drafts, qtbot):
    first = MainWindow(session)
    qtbot.addWidget(first)
    first.show()
    first.start()
    first.pages["review"].later()
    assert first.pages["review"].current().id == three_drafts[1]
    first.close()
    again = MainWindow(session)
    qtbot.addWidget(again)
    again.show()
    again.start()
    assert again.pages["review"].current().id == three_drafts[1]
    again.close()


def test_the_row_is_shown_as_the_model_will_see_it_while_one_types(page, session, qtbot):
    session.settings.set("model", "gpt-4o-mini-2024-07-18")
    page.refresh(EVERYTHING)
    page.editor.prompt.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(page.editor.prompt, Qt.Key.Key_T, control)
    assert page.desk.model.text.isVisible()
    assert "<|im_start|>user<|im_sep|>What is purpose 1?" in page.desk.model.text.toPlainText()
    qtbot.keyClicks(page.editor.prompt, "So: ")
    qtbot.waitUntil(lambda: "So: What is purpose 1?" in page.desk.model.text.toPlainText())
    assert page.editor.prompt_tokens.text() == "8 tokens"
    qtbot.keyClick(page.editor.prompt, Qt.Key.Key_T, control)
    assert page.desk.condensing.isVisible()


def test_a_row_the_model_would_cut_is_an_error(page, session, qtbot):
    session.settings.set("model", "rehearsal-tiny")
    page.refresh(EVERYTHING)
    assert not page.editor.excess.isVisible()
    page.editor.answer.replace_text("word " * 2_100)
    assert "cut off the end of the answer" in page.editor.excess.text()
    assert page.editor.excess.isVisible()


def test_a_pair_is_rejected_with_a_reason_by_a_digit(page, session, three_drafts, qtbot, settle):
    for key in (Qt.Key.Key_2, Qt.Key.Key_Escape):
        page.ask_reason()
        menu = page.findChildren(QMenu, "reasons")[-1]
        qtbot.keyClick(menu, key)
        settle(page)
        assert page.current().id == three_drafts[1], "Escape rejects nothing"
    pair = session.library.pairs.get(three_drafts[0])
    assert (pair.status, pair.reason) == (Status.REJECTED, "not-useful")
    page.open_pair(three_drafts[0])
    assert page.editor.status.text() == "rejected"
    assert page.editor.reason.text() == "Nothing to learn from it"


def test_a_pair_is_flagged_and_unflagged(page, session, three_drafts, settle):
    page.mark("flag")
    settle(page)
    assert session.library.pairs.get(three_drafts[0]).flagged and page.editor.flag.isVisible()
    assert page.current().id == three_drafts[0]
    page.mark("flag")
    settle(page)
    assert not page.editor.flag.isVisible()


def test_a_pair_is_held_back_from_training_and_let_in_again(page, session, three_drafts, settle):
    page.mark("hold-back")
    settle(page)
    assert session.library.pairs.get(three_drafts[0]).held_back
    assert page.editor.held_back.isVisible() and page.editor.status.text() == "draft"
    page.head.chips["held_back"].click()
    settle(page)
    assert list(page.queue.ids) == three_drafts[:1]
    page.mark("hold-back")
    settle(page)
    assert not session.library.pairs.get(three_drafts[0]).held_back
    assert page.empty.isVisible() and not page.queue.ids


def test_what_was_done_today_stands_beside_the_books_progress(page, qtbot, settle):
    look_for(page, READ_AFTER_S)
    page.accept()
    settle(page)
    label = page.source.library_progress
    qtbot.waitUntil(lambda: label.text() == "1 today · library 33%")


def test_after_the_last_decision_the_empty_page_says_how_many_are_accepted(
    page, three_drafts, qtbot
):
    for _pair in three_drafts:
        page.accept()
    assert page.empty.isVisible()
    qtbot.waitUntil(lambda: "3 pairs are accepted" in page.empty.why.text())


def test_a_tags_pairs_are_shown_by_a_click_on_it(page, three_drafts):
    page.editor.tags.opened.emit("aim")
    assert list(page.queue.ids) == three_drafts and page.head.is_listed()


def test_going_to_the_sentences_again_and_again_adds_no_chips(page, qtbot):
    page.show()
    guidelines = page.desk.guidelines
    for _again in range(3):
        page.desk.go_to_sentences()
    chips = [chip.objectName() for chip in page.desk.side.findChildren(QPushButton)]
    assert chips.count("side-guidelines") == chips.count("side-model") == 1
    assert page.desk.guidelines is guidelines


def test_the_mark_of_the_sentence_one_was_at_goes_with_the_keyboard(page, qtbot):
    page.show()
    page.desk.go_to_sentences()
    qtbot.waitUntil(page.desk.condensing.hasFocus)
    assert page.source.passage._pointed is not None
    page.editor.answer.setFocus()
    assert page.source.passage._pointed is None


def test_the_list_shows_what_was_edited_before_it_was_opened(page, session, three_drafts, settle):
    page.show()
    page.show_list(True)
    page.list.model.row(0)
    page.show_list(False)
    page.editor.prompt.setPlainText("What is purpose now?")
    page.flush()
    settle(page)
    page.show_list(True)
    settle(page)
    assert page.list.model.row(0).prompt == "What is purpose now?"


def test_delete_moves_what_is_selected_in_the_list_to_the_trash(page, session, three_drafts, qtbot):
    page.show()
    page.show_list(True)
    page.list.table.choose_row(1)
    qtbot.keyClick(page.list.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not page.busy())
    assert list(session.library.pairs.ids()) == [three_drafts[0], three_drafts[2]]


def test_keys_of_one_pair_go_from_the_list_to_the_pair_chosen_there(page, three_drafts, settle):
    page.show_list(True)
    page.list.select(three_drafts[1])
    page.show_view("guidelines")
    assert not page.is_listed() and page.current().id == three_drafts[1]
    assert page.desk.side.view() == "guidelines"
    page.show_list(True)
    page.show_view("guidelines")
    assert page.desk.side.view() == "guidelines", "what was asked for is shown, not folded away"
    page.show_list(True)
    page.go_to_sentences()
    assert not page.is_listed() and page.desk.condensing.hasFocus()


def test_the_key_for_a_tag_opens_the_tags_of_all_that_are_selected(page, qtbot, settle):
    page.show_list(True)
    page.list.select_all()
    page.add_tag()
    (menu,) = [b.menu() for b in page.list.buttons if b.objectName() == "bulk-tag"]
    assert menu.isVisible() and page.is_listed()
    menu.close()


def test_a_step_of_the_desk_is_told_in_the_language_of_the_day(page, session, settle):
    page.desk.reworded.emit(
        "Aim at nothing.", plural("Accept {n} pair", "Accept {n} pairs", 2).format(n=2)
    )
    page.flush()
    settle(page)
    spoken = session.library.journal.undo_label
    use_language("ja")
    assert session.library.journal.undo_label != spoken == "Accept 2 pairs"
    use_language("en")


def test_another_pair_of_the_same_passage_is_begun_by_a_key(page, three_drafts, qtbot, settle):
    passage = page.current().passage
    qtbot.keyClick(page.editor.prompt, Qt.Key.Key_F2)
    settle(page)
    pair = page.current()
    assert pair.id not in three_drafts and pair.passage == passage
    assert (pair.prompt, pair.answer) == ("", "") and page.editor.prompt.hasFocus()
    assert page.head.chips["draft"].isChecked(), "it is a draft among the others"
    assert page.editor.grounding.isHidden(), "of nothing nothing is borne out"
    page.go_to_sentences()
    qtbot.keyClick(page.desk.condensing, Qt.Key.Key_Space)
    settle(page)
    assert page.editor.answer.text() and not page.editor.grounding.isHidden()
    page.beside.follow(page.current())
    assert page.editor.candidates._chips == [], "the empty page it began with is no draft"
