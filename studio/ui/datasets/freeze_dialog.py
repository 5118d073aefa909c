"""The dialog before a version is frozen: its name, what is held out, and, folded, which rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from studio.domain.dataset import Recipe
from studio.i18n import N_, _, add_in_brackets, plural
from studio.services.versions.recipe import ORDER_WORDS
from studio.ui.widgets.button import QUIET, make_button
from studio.ui.widgets.combo import combo
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import lay_out, make_column
from studio.ui.widgets.spin import SpinBox

GROUPS = (
    ("book", N_("whole books (chapters, if there are too few books)")),
    ("author", N_("whole authors (books, if there are too few authors)")),
    ("chapter", N_("whole chapters")),
    ("passage", N_("passages")),
)
KINDS = (("sft", N_("conversations")), ("dpo", N_("preferences (two answers each)")))


WIDTH = 560  # points: the longest choice is read whole


@dataclass(frozen=True)
class FreezeChoice:
    """What the curator chose."""

    name: str
    recipe: Recipe


class FreezeDialog(QDialog):
    """Asks once; ``choice()`` is what was chosen.

    ``tags`` are those in use, each with how many pairs carry it; ``authors`` those there are;
    ``held_back`` is how many accepted pairs stay out.
    """

    def __init__(
        self,
        accepted: int,
        parent: QWidget | None = None,
        *,
        tags: Sequence[tuple[str, int]] = (),
        authors: Sequence[str] = (),
        held_back: int = 0,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Freeze version"))
        self.setMinimumWidth(WIDTH)
        self._make_fields(bool(tags))
        self._make_folded_fields(tags, authors)
        self.more = make_button("freezeMore", _("More choices"), QUIET)
        self.more.setStyleSheet("QPushButton { padding-left: 0; text-align: left; }")
        self.more.setCheckable(True)
        # Return in the name freezes; it would press this button, which stands before the other.
        self.more.setAutoDefault(False)
        self.more.toggled.connect(self._fold)
        self._make_form()
        text = _("The {n:,} accepted pairs are copied into a numbered version that never changes.")
        heading = words(text.format(n=accepted))
        body = make_column(heading, self._form, None, self._make_buttons(), spacing=12)
        if held_back:
            text = plural(
                "{n} more is held back and stays out.",
                "{n} more are held back and stay out.",
                held_back,
            )
            body.insertWidget(1, words(text.format(n=f"{held_back:,}"), "muted"))
        lay_out(self, body, 20, 20, 20, 20)
        self._fold(False)

    def _make_fields(self, has_tags: bool) -> None:
        self.name = QLineEdit()
        self.name.setObjectName("freezeName")
        self.name.setMaxLength(80)
        self.name.setPlaceholderText(_("for example, what is new in it"))
        self.share = _number("freezeShare", _("Share for validation"), 50, 10)
        self.share.setSuffix("%")
        self.group = _wide("freezeGroup", _("Hold out by"), _translate(GROUPS))
        self.stratify = QCheckBox(_("Same share of every tag in both sets"))
        self.stratify.setObjectName("freezeStratify")
        self.stratify.setEnabled(has_tags)
        self.stratify.setChecked(has_tags)

    def _make_folded_fields(self, tags: Sequence[tuple[str, int]], authors: Sequence[str]) -> None:
        counted = [(tag, add_in_brackets(tag, f"{pairs:,}")) for tag, pairs in tags]
        named = [(author, author) for author in authors]
        self.kind = _wide("freezeKind", _("Rows"), _translate(KINDS))
        self.tag = _wide("freezeTag", _("Only with tag"), [("", _("all pairs")), *counted])
        self.without = _wide(
            "freezeWithout", _("Without tag"), [("", _("leave none out")), *counted]
        )
        self.author = _wide("freezeAuthor", _("Only author"), [("", _("all authors")), *named])
        self.cap = _number("freezeCap", _("Most pairs of one author"), 1_000_000, 0)
        self.cap.setSpecialValueText(_("no limit"))
        self.order = _wide("freezeOrder", _("Order"), _translate(ORDER_WORDS.items()))
        self.seed = _number("freezeSeed", _("Random seed"), 2_147_483_647, 0)

    def _make_buttons(self) -> QDialogButtonBox:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        freeze = self.buttons.addButton(_("Freeze version"), QDialogButtonBox.ButtonRole.AcceptRole)
        freeze.setObjectName("freeze")
        freeze.setProperty("kind", "primary")
        freeze.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        return self.buttons

    def _make_form(self) -> None:
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        folded = (
            (_("Rows"), self.kind),
            (_("Only with tag"), self.tag),
            (_("Without tag"), self.without),
            (_("Only author"), self.author),
            (_("At most per author"), self.cap),
            (_("Order"), self.order),
            (_("Seed"), self.seed),
        )
        for label, field in (
            (_("Name"), self.name),
            (_("Held out for validation"), self.share),
            (_("Hold out by"), self.group),
            (_("Tags"), self.stratify),
            ("", self.more),
            *folded,
        ):
            caption = QLabel(label)
            caption.setMinimumWidth(130)
            self._form.addRow(caption, field)
            caption.setBuddy(field)
        self._folded = [field for _label, field in folded]

    def _fold(self, unfolded: bool) -> None:
        self.more.setText(_("Fewer choices") if unfolded else _("More choices"))
        for field in self._folded:
            self._form.setRowVisible(field, unfolded)
        self.adjustSize()

    def choice(self) -> FreezeChoice:
        return FreezeChoice(
            self.name.text().strip(),
            Recipe(
                validation=self.share.value() / 100,
                group=str(self.group.currentData()),
                seed=self.seed.value(),
                stratify=self.stratify.isChecked(),
                order=str(self.order.currentData()),
                profile=str(self.kind.currentData()),
                tag=str(self.tag.currentData()),
                without=str(self.without.currentData()),
                author=str(self.author.currentData()),
                cap=self.cap.value(),
            ),
        )


def _translate(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, _(text)) for value, text in choices]


def _wide(name: str, label: str, choices: Iterable[tuple[object, str]]) -> QComboBox:
    box = combo(name, label, choices, letters=24)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return box


def _number(name: str, label: str, most: int, value: int) -> SpinBox:
    box = SpinBox(name, label)
    box.lineEdit().setTextMargins(8, 0, 0, 0)
    box.setRange(0, most)
    box.setGroupSeparatorShown(True)
    box.setValue(value)
    return box
