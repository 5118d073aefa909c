"""A provider that refuses, fails, breaks off or talks nonsense: one clear line, never a key."""

from __future__ import annotations

import socket

import pytest
from werkzeug import Request, Response

from studio.domain.errors import (
    EndpointError,
    KeyRefused,
    RateLimited,
    TrainingNotAvailable,
    Unreachable,
)
from studio.domain.run import Hyperparameters, JobState, RunStatus
from studio.providers.base import Trainer
from studio.providers.openai_compatible import OpenAICompatible
from tests.providers import scripted_api as api
from tests.providers.scripted_api import KEY

JOBS = "/fine_tuning/jobs"
JOB = f"{JOBS}/ftjob-1"
CHAT = "/chat/completions"
QUESTION = [{"role": "user", "content": "何から始める？"}]


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


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "invalid_model", EndpointError),
        (401, "invalid_api_key", KeyRefused),
        (403, "training_not_available", TrainingNotAvailable),
        (403, "unsupported_country", EndpointError),
        (429, "rate_limit_exceeded", RateLimited),
        (500, None, EndpointError),
        (503, None, EndpointError),
    ],
)
def test_a_job_is_asked_for_exactly_once_whatever_comes(server, client, status, code, kind):
    server.on("POST", JOBS, api.error(status, f"Why: {KEY} and sk-other-1234", code))
    with pytest.raises(EndpointError) as caught:
        create(client)
    assert server.asked == {f"POST {JOBS}": 1}
    assert (type(caught.value), caught.value.status, caught.value.code) == (kind, status, code)
    assert "Why: … and …" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_reading_is_tried_again(server, client):
    busy = api.error(429, "slow down", None, **{"retry-after-ms": "1"})
    failed = api.error(500, "oops", None, **{"retry-after-ms": "1"})
    server.on("GET", JOB, busy, failed, api.job(status="running"))
    assert client.state("ftjob-1").status is RunStatus.RUNNING
    assert server.asked[f"GET {JOB}"] == 3


def test_after_a_cut_connection_the_job_is_found_and_not_made_again(server, client):
    other = api.job(id="ftjob-0", metadata={"nonce": "nonce-0"})
    server.on("POST", JOBS, api.cut)
    server.plays(
        "GET", JOBS, "ListPaginatedFineTuningJobsResponse", api.listing([other, api.job()])
    )
    with pytest.raises(Unreachable) as caught:
        create(client)
    found = client.find("nonce-1")
    assert found is not None
    assert found.job == "ftjob-1"
    assert server.queries[-1]["metadata[nonce]"] == "nonce-1"
    assert server.asked[f"POST {JOBS}"] == 1
    assert KEY not in str(caught.value)


def test_a_job_that_never_was_is_not_found(server, client):
    server.on("GET", JOBS, api.listing([api.job(metadata={"nonce": "other"})], more=True))
    assert client.find("nonce-1") is None


def test_a_server_without_the_filter_is_asked_without_it(server, client):
    refusal = api.error(400, "Unknown parameter: metadata", "unknown_parameter")
    server.on("GET", JOBS, refusal, api.listing([api.job()]))
    assert client.find("nonce-1") is not None


def test_where_jobs_keep_no_metadata_the_training_file_tells(server, client):
    server.on("GET", JOBS, api.listing([]), api.listing([api.job(metadata=None)]))
    found = client.find("nonce-1", training_file="file-1")
    assert found is not None


def test_a_failed_job_says_why(server, client):
    why = {
        "code": "invalid_n_examples",
        "message": f"Training file has 7 examples {KEY}",
        "param": "training_file",
    }
    server.plays("GET", JOB, "FineTuningJob", api.job(status="failed", error=why))
    state = client.state("ftjob-1")
    assert (state.status, state.error_code) == (RunStatus.FAILED, "invalid_n_examples")
    assert state.error_message == "Training file has 7 examples …"


def test_an_error_of_nulls_is_no_error(server, client):
    nothing = {"code": None, "message": None, "param": None}
    server.on("GET", JOB, api.job(status="running", error=nothing))
    assert client.state("ftjob-1").error_message == ""


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("paused", RunStatus.PAUSED),
        ("pondering", RunStatus.RUNNING),
        ("canceled", RunStatus.CANCELLED),
        (None, RunStatus.RUNNING),
    ],
)
def test_a_status_nobody_knows_does_no_harm(server, client, word, status):
    server.on("GET", JOB, api.job(status=word, hyperparameters=None, model=None))
    assert client.state("ftjob-1").status is status


@pytest.mark.parametrize("body", ["<html>Welcome</html>", "[]", "{}", "null", "{"])
def test_a_page_that_is_no_api_is_one_line(server, client, body):
    kind = "text/html" if body.startswith("<") else "application/json"
    server.on("GET", "/models", Response(body, content_type=kind))
    server.on("GET", JOB, Response(body, content_type=kind))
    for ask in (client.models, lambda: client.state("ftjob-1")):
        with pytest.raises(EndpointError, match="not the OpenAI API"):
            ask()


def test_a_server_that_is_not_there_is_unreachable():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with (
        OpenAICompatible(f"http://127.0.0.1:{port}/v1", KEY, retries=0) as nobody,
        pytest.raises(
            Unreachable, match=f"Nothing answers at 127.0.0.1:{port}: the program there is not"
        ),
    ):
        nobody.models()


@pytest.mark.parametrize("base_url", ["nonsense", "ftp://a.example", "http://", "http://a b/v1"])
def test_an_address_that_is_none_is_one_line(base_url):
    with OpenAICompatible(base_url, KEY, retries=0) as nobody, pytest.raises(EndpointError):
        nobody.models()


def test_the_key_goes_to_the_server_and_nowhere_else(server, client, caplog, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-someone-else")
    seen: list[str] = []

    def reply(request: Request) -> Response:
        seen.append(request.headers["Authorization"])
        return api.plain(api.listing([]))

    server.on("GET", "/models", reply)
    with caplog.at_level("DEBUG"):
        client.models()
        with OpenAICompatible(server.base_url, None) as keyless:
            keyless.models()
    assert seen == [f"Bearer {KEY}", "Bearer none"]
    assert KEY not in caplog.text + repr(client)


@pytest.mark.parametrize("key", ["ｓｋ－全角", "sk-a\nb"])
def test_what_can_not_be_a_key_is_not_sent(key):
    with pytest.raises(KeyRefused) as caught:
        OpenAICompatible("http://127.0.0.1/v1", key)
    assert key not in str(caught.value)
