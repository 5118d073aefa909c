"""Question sets are made, written, filled and emptied in the window, and all of it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.domain.comparison import QuestionDraft, QuestionKind
from studio.domain.errors import DiskError
from studio.services.comparison import before_training, question_sets
from studio.services.comparison.leaks import Leak
from studio.services.comparison.question_files import read_question_file
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import freezing
from studio.ui.comparison.comparison_page import ComparisonPage
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.questions import question_room
from studio.ui.questions.question_room import QuestionRoom
from studio.ui.questions.sets_dialog import QuestionSetsDialog
from studio.ui.questions.suggest_dialog import SuggestDialog

DRAFTS = [
    QuestionDraft("How do I begin?", "Small.", QuestionKind.ADVICE, ("small",)),
    QuestionDraft("Why?"),
]
Settle = Callable[[Page], None]


@pytest.fixture
def page(desk_session: Session, qtbot: QtBot) -> Iterator[ComparisonPage]:
    made = ComparisonPage(desk_session)
    made.changed.connect(made.refresh)
    qtbot.addWidget(made)
    yield made
    made.close()


@pytest.fixture
def room(page: ComparisonPage) -> QuestionRoom:
    return page.question_room


@pytest.fixture
def held(page: ComparisonPage, desk_session: Session) -> QuestionSetsDialog:
    """The window of question sets with one set of two questions."""
    question_sets.make_set(desk_session, "Held", DRAFTS)
    return open_sets(page)


def open_sets(page: ComparisonPage) -> QuestionSetsDialog:
    page.open_questions()
    assert page.question_room.dialog is not None
    return page.question_room.dialog


def read(session: Session) -> dict[str, list[str]]:
    sets = session.library.question_sets.list()
    return {item.name: [question.draft.text for question in item.questions] for item in sets}


def test_without_a_set_it_says_what_they_are_for_and_makes_one(
    page: ComparisonPage, room: QuestionRoom, desk_session: Session, settle: Settle
) -> None:
    dialog = open_sets(page)
    assert dialog.right.currentWidget() is dialog.no_sets
    dialog.no_sets.other.click()
    settle(page)
    assert read(desk_session) == {"Questions 1": []}
    assert dialog.content.currentWidget() is dialog.no_questions
    dialog.name.setText("Held back")
    dialog.name.setModified(True)
    dialog.name.editingFinished.emit()
    settle(page)
    assert list(read(desk_session)) == ["Held back"]


def test_a_new_question_is_written_once_whatever_is_typed_meanwhile(
    page: ComparisonPage, held: QuestionSetsDialog, desk_session: Session, settle: Settle
) -> None:
    held.add.click()
    editor = held.editor
    editor.text.insertPlainText("What")
    editor.flush()
    editor.text.insertPlainText(" then?")
    editor.flush()
    editor.must.insertPlainText("first\n\nsecond\n")
    editor.flush()
    settle(page)
    question = desk_session.library.question_sets.list()[0].questions[-1]
    assert (question.draft.text, question.draft.must) == ("What then?", ("first", "second"))
    assert read(desk_session)["Held"] == ["How do I begin?", "Why?", "What then?"]
    assert held.table.current() == question.id


def test_two_new_questions_in_a_row_do_not_overwrite_each_other(
    page: ComparisonPage, held: QuestionSetsDialog, desk_session: Session, settle: Settle
) -> None:
    for text in ("What then?", "And after that?"):
        held.begin_question()
        held.editor.text.insertPlainText(text)
    held.editor.flush()
    settle(page)
    assert read(desk_session)["Held"][2:] == ["What then?", "And after that?"]
    held.editor.text.insertPlainText(" Really?")
    held.editor.flush()
    settle(page)
    assert read(desk_session)["Held"][2:] == ["What then?", "And after that? Really?"]


def test_a_question_is_written_anew_where_it_stands_and_undone(
    page: ComparisonPage, held: QuestionSetsDialog, desk_session: Session, settle: Settle
) -> None:
    held.editor.text.replace_text("How do I go on?")
    held.editor.kind.setCurrentIndex(held.editor.kind.findData("fact"))
    held.editor.flush()
    settle(page)
    assert read(desk_session)["Held"][0] == "How do I go on?"
    held.undo_wanted.emit()
    settle(page)
    assert held.editor.text.text() == read(desk_session)["Held"][0] == "How do I begin?"
    held.redo_wanted.emit()
    settle(page)
    assert held.editor.text.text() == "How do I go on?"
    held.editor.text.replace_text(" ")
    held.editor.flush()
    assert not held.editor.problem.isHidden()
    assert read(desk_session)["Held"][0] == "How do I go on?"


def test_questions_and_sets_are_removed_and_come_back(
    page: ComparisonPage,
    held: QuestionSetsDialog,
    desk_session: Session,
    settle: Settle,
    qtbot: QtBot,
) -> None:
    held.table.selectAll()
    qtbot.keyClick(held.table, Qt.Key.Key_Delete)
    settle(page)
    assert read(desk_session) == {"Held": []} and "2 questions" in held.line.text()
    held.back.click()
    settle(page)
    held.sets.copy.click()
    settle(page)
    assert list(read(desk_session)) == ["Held", "Held (copy)"]
    held.sets.remove.click()
    settle(page)
    assert list(read(desk_session)) == ["Held"]
    held.back.click()
    settle(page)
    assert read(desk_session)["Held (copy)"] == ["How do I begin?", "Why?"]


def test_the_set_that_is_asked_before_each_run_is_remembered(
    page: ComparisonPage, held: QuestionSetsDialog, desk_session: Session, settle: Settle
) -> None:
    held.asked.click()
    settle(page)
    chosen = before_training.read_asked_set(desk_session)
    assert chosen is not None and chosen.name == "Held"
    held.asked.click()
    settle(page)
    assert before_training.read_asked_set(desk_session) is None


def test_files_go_in_and_out(
    page: ComparisonPage,
    room: QuestionRoom,
    held: QuestionSetsDialog,
    desk_session: Session,
    settle: Settle,
    tmp_path: Path,
) -> None:
    path = tmp_path / "more.csv"
    path.write_text("question,answer\nWhy?,So.\nWhen?,Now.\n,None\n", encoding="utf-8")
    room.read_file(path)
    settle(page)
    assert read(desk_session)["Held"] == ["How do I begin?", "Why?", "When?"]
    assert held.line.text() == (
        "1 question was added. 1 was there already. 1 row contained no question."
    )
    out = tmp_path / "out.jsonl"
    room.write_file(out)
    settle(page)
    assert [draft.text for draft in read_question_file(out)] == read(desk_session)["Held"]
    room.read_file(tmp_path / "nothing.txt")
    settle(page)
    assert "can't be read" in held.line.text()


def test_a_file_that_cannot_be_written_is_said(
    page: ComparisonPage,
    room: QuestionRoom,
    held: QuestionSetsDialog,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def fail(*_args: object) -> None:
        raise DiskError("The disk is full.")

    monkeypatch.setattr(question_room, "write_question_file", fail)
    room.write_file(tmp_path / "out.jsonl")
    settle(page)
    assert held.line.text() == "The disk is full."


def test_held_out_rows_of_a_version_become_questions(
    page: ComparisonPage, room: QuestionRoom, desk_session: Session, settle: Settle
) -> None:
    review.accept(desk_session, desk_session.library.pairs.ids())
    version = freezing.freeze(desk_session, validation=0.4, group="passage").value
    open_sets(page)
    room.take_held_out(version.number, 50)
    settle(page)
    assert len(read(desk_session)["Questions 1"]) == version.validation > 0


def test_suggestions_are_taken_but_those_that_were_unticked(
    page: ComparisonPage, held: QuestionSetsDialog, desk_session: Session, settle: Settle
) -> None:
    held.suggest.click()
    settle(page)
    dialog = held.findChild(SuggestDialog)
    count = len(dialog.drafts())
    assert count > 1 and dialog.take.isEnabled()
    left_out = dialog.drafts()[0].text
    dialog.table.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    assert str(count - 1) in dialog.take.text()
    dialog.accept()
    settle(page)
    texts = read(desk_session)["Held"]
    assert len(texts) == 2 + count - 1 and left_out not in texts


def test_what_is_trained_on_is_marked_beside_its_question(
    page: ComparisonPage, held: QuestionSetsDialog, desk_session: Session, qtbot: QtBot
) -> None:
    first = desk_session.library.pairs.ids()[0]
    review.edit(desk_session, first, prompt="Why?")
    review.accept(desk_session, [first])
    page.question_room._marks.clear()
    page.question_room._look_for_leaks()
    qtbot.waitUntil(lambda: not held.leak_line.isHidden())
    model = held.table.model()
    marks = [model.index(row, 5).data() for row in range(2)]
    assert marks == ["", f"pair {first}"]
    went: list[Destination] = []
    page.go.connect(went.append)
    held.mend.click()
    assert went[0].name == "preflight" and not held.isVisible()


def test_a_question_leads_to_the_pair_that_gives_it_away(
    page: ComparisonPage, held: QuestionSetsDialog, desk_session: Session, qtbot: QtBot
) -> None:
    first = desk_session.library.pairs.ids()[0]
    review.edit(desk_session, first, prompt="Why?")
    review.accept(desk_session, [first])
    why = desk_session.library.question_sets.list()[0].questions[1].id
    question_sets.make_set(desk_session, "Other", [QuestionDraft("And then?")])
    held.close_button.click()
    page.arrive(Destination("comparison", set_question=why))
    assert held.isVisible() and held.name.text() == "Held"
    assert held.current_question() == held.table.current() == why
    assert held.editor.text.text() == "Why?"
    qtbot.waitUntil(held.show_pair.isEnabled)
    went: list[Destination] = []
    page.go.connect(went.append)
    held.show_pair.click()
    assert [(to.name, to.pairs) for to in went] == [("review", (first,))]
    assert not held.isVisible()
    page.arrive(Destination("comparison", set_question=why + 99))
    assert held.isVisible() and held.current_question() == why, "what is gone leaves all as it was"


def test_a_question_without_a_leak_leads_to_no_pair(held: QuestionSetsDialog) -> None:
    begin, why = held.table.list_numbers()
    held.show_leaks({why: (Leak("Why?", 1, True, 4),), begin: ()})
    assert not held.show_pair.isEnabled()
    held.table.choose(why)
    assert held.show_pair.isEnabled()


def test_closing_keeps_what_was_written(
    page: ComparisonPage, held: QuestionSetsDialog, desk_session: Session, settle: Settle
) -> None:
    held.editor.text.replace_text("How do I go on?")
    held.close_button.click()
    settle(page)
    assert not held.isVisible() and read(desk_session)["Held"][0] == "How do I go on?"
    page.open_questions()
    assert held.isVisible() and held.editor.text.text() == "How do I go on?"
