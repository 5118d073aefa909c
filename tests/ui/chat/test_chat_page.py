"""Chat: the tuned model answers at once, its base beside it, and can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.domain.comparison import QuestionDraft
from studio.domain.errors import EndpointError
from studio.domain.local_model import LocalModel
from studio.domain.run import Hyperparameters, RunStatus
from studio.domain.work import Change, Changes
from studio.services.comparison.contestants import make_model
from studio.services.models.chat import list_partners
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.settings.settings import Settings
from studio.ui.chat.chat_page import ChatPage
from studio.ui.chat.keep_dialog import KeepDialog
from studio.ui.chat.models_dialog import ModelsDialog
from studio.ui.chat.partner_dialog import PartnerDialog
from studio.ui.destination import Destination
from studio.ui.save_model import SaveDialog
from tests.services.scripted_model import Model, Stream

BASE, TUNED = "rehearsal-tiny", "ft:rehearsal-tiny:studio:mentor:1"
ALL = Changes(Change.RUNS, Change.SETTINGS)


class ScriptedSession(Session):
    """A session whose model is the script; everything else is real."""

    script: Any = None

    def chat_model(self, endpoint: str) -> Any:
        return self.script


class SilentStream(Stream):
    """Says a word, then nothing until it is hung up."""

    def __init__(self) -> None:
        super().__init__("Well")
        self.hung_up = threading.Event()

    def __next__(self) -> str:
        if self._pieces:
            return self._pieces.pop(0)
        self.hung_up.wait(0.02)
        return ""

    def close(self) -> None:
        self.hung_up.set()


def add_run(session: Session, model: str = TUNED) -> int:
    library = session.library
    with library.transaction():
        number = library.runs.insert(
            version=1,
            endpoint="local",
            model=BASE,
            hyperparameters=Hyperparameters(epochs=1),
            seed=None,
            suffix="",
            nonce=f"n-{model}",
            estimate_usd=Decimal(0),
        )
        library.runs.update(number, status=RunStatus.SUCCEEDED, fine_tuned_model=model)
    return number


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ScriptedSession]:
    session = ScriptedSession.open(tmp_path / "desk.studio", create=True)
    session.settings = Settings(tmp_path)
    yield session
    session.close()


@pytest.fixture
def page(session: ScriptedSession, qtbot: QtBot) -> Iterator[ChatPage]:
    page = ChatPage(session)
    qtbot.addWidget(page)
    page.show()
    page.refresh(ALL)
    yield page
    page.close()


def ask(page: ChatPage, text: str) -> None:
    page.question.setPlainText(text)
    page.send()


def wait_until_idle(page: ChatPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.send_button.isEnabled() and not page.busy())


def said(page: ChatPage, side: int = 0) -> list[str]:
    return [turn.text.text() for turn in page.talks[side].turns]


def foot(page: ChatPage, side: int = 0) -> str:
    return page.talks[side].turns[-1].foot.text()


def choose_tuned(page: ChatPage, session: Session, *, beside: bool) -> None:
    """Talk to the model of the newest run, with its base beside it or alone."""
    if not session.library.runs.list():
        add_run(session)
    page.refresh(ALL)
    tuned, base = list_partners(session)[:2]
    page.row.choose(tuned, base if beside else None)


def test_without_anybody_the_page_leads_to_training_or_to_another_model(
    page: ChatPage, qtbot: QtBot
) -> None:
    assert page.nothing.isVisible() and not page.all.isVisible()
    with qtbot.waitSignal(page.go) as gone:
        page.nothing.button.click()
    assert gone.args == [Destination("training")]
    page.nothing.other.click()
    dialog = page.findChild(PartnerDialog)
    assert dialog is not None
    dialog.model.model.setCurrentText("rehearsal-tiny")
    dialog.prompt.setPlainText("Be brief.")
    dialog.talk.click()
    assert page.all.isVisible() and "Be brief." in page.talks[0].about.text()


def test_a_talk_goes_on_from_what_was_said(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    review.set_system(session, "You are a mentor.")
    choose_tuned(page, session, beside=False)
    asked: list[list[dict[str, object]]] = []

    class Listener(Model):
        def answer(self, messages: Any, *, model: str, **wishes: object) -> Stream:
            asked.append(list(messages))
            return super().answer(messages, model=model, **wishes)

    session.script = Listener(Stream("Lay ", "a stone."), Stream("Another."))
    ask(page, "How do I begin?")
    wait_until_idle(page, qtbot)
    ask(page, "And then?")
    wait_until_idle(page, qtbot)
    assert said(page) == ["How do I begin?", "Lay a stone.", "And then?", "Another."]
    assert [message["role"] for message in asked[1]] == ["system", "user", "assistant", "user"]
    assert asked[1][0]["content"] == "You are a mentor."
    assert session.script.questions[1] == ("And then?", TUNED)
    assert "You are a mentor." in page.talks[0].about.text()
    page.begin()
    assert said(page) == []


def test_the_base_stands_beside_a_tuned_model_at_first(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    add_run(session)
    page.refresh(ALL)
    session.script = Model()
    ask(page, "How do I begin?")
    wait_until_idle(page, qtbot)
    assert sorted(model for _text, model in session.script.questions) == [TUNED, BASE]
    assert said(page) == said(page, 1)
    assert page.talks[1].isVisible() and BASE in page.talks[1].heading.text()


def test_any_two_can_stand_side_by_side_and_nobody_twice(
    page: ChatPage, session: ScriptedSession
) -> None:
    choose_tuned(page, session, beside=True)
    left, right = page.row.boxes
    assert right.findText(left.currentText()) == -1
    right.setCurrentIndex(right.findText(f"the base with passages · {BASE}"))
    right.activated.emit(right.currentIndex())
    assert page.talks[1].heading.text() == f"the base with passages · {BASE}"
    left.setCurrentIndex(left.findText(f"the base with passages · {BASE}"))
    left.activated.emit(left.currentIndex())
    assert [each.passages for each in page.row.partners()] == [2]
    assert not page.talks[1].isVisible()


def test_another_model_is_asked_for_and_the_list_stays_until_it_is_chosen(
    page: ChatPage, session: ScriptedSession
) -> None:
    choose_tuned(page, session, beside=True)
    right = page.row.boxes[1]
    right.setCurrentIndex(right.count() - 1)
    right.activated.emit(right.currentIndex())
    assert right.currentText() == f"the base · {BASE}"
    dialog = page.findChild(PartnerDialog)
    assert dialog is not None and dialog.model.model_name() == BASE
    dialog.with_passages.setChecked(True)
    dialog.prompt.setPlainText("You are a mentor.")
    dialog.talk.click()
    assert page.talks[1].heading.text().startswith("the base with a prompt with passages")


def test_one_that_fails_says_so_on_its_side_and_the_other_goes_on(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    choose_tuned(page, session, beside=True)
    offline = {TUNED}

    class Uneven(Model):
        def answer(self, messages: Any, *, model: str, **wishes: object) -> Stream:
            super().answer(messages, model=model, **wishes)
            fails = EndpointError("It is offline.") if model in offline else None
            return Stream("" if fails else "Begin.", fails=fails)

    session.script = Uneven()
    with qtbot.assertNotEmitted(page.error):
        ask(page, "How do I begin?")
        wait_until_idle(page, qtbot)
    assert foot(page) == "It is offline." and said(page, 1)[-1] == "Begin."
    offline.clear()
    ask(page, "Again?")
    wait_until_idle(page, qtbot)
    assert said(page)[-1] == "Begin." and page.talks[0].list_exchanges() == [("Again?", "Begin.")]


def test_an_answer_of_nothing_is_called_so(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    choose_tuned(page, session, beside=False)
    session.script = Model(Stream())
    ask(page, "How do I begin?")
    wait_until_idle(page, qtbot)
    assert foot(page) == "It gave no answer." and not page.can_keep()


def test_an_answer_is_stopped_and_what_was_said_stays(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    choose_tuned(page, session, beside=False)
    stream = SilentStream()
    session.script = Model(stream)
    ask(page, "How do I begin?")
    qtbot.waitUntil(lambda: said(page) == ["How do I begin?", "Well"])
    assert not page.send_button.isEnabled() and page.stop_button.isEnabled()
    page.stop_button.click()
    wait_until_idle(page, qtbot)
    assert stream.hung_up.is_set() and foot(page) == "Stopped"
    assert said(page)[-1] == "Well" and page.can_keep()


def test_blind_nothing_says_who_is_who_until_it_is_asked(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    choose_tuned(page, session, beside=True)
    page.row.blind.click()
    streams = [Stream("So."), SilentStream()]
    session.script = Model(*streams)
    ask(page, "How do I begin?")
    sides = page.conversation.sides
    qtbot.waitUntil(lambda: any(side.task is None for side in sides) and all(s.held for s in sides))
    assert page.busy()
    assert said(page)[-1] == said(page, 1)[-1] == "", "the side that speaks first waits"
    assert [talk.heading.text() for talk in page.talks] == ["Answer 1", "Answer 2"]
    assert page.talks[0].about.isHidden() and not page.names_button.isEnabled()
    page.stop_answers()
    wait_until_idle(page, qtbot)
    assert {said(page)[-1], said(page, 1)[-1]} == {"So.", "Well"}
    page.names_button.click()
    titles = {talk.heading.text() for talk in page.talks}
    assert titles == {f"run 1 · {TUNED}", f"the base · {BASE}"}


def test_what_was_said_is_text_and_can_be_copied(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    choose_tuned(page, session, beside=False)
    answer = "<img src='http://example.org/x.png'> **bold** مرحبا 👋 日本語 " + "word " * 2_000
    session.script = Model(Stream(answer))
    ask(page, "How do I begin?")
    wait_until_idle(page, qtbot)
    turn = page.talks[0].turns[1]
    assert turn.text.textFormat() is Qt.TextFormat.PlainText and turn.text.text() == answer
    turn.copy_button.click()
    assert QApplication.clipboard().text() == answer


def test_an_answer_is_kept_as_a_pair_or_its_question_in_a_set(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    choose_tuned(page, session, beside=False)
    session.script = Model(Stream("So."), Stream("Rest."))
    for question in ("How?", "And then?"):
        ask(page, question)
        wait_until_idle(page, qtbot)
    page.keep_answer()
    dialog = page.findChild(KeepDialog)
    assert dialog is not None
    assert dialog.question.toPlainText() == "And then?" and not dialog.with_turns.isHidden()
    dialog.with_turns.setChecked(True)
    dialog.keep.click()
    wait_until_idle(page, qtbot)
    (number,) = session.library.pairs.ids()
    assert "How?" in session.library.pairs.get(number).row
    page.talks[0].turns[1].keep_button.click()
    dialog = page.findChildren(KeepDialog)[-1]
    dialog.place.setCurrentIndex(dialog.place.count() - 1)
    assert not dialog.keep.isEnabled(), "a new set has a name"
    dialog.name.setText("Mine")
    dialog.keep.click()
    wait_until_idle(page, qtbot)
    (kept,) = session.library.question_sets.list()
    (question_,) = session.library.question_sets.get(kept.id).questions
    assert (question_.draft.text, question_.draft.reference) == ("How?", "So.")


def test_of_two_answers_the_worse_is_refused_for_the_better(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    choose_tuned(page, session, beside=True)

    class Uneven(Model):
        def answer(self, messages: Any, *, model: str, **wishes: object) -> Stream:
            return Stream("Lay a stone." if model == TUNED else "So.")

    session.script = Uneven()
    ask(page, "How?")
    wait_until_idle(page, qtbot)
    page.talks[0].turns[1].keep_button.click()
    dialog = page.findChild(KeepDialog)
    assert dialog is not None and not dialog.refuse_other.isHidden()
    dialog.refuse_other.setChecked(True)
    dialog.keep.click()
    wait_until_idle(page, qtbot)
    (number,) = session.library.pairs.ids()
    (refused,) = session.library.suggestions.of_pair(number)
    assert (refused.answer, refused.model) == ("So.", BASE)


@pytest.mark.parametrize("is_blind", [False, True])
def test_a_window_made_anew_goes_on_with_the_talk(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot, is_blind: bool
) -> None:
    choose_tuned(page, session, beside=True)
    page.row.blind.setChecked(is_blind)
    session.script = Model(Stream("So."), Stream("Well."))
    ask(page, "How?")
    wait_until_idle(page, qtbot)
    other = ChatPage(session)
    qtbot.addWidget(other)
    other.refresh(ALL)
    destination = page.place()
    assert destination is not None
    other.arrive(destination)
    for side in (0, 1):
        assert said(other, side) == said(page, side)
        assert other.talks[side].heading.text() == page.talks[side].heading.text()
    assert other.can_keep() and other.conversation.is_blind == is_blind
    ask(other, "And then?")
    wait_until_idle(other, qtbot)
    assert len(said(other)) == 4
    other.close()


def test_what_it_costs_stands_beside_the_name(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    session.settings.set("monthly_budget_usd", 100)
    choose_tuned(page, session, beside=True)
    page.row.put(1, make_model("openai", "gpt-4o-mini-2024-07-18"))
    session.script = Model()
    ask(page, "How do I begin?")
    wait_until_idle(page, qtbot)
    assert "so far" in page.talks[1].spent.text() and page.talks[0].spent.text() == ""


def test_a_run_leads_to_its_model(page: ChatPage, session: ScriptedSession) -> None:
    first = add_run(session)
    second = add_run(session, "ft:rehearsal-tiny:studio:mentor:2")
    page.arrive(Destination("chat", number=first))
    assert page.talks[0].heading.text().endswith(TUNED)
    page.arrive(Destination("chat", number=second))
    assert page.talks[0].heading.text().endswith(":2")
    left = page.row.boxes[0]
    titles = [left.itemText(index) for index in range(left.count())]
    assert f"the base · {BASE}" in titles, "the base itself can be talked to as well"


def test_a_comparison_leads_to_a_talk_with_both(page: ChatPage, session: ScriptedSession) -> None:
    both = make_model("local", "one"), make_model("local", "two")
    page.arrive(Destination("chat", contestants=both))
    assert page.row.partners() == list(both) and page.all.isVisible()


def test_the_question_that_was_compared_is_at_hand_in_the_talk(
    page: ChatPage, session: ScriptedSession
) -> None:
    both = make_model("local", "one"), make_model("local", "two")
    with session.library.transaction():
        number = session.library.comparisons.insert(both, [QuestionDraft("How do I begin?")])
    question = session.library.comparisons.get(number).questions[0].id
    to = Destination("chat", comparison=number, question=question, contestants=both)
    page.arrive(to)
    assert page.question.toPlainText() == "How do I begin?"
    assert page.question.textCursor().hasSelection(), "it is written over at once"
    page.question.setPlainText("And then?")
    page.arrive(to)
    assert page.question.toPlainText() == "And then?", "what was begun stays"
    assert "sends it" in page.question.placeholderText()


def test_a_talk_outlives_a_refresh_and_closing_the_window_hangs_up(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    choose_tuned(page, session, beside=True)
    streams = [SilentStream(), SilentStream()]
    session.script = Model(*streams)
    ask(page, "How do I begin?")
    qtbot.waitUntil(lambda: said(page)[-1] == said(page, 1)[-1] == "Well")
    page.hide()
    page.refresh(ALL)
    page.show()
    assert said(page) == ["How do I begin?", "Well"]
    page.stop()
    assert all(stream.hung_up.is_set() for stream in streams)


def test_a_model_is_saved_into_a_new_folder(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = SaveDialog(TUNED, tmp_path / "mentor-model")
    qtbot.addWidget(dialog)
    assert dialog.list_kinds() == ["q8_0"] and dialog.save.isEnabled()
    dialog.kinds["q8_0"].setChecked(False)
    assert not dialog.save.isEnabled() and "at least one" in dialog.problem.text()
    dialog.kinds["safetensors"].setChecked(True)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    for folder in (str(tmp_path / "full"), "", "relative"):
        dialog.folder.setText(folder)
        assert not dialog.save.isEnabled()
    dialog.folder.setText(str(tmp_path / "new"))
    assert dialog.save.isEnabled()
    assert (dialog.read_folder(), dialog.list_kinds()) == (tmp_path / "new", ["safetensors"])
    dialog.show()
    with qtbot.waitSignal(dialog.accepted):  # and not the question where the folder is made
        qtbot.keyClick(dialog.kinds["f16"], Qt.Key.Key_Return)


def test_models_here_are_shown_with_their_size_and_taken_away(qtbot: QtBot) -> None:
    dialog = ModelsDialog()
    qtbot.addWidget(dialog)
    dialog.show_models(
        [
            LocalModel("rehearsal-tiny", "rehearsal", 2_000_000, removable=False),
            LocalModel("smol", "base", 1_269_000_000, licence="Apache-2.0"),
        ]
    )
    assert dialog.table.item(1, 2).text() == "1.3 GB"
    assert dialog.total.text() == "1.3 GB together"
    assert not dialog.remove.isEnabled()
    dialog.choose("rehearsal-tiny")
    assert not dialog.remove.isEnabled(), "it is made anew whenever it is needed"
    dialog.choose("smol")
    with qtbot.waitSignal(dialog.removed) as gone:
        dialog.remove.click()
    assert gone.args == ["smol"]
    dialog.show_problem("It is needed.")
    assert not dialog.problem.isHidden()


def test_the_page_lists_what_the_engine_has(page: ChatPage, qtbot: QtBot) -> None:
    page.show_models()
    dialog = page.findChild(ModelsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 1)
    assert dialog.table.item(0, 0).text() == "rehearsal-tiny"
    dialog.close()
