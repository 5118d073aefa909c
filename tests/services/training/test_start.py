"""Training: created once, looked for after any doubt, followed to its end, picked up again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from studio.domain.dataset import Version
from studio.domain.errors import (
    CuratorError,
    EndpointError,
    OverBudget,
    TrainingNotAvailable,
    Unreachable,
)
from studio.domain.money import ModelPrice
from studio.domain.run import Checkpoint, Endpoint, Event, JobState, Metric, RunStatus
from studio.domain.work import finish
from studio.providers.table import PROVIDERS
from studio.services.pairs import review, row_import
from studio.services.session import Session
from studio.services.settings.prices import save_overrides
from studio.services.training.estimate import estimate_run
from studio.services.training.follow import cancel_run, follow_run, list_unfinished
from studio.services.training.start import start_run
from studio.services.versions import freezing

MODEL = "gpt-4o-mini-2024-07-18"


@dataclass
class ScriptedTrainer:
    """Stands for a provider: does what its script says and remembers what it was asked."""

    refusal: EndpointError | None = None
    arrives: bool = True
    created: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    states: list[RunStatus] = field(
        default_factory=lambda: [RunStatus.RUNNING, RunStatus.SUCCEEDED]
    )

    def upload(self, path: Path) -> str:
        self.sent.append(path.read_bytes())
        assert self.sent[-1]
        return f"file-{path.stem}"

    def delete_file(self, id: str) -> None:
        self.deleted.append(id)

    def create(self, **wanted: Any) -> JobState:
        if self.arrives:
            self.created.append(wanted)
        if self.refusal:
            raise self.refusal
        return self._state(RunStatus.VALIDATING_FILES)

    def find(self, nonce: str, *, training_file: str | None = None) -> JobState | None:
        known = any(job["nonce"] == nonce for job in self.created)
        return self._state(RunStatus.QUEUED) if known else None

    def state(self, job: str) -> JobState:
        return self._state(self.states.pop(0) if len(self.states) > 1 else self.states[0])

    def events(self, job: str, after: str | None = None) -> list[Event]:
        if after is not None:
            return []
        at = datetime(2026, 11, 22, tzinfo=UTC)
        return [
            Event(f"e{n}", at, "info", f"Step {n}/3", Metric(n, 3.0 / n, total_steps=3))
            for n in (1, 2, 3)
        ]

    def checkpoints(self, job: str) -> list[Checkpoint]:
        return [Checkpoint(3, "ft:model:ckpt-step-3", 1.0)]

    def cancel(self, job: str) -> JobState:
        return self._state(RunStatus.CANCELLED)

    def _state(self, status: RunStatus) -> JobState:
        done = status is RunStatus.SUCCEEDED
        return JobState(
            "ftjob-1",
            status,
            MODEL,
            fine_tuned_model="ft:model" if done else None,
            trained_tokens=2_000_000 if done else None,
            epochs=3,
        )


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> ScriptedTrainer:
    scripted = ScriptedTrainer()
    monkeypatch.setattr(Session, "trainer", lambda _session, _endpoint: scripted)
    for kind, provider in PROVIDERS.items():
        quick = replace(provider.capabilities, seconds_between_looks=0.0)
        monkeypatch.setitem(PROVIDERS, kind, replace(provider, capabilities=quick))
    return scripted


@pytest.fixture
def version(accepted: Session) -> int:
    made = freezing.freeze(accepted, validation=0.2).result
    assert isinstance(made, Version)
    return made.number


def start(session: Session, version: int) -> int:
    number = finish(start_run(session, version, "openai", MODEL)).result
    assert isinstance(number, int)
    return number


def test_preference_rows_are_not_sent_as_if_they_were_answers(
    session: Session, tmp_path: Path, trainer: ScriptedTrainer
) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(12):
            asked = {"messages": [{"role": "user", "content": f"What is step number {n}?"}]}
            outputs = [
                [{"role": "assistant", "content": f"{word} {n}"}] for word in ("Do", "Leave")
            ]
            row = {
                "input": asked,
                "preferred_output": outputs[0],
                "non_preferred_output": outputs[1],
            }
            file.write(json.dumps(row) + "\n")
    finish(row_import.import_rows(session, path))
    review.accept(session, list(session.library.pairs.ids()))
    number = freezing.freeze(session, validation=0, profile="dpo").result.number
    with pytest.raises(CuratorError, match="preference rows"):
        start(session, number)
    assert session.library.runs.list() == [] and trainer.sent == []


def test_a_place_that_wants_a_byte_order_mark_gets_one(
    accepted: Session, version: int, trainer: ScriptedTrainer
) -> None:
    start(accepted, version)
    azure = Endpoint("work", "https://work.openai.azure.com/openai/v1/", kind="foundry")
    accepted.settings.save_endpoint(azure)
    finish(start_run(accepted, version, "work", MODEL))
    assert [content.startswith(b"\xef\xbb\xbf") for content in trainer.sent] == [False] * 2 + [
        True
    ] * 2


def test_a_run_goes_from_files_to_a_model(
    accepted: Session, version: int, trainer: ScriptedTrainer
) -> None:
    number = start(accepted, version)
    finish(follow_run(accepted, number))
    run = accepted.library.runs.get(number)
    assert run.status is RunStatus.SUCCEEDED
    assert run.fine_tuned_model == "ft:model"
    assert [metric.step for metric in run.metrics] == [1, 2, 3]
    assert run.checkpoints[0].model == "ft:model:ckpt-step-3"
    assert run.hyperparameters.epochs == 3
    assert run.training_file and run.validation_file


def test_what_was_trained_is_paid_once(
    accepted: Session, version: int, trainer: ScriptedTrainer
) -> None:
    number = start(accepted, version)
    finish(follow_run(accepted, number))
    finish(follow_run(accepted, number))
    # gpt-4o-mini trains at 3 dollars a million tokens; two million were trained.
    assert accepted.library.ledger.spent() == Decimal(6)


def test_a_lost_answer_is_looked_for_and_never_sent_again(
    accepted: Session, version: int, trainer: ScriptedTrainer
) -> None:
    trainer.refusal = Unreachable("no answer")
    number = start(accepted, version)
    assert len(trainer.created) == 1
    assert accepted.library.runs.get(number).job == "ftjob-1"


def test_while_it_is_unknown_the_run_stays_uncertain_and_is_found_later(
    accepted: Session, version: int, trainer: ScriptedTrainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer.refusal = Unreachable("no answer")
    with monkeypatch.context() as cut:
        cut.setattr(trainer, "find", lambda *_args, **_names: None)
        with pytest.raises(Unreachable):
            start(accepted, version)
    (run,) = list_unfinished(accepted)
    assert run.status is RunStatus.UNCERTAIN
    finish(follow_run(accepted, run.id))
    assert accepted.library.runs.get(run.id).status is RunStatus.SUCCEEDED
    assert len(trainer.created) == 1


def test_a_job_that_never_arrived_is_said_so(
    accepted: Session, version: int, trainer: ScriptedTrainer
) -> None:
    trainer.refusal, trainer.arrives = Unreachable("no answer"), False
    with pytest.raises(Unreachable):
        start(accepted, version)
    (run,) = list_unfinished(accepted)
    with pytest.raises(CuratorError, match="never created"):
        finish(follow_run(accepted, run.id))
    assert list_unfinished(accepted) == []


def test_a_refusal_fails_the_run_and_takes_the_files_back(
    accepted: Session, version: int, trainer: ScriptedTrainer
) -> None:
    trainer.refusal = TrainingNotAvailable("closed", status=403, code="training_not_available")
    trainer.arrives = False
    with pytest.raises(TrainingNotAvailable):
        start(accepted, version)
    (run,) = accepted.library.runs.list()
    assert run.status is RunStatus.FAILED and run.error == "closed"
    assert len(trainer.deleted) == 2


def test_over_budget_sends_nothing(
    accepted: Session, version: int, trainer: ScriptedTrainer
) -> None:
    accepted.settings.set("monthly_budget_usd", 0)
    with pytest.raises(OverBudget):
        start(accepted, version)
    assert accepted.library.runs.list() == [] and trainer.created == []


def test_a_run_can_be_dropped_and_picked_up(
    accepted: Session, version: int, trainer: ScriptedTrainer
) -> None:
    trainer.states = [RunStatus.RUNNING, RunStatus.RUNNING, RunStatus.SUCCEEDED]
    number = start(accepted, version)
    watching = follow_run(accepted, number)
    next(watching)
    watching.close()
    assert [run.id for run in list_unfinished(accepted)] == [number]
    finish(follow_run(accepted, number))
    assert accepted.library.runs.get(number).status is RunStatus.SUCCEEDED
    assert len(accepted.library.runs.events(number)) == 3


def test_cancel_asks_the_provider(
    accepted: Session, version: int, trainer: ScriptedTrainer
) -> None:
    number = start(accepted, version)
    cancel_run(accepted, number)
    assert accepted.library.runs.get(number).status is RunStatus.CANCELLED


def test_a_model_without_a_price_is_refused_until_it_has_one(
    accepted: Session, version: int, trainer: ScriptedTrainer
) -> None:
    assert "No price is known" in estimate_run(accepted, version, "openai", "abacus-1").warning
    with pytest.raises(OverBudget, match=r"No price is known.*Settings, Prices"):
        finish(start_run(accepted, version, "openai", "abacus-1"))
    assert accepted.library.runs.list() == [] and trainer.created == []
    free = ModelPrice("abacus-1", "openai", None, Decimal(0), None, None, None, None)
    accepted.price_table = save_overrides({"abacus-1": free}).result  # type: ignore[assignment]
    finish(start_run(accepted, version, "openai", "abacus-1"))
    assert len(trainer.created) == 1


def test_a_model_of_ones_own_on_this_computer_needs_no_price(
    accepted: Session, version: int
) -> None:
    guess = estimate_run(accepted, version, "local", "/models/my-own")
    assert guess.quote.usd == 0 and guess.warning == ""


def test_a_last_training_day_that_has_passed_is_said(accepted: Session, version: int) -> None:
    mini = replace(accepted.price_table.models[MODEL], training_ends=date(2026, 1, 6))
    accepted.price_table = save_overrides({MODEL: mini}).result  # type: ignore[assignment]
    assert "2026-01-06" in estimate_run(accepted, version, "openai", MODEL).warning


def test_a_model_that_ends_is_said_before(accepted: Session, version: int) -> None:
    guess = estimate_run(accepted, version, "openai", MODEL)
    assert "2027-01-14" in guess.warning
    rehearsal = estimate_run(accepted, version, "local", "rehearsal-tiny")
    assert "says nothing" in rehearsal.warning and rehearsal.quote.usd == 0
