"""Training: one click starts a run, which is followed to its end or picked up again."""

import json
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QSystemTrayIcon

from studio.domain.errors import CuratorError, EndpointError, Unreachable
from studio.domain.pace import Pace
from studio.domain.pair import Origin
from studio.domain.run import (
    Checkpoint,
    Endpoint,
    Event,
    Hyperparameters,
    JobState,
    Metric,
    Run,
    RunStatus,
)
from studio.domain.work import Change, Changes, finish
from studio.services.pairs import review
from studio.services.session import Session
from studio.services.settings.settings import data_folder
from studio.services.training import follow, search
from studio.services.training.order import Order
from studio.services.training.queue import enqueue
from studio.services.versions import freezing
from studio.ui.destination import Destination
from studio.ui.main_window import MainWindow
from studio.ui.settings.prices_dialog import PricesDialog
from studio.ui.training import training_page
from studio.ui.training.notification import notify
from studio.ui.training.run_card import clock, progress_words
from studio.ui.training.run_options import RunOptions
from studio.ui.training.sweep_dialog import SweepDialog
from studio.ui.training.training_page import TrainingPage

ALL = Changes(Change.VERSIONS, Change.RUNS, Change.SETTINGS)
MODEL = "gpt-4.1-mini-2025-04-14"


class ScriptedTrainer:
    """A provider that validates, trains three steps and is done; one question one step further."""

    def __init__(self):
        self.asked = 0
        self.created = []
        self.cancelled = []
        self.refuse = None
        self.paused = False

    def upload(self, path, name):
        return f"file-{path.stem}"

    def find_files(self, name):
        return []

    def delete_file(self, id):
        pass

    def create(self, **wanted):
        if self.refuse:
            raise self.refuse
        self.created.append(wanted)
        return JobState("ftjob-1", RunStatus.QUEUED, wanted["model"])

    def find(self, nonce, **_hints):
        return None if self.refuse else JobState("ftjob-1", RunStatus.QUEUED, MODEL)

    def state(self, job):
        self.asked += 1
        if self.cancelled:
            return JobState(job, RunStatus.CANCELLED, MODEL)
        if self.asked < 2:
            return JobState(job, RunStatus.RUNNING, MODEL)
        return JobState(job, RunStatus.SUCCEEDED, MODEL, "ft:mini:desk", trained_tokens=900)

    def events(self, job, after=None):
        steps = range(1, 3 * min(self.asked, 2))
        events = [
            Event(
                f"e{n}",
                datetime.now(UTC),
                "info",
                f"Step {n}",
                Metric(n, 4.0 / n, None, 5.0 / n, 5, float(n)),
            )
            for n in steps
        ]
        known = [event.id for event in events]
        return events[known.index(after) + 1 :] if after in known else events

    def checkpoints(self, job):
        return [Checkpoint(5, "ft:mini:desk", 1.0)]

    def shutdown_date(self, model):
        return None

    def pause(self, job):
        self.paused = True
        return JobState(job, RunStatus.PAUSED, MODEL)

    def resume(self, job):
        self.paused = False
        return JobState(job, RunStatus.RUNNING, MODEL)

    def cancel(self, job):
        self.cancelled.append(job)
        return JobState(job, RunStatus.CANCELLED, MODEL)


class ScriptedSession(Session):
    """A session whose provider is the script; everything else is real."""

    script: ScriptedTrainer

    def trainer(self, endpoint, settings=None):
        return self.script


@pytest.fixture
def session(tmp_path):
    with ScriptedSession.open(tmp_path / "desk.studio", create=True) as made:
        made.script = ScriptedTrainer()
        library = made.library
        with library.journal.edit("Pairs"):
            for n in range(30):
                library.pairs.insert(f"Goal {n}?", f"Step {n}.", origin=Origin.CURATOR, tokens=12)
        review.accept(made, library.pairs.ids())
        freezing.freeze(made, validation=0.2)
        yield made


@pytest.fixture
def page(session, qtbot):
    page = TrainingPage(session)
    qtbot.addWidget(page)
    page.changed.connect(page.refresh)
    page.resize(1096, 768)
    page.refresh(ALL)
    with qtbot.waitActive(page):
        page.show()
    choose(page, "openai", MODEL)
    yield page
    page.stop()
    QApplication.processEvents()  # what the threads said last is heard before the library closes


def choose(page, endpoint, model):
    page.new_run.endpoint.setCurrentIndex(page.new_run.endpoint.findData(endpoint))
    page.new_run.model.setCurrentText(model)


