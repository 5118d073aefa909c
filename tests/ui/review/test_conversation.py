"""A conversation of several turns is edited at the desk, each change a step to undo."""

import json

import pytest
from PySide6.QtCore import Qt

from studio.domain import turns
from studio.domain.conversation import build_row, list_messages
from studio.domain.row_import import ImportedRow
from studio.domain.work import EVERYTHING
from studio.services.pairs import review
from studio.ui.review.review_page import ReviewPage

TOOLS = {
    "messages": [
        {"role": "user", "content": "Price?"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "a",
                    "type": "function",
                    "function": {"name": "price", "arguments": '{"item": "本", "count": 2}'},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "a", "content": "300"},
        {"role": "assistant", "content": "300 yen."},
    ],
    "tools": [{"type": "function", "function": {"name": "price"}}],
}
PREFERENCE = {
    "input": {"messages": [{"role": "user", "content": "Which?"}]},
    "preferred_output": [{"role": "assistant", "content": "This."}],
    "non_preferred_output": [{"role": "assistant", "content": "That."}],
}


@pytest.fixture
def rows(empty_session, qtbot):
    """The page over two imported rows, one with calls of tools, one with two answers."""
    library = empty_session.library
    with library.transaction():
        file = library.row_files.insert("rows.jsonl", "openai", {})
    extra = json.dumps({"fields": {"topic": "shopping", "level": 3}})
    with library.journal.edit("Import"):
        library.pairs.insert_rows(
            file,
            [
                ImportedRow("Price?", "300 yen.", json.dumps(TOOLS), extra, 1, 30, 1),
                ImportedRow("Which?", "This.", json.dumps(PREFERENCE), "", 2, 30, 2),
            ],
        )
    page = ReviewPage(empty_session)
    qtbot.addWidget(page)
    page.changed.connect(page.refresh)
    page.resize(1096, 768)
    page.refresh(EVERYTHING)
    with qtbot.waitActive(page):
        page.show()
    return page


def messages(page, number):
    return list_messages(build_row(page.session.library.pairs.get(number), "library"))


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_calls_of_tools_are_readable_and_kept(rows, qtbot, settle):
    box = rows.desk.conversation.boxes[0]
    assert '"item": "本"' in box.calls.toPlainText() and box.calls.toPlainText().startswith("price")
    assert not box.editor.isVisible(), "a turn without words has no field for them"
    result = rows.desk.conversation.boxes[1].editor
    result.setFocus()
    qtbot.keyClicks(result, "1")
    rows.flush()
    settle(rows)
    assert messages(rows, 1)[2]["content"] == "1300"
    assert messages(rows, 1)[1] == TOOLS["messages"][1]
    assert build_row(rows.session.library.pairs.get(1))["tools"] == TOOLS["tools"]


def test_what_the_file_said_beside_the_row_fills_the_desk(rows):
    shown = [label.text() for label in rows.source.row.findChildren(type(rows.source.row.note))]
    assert "topic" in shown and "shopping" in shown and "3" in shown


def test_the_rejected_answer_stands_beside_and_is_edited(rows, session, qtbot, settle):
    assert not rows.editor.rejected.isVisible()
    rows.later()
    assert rows.editor.rejected.text() == "That." and rows.editor.rejected.isVisible()
    rows.editor.rejected.setFocus()
    qtbot.keyClicks(rows.editor.rejected, "Not ")
    rows.later()
    settle(rows)
    row = build_row(rows.session.library.pairs.get(2))
    assert row["non_preferred_output"] == [{"role": "assistant", "content": "Not That."}]
    assert rows.session.library.journal.undo_label == "Edit the rejected answer"


