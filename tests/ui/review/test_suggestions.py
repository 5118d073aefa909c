"""What is suggested stands as tabs over its field: looked at and taken by one key."""

import pytest
from PySide6.QtCore import Qt

from studio.domain.suggestion import Evidence, SuggestionKind, SuggestionState
from studio.services.drafting.prompts import read_guidelines, write_guidelines
from studio.services.pairs import review

CHOOSE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def offered(page, three_drafts, qtbot):
    """The page at a pair with two candidates and one other question."""
    library, pair = page.session.library, three_drafts[0]
    with library.journal.edit("Suggest"):
        for text, is_found in (("Aim at one thing only.", True), ("Ask Rome.", False)):
            library.suggestions.insert(
                "",
                text,
                pair=pair,
                model="maker/small",
                evidence=[Evidence("Aim at one thing.", is_found)],
            )
        library.suggestions.insert(
            "How do I begin?", "", pair=pair, kind=SuggestionKind.HOW, model="maker/small"
        )
    page.beside.follow(page.current())
    qtbot.waitUntil(lambda: bool(page.editor.candidates._chips))
    return page


def digit(qtbot, page, key):
    qtbot.keyClick(page.window().focusWidget(), key, CHOOSE)


def test_a_candidate_is_looked_at_as_what_it_changes_and_taken_by_the_same_key(
    offered, three_drafts, qtbot, settle
):
    page = offered
    page.editor.answer.setFocus()
    before = page.editor.answer.text()
    digit(qtbot, page, Qt.Key.Key_1)
    tabs = page.editor.candidates
    assert tabs.view.hasFocus() and "only" in tabs.view.toPlainText()
    assert tabs.note.text() == "Rests on: Aim at one thing."
    assert page.editor.answer.text() == before, "looking changes nothing"
    digit(qtbot, page, Qt.Key.Key_1)
    settle(page)
    assert page.editor.answer.text() == "Aim at one thing only." and page.editor.answer.hasFocus()
    states = [each.state for each in page.session.library.suggestions.of_pair(three_drafts[0])]
    assert states[0] is SuggestionState.CHOSEN
    page.refresh(review.undo(page.session).changes)
    assert page.editor.answer.text() == before, "one step"


def test_what_is_not_in_the_passage_is_said_and_refused_by_a_key(
    offered, three_drafts, qtbot, settle
):
    page = offered
    page.editor.answer.setFocus()
    digit(qtbot, page, Qt.Key.Key_2)
    tabs = page.editor.candidates
    assert tabs.note.text() == "Not in the passage: Aim at one thing."
    qtbot.keyClick(tabs.view, Qt.Key.Key_Delete)
    settle(page)
    states = [each.state for each in page.session.library.suggestions.of_pair(three_drafts[0])]
    assert states[1] is SuggestionState.REFUSED
    assert page.editor.answer.hasFocus()
    qtbot.waitUntil(lambda: "(refused)" in tabs._chips[1].text())


def test_escape_goes_back_to_the_text(offered, qtbot):
    page = offered
    page.editor.answer.setFocus()
    digit(qtbot, page, Qt.Key.Key_1)
    qtbot.keyClick(page.editor.candidates.view, Qt.Key.Key_Escape)
    assert page.editor.answer.hasFocus() and page.editor.answer.isVisible()


def test_in_the_prompt_the_key_means_the_questions(offered, qtbot, settle):
    page = offered
    page.editor.prompt.setFocus()
    digit(qtbot, page, Qt.Key.Key_1)
    assert page.editor.questions.view.hasFocus()
    qtbot.keyClick(page.editor.questions.view, Qt.Key.Key_Return)
    settle(page)
    assert page.editor.prompt.text() == "How do I begin?"


def test_the_first_draft_can_be_had_again(page, qtbot, settle):
    first = page.editor.answer.text()
    page.editor.answer.replace_text("Something else altogether.")
    page.flush()
    settle(page)
    qtbot.waitUntil(lambda: bool(page.editor.candidates._chips))
    page.editor.answer.setFocus()
    digit(qtbot, page, Qt.Key.Key_1)
    digit(qtbot, page, Qt.Key.Key_1)
    settle(page)
    assert page.editor.answer.text() == first
    assert page.session.library.journal.undo_label == "Back to the first draft"


def test_suggestions_of_another_pair_are_not_shown(offered, qtbot):
    page = offered
    page.later()
    assert not page.editor.candidates._chips
    qtbot.wait(300)
    assert not page.editor.candidates._chips


def test_guidelines_stand_at_the_desk_rendered_safely_and_are_edited(page, qtbot, settle):
    write_guidelines(page.session, "# Tone\n\n- calm <b onclick=x>bold</b> ![](file:///etc/x.png)")
    page.beside.refresh()
    page.editor.prompt.setFocus()
    qtbot.keyClick(page.editor.prompt, Qt.Key.Key_G, CHOOSE)
    view = page.desk.guidelines
    assert view.isVisible() and view.page.toPlainText().startswith("Tone")
    assert "<b onclick=x>" in view.page.toPlainText(), "markup of another kind is text"
    view.turn()
    qtbot.keyClicks(view.editor, "New: ")
    page.flush()
    settle(page)
    assert read_guidelines(page.session).startswith("New: # Tone")
    page.refresh(review.undo(page.session).changes)
    assert "New: " not in read_guidelines(page.session)


def test_the_next_and_the_previous_one_are_looked_at_by_a_key_and_never_taken(offered, qtbot):
    page = offered
    page.editor.answer.setFocus()
    before = page.editor.answer.text()
    views = []
    for modifier in (Qt.KeyboardModifier.NoModifier,) * 3 + (Qt.KeyboardModifier.ShiftModifier,):
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_F4, modifier)
        views.append(page.editor.candidates.view.toPlainText())
    assert "only" in views[0] and "Rome" in views[1]
    assert views[2] == views[0] and views[3] == views[1], "round the ends"
    assert page.editor.answer.text() == before
