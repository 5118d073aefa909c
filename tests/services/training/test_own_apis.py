"""Together and Fireworks: trainings over APIs of their own, as safe as over OpenAI's."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from studio.domain.errors import CuratorError, EndpointError, OverBudget, StudioError
from studio.domain.run import Hyperparameters, Run, RunStatus
from studio.domain.work import finish
from studio.providers.table import PROVIDERS
from studio.services import budget
from studio.services.session import Session
from studio.services.settings.endpoint_limits import limits_of
from studio.services.settings.endpoints import list_shipped
from studio.services.training.follow import cancel_run, follow_run, list_unfinished
from studio.services.training.start import start_run
from tests.services import fireworks_server, together_server
from tests.services.fireworks_server import FireworksServer
from tests.services.provider_server import Fault, ProviderServer, lose, say, status
from tests.services.together_server import TogetherServer


@dataclass(frozen=True)
class Place:
    """A provider that is played: what it is called, its model, and its word for what goes on."""

    server: ProviderServer
    endpoint: str
    model: str
    create: tuple[str, str]
    state: tuple[str, str]
    upload: tuple[str, str]
    delete: tuple[str, str]
    running: dict[str, object]
    failed: dict[str, object]


def play_together() -> Place:
    return Place(
        TogetherServer(),
        "together",
        together_server.MODEL,
        ("POST", "/fine-tunes"),
        ("GET", "/fine-tunes/ID"),
        ("POST", "/files/upload"),
        ("DELETE", "/files/ID"),
        {"status": "running"},
        {"status": "error", "events": [{"level": "error", "message": "row 7 is too long"}]},
    )


def play_fireworks() -> Place:
    return Place(
        FireworksServer(),
        "fireworks",
        fireworks_server.MODEL,
        ("POST", "/ACCOUNT/supervisedFineTuningJobs"),
        ("GET", "/ACCOUNT/supervisedFineTuningJobs/ID"),
        ("POST", "/ACCOUNT/datasets/ID:upload"),
        ("DELETE", "/ACCOUNT/datasets/ID"),
        {"state": "JOB_STATE_RUNNING", "jobProgress": {"percent": 40}},
        {"state": "JOB_STATE_FAILED", "status": {"code": "X", "message": "row 7 is too long"}},
    )


@pytest.fixture(params=[play_together, play_fireworks], ids=["together", "fireworks"])
def place(
    request: pytest.FixtureRequest,
    accepted: Session,
    impatient: None,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Place]:
    playing: Place = request.param()
    for name in ("TOGETHER_API_KEY", "FIREWORKS_API_KEY"):
        monkeypatch.setenv(name, "key-0123456789")
    shipped = accepted.settings.endpoint(playing.endpoint)
    accepted.settings.save_endpoint(replace(shipped, base_url=playing.server.base_url))
    yield playing
    playing.server.shutdown()
    playing.server.server_close()


def train(session: Session, version: int, place: Place, **wishes: object) -> Run:
    with contextlib.suppress(StudioError):
        finish(start_run(session, version, place.endpoint, place.model, **wishes))  # type: ignore[arg-type]
    return session.library.runs.list()[0]


def watch(session: Session, run: Run) -> Run:
    finish(follow_run(session, run.id))
    return session.library.runs.get(run.id)


def test_a_run_goes_from_files_to_a_model(accepted: Session, version: int, place: Place) -> None:
    place.server.script.insert(0, place.running)
    run = watch(accepted, train(accepted, version, place, suffix="desk"))
    assert run.status is RunStatus.SUCCEEDED, run.error
    assert run.fine_tuned_model
    assert (len(place.server.files), len(place.server.contents)) == (2, 2)
    assert accepted.person_ledger.reserved() == 0 and run.cost_usd == run.estimate_usd > 0
    assert "estimated" in accepted.library.ledger.list()[0].purpose


@pytest.mark.parametrize(
    ("play", "settings", "parts"),
    [
        (
            play_together,
            {"training_type": "Full", "warmup_ratio": "0.1", "train_on_inputs": "off"},
            {"training_type": {"type": "Full"}, "warmup_ratio": 0.1, "train_on_inputs": False},
        ),
        (
            play_fireworks,
            {"account": "desk", "lora_rank": "32"},
            {"loraRank": 32, "outputModel": "accounts/desk/models/studio-nonce-1"},
        ),
    ],
    ids=["together", "fireworks"],
)
def test_the_settings_of_a_place_go_out_with_its_job(
    play: Callable[[], Place],
    settings: dict[str, str],
    parts: dict[str, object],
    tmp_path: Path,
) -> None:
    place = play()
    shipped = next(each for each in list_shipped() if each.name == place.endpoint)
    chosen = replace(shipped, base_url=place.server.base_url, settings=settings)
    client = PROVIDERS[shipped.kind].connect(chosen, "key-0123456789", tmp_path)
    client.create(
        model=place.model,
        training_file="file-1",
        validation_file=None,
        hyperparameters=Hyperparameters(epochs=1),
        seed=None,
        suffix="",
        nonce="nonce-1",
    )
    assert parts.items() <= place.server.bodies[-1].items()
    client.close()
    place.server.shutdown()
    place.server.server_close()


@pytest.mark.slow
def test_what_was_wished_is_ordered_in_the_providers_words(
    accepted: Session, version: int, place: Place
) -> None:
    wishes = Hyperparameters(epochs=2, learning_rate_multiplier=2e-5, batch_size=8)
    train(accepted, version, place, hyperparameters=wishes)
    body = place.server.bodies[-1]
    if place.endpoint == "together":
        assert (body["n_epochs"], body["learning_rate"], body["batch_size"]) == (2, 2e-5, 8)
        assert (body["n_evals"], body["training_method"]) == (2, {"method": "sft"})
    else:
        assert (body["epochs"], body["learningRate"], body["batchSizeSamples"]) == (2, 2e-5, 8)
        assert body["baseModel"] == place.model and body["evaluationDataset"]


@pytest.mark.parametrize(
    "fault",
    [
        lose(acting=True),
        pytest.param(say("<html>", acting=True), marks=pytest.mark.slow),
        pytest.param(status(500, acting=True), marks=pytest.mark.slow),
    ],
)
def test_a_job_that_was_made_is_found_whatever_the_reply_said(
    accepted: Session, version: int, place: Place, fault: Fault
) -> None:
    place.server.faults[place.create] = [fault]
    run = watch(accepted, train(accepted, version, place))
    assert run.status is RunStatus.SUCCEEDED
    assert (len(place.server.jobs), place.server.asked[place.create]) == (1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("code", [400, 403, 429])
def test_a_refused_job_leaves_no_file_and_no_money(
    accepted: Session, version: int, place: Place, code: int
) -> None:
    place.server.faults[place.create] = [status(code)]
    run = train(accepted, version, place)
    assert run.status is RunStatus.FAILED and run.error
    assert (place.server.jobs, place.server.files) == ({}, {})
    assert accepted.person_ledger.reserved() == 0


@pytest.mark.slow
@pytest.mark.parametrize("fault", [status(500, acting=True), lose(acting=True)])
def test_a_file_whose_reply_was_lost_is_deleted(
    accepted: Session, version: int, place: Place, fault: Callable[..., None]
) -> None:
    place.server.faults[place.upload] = [fault]
    assert train(accepted, version, place).status is RunStatus.FAILED
    assert (place.server.jobs, place.server.files) == ({}, {})


@pytest.mark.slow
def test_a_job_that_never_was_is_called_missing(
    accepted: Session, version: int, place: Place
) -> None:
    place.server.faults[place.create] = [lose(acting=False)]
    run = watch(accepted, train(accepted, version, place))
    assert run.status is RunStatus.MISSING
    assert place.server.files == {} and list_unfinished(accepted) == []


@pytest.mark.slow
def test_the_reason_of_a_failure_is_kept(accepted: Session, version: int, place: Place) -> None:
    place.server.script = [place.failed]
    run = watch(accepted, train(accepted, version, place))
    assert run.status is RunStatus.FAILED and "row 7 is too long" in run.error


@pytest.mark.slow
def test_a_run_is_cancelled_there(accepted: Session, version: int, place: Place) -> None:
    place.server.script = [place.running]
    run = train(accepted, version, place)
    cancel_run(accepted, run.id)
    assert accepted.library.runs.get(run.id).status is RunStatus.CANCELLED


@pytest.mark.slow
def test_a_state_nobody_knows_is_said_and_followed(
    accepted: Session, version: int, place: Place
) -> None:
    place.server.script.insert(0, {"status": "pondering", "state": "JOB_STATE_PONDERING"})
    run = train(accepted, version, place)
    lines = [progress.line for progress in follow_run(accepted, run.id)]
    assert any("“pondering”" in line for line in lines)
    assert accepted.library.runs.get(run.id).status is RunStatus.SUCCEEDED


@pytest.mark.slow
def test_rubbish_instead_of_a_job_is_one_clear_line(
    accepted: Session, version: int, place: Place
) -> None:
    run = train(accepted, version, place)
    trainer = accepted.trainer(place.endpoint)
    place.server.lasting[place.state] = say("[1, 2]")
    with pytest.raises(EndpointError, match="not the OpenAI API"):
        trainer.state(run.job or "")
    place.server.lasting[place.state] = say("{}")
    with pytest.raises(EndpointError, match="not the OpenAI API"):
        trainer.state(run.job or "")


def test_a_price_above_what_was_set_aside_stops_before_the_job(
    accepted: Session, version: int, place: Place
) -> None:
    if not isinstance(place.server, TogetherServer):
        pytest.skip("only Together says a price")
    place.server.price = 12.5
    with pytest.raises(OverBudget, match=r"asks .*\$12\.50.*Nothing was\s+started"):
        finish(start_run(accepted, version, place.endpoint, place.model))
    assert (place.server.jobs, place.server.files) == ({}, {})
    assert accepted.person_ledger.reserved() == 0


@pytest.mark.slow
def test_epochs_left_open_are_quoted_as_the_provider_chooses(
    accepted: Session, version: int, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted.settings.set("epochs", None)
    # Limits belong to the provider's own address, which the server here has not.
    (shipped,) = (row for row in list_shipped() if row.name == place.endpoint)
    monkeypatch.setattr(budget, "limits_of", lambda _endpoint: limits_of(shipped))
    run = train(accepted, version, place)
    tokens = accepted.library.versions.get(version).train_tokens
    price = accepted.prices.model(place.model)
    assert price and price.training is not None
    assert run.estimate_usd >= price.training * tokens / 1_000_000
    assert run.estimate_usd < price.training * tokens * 2 / 1_000_000


@pytest.mark.slow
def test_a_key_that_sees_no_account_is_told_what_to_do(
    accepted: Session, version: int, place: Place
) -> None:
    if place.endpoint != "fireworks":
        pytest.skip("only Fireworks has accounts")
    place.server.lasting[("GET", "/accounts")] = say('{"accounts": []}')
    with pytest.raises((EndpointError, CuratorError), match="shows no account"):
        finish(start_run(accepted, version, place.endpoint, place.model))
    assert accepted.library.runs.list()[0].status is RunStatus.FAILED
