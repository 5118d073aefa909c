"""Chat: talk to a tuned model right away, with its base beside it where one wants to see."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QPlainTextEdit, QWidget

from studio.domain.work import Change, Changes, Done, Progress
from studio.i18n import N_, _
from studio.services.answers import Reply
from studio.services.models import here
from studio.services.models.chat import AnswerPiece, Partner, answer, begin_talk, list_partners
from studio.services.session import Session
from studio.ui.chat.models_dialog import ModelsDialog
from studio.ui.chat.save_dialog import SaveDialog
from studio.ui.chat.talk import MODEL, PERSON, Talk, Turn
from studio.ui.commands import ACTIONS, Command
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.combo import combo
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.label import ElidedLabel, page_title
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.worker import Task

QUESTION_HEIGHT = 76
"""Pixels of the field one writes in: three lines."""


class ChatPage(Page):
    """Above whom one talks to, in the middle what was said, below what one says."""

    name = "chat"
    title = N_("Chat")
    commands = (
        Command(
            "new-talk",
            N_("New talk"),
            "Ctrl+F4",
            ACTIONS,
            "begin",
            enabled="has_turns",
            local=True,
        ),
        Command(
            "save-model", N_("Save model…"), "Ctrl+F3", ACTIONS, "save_model", enabled="can_save"
        ),
        Command(
            "show-models", N_("Models on this computer…"), "Ctrl+Shift+Q", ACTIONS, "show_models"
        ),
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._partners: list[Partner] = []
        self._asked: dict[Task, Turn] = {}
        self._build()
        self.partner.currentIndexChanged.connect(lambda _i: self.begin())
        self.beside.toggled.connect(lambda _on: self.begin())
        self.send_button.clicked.connect(self.send)
        self.stop_button.clicked.connect(self.stop_answers)
        self.new_button.clicked.connect(self.begin)
        self.save_button.clicked.connect(self.save_model)
        self.models_button.clicked.connect(self.show_models)
        send = QShortcut(QKeySequence("Ctrl+Return"), self.question)
        send.setContext(Qt.ShortcutContext.WidgetShortcut)
        send.activated.connect(self.send)

    def _build(self) -> None:
        self.partner = combo("partner", _("Model"), letters=44)
        self.beside = QCheckBox(_("Its base beside it"))
        self.new_button = make_button("newTalk", _("New talk"), command="new-talk")
        self.save_button = make_button("saveModel", _("Save model…"), command="save-model")
        self.models_button = make_button("showModels", _("Models here…"), command="show-models")
        self.system = ElidedLabel("", "muted")
        self.tuned, self.base = Talk("talk"), Talk("baseTalk")
        self.base.hide()
        self.question = QPlainTextEdit()
        self.question.setObjectName("question")
        self.question.setAccessibleName(_("Your question"))
        self.question.setPlaceholderText(_("Ask what somebody would ask the mentor"))
        self.question.setTabChangesFocus(True)
        self.question.setFixedHeight(QUESTION_HEIGHT)
        self.send_button = make_button("send", _("Send"), PRIMARY, tip="Ctrl+Return")
        self.stop_button = make_button("stopAnswers", _("Stop"))
        self.stop_button.setEnabled(False)
        self.nothing = EmptyPage()
        self.nothing.go.connect(self.go)
        self.nothing.show_words(
            _("Nobody to talk to yet"),
            _("A model that was trained from this library answers here, with its base beside it."),
            _("Go to Training"),
            destination=Destination("training"),
        )
        head = make_row(
            page_title(_(self.title)), None, self.save_button, self.models_button, spacing=8
        )
        whom = make_row(self.partner, self.beside, None, self.new_button, spacing=12)
        buttons = make_column(self.send_button, self.stop_button, None)
        talks = make_row((self.tuned, 1), (self.base, 1), spacing=12)
        below = make_row((self.question, 1), buttons, spacing=12)
        self.all = lay_out(QWidget(), make_column(whom, self.system, (talks, 1), below, spacing=12))
        self.lay_out(head, make_column((self.all, 1), (self.nothing, 1)))

    # -- what it shows ------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        if changes.touches(Change.RUNS):
            self._show_partners()
        if changes.touches(Change.SETTINGS, Change.PAIRS, Change.RUNS):
            self._show_system()

    def arrive(self, destination: Destination) -> None:
        """Talk to the model of a run."""
        self._show_partners()
        numbers = [partner.run for partner in self._partners]
        if destination.number in numbers:
            self.partner.setCurrentIndex(numbers.index(destination.number))

    def focus_widget(self) -> QWidget:
        return self.question

    def has_turns(self) -> bool:
        """Whether something was said that a new talk would forget."""
        return bool(self.tuned.turns)

    def _show_partners(self) -> None:
        partners = list_partners(self.session)
        if partners != self._partners:
            chosen = self._partner()
            self._partners = partners
            self.partner.blockSignals(True)
            self.partner.clear()
            self.partner.addItems([partner.title for partner in partners])
            self.partner.setCurrentIndex(partners.index(chosen) if chosen in partners else 0)
            self.partner.blockSignals(False)
            if self._partner() != chosen:
                self.begin()
        self.all.setVisible(bool(partners))
        self.nothing.setVisible(not partners)

    def _show_system(self) -> None:
        messages = begin_talk(self.session)
        system = str(messages[0]["content"]) if messages else _("none")
        self.system.setText(_("System message: {text}").format(text=system))

    def _partner(self) -> Partner | None:
        index = self.partner.currentIndex()
        return self._partners[index] if 0 <= index < len(self._partners) else None

    def can_save(self) -> bool:
        """Whether the model one talks to is a file on this computer."""
        chosen = self._partner()
        return bool(chosen and here.keeps_models(self.session, chosen.endpoint))

    # -- actions ------------------------------------------------------------------------------

    def save_model(self) -> None:
        """Save the model one talks to, to run it elsewhere."""
        chosen = self._partner()
        if chosen is None or not self.can_save():
            return
        folder = self.session.library.path.with_name(f"{self.session.library.name}-model")
        dialog = SaveDialog(chosen.model, folder, self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        folder, kinds = dialog.read_folder(), dialog.list_kinds()
        self.save_button.setEnabled(False)
        self.run(
            lambda session: here.save_model(session, chosen.endpoint, chosen.model, folder, kinds),
            lambda saved: self.message.emit(_("Saved in {folder}").format(folder=saved.folder)),
            on_end=lambda: self.save_button.setEnabled(True),
        )

    def show_models(self) -> None:
        """Show what is on this computer, with its size, to take away what is not needed."""
        endpoint = self._find_shelf()
        dialog = ModelsDialog(self)

        def remove(model: str) -> None:
            self.run(
                lambda session: here.remove_model(session, endpoint, model),
                lambda _freed: fill(),
                on_error=dialog.show_problem,
            )

        def fill() -> None:
            self.run(
                lambda session: Done(Changes(), here.list_models(session, endpoint)),
                dialog.show_models,
                on_error=dialog.show_problem,
            )

        dialog.removed.connect(remove)
        dialog.open()
        fill()

    def _find_shelf(self) -> str:
        """The endpoint whose models are files here: the one of the model in view, else any."""
        chosen = self._partner()
        endpoints = [each.name for each in self.session.settings.endpoints()]
        if chosen:
            endpoints.insert(0, chosen.endpoint)
        return next(name for name in endpoints if here.keeps_models(self.session, name))

    def begin(self) -> None:
        """Forget what was said and begin anew, with the models that are chosen."""
        self.stop_answers()
        chosen = self._partner()
        for talk in (self.tuned, self.base):
            talk.clear()
        self.save_button.setEnabled(self.can_save())
        has_base = bool(chosen and chosen.base)
        self.beside.setEnabled(has_base)
        self.base.setVisible(has_base and self.beside.isChecked())
        self.tuned.name(chosen.title if chosen else "")
        self.base.name(_("Base · {model}").format(model=chosen.base) if chosen else "")

    def send(self) -> None:
        """Ask what was written; both models where the base stands beside."""
        text, chosen = self.question.toPlainText().strip(), self._partner()
        if not text or chosen is None or self._asked:
            return
        # The field is free for the next question while this one is answered.
        self.question.clear()
        self._ask(self.tuned, chosen, text)
        if not self.base.isHidden():
            self._ask(self.base, Partner(chosen.endpoint, chosen.base), text)

    def stop_answers(self) -> None:
        """Hang up; what was said until then stays."""
        for task, turn in list(self._asked.items()):
            task.cancel()
            turn.note(_("Stopped"))

    def _ask(self, talk: Talk, partner: Partner, text: str) -> None:
        talk.say(PERSON, text)
        # What was said before goes along: the model remembers nothing by itself.
        messages = [*begin_talk(self.session), *talk.messages()]
        turn = talk.say(MODEL)
        turn.note(_("Waiting for the answer …"))

        def end() -> None:
            self._asked.pop(task, None)
            self._show_busy()

        task = self.run(
            lambda session: answer(session, partner, messages),
            lambda reply: self._finish(turn, reply),
            on_progress=lambda progress: self._hear(turn, progress),
            on_error=lambda line: turn.note(line, "bad"),
            on_end=end,
        )
        self._asked[task] = turn
        self._show_busy()

    def _hear(self, turn: Turn, progress: Progress) -> None:
        if isinstance(progress, AnswerPiece) and progress.text:
            turn.note("")
            turn.add(progress.text)

    def _finish(self, turn: Turn, reply: Reply) -> None:
        cut = reply.finish_reason == "length"
        turn.note(_("It was cut here: an answer has at most so much room.") if cut else "")

    def _show_busy(self) -> None:
        self.send_button.setEnabled(not self._asked)
        self.stop_button.setEnabled(bool(self._asked))
