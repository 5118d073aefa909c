"""Datasets: freeze the accepted pairs, see what is in a version, write its files."""

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from studio.domain.comparison import QuestionDraft
from studio.domain.dataset import Recipe
from studio.domain.pair import Origin
from studio.domain.work import Change, Changes
from studio.services.comparison import question_sets
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.versions import export, freezing
from studio.ui.datasets.datasets_page import DatasetsPage
from studio.ui.datasets.freeze_dialog import FreezeChoice, FreezeDialog
from studio.ui.destination import Destination

ROWS = 2
"""The column of how many rows a version has."""
ALL = Changes(Change.PAIRS, Change.VERSIONS, Change.RUNS, Change.EXPORTS)


@pytest.fixture
def session(tmp_path):
    with Session.open(tmp_path / "desk.studio", create=True) as made:
        yield made


@pytest.fixture
def accepted(session):
    """Twenty accepted pairs written by hand."""
    with session.library.journal.edit("Pairs"):
        for n in range(20):
            prompt, answer = f"How do I reach goal {n}?", f"Take step {n} today."
            session.library.pairs.insert(
                prompt,
                answer,
                origin=Origin.CURATOR,
                tokens=review.row_tokens(session, prompt, answer),
            )
    review.accept(session, session.library.pairs.ids())
    return session


@pytest.fixture
def page(session, qtbot):
    page = DatasetsPage(session)
    qtbot.addWidget(page)
    page.changed.connect(page.refresh)
    page.resize(1096, 768)
    page.refresh(ALL)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.stop()
    QApplication.processEvents()  # what the threads said last is heard before the library closes


def press(qtbot, widget, key):
    widget.setFocus()
    qtbot.keyClick(widget, key)


def said(page):
    QApplication.processEvents()  # what is new in a layout is shown with the next event
    return [label.text() for label in page.card.findChildren(QLabel) if not label.isHidden()]


def cell(page, row, column):
    return page.table.item(row, column).text()


def test_without_a_version_the_page_says_what_one_is(page):
    assert page.stack.currentWidget() is page.empty


def test_freezing_makes_a_version_and_shows_it(accepted, page, qtbot):
    page.freeze_as(FreezeChoice("first try", Recipe(validation=0.2)))
    qtbot.waitUntil(lambda: page.current_version() is not None)
    version = page.current_version()
    assert (version.train, version.validation) == (16, 4)
    assert cell(page, 0, 1) == "first try"
    assert version.hash.startswith(cell(page, 0, 4))


def test_freezing_says_that_it_trains_on_what_is_asked_and_where_to_mend_it(accepted, page, qtbot):
    question_sets.make_set(accepted, "Held", [QuestionDraft("How do I reach goal 3?")])
    lines, ways = [], []
    page.error.connect(lines.append)
    page.way_out.connect(ways.append)
    page.freeze_as(FreezeChoice("all", Recipe(validation=0)))
    qtbot.waitUntil(lambda: bool(ways))
    assert "1 training row of version 1" in lines[0] and ways == ["preflight"]


def test_the_dialog_gives_what_was_chosen(qtbot):
    dialog = FreezeDialog(20)
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.name, "summer")
    dialog.share.setValue(25)
    assert dialog.choice() == FreezeChoice("summer", Recipe(validation=0.25))


def test_all_of_a_recipe_can_be_chosen_with_the_keyboard_alone(qtbot):
    dialog = FreezeDialog(20, tags=[("habit", 12), ("focus", 3)], authors=["漱石", "Thoreau"])
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert not dialog.order.isVisible() and dialog.stratify.isChecked()
    folded = dialog.height()
    press(qtbot, dialog.more, Qt.Key.Key_Space)
    assert dialog.order.isVisible() and dialog.height() > folded
    for box, times in (
        (dialog.group, 1),
        (dialog.kind, 1),
        (dialog.tag, 1),
        (dialog.without, 2),
        (dialog.author, 1),
        (dialog.order, 2),
        (dialog.cap, 0),
        (dialog.seed, 0),
    ):
        for _time in range(times):
            press(qtbot, box, Qt.Key.Key_Down)
    dialog.cap.setValue(40)
    dialog.seed.setValue(7)
    press(qtbot, dialog.stratify, Qt.Key.Key_Space)
    assert dialog.choice().recipe == Recipe(
        group="author",
        seed=7,
        order="length",
        profile="dpo",
        tag="habit",
        without="focus",
        author="漱石",
        cap=40,
    )


