"""Every page and every dialog, in Japanese and in English, on a desk of 1280×800: all can be read."""

from __future__ import annotations

import importlib
import json
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

import studio.ui
from studio.domain.comparison import QuestionDraft
from studio.domain.preflight import Concern, FindingKind, Severity
from studio.domain.work import Done, Progress
from studio.i18n import use_language
from studio.services.comparison import question_sets
from studio.services.comparison.why import NearRow
from studio.services.experiments.difference import compare_experiments
from studio.services.pairs import history, review
from studio.services.preflight.fix_plan import FixPlan
from studio.services.session import Session
from studio.services.versions import freezing
from studio.ui.books.intake_dialog import IntakeDialog
from studio.ui.books.rows_dialog import RowsDialog
from studio.ui.chat.keep_dialog import KeepDialog
from studio.ui.chat.models_dialog import ModelsDialog
from studio.ui.chat.partner_dialog import PartnerDialog
from studio.ui.comparison.judge_dialog import JudgeDialog
from studio.ui.comparison.rewrite_dialog import Material, RewriteDialog
from studio.ui.comparison.why_dialog import WhyDialog
from studio.ui.datasets.consent_dialog import ConsentDialog
from studio.ui.datasets.freeze_dialog import FreezeDialog
from studio.ui.drafting.drafting_dialog import DraftingDialog
from studio.ui.drafting.jobs_dialog import JobsDialog
from studio.ui.drafting.scope import Scope
from studio.ui.experiments.difference_dialog import DifferenceDialog
from studio.ui.guide_window import GuideWindow
from studio.ui.history.pair_dialog import PairHistoryDialog
from studio.ui.history.steps_dialog import StepsDialog
from studio.ui.history.trash_dialog import TrashDialog
from studio.ui.main_window import MainWindow
from studio.ui.pages import PAGES
from studio.ui.palette import Palette
from studio.ui.preflight.copies_dialog import CopiesDialog, Copy
from studio.ui.preflight.fix_dialog import FixDialog
from studio.ui.questions.sets_dialog import QuestionSetsDialog
from studio.ui.questions.suggest_dialog import SuggestDialog
from studio.ui.questions.version_dialog import VersionDialog
from studio.ui.review.replace_dialog import ReplaceDialog
from studio.ui.save_model import SaveDialog
from studio.ui.settings.prices_dialog import PricesDialog
from studio.ui.settings.settings_dialog import SettingsDialog
from tests.services.trained_run import insert_trained_run
from tests.ui.conftest import BOOK, catch_dialogs, cut_small
from tests.ui.cut_text import find_cut_text
from tests.ui.unnamed import find_unnamed

LANGUAGES = ("en", "ja")
DESK = (1280, 800)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    """The window speaks it, and Qt's own words too."""
    use_language(request.param)
    words = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(f"qtbase_{request.param}", folder):
        qapp.installTranslator(words)
    yield request.param
    qapp.removeTranslator(words)
    use_language("en")


