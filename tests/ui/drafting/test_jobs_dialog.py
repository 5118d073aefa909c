"""The list of what was asked: its failures with why, and buttons that ask again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from studio.domain.model_job import JobKind, RequestState
from studio.domain.work import EVERYTHING, finish
from studio.services.drafting import jobs
from studio.services.drafting.plan import Plan
from studio.services.pairs import draft
from studio.ui.drafting.jobs_dialog import JobsDialog
from studio.ui.passages.passages_page import PassagesPage
from tests.services import model_server
from tests.services.model_server import MODEL


@pytest.fixture
def page(chosen, qtbot):
    page = PassagesPage(chosen)
    qtbot.addWidget(page)
    page.changed.connect(page.refresh)
    page.refresh(EVERYTHING)
    qtbot.waitUntil(lambda: not page.busy())
    yield page
    page.stop()


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def visible(dialog):
    return [name for name, button in dialog.buttons.items() if button.isVisibleTo(dialog)]


def test_failures_stand_with_why_and_are_asked_again_with_one_press(
    page,
    chosen,
    qtbot,
    model,
):
    model.script = [model_server.refuse(400, "flagged by the filter")]
    finish(draft.draft_pairs(chosen, method="model", endpoint="desk", model=MODEL))
    page.open_jobs()
    dialog = page.findChild(JobsDialog)
    assert dialog.jobs.rowCount() == 1 and visible(dialog) == ["retry"]
    assert "flagged by the filter" in dialog.failures.item(0, 1).text()
    click(qtbot, dialog.buttons["retry"])
    qtbot.waitUntil(lambda: not page.busy() and dialog.isEnabled())
    assert visible(dialog) == [] and not dialog.failures.isVisibleTo(dialog)
    assert "1 pair" in page.result.text.text()
    dialog.reject()


def test_what_may_be_paid_twice_is_asked_about_first(
    page,
    chosen,
    qtbot,
    model,
    monkeypatch,
):
    passages = draft.find_unasked(chosen)[1:3]
    number = jobs.start(chosen, JobKind.CONDENSE, Plan("desk", MODEL), passages=passages)
    with chosen.library.transaction():
        chosen.library.model_jobs.set_request(number, [0, 1], RequestState.ASKED)
    page.start()
    assert "2 requests have no answer" in page.result.text.text()
    page.open_jobs()
    dialog = page.findChild(JobsDialog)
    questions = []

    def answer(_parent, _title, text):
        questions.append(text)
        return QMessageBox.StandardButton.No

    monkeypatch.setattr(QMessageBox, "question", answer)
    click(qtbot, dialog.buttons["retry-lost"])
    assert "paid for twice" in questions[0] and sum(model.asked.values()) == 0
    dialog.reject()


def test_where_nothing_was_asked_it_says_so(chosen, qtbot):
    dialog = JobsDialog(chosen)
    qtbot.addWidget(dialog)
    assert "No requests" in dialog.empty.text() and visible(dialog) == []