def test_the_newest_version_stands_first(accepted, page):
    for name in ("one", "two"):
        freezing.freeze(accepted, name=name)
    page.refresh(ALL)
    assert [cell(page, row, 0) for row in range(2)] == ["2", "1"]


def test_a_column_that_was_dragged_keeps_its_width(accepted, page, qtbot):
    freezing.freeze(accepted, name="one")
    page.refresh(ALL)
    header = page.table.horizontalHeader()
    before = header.sectionSize(ROWS)
    # The border beside the one that stretches: it moves the column after it.
    edge = QPoint(header.sectionViewportPosition(ROWS) + before - 1, 8)
    view = header.viewport()
    qtbot.mouseMove(view, edge)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=edge)
    qtbot.mouseMove(view, edge + QPoint(40, 0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=edge + QPoint(40, 0))
    qtbot.waitUntil(lambda: "columns-versions" in page.session.settings.get("layout"))
    freezing.freeze(accepted, name="a second")
    page.refresh(ALL)
    assert header.sectionSize(ROWS) == before + 40


def test_exporting_writes_the_files_and_lists_them(accepted, page, tmp_path, qtbot):
    freezing.freeze(accepted, validation=0.2)
    page.refresh(ALL)
    page.export_to(1, tmp_path / "out")
    qtbot.waitUntil(lambda: bool(accepted.library.exports.list(1)))
    qtbot.waitUntil(lambda: "valid" in page.card.findings.text())
    assert sorted(p.name for p in (tmp_path / "out").glob("*n.jsonl"))
    assert "20 rows checked" in page.card.findings.text()


def test_a_version_that_would_be_refused_says_why(session, page, tmp_path, qtbot):
    number = review.add(session, "How?", "So.").value
    review.accept(session, [number])
    freezing.freeze(session)
    page.refresh(ALL)
    with qtbot.waitSignal(page.error) as error:
        page.export_to(1, tmp_path / "out")
    assert "Nothing was written" in error.args[0]


def test_one_click_exports_and_goes_on_to_training(accepted, page, tmp_path, qtbot):
    freezing.freeze(accepted)
    page.refresh(ALL)
    with qtbot.waitSignal(page.go) as went:
        qtbot.mouseClick(page.findChild(QPushButton, "exportAndTrain"), Qt.MouseButton.LeftButton)
    assert went.args == [Destination("training", number=1)]
    assert (tmp_path / "desk-exports" / "version-1").is_dir()


def test_another_form_is_written_and_changes_are_said(accepted, page, tmp_path, qtbot):
    freezing.freeze(accepted, validation=0)
    review.reject(accepted, [1])
    review.edit(accepted, 2, answer="Something else entirely is answered here.")
    freezing.freeze(accepted, validation=0)
    page.refresh(ALL)
    qtbot.waitUntil(
        lambda: page.card.changes.text() == "0 added, 1 removed, 1 changed since version 1"
    )
    page.card.form.setCurrentIndex(page.card.form.findData("csv"))
    page.export_to(2, tmp_path / "out", form="csv")
    qtbot.waitUntil(lambda: bool(accepted.library.exports.list(2)))
    assert [file.path.suffix for file in accepted.library.exports.list(2)] == [".csv"]


@pytest.fixture
def two(accepted, page):
    """Two versions: one pair reworded, one rejected, one written between them."""
    review.tag(accepted, list(range(1, 11)), "habit")
    freezing.freeze(accepted, name="early", validation=0.2, group="passage")
    review.reject(accepted, [1])
    review.edit(accepted, 2, answer="Take step 1 tomorrow.")
    number = review.add(accepted, "何から始めますか。", "小さな一歩から始めます。").value
    review.accept(accepted, [number])
    freezing.freeze(accepted, name="late", validation=0.2, group="passage", without="", cap=50)
    page.refresh(ALL)
    return page


def compared(page, qtbot):
    page.choose(2)
    press(qtbot, page.card.compare_button, Qt.Key.Key_Space)
    view = page.comparison
    qtbot.waitUntil(lambda: view.stack.currentWidget() is view.rows)
    return view


def test_the_card_says_how_a_version_was_made(accepted, page):
    review.tag(accepted, list(range(1, 11)), "habit")
    freezing.freeze(accepted, tag="habit", stratify=True, order="length", seed=4, group="author")
    page.refresh(ALL)
    shown = said(page)
    assert "accepted pairs, tagged “habit”" in shown
    assert "short before long, seed 4" in shown
    assert "10% by whole authors, tags as evenly as that allows" in shown
    assert any("“habit” is furthest from even" in text for text in shown)


def test_two_versions_are_compared_row_by_row_and_word_by_word(two, qtbot):
    view = compared(two, qtbot)
    assert (view.old.currentData(), view.new.currentData()) == (1, 2)
    rows = view.rows
    assert [rows.chips[kind].text() for kind in ("added", "removed")] == ["Added 1", "Removed 1"]
    texts = rows.text.toPlainText()
    assert "Take step 1 todaytomorrow." in texts.replace("\n", "")
    press(qtbot, rows.chips["added"], Qt.Key.Key_Space)
    assert "小さな一歩から始めます。" in rows.text.toPlainText()
    assert rows.model.index(0, 1).data() == "何から始めますか。"


def test_their_balance_stands_side_by_side(two, qtbot):
    view = compared(two, qtbot)
    press(qtbot, view.balance_button, Qt.Key.Key_Space)
    assert view.stack.currentWidget() is view.balance
    early, late = view.balance.charts["tags"]
    assert [(bar.bar.label, bar.bar.figure) for bar in early.bars] == [("habit", "10")]
    assert [(bar.bar.label, bar.bar.figure) for bar in late.bars] == [("habit", "9")]
    languages = [
        [bar.bar.figure for bar in chart.bars] for chart in view.balance.charts["languages"]
    ]
    assert languages == [["0"], ["1"]]


def test_escape_leads_back_to_the_list(two, qtbot):
    view = compared(two, qtbot)
    qtbot.keyClick(view.rows_button, Qt.Key.Key_Escape)
    assert two.stack.currentIndex() == 0 and two.card.compare_button.hasFocus()


def test_equal_versions_say_so(accepted, page, qtbot):
    for _time in range(2):
        freezing.freeze(accepted)
    page.refresh(ALL)
    assert any("same rows as version 1" in text for text in said(page))
    view = compared(page, qtbot)
    assert view.rows.text.toPlainText() == "The two versions have the same rows."


def answer_with(qtbot, name):
    """Press the button of the next question that has this name."""

    def answer():
        box = QApplication.activeModalWidget()
        button = next(one for one in box.buttons() if one.text().replace("&", "") == name)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(100, answer)


def test_deleting_asks_and_keeps_or_lets_go(two, qtbot):
    two.choose(2)
    answer_with(qtbot, "Cancel")
    press(qtbot, two.card.delete_button, Qt.Key.Key_Space)
    assert two.table.rowCount() == 2
    answer_with(qtbot, "Delete")
    press(qtbot, two.card.delete_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: two.table.rowCount() == 1)
    assert two.current_version().number == 1


def test_a_version_trained_on_stays_and_the_page_says_why(two, qtbot):
    two.session.library.connection.execute(
        "INSERT INTO run(version, endpoint, model, hyperparameters, suffix, nonce, status, created)"
        " VALUES(2, 'local', 'm', '{}', '', 'n', 'failed', '2026-01-01')"
    )
    two.choose(2)
    answer_with(qtbot, "Delete")
    with qtbot.waitSignal(two.error) as error:
        press(qtbot, two.card.delete_button, Qt.Key.Key_Space)
    assert "run 1 refers to it" in error.args[0] and two.table.rowCount() == 2


def test_without_accepted_pairs_there_is_nothing_to_ask(page, qtbot):
    lines = []
    page.error.connect(lines.append)
    page.freeze()  # by its key, from any page
    assert QApplication.activeModalWidget() is None
    assert len(lines) == 1 and "accept some on the Review page" in lines[0]


def test_a_version_without_a_name_is_called_by_its_number_once(page, accepted, qtbot):
    page.changed.emit(freezing.freeze(accepted).changes)
    assert page.card.heading.text() == "Version 1"
    page.changed.emit(freezing.freeze(accepted, name="Half").changes)
    page.choose(2)
    assert page.card.heading.text() == "Version 2 · Half"


def test_return_in_the_name_freezes(qtbot):
    dialog = FreezeDialog(3)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    qtbot.keyClicks(dialog.name, "First")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.result() == FreezeDialog.DialogCode.Accepted
    assert not dialog.more.isChecked()
    assert dialog.choice().name == "First"


def test_the_buttons_of_a_version_with_many_files_stay_in_view(accepted, page, tmp_path, qtbot):
    freezing.freeze(accepted)
    for number in range(8):
        export.write(accepted, 1, tmp_path / f"out-{number}")
    page.refresh(ALL)
    page.resize(1056, 560)
    QApplication.processEvents()
    button = page.card.train_button
    assert button.mapTo(page, button.rect().bottomLeft()).y() < page.height()
