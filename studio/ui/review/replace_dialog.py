"""Find and replace in the pairs of a filter: every change is seen before it is made."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from studio.domain.errors import CuratorError
from studio.i18n import N_, _, plural
from studio.services.pairs.replace import Scope, find_pairs, make_rewrite, replace_in_pairs
from studio.services.session import Session
from studio.text.excerpts import quote
from studio.text.replacing import Replacing
from studio.text.similarity.word_diff import diff_words
from studio.ui.page import Page
from studio.ui.widgets.button import PRIMARY, make_button
from studio.ui.widgets.card import Card
from studio.ui.widgets.combo import combo
from studio.ui.widgets.diff_text import DiffText
from studio.ui.widgets.label import set_tone, words
from studio.ui.widgets.latest_work import LatestWork
from studio.ui.widgets.layout import lay_out, make_column, make_row
from studio.ui.widgets.split import Split

LOOK_AFTER_MS = 250
MOST = 500
"""Changes that are listed; the others are counted, and made as well."""
SCOPES = {
    Scope.BOTH: N_("Questions and answers"),
    Scope.PROMPTS: N_("Questions"),
    Scope.ANSWERS: N_("Answers"),
}
NUMBER = Qt.ItemDataRole.UserRole


class ReplaceDialog(QDialog):
    """Emits ``confirmed`` with the ids, the rule and the scope when the changes are to be made."""

    confirmed = Signal(object, object, object)

    def __init__(self, session: Session, ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Replace"))
        self.setMinimumSize(680, 420)
        self.resize(880, 600)
        self._session, self._ids = session, ids
        self._numbers: array[int] = array("q")
        self._work = LatestWork(session, self)
        self._work.ready.connect(self._show_changes)
        self._work.failed.connect(self._show_fault)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_AFTER_MS)
        self._timer.timeout.connect(self.look)
        self._build()
        self._show_idle()

    def _build(self) -> None:
        self.find_field = self._make_field("find", _("Find"))
        self.replacement = self._make_field("replacement", _("Replace by"))
        self.scope = combo(
            "scope",
            _("Where"),
            [(scope, _(text)) for scope, text in SCOPES.items()],
            letters=19,
        )
        self.scope.activated.connect(lambda _row: self._timer.start())
        self.regex = self._make_box("regex", _("Regular expression"))
        self.case = self._make_box("case", _("Match case"))
        self.whole_words = self._make_box("whole-words", _("Whole words"))
        self.verdict = words("", "muted", wrap=True)
        self.changes = QListWidget()
        self.changes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.changes.setObjectName("changes")
        self.changes.setAccessibleName(_("Pairs that change"))
        self.changes.currentItemChanged.connect(lambda item, _before: self._show_one(item))
        self.changes.itemChanged.connect(lambda _item: self._count())
        self.difference = DiffText("difference", _("What changes in this pair"))
        card = Card()
        card.body.addWidget(self.difference)
        panes = Split(
            "replace",
            Qt.Orientation.Horizontal,
            (self.changes, 2),
            (card, 3),
            settings=self._session.settings,
        )
        lay_out(
            self,
            make_column(
                self._make_form(), self.verdict, (panes, 1), self._make_buttons(), spacing=12
            ),
            16,
            16,
            16,
            16,
        )

    def _make_form(self) -> QWidget:
        find = make_column(words(_("Find"), "muted"), self.find_field, spacing=4)
        by = make_column(words(_("Replace by"), "muted"), self.replacement, spacing=4)
        boxes = make_row(self.scope, self.regex, self.case, self.whole_words, None, spacing=16)
        return lay_out(QWidget(), make_column(make_row((find, 1), (by, 1), spacing=12), boxes))

    def _make_buttons(self) -> QWidget:
        self.all_button = make_button("tick-all", _("Tick all"))
        self.none_button = make_button("tick-none", _("Tick none"))
        self.all_button.clicked.connect(lambda _on=False: self._tick(True))
        self.none_button.clicked.connect(lambda _on=False: self._tick(False))
        self.close_button = make_button("close", _("Close"))
        self.close_button.clicked.connect(lambda _on=False: self.reject())
        self.replace_button = make_button("replace-all", _("Replace"), PRIMARY)
        self.replace_button.clicked.connect(lambda _on=False: self._ask())
        buttons: list[QPushButton] = [self.all_button, self.none_button]
        for button in (*buttons, self.close_button, self.replace_button):
            button.setAutoDefault(False)
        row = make_row(*buttons, None, self.close_button, self.replace_button)
        return lay_out(QWidget(), row)

    def _make_field(self, name: str, label: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setAccessibleName(label)
        field.textChanged.connect(lambda _text: self._timer.start())
        return field

    def _make_box(self, name: str, label: str) -> QCheckBox:
        box = QCheckBox(label)
        box.setObjectName(name)
        box.toggled.connect(lambda _on: self._timer.start())
        return box

    # -- what is looked for -------------------------------------------------------------------

    def rule(self) -> Replacing:
        """What is to be replaced by what."""
        return Replacing(
            self.find_field.text(),
            self.replacement.text(),
            self.regex.isChecked(),
            self.case.isChecked(),
            self.whole_words.isChecked(),
        )

    def look(self) -> None:
        """Find what would change, off the window's thread."""
        self._timer.stop()
        rule, scope, ids = self.rule(), Scope(self.scope.currentData()), self._ids
        if not rule.find:
            self._show_idle()
            return
        self._work.ask(lambda session: find_pairs(session, ids, rule, scope))

    def busy(self) -> bool:
        """Whether what is shown is not yet what would change."""
        return self._timer.isActive() or self._work.is_busy()

    # -- what is shown ------------------------------------------------------------------------

    def _show_idle(self) -> None:
        count = len(self._ids)
        line = plural("{n} pair is searched.", "{n} pairs are searched.", count)
        self._clear(line.format(n=f"{count:,}"), "muted")

    def _show_fault(self, line: str) -> None:
        self._clear(line, "bad")

    def _clear(self, line: str, tone: str) -> None:
        self._numbers = array("q")
        self.changes.clear()
        self.difference.clear()
        self.verdict.setText(line)
        set_tone(self.verdict, tone)
        self._enable()

    def _show_changes(self, numbers: array[int]) -> None:
        rewrite = make_rewrite(self.rule(), Scope(self.scope.currentData()))
        self._clear("", "muted")
        self._numbers = numbers
        self.changes.blockSignals(True)
        try:
            for rewriting in map(rewrite, self._session.library.pairs.list(numbers[:MOST])):
                pair = rewriting.pair
                text = rewriting.prompt if rewriting.prompt != pair.prompt else rewriting.answer
                item = QListWidgetItem(quote(pair.prompt or text))
                item.setData(NUMBER, pair.id)
                item.setCheckState(Qt.CheckState.Checked)
                self.changes.addItem(item)
        except CuratorError as error:
            self._show_fault(str(error))
            return
        finally:
            self.changes.blockSignals(False)
        self.changes.setCurrentRow(0)
        self._count()

    def _show_one(self, item: QListWidgetItem | None) -> None:
        self.difference.clear()
        if item is None:
            return
        rewrite = make_rewrite(self.rule(), Scope(self.scope.currentData()))
        for pair in self._session.library.pairs.list([item.data(NUMBER)]):
            try:
                _pair, prompt, answer = rewrite(pair)
            except CuratorError:
                return
            texts = ((_("Question"), pair.prompt, prompt), (_("Answer"), pair.answer, answer))
            self.difference.show_sections(
                (name, diff_words(before, after)) for name, before, after in texts
            )

    def _items(self) -> list[QListWidgetItem]:
        return [self.changes.item(row) for row in range(self.changes.count())]

    def selection(self) -> array[int]:
        """Pairs in which the change is to be made: those with a tick, and what is not listed."""
        left = {
            item.data(NUMBER)
            for item in self._items()
            if item.checkState() is Qt.CheckState.Unchecked
        }
        return array("q", (number for number in self._numbers if number not in left))

    def _tick(self, on: bool) -> None:
        self.changes.blockSignals(True)
        for item in self._items():
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.changes.blockSignals(False)
        self._count()

    def _count(self) -> None:
        total, ticked = len(self._numbers), len(self.selection())
        if not total:
            self.verdict.setText(_("Nothing in these pairs is changed by it."))
        elif total > self.changes.count():
            line = _("{n:,} of {total:,} pairs change. The first {shown:,} are listed.")
            self.verdict.setText(line.format(n=ticked, total=total, shown=self.changes.count()))
        else:
            line = plural("{n} of {total} pair changes.", "{n} of {total} pairs change.", total)
            self.verdict.setText(line.format(n=f"{ticked:,}", total=f"{total:,}"))
        self._enable()

    def _enable(self) -> None:
        self.replace_button.setEnabled(len(self.selection()) > 0)
        for button in (self.all_button, self.none_button):
            button.setEnabled(self.changes.count() > 0)

    def _ask(self) -> None:
        if self.busy() or not len(self.selection()):
            return
        self.confirmed.emit(self.selection(), self.rule(), Scope(self.scope.currentData()))
        self.accept()

    def done(self, result: int) -> None:
        """However it is closed, nothing reads the library any more."""
        self._timer.stop()
        self._work.stop()
        super().done(result)


def open_replacing(page: Page, ids: Sequence[int], tell: Callable[[str, int], object]) -> None:
    """Open the dialog over these pairs, and do what is confirmed there; ``tell`` says how many
    pairs it changed."""

    def replace(ids: Sequence[int], rule: Replacing, scope: Scope) -> None:
        page.run(
            lambda session: replace_in_pairs(session, ids, rule, scope),
            lambda count: tell(
                plural("{n} pair was changed.", "{n} pairs were changed.", count), count
            ),
            in_turn=True,
        )

    dialog = ReplaceDialog(page.session, ids, page.window())
    dialog.confirmed.connect(replace)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