@pytest.fixture(scope="module")
def full_library(tmp_path_factory: pytest.TempPathFactory, desk_library: Path) -> Path:
    """Something on every page: drafts, accepted pairs, a version, a run, a comparison."""
    path = tmp_path_factory.mktemp("full") / "full.studio"
    shutil.copy(desk_library, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STUDIO_CONFIG_DIR", str(path.parent / "config"))
        patch.setenv("STUDIO_DATA_DIR", str(path.parent / "data"))
        with Session.open(path) as session:
            ids = list(session.library.pairs.ids())
            review.tag(session, ids, "habit")
            review.accept(session, ids[:3])
            version = freezing.freeze(session, name="First").value
            _add_run(session, version.number)
    return path


def _add_run(session: Session, version: int) -> None:
    library = session.library
    with library.transaction():
        insert_trained_run(library, version, epochs=3)


@pytest.fixture
def session(full_library: Path, tmp_path: Path) -> Iterator[Session]:
    shutil.copy(full_library, tmp_path)
    with Session.open(tmp_path / full_library.name) as session:
        cut_small(session)
        session.settings.set("monthly_budget_usd", 120)
        yield session


@pytest.fixture
def window(language: str, session: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.resize(*DESK)
    window.show()
    window.start()
    yield window
    window.close()


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.busy(), timeout=30_000)
    QApplication.processEvents()
    qtbot.wait(30)


def find_unreadable_on_pages(window: MainWindow, qtbot: QtBot) -> dict[str, list[str]]:
    """What can't be read on each page, or is not said to those who can't see it; the pages with
    nothing of both left out."""
    cut = {}
    for page in PAGES:
        window.go(page.name)
        settle(window, qtbot)
        cut[page.name] = [*find_cut_text(window), *find_unnamed(window)]
    return {name: lines for name, lines in cut.items() if lines}


def test_every_page_can_be_read(window: MainWindow, qtbot: QtBot) -> None:
    assert find_unreadable_on_pages(window, qtbot) == {}
    window.go("review")
    window.pages["review"].show_list(True)  # type: ignore[attr-defined]
    settle(window, qtbot)
    assert find_cut_text(window) == []
    assert find_unnamed(window) == []


@pytest.mark.slow
def test_every_empty_page_can_be_read(language: str, empty_session: Session, qtbot: QtBot) -> None:
    window = MainWindow(empty_session)
    qtbot.addWidget(window)
    window.resize(*DESK)
    window.show()
    window.start()
    assert find_unreadable_on_pages(window, qtbot) == {}
    window.close()


def test_the_lines_above_a_page_can_be_read(window: MainWindow, qtbot: QtBot) -> None:
    window.notice.say("The key was refused. " * 3)
    window.notice.offer("settings")
    window.undo_bar.say("698 pairs drafted", "Undo", "undo")
    page = window.pages["books"]

    def work(_session: Session) -> Iterator[Progress]:
        yield Progress(1, 2, "one")
        return Done(window.jobs and _nothing(), None)

    page.run(work, title="A job")
    settle(window, qtbot)
    assert find_cut_text(window) == []


def _nothing():  # type: ignore[no-untyped-def]
    from studio.domain.work import Changes

    return Changes()


# -- dialogs ----------------------------------------------------------------------------------


def _rows_file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    row = {
        "messages": [{"role": "user", "content": "How?"}, {"role": "assistant", "content": "So."}]
    }
    path.write_text("\n".join([json.dumps(row)] * 3), encoding="utf-8")
    return path


def _book_file(tmp_path: Path) -> Path:
    path = tmp_path / "a-long-name-of-a-book-as-people-have-them-in-folders.txt"
    path.write_text(BOOK, encoding="utf-8")
    return path


def _concerns() -> list[Concern]:
    kind = FindingKind("rights-unknown", Severity.WARNING, "Rights are unknown", "")
    return [Concern(kind, "12 pairs are of books whose rights are unknown.", 12, (1, 2), ("a",))]


def _fix(_window: MainWindow) -> FixPlan:
    return FixPlan(
        "Make drafts", "337 pairs become drafts again.", "Those that…", "They are drafts."
    )


def _copies(window: MainWindow) -> CopiesDialog:
    dialog = CopiesDialog("2 pairs are nearly the same", 3, window)
    copies = [Copy(n, f"Question {n}", "Answer " * 20, "On Beginning") for n in range(3)]
    dialog.show_group(0, copies)
    return dialog


def _capture(kind: str, begin: Callable[[], object]) -> QDialog:
    """The dialog of this class that ``begin`` opens, not shown yet."""
    dialog = next(k for k in _every_dialog() if k.__name__ == kind)
    with pytest.MonkeyPatch.context() as patch:
        opened = catch_dialogs(patch, dialog)
        patch.setattr(dialog, "open", dialog.exec)
        begin()
    return opened[0]


def _on_page(kind: str, page: str, method: str) -> Callable[[MainWindow, Path], QDialog]:
    """The dialog that a page opens itself, filled with what the page shows."""

    def open_it(window: MainWindow, _tmp_path: Path) -> QDialog:
        window.go(page)
        return _capture(kind, getattr(window.pages[page], method))

    return open_it


def _jobs(window: MainWindow, _tmp_path: Path) -> QDialog:
    window.open_jobs()
    assert window.jobs_window is not None
    return window.jobs_window


def _question_sets(window: MainWindow) -> QDialog:
    question_sets.make_set(window.session, "Held", [QuestionDraft("Why?", "So.", must=("so",))])
    return QuestionSetsDialog(window.session, window)


NEAR = NearRow(1, "How do I begin?", "Begin small. " * 20, 0.71, 0.43)

DIALOGS: dict[str, Callable[[MainWindow, Path], QDialog]] = {
    "ConsentDialog": lambda window, _tmp: ConsentDialog(_concerns(), window),
    "CopiesDialog": lambda window, _tmp: _copies(window),
    "DifferenceDialog": lambda window, _tmp: DifferenceDialog(
        compare_experiments(window.session, 1, 1), window
    ),
    "DraftingDialog": lambda window, _tmp: DraftingDialog(
        window.session, [Scope("these", (1, 2)), Scope("all", (1, 2, 3))], window
    ),
    "FixDialog": lambda window, _tmp: FixDialog("Make them drafts again", _fix(window), window),
    "FreezeDialog": lambda window, _tmp: FreezeDialog(
        1_234, window, tags=[("habit", 12), ("money", 30)], authors=["James Allen"]
    ),
    "GuideWindow": lambda window, _tmp: GuideWindow(dict, window),
    "IntakeDialog": lambda window, tmp: IntakeDialog(window.session, [_book_file(tmp)], window),
    "JobsDialog": lambda window, _tmp: JobsDialog(window.session, window),
    "JudgeDialog": lambda window, _tmp: JudgeDialog(window.session, window),
    "JobsWindow": _jobs,
    "KeepDialog": lambda window, _tmp: KeepDialog(
        "How?", "So. " * 40, [], window, turns=2, other="Well."
    ),
    "KeyEditor": lambda window, _tmp: _capture("KeyEditor", window.commands.change_keys),
    "KeySheet": lambda window, _tmp: _capture("KeySheet", window.show_keys),
    "ModelsDialog": lambda window, _tmp: ModelsDialog(window),
    "NewComparison": _on_page("NewComparison", "comparison", "begin"),
    "PairHistoryDialog": lambda window, _tmp: PairHistoryDialog(
        history.list_states(window.session, 1), window
    ),
    "Palette": lambda window, _tmp: Palette([], [], window),
    "PartnerDialog": lambda window, _tmp: PartnerDialog(window.session, None, window),
    "QuestionSetsDialog": lambda window, _tmp: _question_sets(window),
    "PricesDialog": lambda window, _tmp: PricesDialog(window.session, window),
    "ReplaceDialog": lambda window, _tmp: ReplaceDialog(window.session, [1, 2], window),
    "SaveDialog": lambda window, tmp: SaveDialog("ft:rehearsal-tiny:studio", tmp / "mine", window),
    "RewriteDialog": lambda window, _tmp: RewriteDialog(
        Material("How?", "So. " * 40, "run 1", (("the reference answer", "So."),), (1, 2), True),
        window,
    ),
    "RowsDialog": lambda window, tmp: RowsDialog(window.session, _rows_file(tmp), window),
    "RunOptions": _on_page("RunOptions", "training", "choose_options"),
    "StepsDialog": lambda window, _tmp: StepsDialog(window.session, window),
    "SweepDialog": _on_page("SweepDialog", "training", "plan_sweep"),
    "SuggestDialog": lambda window, _tmp: SuggestDialog(
        lambda _number, _seed, show: show([QuestionDraft("How do I begin?", "Small.")]), [], window
    ),
    "TrashDialog": lambda window, _tmp: TrashDialog(window.session, window),
    "VersionDialog": lambda window, _tmp: VersionDialog(
        window.session.library.versions.list(), window
    ),
    "WhyDialog": lambda window, _tmp: WhyDialog("How?", "So. " * 40, [NEAR], window),
    "SettingsDialog": lambda window, _tmp: SettingsDialog(window.session, window),
}
"""How each dialog is opened, by its class. To add one: its row here."""


def _every_dialog() -> list[type[QDialog]]:
    """The dialogs of the window: every class of one in its modules."""
    for module in pkgutil.walk_packages(studio.ui.__path__, "studio.ui."):
        importlib.import_module(module.name)
    classes, open_ = set(), [QDialog]
    while open_:
        for kind in open_.pop().__subclasses__():
            open_.append(kind)
            if kind.__module__.startswith("studio.ui"):
                classes.add(kind)
    return sorted(classes, key=lambda kind: kind.__name__)


def test_every_dialog_is_looked_at() -> None:
    assert {kind.__name__ for kind in _every_dialog()} == DIALOGS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("name", DIALOGS)
def test_a_dialog_can_be_read(window: MainWindow, qtbot: QtBot, tmp_path: Path, name: str) -> None:
    dialog = DIALOGS[name](window, tmp_path)
    dialog.show()
    qtbot.wait(150)
    settle(window, qtbot)
    assert dialog.width() <= DESK[0] and dialog.height() <= DESK[1]
    assert find_cut_text(dialog) == []
    assert find_unnamed(dialog) == []
    dialog.close()


def test_a_control_without_a_name_is_found(qtbot: QtBot) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    field, label, mark = QLineEdit(form), QLabel("Name", form), QPushButton("", form)
    combo = QComboBox(form)
    combo.setEditable(True)
    form.show()
    assert [line.split()[0] for line in find_unnamed(form)] == [
        "QLineEdit",
        "QPushButton",
        "QComboBox",
    ]
    label.setBuddy(field)
    mark.setText("+")
    combo.setAccessibleName("Kind")
    assert find_unnamed(form) == []


def test_cut_text_is_found(qtbot: QtBot) -> None:
    label = QLabel("A sentence that has no room at all")
    qtbot.addWidget(label)
    label.setFixedSize(60, 20)
    label.show()
    assert len(find_cut_text(label)) == 1
    label.setFixedSize(400, 20)
    assert find_cut_text(label) == []
    label.setWordWrap(True)
    label.setFixedSize(120, 20)
    assert len(find_cut_text(label)) == 1