def insert_run(session, status, job="ftjob-1", model=MODEL, endpoint="openai"):
    library = session.library
    with library.transaction():
        number = library.runs.insert(
            version=1,
            endpoint=endpoint,
            model=model,
            hyperparameters=Hyperparameters(epochs=3),
            seed=None,
            suffix="",
            nonce=f"n{len(library.runs.list())}",
            estimate_usd=0,
        )
        library.runs.update(number, status=status, job=job)
    return number


def status(session, number):
    return session.library.runs.get(number).status


def test_what_a_run_would_cost_is_said_before(page, session):
    page.new_run.epochs.setValue(3)
    tokens = session.library.versions.get(1).train_tokens
    assert page.new_run.tokens.text() == f"{tokens:,} × 3 = {tokens * 3:,}"
    assert "$" in page.new_run.cost.text() and "¥" in page.new_run.cost.text()


def test_a_models_end_is_said_before_one_pays(page):
    assert "ends on" in page.new_run.warning.text() or "shut down" in page.new_run.warning.text()


def test_a_model_without_a_price_gets_one_before_it_is_trained(page, session, qtbot):
    choose(page, "openai", "abacus-1")
    assert page.new_run.cost.text() == "no price known"
    assert not page.new_run.button.isEnabled()

    def write_and_save():
        dialog = page.findChild(PricesDialog)
        editor = dialog.table.viewport().findChild(QLineEdit)
        qtbot.keyClicks(editor, "4")
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "abacus-1" in dialog.rows.edits())
        QTimer.singleShot(0, dialog.save)

    QTimer.singleShot(50, write_and_save)
    qtbot.mouseClick(page.new_run.price_button, Qt.MouseButton.LeftButton)
    assert page.new_run.model.currentText() == "abacus-1"
    assert "$" in page.new_run.cost.text() and page.new_run.button.isEnabled()
    assert not page.new_run.price_button.isVisible()


def test_without_a_version_nothing_can_be_started(tmp_path, qtbot):
    with Session.open(tmp_path / "empty.studio", create=True) as session:
        page = TrainingPage(session)
        qtbot.addWidget(page)
        page.refresh(ALL)
        assert not page.new_run.button.isEnabled()
        assert "needs a version" in page.new_run.blocked.text()
        with qtbot.waitSignal(page.go) as went:
            page.new_run.freeze_button.click()
        assert went.args[0].name == "datasets"


def test_one_click_trains_to_the_end(page, session, qtbot):
    session.script.asked = 1  # the first question finds it done
    qtbot.mouseClick(page.new_run.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(session.library.runs.list()))
    qtbot.waitUntil(lambda: status(session, 1) is RunStatus.SUCCEEDED)
    qtbot.waitUntil(lambda: page.card.status.text() == "done")
    assert len(session.script.created) == 1
    assert page.card.compare_button.isVisible()
    assert page.runs.table.item(0, 0).text() == f"1 · {MODEL}"


def test_a_run_that_is_followed_is_not_being_started_any_more(page, session, qtbot):
    lines = []
    page.going_on.connect(lines.append)
    qtbot.mouseClick(page.new_run.button, Qt.MouseButton.LeftButton)
    # The script's run goes on until somebody cancels it.
    qtbot.waitUntil(lambda: "" in lines)
    assert not status(session, 1).ended, "it was said only when all was over"
    session.script.asked = 1


def test_a_refused_job_is_said_in_words(page, session, qtbot):
    session.script.refuse = EndpointError("This organisation may not train there.", status=403)
    with qtbot.waitSignal(page.error) as error:
        qtbot.mouseClick(page.new_run.button, Qt.MouseButton.LeftButton)
    assert "may not train" in error.args[0]
    qtbot.waitUntil(page.new_run.button.isEnabled)
    assert status(session, 1) is RunStatus.FAILED


def test_a_run_that_may_exist_is_looked_for_at_once(page, session, qtbot, monkeypatch):
    monkeypatch.setattr(search, "LOOK_PAUSES", (0.01,) * 3)
    session.script.refuse = Unreachable("No answer came.")
    with qtbot.waitSignal(page.error) as error:
        qtbot.mouseClick(page.new_run.button, Qt.MouseButton.LeftButton)
    assert "don't start it again" in error.args[0]
    session.script.refuse = None  # from now on the provider lists it
    session.script.asked = 1
    qtbot.waitUntil(lambda: status(session, 1) is RunStatus.SUCCEEDED)


