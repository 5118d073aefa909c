"""Chat: one question to any two models side by side, or to one alone."""

from __future__ import annotations

import random

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.domain.comparison import Contestant
from studio.domain.work import Change, Changes
from studio.i18n import N_, _
from studio.services.comparison.asking import read_system
from studio.services.comparison.contestants import suggest_untrained
from studio.services.models import here
from studio.services.models.chat import (
    KeptAnswer,
    describe_partner,
    find_base,
    keep_pair,
    keep_question,
    list_partners,
)
from studio.services.session import Session
from studio.ui.chat.chat_commands import COMMANDS
from studio.ui.chat.conversation import Conversation, TalkView
from studio.ui.chat.keep_dialog import NEW_SET, PAIR, KeepDialog, Wish, apply_wish
from studio.ui.chat.models_shelf import ModelsShelf
from studio.ui.chat.partner_dialog import PartnerDialog
from studio.ui.chat.partner_row import LEFT, PartnerRow
from studio.ui.chat.talk import Talk
from studio.ui.destination import Destination
from studio.ui.page import Page
from studio.ui.save_model import save_model
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.empty_page import EmptyPage
from studio.ui.widgets.label import page_title
from studio.ui.widgets.layout import lay_out, make_column, make_row

QUESTION_HEIGHT = 76
SEND = "Ctrl+Return"
"""Return alone begins a new line: it also ends what an input method composes."""
"""Pixels of the field one writes in: three lines."""


