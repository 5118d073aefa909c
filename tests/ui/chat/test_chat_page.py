"""Chat: the tuned model answers at once, its base beside it, and can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from studio.domain.errors import EndpointError
from studio.domain.local_model import LocalModel
from studio.domain.run import Hyperparameters, RunStatus
from studio.domain.work import Change, Changes
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.settings.settings import Settings
from studio.ui.chat.chat_page import ChatPage
from studio.ui.chat.models_dialog import ModelsDialog
from studio.ui.chat.save_dialog import SaveDialog
from studio.ui.destination import Destination
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
    qtbot.waitUntil(lambda: page.send_button.isEnabled() and not page.busy(), timeout=5_000)


def said(page: ChatPage) -> list[str]:
    return [turn.text.text() for turn in page.tuned.turns]


def test_without_a_tuned_model_the_page_leads_to_training(page: ChatPage, qtbot: QtBot) -> None:
    assert page.nothing.isVisible() and not page.all.isVisible()
    with qtbot.waitSignal(page.go) as gone:
        page.nothing.button.click()
    assert gone.args == [Destination("training")]


def test_a_talk_goes_on_from_what_was_said(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    add_run(session)
    review.set_system(session, "You are a mentor.")
    page.refresh(ALL)
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
    assert "You are a mentor." in page.system.text()
    page.begin()
    assert said(page) == []


def test_the_base_answers_beside_it(page: ChatPage, session: ScriptedSession, qtbot: QtBot) -> None:
    add_run(session)
    page.refresh(ALL)
    session.script = Model()
    page.beside.setChecked(True)
    ask(page, "How do I begin?")
    wait_until_idle(page, qtbot)
    assert sorted(model for _text, model in session.script.questions) == [TUNED, BASE]
    assert [turn.text.text() for turn in page.base.turns] == said(page)
    assert page.base.isVisible() and BASE in page.base.heading.text()


def test_an_answer_is_stopped_and_what_was_said_stays(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    add_run(session)
    page.refresh(ALL)
    stream = SilentStream()
    session.script = Model(stream)
    ask(page, "How do I begin?")
    qtbot.waitUntil(lambda: said(page) == ["How do I begin?", "Well"], timeout=5_000)
    assert not page.send_button.isEnabled() and page.stop_button.isEnabled()
    page.stop_button.click()
    wait_until_idle(page, qtbot)
    assert stream.hung_up.is_set()
    assert page.tuned.turns[1].foot.text() == "Stopped"


def test_a_model_that_fails_says_why_below_the_question(
    page: ChatPage, session: ScriptedSession, qtbot: QtBot
) -> None:
    add_run(session)
    page.refresh(ALL)
    session.script = Model(Stream(fails=EndpointError("The model is gone.")))
    ask(page, "How do I begin?")
    wait_until_idle(page, qtbot)
    assert page.tuned.turns[1].foot.text() == "The model is gone."
    ask(page, "Again?")
    wait_until_idle(page, qtbot)
    assert said(page)[-1] == "Begin."


def test_a_run_leads_to_its_model(page: ChatPage, session: ScriptedSession) -> None:
    first = add_run(session)
    second = add_run(session, "ft:rehearsal-tiny:studio:mentor:2")
    page.arrive(Destination("chat", number=first))
    assert page.tuned.heading.text().endswith(TUNED)
    page.arrive(Destination("chat", number=second))
    assert page.tuned.heading.text().endswith(":2")
    titles = [page.partner.itemText(index) for index in range(page.partner.count())]
    assert titles[-1] == BASE, "the base itself can be talked to as well"


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
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 1, timeout=10_000)
    assert dialog.table.item(0, 0).text() == "rehearsal-tiny"
    dialog.close()