def test_automatic_epochs_say_how_many_they_are(page, session):
    page.new_run.epochs.setValue(0)
    assert page.new_run.epochs.text() == "Automatic (3)"
    session.settings.set("epochs", 5)
    page.refresh(ALL)
    assert page.new_run.epochs.text() == "Automatic (5)"


def test_opening_picks_up_what_was_under_way(page, session, qtbot):
    number = insert_run(session, RunStatus.RUNNING)
    session.script.asked = 1
    page.start()
    qtbot.waitUntil(lambda: status(session, number) is RunStatus.SUCCEEDED)
    qtbot.waitUntil(lambda: bool(page.card.curve.curve.train))


def test_a_run_can_be_cancelled(page, session, qtbot):
    number = insert_run(session, RunStatus.RUNNING)
    page.show_run(number)
    qtbot.mouseClick(page.card.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: status(session, number) is RunStatus.CANCELLED)
    qtbot.waitUntil(lambda: not page.card.cancel.isVisible())
    assert session.script.cancelled == ["ftjob-1"]


def test_a_rehearsal_is_called_one_wherever_its_curve_shows(page, session):
    page.show_run(insert_run(session, RunStatus.SUCCEEDED, model="rehearsal-tiny"))
    assert page.card.banner.isVisible()
    page.show_run(insert_run(session, RunStatus.SUCCEEDED))
    assert not page.card.banner.isVisible()


def test_setting_the_engine_up_is_asked_first(page, session, monkeypatch, tmp_path):
    monkeypatch.setenv("STUDIO_ENGINE_ENV", str(tmp_path / "no-engine-yet"))
    asked = []
    monkeypatch.setattr(page, "confirm_setup", lambda size: bool(asked.append(size)))
    choose(page, "local", "rehearsal-tiny")
    page.train()
    assert len(asked) == 1 and asked[0]
    assert session.library.runs.list() == []


