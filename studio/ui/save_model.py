"""Saves a model to run it elsewhere: asks as what and where, from any page that shows one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFileDialog, QLineEdit, QWidget

from studio.i18n import _
from studio.services.models import here
from studio.services.models.here import KINDS, USUAL_KINDS
from studio.ui.page import Page
from studio.ui.widgets.button import make_button
from studio.ui.widgets.label import words
from studio.ui.widgets.layout import make_column, make_row
from studio.ui.widgets.modal import show_modal

WIDTH = 520
"""Pixels."""


class SaveDialog(QDialog):
    """Kinds to choose from, and a folder that there is not yet."""

    def __init__(self, model: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Save model"))
        self.kinds = {kind: QCheckBox(_(text)) for kind, text in KINDS.items()}
        for kind, box in self.kinds.items():
            box.setObjectName(f"kind-{kind}")
            box.setChecked(kind in USUAL_KINDS)
            box.toggled.connect(self._check)
        self.folder = QLineEdit(str(folder))
        self.folder.setObjectName("saveFolder")
        self.folder.setAccessibleName(_("New folder"))
        self.folder.textChanged.connect(self._check)
        self.browse = make_button("browse", _("Choose…"))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.problem = words("", "bad", wrap=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = self.buttons.addButton(_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("kind", "primary")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        why = _(
            "Each file is read back and compared with {model}. A Modelfile with the library's "
            "system message goes along: Ollama runs it with “ollama create”."
        ).format(model=model)
        label = words(_("New folder"), "muted")
        label.setBuddy(self.folder)
        body = make_column(
            words(_("Save it to run elsewhere"), "strong"),
            words(why, "muted", wrap=True),
            *self.kinds.values(),
            label,
            make_row((self.folder, 1), self.browse),
            self.problem,
            self.buttons,
            spacing=10,
        )
        body.setContentsMargins(20, 18, 20, 16)
        self.setLayout(body)
        self.setFixedWidth(WIDTH)
        # Only a button that is in a dialog can be the one that Return presses.
        self.save.setDefault(True)
        self._check()

    def list_kinds(self) -> list[str]:
        return [kind for kind, box in self.kinds.items() if box.isChecked()]

    def read_folder(self) -> Path:
        return Path(self.folder.text().strip()).expanduser()

    def _browse(self) -> None:
        beside = self.read_folder()
        chosen = QFileDialog.getExistingDirectory(
            self, _("Where the new folder is made"), str(beside.parent)
        )
        if chosen:
            self.folder.setText(str(Path(chosen) / beside.name))

    def _check(self) -> None:
        problem = _find_problem(self.folder.text(), self.list_kinds())
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.save.setEnabled(not problem)


def save_model(page: Page, endpoint: str, model: str, on_end: Callable[[], None]) -> bool:
    """Ask how a model is saved, and save it; whether the curator wanted that."""
    library = page.session.library
    dialog = SaveDialog(model, library.path.with_name(f"{library.name}-model"), page)
    if not show_modal(dialog):
        return False
    folder, kinds = dialog.read_folder(), dialog.list_kinds()
    page.run(
        lambda session: here.save_model(session, endpoint, model, folder, kinds),
        lambda saved: page.message.emit(_("Saved in {folder}").format(folder=saved.folder)),
        on_end=on_end,
        title=_("Saving {model}").format(model=model),
        result=lambda saved: _("Saved in {folder}").format(folder=saved.folder),
    )
    return True


def _find_problem(folder: str, kinds: list[str]) -> str:
    """What keeps these choices from being saved; "" when nothing does."""
    if not kinds:
        return _("Choose at least one kind.")
    # An empty folder is as good as a new one.
    path = Path(folder.strip()).expanduser()
    if not folder.strip() or not path.is_absolute():
        return _("Name a new folder.")
    if path.is_file() or (path.is_dir() and any(path.iterdir())):
        return _("{folder} is not empty; name a new folder.").format(folder=path.name)
    return ""
