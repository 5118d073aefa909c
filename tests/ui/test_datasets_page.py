"""Datasets: freeze the accepted pairs, see what is in a version, write its files."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from studio.domain.pair import Origin
from studio.domain.work import Changes
from studio.services import publish, review
from studio.services.session import Session
from studio.ui.datasets_page import DatasetsPage
from studio.ui.widgets.freeze_dialog import FreezeChoice, FreezeDialog

ALL = Changes.of("pairs", "versions", "runs", "exports")


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
            session.library.insert_pair(
                prompt, answer, origin=Origin.CURATOR,
                tokens=review.row_tokens(session, prompt, answer),
            )  # fmt: skip
    review.accept(session, session.library.pair_ids())
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


def cell(page, row, column):
    return page.table.item(row, column).text()


def test_without_a_version_the_page_says_what_one_is(page):
    assert page.stack.currentWidget() is page.empty


def test_freezing_makes_a_version_and_shows_it(accepted, page, qtbot):
    page.freeze_as(FreezeChoice("first try", 0.2, "book", 0))
    qtbot.waitUntil(lambda: page.chosen() is not None)
    version = page.chosen()
    assert (version.train, version.validation) == (16, 4)
    assert cell(page, 0, 1) == "first try"
    assert version.hash.startswith(cell(page, 0, 4))


def test_the_dialog_gives_what_was_chosen(qtbot):
    dialog = FreezeDialog(20)
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.name, "summer")
    dialog.share.setValue(25)
    assert dialog.choice() == FreezeChoice("summer", 0.25, "book", 0)


def test_the_newest_version_stands_first(accepted, page):
    for name in ("one", "two"):
        publish.freeze(accepted, name=name)
    page.refresh(ALL)
    assert [cell(page, row, 0) for row in range(2)] == ["2", "1"]


def test_exporting_writes_the_files_and_lists_them(accepted, page, tmp_path, qtbot):
    publish.freeze(accepted, validation=0.2)
    page.refresh(ALL)
    page.export_to(1, tmp_path / "out")
    qtbot.waitUntil(lambda: bool(accepted.library.exports(1)))
    qtbot.waitUntil(lambda: "valid" in page.card.findings.text())
    assert sorted(p.name for p in (tmp_path / "out").glob("*n.jsonl"))
    assert "20 rows checked" in page.card.findings.text()


def test_a_version_that_would_be_refused_says_why(session, page, tmp_path, qtbot):
    number = review.add(session, "How?", "So.").result
    review.accept(session, [number])
    publish.freeze(session)
    page.refresh(ALL)
    with qtbot.waitSignal(page.error) as error:
        page.export_to(1, tmp_path / "out")
    assert "Nothing was written" in error.args[0]


def test_one_click_exports_and_goes_on_to_training(accepted, page, tmp_path, qtbot):
    publish.freeze(accepted)
    page.refresh(ALL)
    with qtbot.waitSignal(page.train_version) as went:
        qtbot.mouseClick(page.findChild(QPushButton, "exportAndTrain"), Qt.MouseButton.LeftButton)
    assert went.args == [1]
    assert (tmp_path / "desk-exports" / "version-1").is_dir()


def test_another_form_is_written_and_changes_are_said(accepted, page, tmp_path, qtbot):
    publish.freeze(accepted, validation=0)
    review.reject(accepted, [1])
    review.edit(accepted, 2, answer="Something else entirely is answered here.")
    publish.freeze(accepted, validation=0)
    page.refresh(ALL)
    labels = [label.text() for label in page.card.findChildren(QLabel)]
    assert "+0 −1 ~1 rows since version 1" in labels
    page.card.form.setCurrentIndex(page.card.form.findData("csv"))
    page.export_to(2, tmp_path / "out", form="csv")
    qtbot.waitUntil(lambda: bool(accepted.library.exports(2)))
    assert [file.path.suffix for file in accepted.library.exports(2)] == [".csv"]
