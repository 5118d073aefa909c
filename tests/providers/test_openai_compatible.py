"""Asking and training at a server that speaks the OpenAI API, on good days and on bad ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from werkzeug import Request, Response

from studio.domain.errors import (
    DiskError,
    EndpointError,
    InvalidDataset,
)
from studio.domain.run import Endpoint, Hyperparameters, JobState, Method, Metric, RunStatus
from studio.providers.base import ChatModel, Trainer
from studio.providers.table import PROVIDERS
from tests.providers import scripted_api as api

JOBS = "/fine_tuning/jobs"
JOB = f"{JOBS}/ftjob-1"
CHAT = "/chat/completions"
QUESTION = [{"role": "user", "content": "何から始める？"}]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "train.jsonl"
    path.write_text('{"messages": []}\n', encoding="utf-8")
    return path


def create(trainer: Trainer, **changes: object) -> JobState:
    wishes: dict[str, object] = {
        "model": api.BASE_MODEL,
        "training_file": "file-1",
        "validation_file": "file-2",
        "hyperparameters": Hyperparameters(epochs=3),
        "seed": 7,
        "suffix": "desk",
        "nonce": "nonce-1",
    }
    return trainer.create(**{**wishes, **changes})  # type: ignore[arg-type]


# ---- a good day


def test_preferences_and_pauses_keep_to_the_published_schemas(server, client, schemas):
    server.on("POST", JOBS, api.job(), takes="CreateFineTuningJobRequest")
    server.plays("POST", f"{JOB}/pause", "FineTuningJob", api.job(status="running"))
    server.plays("POST", f"{JOB}/resume", "FineTuningJob", api.job(status="running"))
    wishes = Hyperparameters(epochs=1, method=Method.PREFERENCE, beta=0.2)
    create(client, hyperparameters=wishes)
    (body,) = server.bodies
    assert body["method"]["type"] == "dpo"
    assert body["method"]["dpo"]["hyperparameters"] == {"n_epochs": 1, "beta": 0.2}
    assert client.pause("ftjob-1").job == client.resume("ftjob-1").job == "ftjob-1"


def test_the_end_of_a_model_is_read_where_it_is_said(server, client):
    server.on("GET", "/models/m", {"id": "m", "object": "model", "shutdown_date": "2027-01-14"})
    server.on("GET", "/models/n", {"id": "n", "object": "model", "shutdown_date": "soon"})
    assert client.shutdown_date("m") == date(2027, 1, 14)
    assert client.shutdown_date("n") is None


def test_from_a_file_to_an_answer(server, client, rows, schemas):
    """The whole way; every request and reply is held to the published schemas."""
    server.plays("POST", "/files", "OpenAIFile", api.file("uploaded"))
    server.plays("GET", "/files/file-1", "OpenAIFile", api.file("processed"))
    server.on("POST", JOBS, api.job(), takes="CreateFineTuningJobRequest", gives="FineTuningJob")
    step = {"step": 3, "total_steps": 9, "train_loss": 1.5, "valid_loss": 1.7}
    said = [
        api.event(3, "The job has successfully completed"),
        api.event(2, "Step 3/9: training loss=1.5", step, "metrics"),
        api.event(1, "Fine-tuning job started"),
    ]
    server.plays("GET", f"{JOB}/events", "ListFineTuningJobEventsResponse", api.listing(said))
    done = api.job(status="succeeded", fine_tuned_model=api.TUNED, trained_tokens=900)
    server.plays("GET", JOB, "FineTuningJob", done)
    kept = api.listing([api.checkpoint(9, {"full_valid_loss": 1.1}), api.checkpoint(6, {})])
    server.plays("GET", f"{JOB}/checkpoints", "ListFineTuningJobCheckpointsResponse", kept)
    server.on("POST", CHAT, api.stream("一歩", "ずつ。"), takes="CreateChatCompletionRequest")

    assert client.upload(rows, "train.jsonl") == "file-1"
    assert create(client).status is RunStatus.VALIDATING_FILES
    events = client.events("ftjob-1")
    assert events[0].message == "Fine-tuning job started"
    assert events[1].metric == Metric(3, train_loss=1.5, valid_loss=1.7, total_steps=9)
    state = client.state("ftjob-1")
    assert (state.status, state.fine_tuned_model) == (RunStatus.SUCCEEDED, api.TUNED)
    assert (state.trained_tokens, state.epochs) == (900, 3)
    assert [(one.step, one.valid_loss) for one in client.checkpoints("ftjob-1")] == [
        (6, None),
        (9, 1.1),
    ]
    answer = client.answer(QUESTION, model=api.TUNED, max_tokens=50, seed=1)
    assert list(filter(None, answer)) == ["一歩", "ずつ。"]


def test_one_class_asks_and_trains(client):
    model: ChatModel = client
    trainer: Trainer = client
    assert model is trainer


METHOD = {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 3}}}


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("openai", {"method": METHOD}),
        ("nebius", {"hyperparameters": {"n_epochs": 3}}),
        ("foundry", {"method": METHOD, "trainingType": "GlobalStandard"}),
    ],
)
def test_hyperparameters_go_out_where_the_provider_looks_for_them(server, tmp_path, kind, part):
    server.on("POST", JOBS, api.job(), takes="CreateFineTuningJobRequest")
    endpoint = Endpoint("mine", server.base_url, kind=kind)
    client = PROVIDERS[kind].connect(endpoint, api.KEY, tmp_path)
    create(client, seed=None, suffix="", validation_file=None)
    assert server.bodies == [
        {
            "model": api.BASE_MODEL,
            "training_file": "file-1",
            "metadata": {"nonce": "nonce-1"},
            **part,
        }
    ]


def test_what_is_left_to_the_provider_is_not_sent(server, client):
    server.on("POST", JOBS, api.job(), takes="CreateFineTuningJobRequest")
    create(client, hyperparameters=Hyperparameters())
    assert server.bodies[0]["method"] == {"type": "supervised", "supervised": {}}


def test_a_setting_of_an_endpoint_goes_out_with_its_jobs(server, tmp_path):
    server.on("POST", JOBS, api.job())
    chosen = Endpoint(
        "mine", server.base_url, kind="foundry", settings={"training_type": "Developer"}
    )
    create(PROVIDERS["foundry"].connect(chosen, api.KEY, tmp_path))
    assert server.bodies[0]["trainingType"] == "Developer"


@pytest.mark.parametrize(
    ("deployment", "model", "name"),
    [
        ("mentor", "gpt-4o-mini-2024-07-18.ft-0e20", "mentor"),
        ("", "gpt-4o-mini-2024-07-18.ft-0e20", "gpt-4o-mini-2024-07-18.ft-0e20"),
        ("mentor", "gpt-4o-mini", "gpt-4o-mini"),
    ],
)
def test_a_tuned_model_is_asked_by_the_name_of_its_deployment(
    server, tmp_path, deployment, model, name
):
    refusal = api.error(404, "no such deployment", "DeploymentNotFound")
    server.on("POST", "/chat/completions", refusal)
    chosen = Endpoint("mine", server.base_url, kind="foundry", settings={"deployment": deployment})
    client = PROVIDERS["foundry"].connect(chosen, api.KEY, tmp_path)
    with pytest.raises(EndpointError):
        list(client.answer([{"role": "user", "content": "Why?"}], model=model))
    assert server.bodies[0]["model"] == name


def test_the_organisation_of_a_key_is_said_with_each_request(server, tmp_path):
    names = {"organization": "org-1", "project": "proj_1"}
    server.on("POST", JOBS, api.job())
    chosen = Endpoint("openai", server.base_url, kind="openai", settings=names)
    create(PROVIDERS["openai"].connect(chosen, api.KEY, tmp_path))
    sent = server.headers[-1]
    assert (sent["OpenAI-Organization"], sent["OpenAI-Project"]) == ("org-1", "proj_1")


def test_models_come_sorted(server, client):
    model = {"object": "model", "created": 1, "owned_by": "me"}
    server.plays(
        "GET",
        "/models",
        "ListModelsResponse",
        {"object": "list", "data": [{**model, "id": "b"}, {**model, "id": "a"}]},
    )
    assert client.models() == ["a", "b"]


def test_a_cancelled_job_says_so(server, client):
    server.plays("POST", f"{JOB}/cancel", "FineTuningJob", api.job(status="cancelled"))
    assert client.cancel("ftjob-1").status.ended


# ---- files


def test_a_file_goes_up_whole_and_for_fine_tuning(server, client, rows):
    def reply(request: Request) -> Response:
        assert request.form["purpose"] == "fine-tune"
        assert request.files["file"].filename == "train.jsonl"
        assert request.files["file"].read() == rows.read_bytes()
        return api.plain(api.file("processed"))

    server.on("POST", "/files", reply)
    client.upload(rows, "train.jsonl")


@pytest.mark.parametrize("status", ["processed", None, "ready"])
def test_a_file_is_ready_unless_the_provider_says_that_it_waits(server, client, rows, status):
    server.on("POST", "/files", api.file(status))
    assert client.upload(rows, "train.jsonl") == "file-1"
    assert server.asked == {"POST /files": 1}


def test_a_file_that_is_refused_is_not_left_lying_there(server, client, rows):
    server.on("POST", "/files", api.file("uploaded"))
    server.on("GET", "/files/file-1", api.file("error", status_details="Line 1 is no dictionary"))
    server.on("DELETE", "/files/file-1", {"id": "file-1", "object": "file", "deleted": True})
    with pytest.raises(InvalidDataset, match="Line 1 is no dictionary"):
        client.upload(rows, "train.jsonl")
    assert server.asked["DELETE /files/file-1"] == 1


def test_a_file_that_is_gone_can_be_deleted_again(server, client):
    server.on("DELETE", "/files/file-1", api.error(404, "No such File object", None))
    client.delete_file("file-1")


def test_a_file_that_is_not_there_is_one_line(client, tmp_path):
    with pytest.raises(DiskError, match=r"none\.jsonl can't be read"):
        client.upload(tmp_path / "none.jsonl", "train.jsonl")


def test_an_organisation_of_openai_is_told_to_nobody_else(server, client, monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-mine")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-mine")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    headers = []

    def reply(request: Request) -> Response:
        headers.append(dict(request.headers))
        return api.plain(api.listing([]))

    server.on("GET", "/models", reply)
    client.models()
    said = str(headers)
    assert api.KEY in said
    assert not any(word in said for word in ("org-mine", "proj-mine", "sk-openai"))
