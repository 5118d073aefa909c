"""The dialog of a new comparison: who is asked, what is asked, and what it may cost."""

import pytest
from PySide6.QtCore import Qt

from studio.domain.comparison import QuestionSet
from studio.domain.errors import BookError
from studio.domain.run import Checkpoint, Hyperparameters, Run, RunStatus
from studio.ui.comparison.new_comparison import NewComparison
from studio.ui.drafting.model_choice import ModelChoice


def make_run(number, checkpoints=()):
    return Run(
        id=number,
        version=1,
        endpoint="local",
        model="rehearsal-tiny",
        hyperparameters=Hyperparameters(),
        seed=None,
        suffix="",
        nonce=str(number),
        status=RunStatus.SUCCEEDED,
        created=None,
        fine_tuned_model=f"ft:{number}",
        checkpoints=tuple(checkpoints),
    )


@pytest.fixture
def dialog(qtbot):
    runs = [make_run(2, [Checkpoint(20, "ft:2:20"), Checkpoint(40, "ft:2:40")]), make_run(1)]
    sets = [QuestionSet(4, "Held", None)]
    dialog = NewComparison(runs, sets, lambda choice: f"{len(choice.contestants)} are asked", run=2)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def list_keys(dialog):
    return [contestant.key for contestant in dialog.choice().contestants]


def test_the_base_and_the_tuned_model_are_compared_at_first(dialog):
    assert list_keys(dialog) == ["base", "run-2"]
    assert dialog.price.text() == "2 are asked"


def test_a_prompt_that_is_written_is_asked_as_well(dialog, qtbot):
    qtbot.keyClicks(dialog.prompt, "Be brief.")
    assert list_keys(dialog) == ["base", "base+prompt", "run-2"]
    assert dialog.choice().contestants[1].system == "Be brief."


def test_checkpoints_stand_before_the_model_they_led_to(dialog):
    dialog.checkpoints.click()
    assert list_keys(dialog) == ["base", "run-2@20", "run-2@40", "run-2"]


def test_two_runs_can_be_held_against_each_other(dialog):
    dialog.base.click()
    dialog.other_run.click()
    dialog.other.setCurrentIndex(dialog.other.findData(1))
    assert list_keys(dialog) == ["run-2", "run-1"]


def test_one_alone_is_no_comparison(dialog):
    dialog.base.click()
    assert not dialog.start.isEnabled()
    assert dialog.price.text() == "Choose two or more to be compared."


def test_a_set_is_asked_whole(dialog):
    dialog.source.setCurrentIndex(dialog.source.findData(4))
    dialog.source.activated.emit(1)
    assert dialog.choice().question_set == 4
    assert not dialog.limit.isEnabled()


@pytest.fixture
def untrained(empty_session, qtbot):
    """The dialog of a library in which nothing was trained."""
    model = ModelChoice(empty_session)
    model.choose("local", "rehearsal-tiny")
    dialog = NewComparison([], [], lambda choice: f"{choice.run}", model=model)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_before_any_training_a_model_is_compared_with_itself_and_passages(untrained):
    base, helped = untrained.choice().contestants
    assert (base.key, base.model, base.is_base) == ("base", "rehearsal-tiny", True)
    assert helped.key == "base+passages" and untrained.choice().run is None
    assert untrained.start.isEnabled() and not untrained.tuned.isVisible()
    assert untrained.source.itemText(0) == "from your pairs"


def test_a_model_that_is_not_named_can_not_be_compared(untrained):
    untrained.model.model.setCurrentText("")
    assert not untrained.start.isEnabled()


def test_a_run_and_no_run_can_both_be_chosen(empty_session, qtbot):
    model = ModelChoice(empty_session)
    dialog = NewComparison([make_run(1)], [], lambda _choice: "", model=model)
    qtbot.addWidget(dialog)
    assert model.isHidden() and list_keys(dialog) == ["base", "run-1"]
    dialog.run_box.setCurrentIndex(1)
    assert not model.isHidden() and dialog.choice().run is None


@pytest.mark.parametrize("field", ["run_box", "limit"])
def test_return_asks_from_any_field(untrained, qtbot, field):
    with qtbot.waitSignal(untrained.accepted):
        qtbot.keyClick(getattr(untrained, field), Qt.Key.Key_Return)


def test_what_can_not_be_asked_is_said_and_not_begun(qtbot):
    def refuse(_choice):
        raise BookError("q.png is no text.")

    dialog = NewComparison([make_run(1)], [], refuse)
    qtbot.addWidget(dialog)
    assert dialog.price.text() == "q.png is no text."
    assert dialog.price.property("tone") == "warn" and not dialog.start.isEnabled()


def test_another_run_is_never_the_same_one(dialog):
    assert [dialog.other.itemData(row) for row in range(dialog.other.count())] == [1]
    dialog.run_box.setCurrentIndex(dialog.run_box.findData(1))
    assert dialog.other.currentData() == 2
    dialog.other_run.click()
    assert list_keys(dialog) == ["base", "run-1", "run-2"]


def test_any_other_model_can_be_held_beside_them(empty_session, qtbot):
    another = ModelChoice(empty_session)
    dialog = NewComparison([make_run(1)], [], lambda _choice: "asked", another=another)
    qtbot.addWidget(dialog)
    assert another.isHidden()
    dialog.other_model.setChecked(True)
    assert list_keys(dialog) == ["base", "run-1"]
    assert dialog.price.text() == "Name the other model." and not dialog.start.isEnabled()
    another.choose("openai", "gpt-4o-mini")
    assert not another.isHidden()
    assert list_keys(dialog) == ["base", "run-1", "gpt-4o-mini@openai"]
    another.stop()


def test_questions_that_were_trained_on_are_not_called_held_out(qtbot):
    sets = [QuestionSet(4, "Held", None)]
    dialog = NewComparison([make_run(1), make_run(2)], sets, lambda _choice: "asked", unheld={1})
    qtbot.addWidget(dialog)
    assert dialog.source.currentText() == "from its training rows"
    assert "prove nothing" in dialog.price.text() and dialog.start.isEnabled()
    dialog.choose_set(4)
    assert dialog.price.text() == "asked"
    dialog.source.setCurrentIndex(0)
    dialog.run_box.setCurrentIndex(1)
    assert dialog.source.currentText() == "held out of the training"
    assert dialog.price.text() == "asked"