def test_turns_are_added_edited_weighed_moved_and_removed(page, three_drafts, qtbot, settle):
    number, desk = three_drafts[0], page.desk
    before = page.session.library.pairs.get(number)
    page.show_view("conversation")
    assert desk.conversation.isVisible() and not desk.conversation.boxes
    press(qtbot, desk.conversation.exchange)
    settle(page)
    assert [turn["role"] for turn in messages(page, number)] == ["user", "assistant"] * 2
    question, answer = desk.conversation.boxes
    question.editor.setFocus()
    qtbot.keyClicks(question.editor, "Where am I?")
    answer.editor.setFocus()
    qtbot.keyClicks(answer.editor, "Here.")
    page.flush()
    settle(page)
    press(qtbot, answer.learned)
    settle(page)
    assert messages(page, number)[:2] == [
        {"role": "user", "content": "Where am I?"},
        {"role": "assistant", "content": "Here.", "weight": 0},
    ]
    press(qtbot, answer.up)
    settle(page)
    assert messages(page, number)[0]["content"] == "Here."
    press(qtbot, desk.conversation.boxes[1].remove)
    settle(page)
    assert len(messages(page, number)) == 3
    assert page.editor.texts() == (before.prompt, before.answer), "prompt and answer stay"
    while page.session.library.journal.undo_label != "A book":
        page.refresh(review.undo(page.session).changes)
    assert page.session.library.pairs.get(number) == before
    assert not desk.conversation.boxes


def test_a_follow_up_makes_earlier_turns_of_prompt_and_answer(page, three_drafts, qtbot, settle):
    page.show_view("conversation")
    first = page.editor.texts()
    press(qtbot, page.desk.conversation.follow_up)
    settle(page)
    assert page.editor.texts() == ("", "")
    assert tuple(box.editor.text() for box in page.desk.conversation.boxes) == first
    qtbot.keyClicks(page.editor.prompt, "And tomorrow?")
    page.flush()
    settle(page)
    assert messages(page, three_drafts[0])[2]["content"] == "And tomorrow?"


def test_a_pair_has_its_own_system_message_or_the_librarys(page, three_drafts, qtbot, settle):
    review.set_system(page.session, "You are a mentor.")
    page.refresh(EVERYTHING)
    page.show_view("conversation")
    conversation = page.desk.conversation
    assert "You are a mentor." in conversation.system_line.text()
    press(qtbot, conversation.own)
    qtbot.keyClicks(conversation.system, "Today ")
    page.flush()
    settle(page)
    assert messages(page, three_drafts[0])[0]["content"] == "Today You are a mentor."
    press(qtbot, conversation.shared)
    settle(page)
    assert page.session.library.pairs.get(three_drafts[0]).row == ""
    assert not conversation.system.isVisible()


def test_what_is_typed_in_a_turn_goes_with_its_pair(page, three_drafts, qtbot, settle):
    page.show_view("conversation")
    press(qtbot, page.desk.conversation.exchange)
    settle(page)
    box = page.desk.conversation.boxes[0]
    box.editor.setFocus()
    qtbot.keyClicks(box.editor, "Half")
    page.later()
    settle(page)
    assert messages(page, three_drafts[0])[0]["content"] == "Half"
    assert turns.read_system(build_row(page.session.library.pairs.get(three_drafts[1]))) is None
    assert page.session.library.pairs.get(three_drafts[1]).row == ""


def test_whoever_adds_a_rejected_answer_writes_it_next(page, session, three_drafts, qtbot, settle):
    system = "You are a mentor."
    review.set_system(session, system)
    page.refresh(EVERYTHING)
    page.desk.side.turn("conversation")
    press(qtbot, page.desk.conversation.preference)
    settle(page)
    assert page.editor.rejected.hasFocus()
    assert page.system.line.text() == system, "its row says what the library does"


def test_who_adds_a_turn_writes_it_at_once(page, qtbot, settle):
    view = page.desk.conversation
    page.show_view("conversation")
    qtbot.mouseClick(view.follow_up, Qt.MouseButton.LeftButton)
    settle(page)
    assert page.editor.prompt.hasFocus() and page.editor.prompt.text() == ""
    qtbot.mouseClick(view.exchange, Qt.MouseButton.LeftButton)
    settle(page)
    box = next(box for box in view.boxes if box.editor.hasFocus())
    assert box.editor.text() == ""
    qtbot.keyClicks(box.editor, "And before that?")
    page.flush()
    settle(page)
    roles = [(turn["role"], turn["content"]) for turn in list_messages(build_row(page.current()))]
    assert ("user", "And before that?") in roles
