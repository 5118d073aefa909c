"""The dialog says what it would cost before, shows the request word for word, and starts it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from studio.domain.book import PassageStatus
from studio.domain.model_job import JobKind
from studio.domain.suggestion import SuggestionKind
from studio.domain.work import EVERYTHING, finish
from studio.services.drafting import prompts
from studio.services.pairs import draft
from studio.ui.drafting.drafting_dialog import DraftingDialog
from studio.ui.drafting.scope import Scope, list_pair_scopes
from studio.ui.passages.passages_page import PassagesPage
from studio.ui.review.review_page import ReviewPage
from tests.services import model_server
from tests.services.model_server import KEY, MODEL


def new(session):
    return tuple(session.library.passages.ids(status=PassageStatus.NEW))


def asked_about(session):
    """New passages but for the title page, of which nothing is asked."""
    return [
        passage for passage in session.library.passages.list(new(session)) if len(passage.text) > 40
    ]


@pytest.fixture
def open_dialog(qtbot):
    def open_one(session, scope=None, **wishes):
        scope = scope or Scope("All new passages", new(session))
        dialog = DraftingDialog(session, [scope], **wishes)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not dialog.busy())
        return dialog

    return open_one


def draft_some(session):
    """Drafts from the first passages, by the model."""
    finish(draft.draft_pairs(session, method="model", endpoint="desk", model=MODEL, limit=3))


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_without_a_model_it_costs_nothing(session, open_dialog, qtbot):
    dialog = open_dialog(session)
    click(qtbot, dialog.offline)
    qtbot.waitUntil(lambda: not dialog.busy())
    assert dialog.order().plan is None
    assert "at no cost" in dialog.amount.text() and dialog.start.isEnabled()
    assert not dialog.of_model.isEnabled()


def test_where_nothing_would_be_asked_it_does_not_start(chosen, open_dialog):
    title, *_rest = new(chosen)
    dialog = open_dialog(chosen, Scope("The title page", (title,)))
    assert not dialog.start.isEnabled() and "long enough" in dialog.refused.text()
    dialog.offline.click()
    assert dialog.start.isEnabled()


def test_cost_tokens_and_time_are_said_before(chosen, open_dialog, qtbot, model):
    dialog = open_dialog(chosen)
    count = len(asked_about(chosen))
    assert f"{count} requests" in dialog.amount.text()
    assert "About" in dialog.cost.text() and "at most" in dialog.cost.text()
    before = dialog.cost.text()
    dialog.candidates.setValue(4)
    click(qtbot, dialog.kinds[SuggestionKind.WHY])
    qtbot.waitUntil(lambda: not dialog.busy() and dialog.cost.text() not in ("", before))
    plan = dialog.order().plan
    assert (plan.candidates, plan.kinds) == (4, (SuggestionKind.WHY,))
    assert sum(model.asked.values()) == 0


def test_the_endpoints_models_are_listed_and_any_other_can_be_written(chosen, open_dialog, qtbot):
    dialog = open_dialog(chosen)
    box = dialog.model.model
    assert [box.itemText(row) for row in range(box.count())] == [MODEL, "small-model"]
    assert "2 models" in dialog.model.status.text()
    box.setCurrentText("my-own")
    assert dialog.order().plan.model == "my-own"
    qtbot.waitUntil(lambda: not dialog.busy())
    assert "No price" in dialog.refused.text() and not dialog.start.isEnabled()


def test_a_wrong_key_leads_to_the_settings(chosen, open_dialog, qtbot, model):
    model.models = model_server.refuse(401, "no such key")
    dialog = open_dialog(chosen)
    assert "refused the key" in dialog.model.status.text()
    with qtbot.waitSignal(dialog.settings_wanted):
        click(qtbot, dialog.model.settings_button)


def test_before_a_model_is_chosen_it_begins_with_choosing_one(session, open_dialog, qtbot):
    dialog = open_dialog(session)
    assert dialog.by_model.isChecked() and dialog.unchosen.isVisible()
    assert not dialog.start.isEnabled() and not dialog.refused.isVisible()
    with qtbot.waitSignal(dialog.settings_wanted):
        click(qtbot, dialog.unchosen.other)
    click(qtbot, dialog.unchosen.button)
    assert dialog.model.endpoint.view().isVisible()
    dialog.model.endpoint.hidePopup()
    dialog.model.model.setCurrentText("llama3.2")
    assert not dialog.unchosen.isVisible() and dialog.candidates.isVisible()
    dialog.model.model.setCurrentText("")
    assert dialog.unchosen.isVisible()


def test_the_request_can_be_read_word_for_word_and_the_prompt_is_checked(
    chosen, open_dialog, qtbot
):
    dialog = open_dialog(chosen)
    card = dialog.prompts
    card.prompt_editor.setPlainText("Write {n} pairs for the desk.")
    card.guidelines_editor.setPlainText("Calm voice.")
    click(qtbot, card.findChild(type(dialog.start), "showRequest"))
    text = card.request.text()
    assert "Write 1 pairs for the desk." in text and "Calm voice." in text
    passage = asked_about(chosen)[0]
    assert passage.text.strip()[:40] in text and '"candidates"' in text
    card.prompt_editor.setPlainText("By {author}.")
    assert "{author}" in card.said.text() or "{author}" in card.fault()
    qtbot.waitUntil(lambda: not dialog.start.isEnabled())
    click(qtbot, card.findChild(type(dialog.start), "showPrompt"))
    click(qtbot, card.reset)
    assert card.prompt() == prompts.read_shipped(JobKind.CONDENSE, "en")


def test_a_batch_is_offered_where_the_endpoint_takes_one(chosen, open_dialog, qtbot, monkeypatch):
    dialog = open_dialog(chosen)
    assert not dialog.batch.isVisible()
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    dialog.model.endpoint.setCurrentIndex(dialog.model.endpoint.findData("openai"))
    dialog.model.chosen.emit()
    assert dialog.batch.isVisible() and "50%" in dialog.batch.text()
    click(qtbot, dialog.batch)
    assert dialog.order().is_batch


def test_of_a_pair_questions_and_candidates_are_offered(chosen, open_dialog, qtbot):
    draft_some(chosen)
    ids = chosen.library.pairs.ids()
    scopes = list_pair_scopes(chosen.library.pairs.get(ids[0]), ids)
    assert [len(scope) for scope in scopes] == [1, len(ids)]
    dialog = open_dialog(chosen, scopes[0], kind=JobKind.QUESTIONS)
    assert dialog.kind.count() == 2 and dialog.offline.isEnabled()
    order = dialog.order()
    assert (order.kind, order.pairs) == (JobKind.QUESTIONS, (ids[0],)) and order.plan.kinds
    for chip in dialog.kinds.values():
        chip.setChecked(False)
    dialog.model.chosen.emit()
    assert "at least one kind" in dialog.refused.text()


@pytest.fixture
def page(chosen, qtbot):
    page = PassagesPage(chosen)
    qtbot.addWidget(page)
    page.changed.connect(page.refresh)
    page.refresh(EVERYTHING)
    qtbot.waitUntil(lambda: not page.busy())
    yield page
    page.stop()


def accept_at_once(monkeypatch, change=lambda dialog: None):
    def answer(dialog):
        change(dialog)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(DraftingDialog, "exec", answer)


def test_what_is_ordered_is_drafted_and_stands_on_the_page(page, chosen, qtbot, monkeypatch):
    accept_at_once(
        monkeypatch,
        lambda dialog: dialog.prompts.guidelines_editor.setPlainText("Calm voice."),
    )
    passages = len(asked_about(chosen))
    click(qtbot, page.order_button)
    qtbot.waitUntil(lambda: not page.busy())
    assert len(chosen.library.pairs.ids()) == passages
    assert page.result.isVisibleTo(page) and f"{passages} pairs" in page.result.text.text()
    assert prompts.read_guidelines(chosen) == "Calm voice."
    (job, *_others) = page.jobs.list
    assert f"{passages} pairs" in job.line and job.leads_to.name == "review"


def test_drafting_can_be_stopped_from_the_page(page, chosen, qtbot, monkeypatch, model):
    accept_at_once(monkeypatch)
    model.always = model_server.slow(1.0)
    click(qtbot, page.order_button)
    qtbot.waitUntil(lambda: sum(model.asked.values()) > 0)
    assert page.draft_button.text() == "Stop drafting"
    click(qtbot, page.draft_button)
    qtbot.waitUntil(lambda: not page.busy(), timeout=15_000)
    assert chosen.person_ledger.reserved() == 0


def test_what_is_wrong_with_the_key_is_said_with_the_way_out(page, qtbot, monkeypatch, model):
    accept_at_once(monkeypatch)
    model.always = model_server.refuse(401, "no such key")
    lines = []
    page.error.connect(lines.append)
    click(qtbot, page.order_button)
    qtbot.waitUntil(lambda: not page.busy())
    assert lines and "refused the key" in lines[0]


def test_at_the_desk_a_model_is_asked_about_the_pair_in_view(chosen, qtbot, monkeypatch, model):
    draft_some(chosen)
    page = ReviewPage(chosen)
    qtbot.addWidget(page)
    page.refresh(EVERYTHING)
    accept_at_once(monkeypatch)
    model.always = model_server.slow(0.05)
    pair = chosen.library.pairs.ids()[0]
    before = len(chosen.library.suggestions.of_pair(pair))
    page.show()
    page.suggest()
    qtbot.waitUntil(lambda: "How do I begin" in page.asking.said.text())
    qtbot.waitUntil(lambda: not page.busy())
    assert not page.asking.isVisible()
    assert len(chosen.library.suggestions.of_pair(pair)) == before + 1
    page.stop()


def test_at_the_desk_asking_is_stopped_long_before_the_answer_is_over(
    chosen, qtbot, monkeypatch, model
):
    draft_some(chosen)
    page = ReviewPage(chosen)
    qtbot.addWidget(page)
    page.refresh(EVERYTHING)
    page.show()
    accept_at_once(monkeypatch)
    model.always = model_server.slow(1.0)
    pair = chosen.library.pairs.ids()[0]
    before = chosen.library.suggestions.of_pair(pair)
    asked = sum(model.asked.values())
    page.suggest()
    qtbot.waitUntil(lambda: sum(model.asked.values()) > asked)
    click(qtbot, page.asking.cancel)
    qtbot.waitUntil(lambda: not page.busy(), timeout=15_000)
    assert chosen.library.suggestions.of_pair(pair) == before
    assert chosen.person_ledger.reserved() == 0
    page.stop()