def test_the_other_runs_are_a_click_away(page, session, qtbot):
    first, _second = (insert_run(session, RunStatus.SUCCEEDED) for _ in range(2))
    page.refresh(ALL)
    table = page.runs.table
    place = table.visualItemRect(table.item(1, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.current_run() == first
    assert page.card.heading.text().startswith(f"Run {first} ")


def test_comparing_goes_to_its_page(page, session, qtbot):
    number = insert_run(session, RunStatus.SUCCEEDED)
    with session.library.transaction():
        session.library.runs.update(number, fine_tuned_model="ft:mini:desk")
    page.show_run(number)
    with qtbot.waitSignal(page.go) as went:
        qtbot.mouseClick(page.card.compare_button, Qt.MouseButton.LeftButton)
    assert went.args == [Destination("comparison", number=number)]


@pytest.fixture
def window(session, qtbot):
    """The whole window, as large as a small laptop's screen, on the training page."""

    def shown():
        window = MainWindow(session)
        qtbot.addWidget(window)
        window.resize(1280, 800)
        with qtbot.waitActive(window):
            window.show()
        window.go("training")
        QApplication.processEvents()
        return window

    return shown


def in_view(window, widget):
    frame = window._frames["training"]
    bottom = widget.mapTo(frame.viewport(), widget.rect().bottomRight())
    assert widget.isVisible() and frame.viewport().rect().contains(bottom)
    return not frame.verticalScrollBar().maximum() and not frame.horizontalScrollBar().maximum()


def test_a_run_is_started_and_followed_without_scrolling(session, window, qtbot):
    """Whatever stands beside it, and whichever model is chosen: in one window, which is quick."""
    made = window()
    page = made.pages["training"]
    for state in (None, RunStatus.SUCCEEDED, RunStatus.RUNNING, RunStatus.FAILED):
        if state:
            number = insert_run(session, state, model="rehearsal-tiny")
            with session.library.transaction():
                session.library.runs.update(number, error="The provider refused the file. " * 8)
            page.show_run(number)
        for model in (MODEL, "rehearsal-tiny", "a-model-nobody-has-a-price-for"):
            choose(page, "openai", model)
            QApplication.processEvents()
            assert in_view(made, page.new_run.button), (state, model)
            assert in_view(made, page.card.curve if state else page.nothing), (state, model)
    made.close()


def test_the_same_warning_is_not_said_twice(page, session):
    choose(page, "local", "rehearsal-tiny")
    assert page.new_run.warning.isVisible()
    page.show_run(insert_run(session, RunStatus.SUCCEEDED, model="rehearsal-tiny"))
    assert page.card.banner.isVisible() and not page.new_run.warning.isVisible()
    page.show_run(insert_run(session, RunStatus.SUCCEEDED))
    assert page.new_run.warning.isVisible() and not page.card.banner.isVisible()


def test_the_last_line_of_the_log_is_in_view(page, session):
    number = insert_run(session, RunStatus.RUNNING)
    with session.library.transaction():
        events = [Event(f"e{n}", datetime.now(UTC), "info", f"Line {n}") for n in range(80)]
        session.library.runs.insert_events(number, events)
    page.show_run(number)
    bar = page.card.events.verticalScrollBar()
    assert bar.maximum() > 0 and bar.value() == bar.maximum()


def test_time_and_steps_are_said_as_one_reads_them():
    run = Run(
        1,
        1,
        "openai",
        MODEL,
        Hyperparameters(),
        None,
        "",
        "n",
        RunStatus.RUNNING,
        datetime.now(UTC),
        metrics=(Metric(214, 1.0, total_steps=360),),
    )
    assert progress_words(run, 41) == "step 214 of 360 · 0:41 left"
    assert clock(3725) == "1:02:05"


def test_an_endpoint_that_does_not_train_is_not_offered(session, qtbot):
    session.settings.save_endpoint(
        Endpoint("only-answers", "http://127.0.0.1:9/v1", trains=False, key_env="")
    )
    page = TrainingPage(session)
    qtbot.addWidget(page)
    page.refresh(ALL)
    assert page.new_run.endpoint.findData("only-answers") == -1


def test_finer_settings_are_chosen_in_a_dialog_and_said(page, session, qtbot):
    def choose_them():
        dialog = page.findChild(RunOptions)
        dialog.rate.setText("half")
        dialog.accept()
        assert dialog.isVisible() and "not a number" in dialog.refused.text()
        dialog.rate.setText("0.5")
        dialog.seed.setText("7")
        dialog.share.setCurrentIndex(1)
        dialog.accept()

    whole = page.new_run.tokens.text()
    QTimer.singleShot(50, choose_them)
    qtbot.mouseClick(page.new_run.more, Qt.MouseButton.LeftButton)
    assert page.new_run.options.text() == "learning rate 0.5 · 50% of the rows · seed 7"
    assert page.new_run.tokens.text() != whole
    session.script.asked = 1
    qtbot.mouseClick(page.new_run.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(session.script.created))
    wishes = session.script.created[0]["hyperparameters"]
    assert (wishes.learning_rate_multiplier, wishes.share) == (0.5, 0.5)
    assert session.script.created[0]["seed"] == 7
    qtbot.waitUntil(lambda: status(session, 1) is RunStatus.SUCCEEDED)
    assert page.runs.table.item(0, 1).text() == "v1 ×3 ½ LR 0.5"


def test_a_sweep_is_queued_and_trained_to_its_end(page, session, qtbot):
    def choose_them():
        dialog = page.findChild(SweepDialog)
        dialog.epochs.setText("1; 2")
        assert not dialog.go.isEnabled() and "commas" in dialog.total.text()
        dialog.epochs.setText("1.5")
        assert not dialog.go.isEnabled() and "whole numbers" in dialog.total.text()
        dialog.epochs.setText("1, 2")
        dialog.shares.setText("100")
        assert dialog.total.text().startswith("2 trainings · ¥")
        dialog.accept()

    session.script.asked = 1
    QTimer.singleShot(50, choose_them)
    qtbot.mouseClick(page.new_run.sweep_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(session.script.created) == 2)
    qtbot.waitUntil(lambda: status(session, 2) is RunStatus.SUCCEEDED)
    assert [made["hyperparameters"].epochs for made in session.script.created] == [1, 2]


def test_what_waits_in_the_queue_goes_on_when_the_window_opens(page, session, qtbot):
    order = Order(1, "openai", MODEL, Hyperparameters(epochs=1))
    finish(enqueue(session, [order]))
    session.script.asked = 1
    page.start()
    qtbot.waitUntil(lambda: status(session, 1) is RunStatus.SUCCEEDED)
    assert len(session.script.created) == 1


def test_only_what_can_be_done_with_a_run_is_offered(page, session, qtbot):
    number = insert_run(session, RunStatus.RUNNING)
    page.show_run(number)
    assert page.card.cancel.isVisible() and page.card.pause_button.isVisible()
    assert not page.card.again_button.isVisible()
    qtbot.mouseClick(page.card.pause_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: status(session, number) is RunStatus.PAUSED)
    qtbot.waitUntil(page.card.resume_button.isVisible)
    qtbot.mouseClick(page.card.resume_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: status(session, number) is RunStatus.RUNNING)
    page.show_run(insert_run(session, RunStatus.RUNNING, endpoint="nebius"))
    assert not page.card.pause_button.isVisible()


def test_a_run_without_a_model_is_started_again_with_one_press(page, session, qtbot):
    page.show_run(insert_run(session, RunStatus.FAILED))
    session.script.asked = 1
    qtbot.mouseClick(page.card.again_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(session.script.created) == 1)
    qtbot.waitUntil(lambda: status(session, 2) is RunStatus.SUCCEEDED)


def test_the_line_at_fault_leads_to_its_pair(page, session, qtbot):
    number = insert_run(session, RunStatus.FAILED)
    with session.library.transaction():
        session.library.runs.update(number, error="Invalid file format. Line 2, message 1")
    page.show_run(number)
    with qtbot.waitSignal(page.go) as went:
        qtbot.mouseClick(page.card.fault_button, Qt.MouseButton.LeftButton)
    (destination,) = went.args
    assert destination.name == "review" and len(destination.pairs) == 1


def test_learning_by_heart_is_said_and_accuracy_is_a_curve_of_its_own(page, session, qtbot):
    number = insert_run(session, RunStatus.SUCCEEDED)
    losses = [1.0, 0.5, 0.9]
    metrics = [
        Metric(n, 1 / n, None, loss, 0.3 * n, 0.2 * n, 3, float(n))
        for n, loss in enumerate(losses, 1)
    ]
    with session.library.transaction():
        events = [Event(f"e{m.step}", datetime.now(UTC), "info", "Step", m) for m in metrics]
        session.library.runs.insert_events(number, events)
    page.show_run(number)
    assert "by heart" in page.card.judgement.text()
    chip = page.card.measures["Accuracy"]
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert page.card.curve.curve.train[-1] == (3.0, pytest.approx(0.9))
    assert page.card.curve.curve.best == (3.0, pytest.approx(0.6))
    page.show_run(insert_run(session, RunStatus.RUNNING))
    assert not chip.isVisible()


def test_what_the_budget_leaves_and_preflight_says_stand_beside_the_button(page, session, qtbot):
    assert page.new_run.left.text().startswith("then ¥")
    qtbot.waitUntil(lambda: "eady" in page.new_run.preflight.text())
    session.settings.set("monthly_budget_usd", 0)
    page.refresh(ALL)
    assert "more than is left" in page.new_run.left.text()


def test_an_end_nobody_sees_asks_for_attention(page, session, monkeypatch):
    told = []
    monkeypatch.setattr(QApplication, "alert", lambda window: told.append(window))
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    monkeypatch.setattr(type(page.window()), "isActiveWindow", lambda _self: False)
    assert not notify(page, "Run 1", "done")
    assert told == [page.window()]


def test_where_epochs_come_from_and_what_a_place_can_tune_is_said(page, session):
    assert "Set to 3 epochs in the settings" in page.new_run.epochs.toolTip()
    session.settings.set("epochs", None)
    page.refresh(ALL)
    assert "published rule" in page.new_run.epochs.toolTip()
    box = page.new_run.endpoint
    about = box.itemData(box.findData("openai"), Qt.ItemDataRole.ToolTipRole)
    assert "2027-01-06" in about and "2026-11-22" in about


def test_the_time_of_a_model_here_is_measured_where_it_is_not_known(page, monkeypatch, tmp_path):
    """The button is there once nothing has to be fetched, and goes when the time is known."""
    monkeypatch.setattr("studio.services.training.estimate.is_set_up", lambda *_a: True)
    choose(page, "local", "/models/my own")
    assert not page.new_run.measure_button.isHidden()
    folder = data_folder() / "engine" / "paces"
    folder.mkdir(parents=True)
    pace = Pace("/models/my own", "cpu", "float32", token=0.01, memory=1_500_000_000)
    (folder / "pace.json").write_text(json.dumps(pace.record()))
    page.planning.describe_run()
    assert page.new_run.measure_button.isHidden()
    assert "1.5 GB of memory" in page.new_run.time.text()


def test_a_small_window_shows_all_of_a_run_without_moving_sideways(page):
    """With all the buttons that a run can have at once, in a window of 900 pixels."""
    for button in (page.card.talk_button, page.card.compare_button, page.card.again_button):
        button.show()
    beside_the_sidebar = 900 - 184 - 40
    left = page.new_run.parentWidget()
    assert left.minimumWidth() + 12 + page.card.minimumSizeHint().width() <= beside_the_sidebar


def test_a_bundle_is_written_and_what_was_trained_with_it_comes_back(
    page, session, qtbot, monkeypatch, tmp_path
):
    folder = tmp_path / "bundle"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_words: str(folder))
    with qtbot.waitSignal(page.message) as said:
        page.write_bundle()
    assert str(folder) in said.args[0] and (folder / "manifest.json").is_file()
    outputs = folder / "outputs" / "trl"
    outputs.mkdir(parents=True)
    (outputs / "adapter_model.safetensors").write_bytes(b"weights")
    (outputs / "metrics.jsonl").write_text('{"step": 1, "loss": 1.5, "max_steps": 1}\n')
    with qtbot.waitSignal(page.go):
        page.read_bundle()
    (run,) = session.library.runs.list(curves=True)
    assert run.status is RunStatus.SUCCEEDED and run.metrics[0].train_loss == 1.5


def test_a_model_that_was_made_here_is_saved_from_its_run(page, session, monkeypatch):
    number = insert_run(session, RunStatus.SUCCEEDED, model="smol", endpoint="local")
    with session.library.transaction():
        session.library.runs.update(number, fine_tuned_model="ft:smol:studio::1")
    asked, ends = [], []

    def save(_page, endpoint, tuned, on_end):
        asked.append((endpoint, tuned))
        ends.append(on_end)
        return True

    monkeypatch.setattr(training_page, "save_model", save)
    page.show_run(number)
    assert page.card.save_button.isVisible()
    page.card.save_button.click()
    assert asked == [("local", "ft:smol:studio::1")] and not page.card.save_button.isEnabled()
    page.refresh(Changes(Change.RUNS))
    assert not page.card.save_button.isEnabled(), "it is still being saved"
    ends[0]()
    assert page.card.save_button.isEnabled()
    # What stands at a provider is no file that could be saved.
    page.show_run(insert_run(session, RunStatus.SUCCEEDED))
    assert not page.card.save_button.isVisible()


def test_a_run_says_where_and_how_it_was_ordered(page, session):
    page.show_run(insert_run(session, RunStatus.RUNNING))
    assert page.card.ordered.text() == "OpenAI · 3 epochs"


def test_one_of_several_prices_is_asked_for_and_an_empty_choice_has_no_budget(page, session):
    choose(page, "foundry", "gpt-4.1-2025-04-14")
    assert "price of GlobalStandard" in page.new_run.warning.text()
    assert page.new_run.cost.text().endswith("GlobalStandard")
    offered = page.new_run.model
    assert "gpt-4.1-2025-04-14" in [offered.itemText(n) for n in range(offered.count())]
    choose(page, "foundry", "")
    assert page.new_run.left.text() == "–"


def test_an_estimate_follows_the_runs_that_end(page, session, monkeypatch):
    """The first training of a model has shown how long it takes."""
    described = []
    monkeypatch.setattr(page.planning, "describe_run", lambda: described.append(1))
    number = insert_run(session, RunStatus.RUNNING)
    page.refresh(Changes(Change.RUNS))
    page.refresh(Changes(Change.RUNS))
    assert len(described) == 1
    with session.library.transaction():
        session.library.runs.update(number, status=RunStatus.SUCCEEDED)
    page.refresh(Changes(Change.RUNS))
    assert len(described) == 2


def test_a_run_of_an_endpoint_that_was_removed_is_still_shown(page, session):
    number = insert_run(session, RunStatus.RUNNING, endpoint="gone")
    page.show_run(number)
    assert page.card.ordered.text().startswith("gone")
    assert not page.card.cancel.isVisible() and not page.card.save_button.isVisible()
    with pytest.raises(CuratorError, match="can't be told to stop"):
        follow.cancel_run(session, number)


def test_a_run_that_is_over_promises_no_curve(page, session):
    page.show_run(insert_run(session, RunStatus.RUNNING))
    assert "with the first step" in page.card.curve.say_nothing()
    page.show_run(insert_run(session, RunStatus.FAILED))
    assert "no step was reported" in page.card.curve.say_nothing()


def test_a_queue_that_has_started_its_run_says_no_more_that_it_is_starting(page, session, qtbot):
    lines = []
    page.going_on.connect(lines.append)
    page.queue_up([Order(1, "openai", MODEL)])
    qtbot.waitUntil(lambda: "Creating the job" in lines and lines[-1] == "")
    assert not status(session, 1).ended, "it was said only when all was over"