class ChatPage(Page):
    """Above whom one talks to, in the middle what was said, below what one says."""

    name = "chat"
    title = N_("Chat")
    commands = COMMANDS

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._build()
        self.conversation = Conversation(self)
        self.shelf = ModelsShelf(self)
        self._connect()

    def _build(self) -> None:
        self.row = PartnerRow()
        self.names_button = make_button("showNames", _("Show the names"), command="show-names")
        self.new_button = make_button("newTalk", _("New chat"), command="new-talk")
        self.save_button = make_button("saveModel", _("Save model…"), command="save-model")
        self.models_button = make_button("showModels", _("Models here…"), command="show-models")
        self.talks = (Talk("talk"), Talk("rivalTalk"))
        self.question = QPlainTextEdit()
        self.question.setObjectName("question")
        self.question.setAccessibleName(_("Your question"))
        keys = QKeySequence(SEND).toString(QKeySequence.SequenceFormat.NativeText)
        self.question.setPlaceholderText(
            _("Ask what somebody would ask the mentor; {keys} sends it").format(keys=keys)
        )
        self.question.setTabChangesFocus(True)
        self.question.setFixedHeight(QUESTION_HEIGHT)
        self.send_button = make_button("send", _("Send"), PRIMARY, tip=SEND)
        self.stop_button = make_button("stopAnswers", _("Stop"), command="stop-answers")
        self.nothing = EmptyPage()
        self.nothing.show_words(
            _("No model to talk to yet"),
            _("A model that was trained from this library answers here, with its base beside it."),
            _("Go to Training"),
            _("Talk to a model before training…"),
            destination=Destination("training"),
        )
        head = make_row(
            page_title(_(self.title)),
            None,
            self.row.blind,
            self.names_button,
            self.new_button,
            self.save_button,
            self.models_button,
            spacing=8,
        )
        left, right = self.talks
        talks = make_row((left, 1), (right, 1), spacing=12)
        buttons = make_column(self.send_button, self.stop_button, None)
        below = make_row((self.question, 1), buttons, spacing=12)
        self.all = lay_out(QWidget(), make_column(self.row, (talks, 1), below, spacing=12))
        self.lay_out(head, make_column((self.all, 1), (self.nothing, 1)))

    def _connect(self) -> None:
        self.row.changed.connect(self.begin)
        self.row.another_wanted.connect(self.choose_another)
        self.conversation.changed.connect(self._show_state)
        self.send_button.clicked.connect(self.send)
        self.stop_button.clicked.connect(self.stop_answers)
        self.new_button.clicked.connect(self.begin)
        self.names_button.clicked.connect(self.show_names)
        self.save_button.clicked.connect(self.save_model)
        self.models_button.clicked.connect(self.show_models)
        self.nothing.go.connect(self.go)
        self.nothing.other_clicked.connect(lambda: self.choose_another(LEFT))
        for talk in self.talks:
            talk.kept.connect(lambda number, talk=talk: self.keep_turn(talk, number))
        send = QShortcut(QKeySequence(SEND), self.question)
        send.setContext(Qt.ShortcutContext.WidgetShortcut)
        send.activated.connect(self.send)

    # -- what it shows ------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        if changes.touches(Change.RUNS, Change.COMPARISONS):
            self._show_partners()
        if changes.touches(Change.SETTINGS, Change.PAIRS):
            self._show_names()

    def arrive(self, destination: Destination) -> None:
        """Talk to those who are wanted, or to the model of a run, with its base beside it where
        that costs nothing."""
        partners = list_partners(self.session)
        self.row.show_partners(partners)
        if isinstance(destination.view, TalkView):
            self._restore(destination.view)
            return
        if destination.contestants:
            left, *others = destination.contestants
            self.row.choose(left, next(iter(others), None))
            self._begin_question(destination)
            return
        for partner in partners:
            if partner.run == destination.number and partner.step is None:
                self.row.choose(partner, self._find_free_base(partner))
                break
        self._show_partners()

    def _begin_question(self, destination: Destination) -> None:
        """The question that was compared is at hand, to be asked again or written over."""
        if destination.comparison is None or self.question.toPlainText().strip():
            return
        record = self.session.library.comparisons.get(destination.comparison)
        texts = (each.text for each in record.questions if each.id == destination.question)
        self.question.setPlainText(next(texts, ""))
        self.question.selectAll()

    def place(self) -> Destination | None:
        view = self.conversation.describe()
        return Destination(self.name, view=view) if view.partners else None

    def _restore(self, view: TalkView) -> None:
        """Go on with a talk of the window before this one, at the same sides."""
        left, *others = view.partners
        self.row.blind.setChecked(view.is_blind)
        self.row.choose(left, next(iter(others), None))
        self.conversation.restore(view, self.talks)
        self._show_names()

    def focus_widget(self) -> QWidget:
        return self.question

    def has_turns(self) -> bool:
        """Whether something was said that a new talk would forget."""
        return self.conversation.has_turns()

    def can_keep(self) -> bool:
        """Whether an answer is over that could be kept."""
        return not self.conversation.is_busy() and any(talk.list_exchanges() for talk in self.talks)

    def can_stop(self) -> bool:
        return self.conversation.is_busy()

    def can_show_names(self) -> bool:
        """Whether somebody answered who is not named."""
        return self.conversation.is_blind and self.can_keep()

    def can_save(self) -> bool:
        """Whether the model one talks to is a file on this computer."""
        partners = self.row.partners()
        return bool(partners) and here.keeps_models(self.session, partners[0].endpoint)

    def _find_free_base(self, partner: Contestant) -> Contestant | None:
        base = find_base(self.session, partner)
        is_free = base is not None and self.session.capabilities(base.endpoint).free
        return base if is_free else None

    def _show_partners(self) -> None:
        before, partners = self.row.partners(), list_partners(self.session)
        self.row.show_partners(partners)
        if not before and partners:
            self.row.choose(partners[0], self._find_free_base(partners[0]))
        self._show_state()

    def _show_state(self) -> None:
        """What can be done now, and whether there is anybody to talk to."""
        is_anybody = bool(self.row.partners())
        self.all.setVisible(is_anybody)
        self.nothing.setVisible(not is_anybody)
        is_busy = self.conversation.is_busy()
        self.send_button.setEnabled(not is_busy and is_anybody)
        self.stop_button.setEnabled(is_busy)
        self.new_button.setEnabled(self.has_turns())
        self.names_button.setVisible(self.conversation.is_blind)
        self.names_button.setEnabled(self.can_show_names())
        self.save_button.setEnabled(self.can_save())

    def _show_names(self) -> None:
        sides = self.conversation.sides
        for number, side in enumerate(sides, 1):
            if self.conversation.is_blind:
                side.talk.name(_("Answer {n}").format(n=number))
            else:
                system = read_system(self.session, side.partner) or _("none")
                about = _("System message: {text}").format(text=system)
                is_plain = [each.partner for each in sides] == self.row.partners()
                side.talk.name(describe_partner(side.partner), about, is_plain=is_plain)

    # -- actions ------------------------------------------------------------------------------

    def begin(self) -> None:
        """Forget what was said and begin anew, with the models that are chosen."""
        partners, is_blind = self.row.partners(), self.row.is_blind()
        if is_blind:
            random.SystemRandom().shuffle(partners)
        self.conversation.begin(partners, self.talks, is_blind=is_blind)
        for number, talk in enumerate(self.talks):
            talk.setVisible(number < len(partners))
        self._show_names()
        self._show_state()

    def send(self) -> None:
        """Ask what was written, each model that is talked to."""
        text = self.question.toPlainText().strip()
        if text and self.conversation.sides and not self.conversation.is_busy():
            # The field is free for the next question while this one is answered.
            self.question.clear()
            self.conversation.ask(text)

    def stop_answers(self) -> None:
        """Hang up; what was said until then stays."""
        self.conversation.stop()

    def show_names(self) -> None:
        """Say who is who in this talk."""
        if self.can_show_names():
            self.conversation.show_names()
            self._show_names()
            self._show_state()

    def choose_another(self, side: int) -> None:
        """Ask for a model that is not on the list, for the left side (0) or the right one."""
        partners = self.row.partners()
        beginning = partners[-1] if partners else suggest_untrained(self.session)
        dialog = PartnerDialog(self.session, beginning, self)
        dialog.accepted.connect(lambda: self.row.put(side, dialog.read_partner()))
        dialog.open()

    def keep_answer(self) -> None:
        """Keep the newest question, with the answer of the left side or else of the right one."""
        if not self.can_keep():
            return
        talk = next(talk for talk in self.talks if talk.list_exchanges())
        answers = [n for n, turn in enumerate(talk.turns) if n % 2 and turn.text.text()]
        self.keep_turn(talk, answers[-1])

    def keep_turn(self, talk: Talk, number: int) -> None:
        """Ask what is kept of an answer, and where."""
        question, answer = (talk.turns[n].text.text() for n in (number - 1, number))
        side, other = self.conversation.part(talk)
        beside = other.talk.turns[number].text.text() if other else ""
        source = KeptAnswer(
            question,
            answer,
            tuple(talk.list_exchanges(number - 1)),
            side.partner.model,
            beside,
            other.partner.model if other else "",
        )
        sets = self.session.library.question_sets.list()
        dialog = KeepDialog(question, answer, sets, self, turns=len(source.before), other=beside)
        dialog.accepted.connect(lambda: self._keep(dialog.read_wish(), source))
        dialog.open()

    def _keep(self, wish: Wish, answer: KeptAnswer) -> None:
        if wish.place == PAIR:
            pair = apply_wish(wish, answer)
            self.run(
                lambda session: keep_pair(session, pair),
                lambda _pair: self.message.emit(_("Kept as a draft; it waits in Review.")),
            )
            return
        number = None if wish.place == NEW_SET else int(wish.place)
        self.run(
            lambda session: keep_question(
                session, wish.question, wish.answer, number=number, name=wish.name
            ),
            lambda fresh: self.message.emit(
                _("Kept as a question.") if fresh else _("The set has this question already.")
            ),
        )

    def save_model(self) -> None:
        """Save the model one talks to, to run it elsewhere."""
        if not self.can_save():
            return
        chosen = self.row.partners()[0]
        if save_model(self, chosen.endpoint, chosen.model, self._show_state):
            self.save_button.setEnabled(False)

    def show_models(self) -> None:
        """Show what is on this computer, with its size, to take away what is not needed."""
        self.shelf.open([partner.endpoint for partner in self.row.partners()])
