"""Asking and training at a server that speaks the OpenAI API, on good days and on bad ones."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import scripted_api as api
from scripted_api import KEY, SilentServer
from werkzeug import Request, Response

from studio.domain.errors import (
    DiskError,
    EndpointError,
    InvalidDataset,
    KeyRefused,
    RateLimited,
    TrainingNotAvailable,
    Unreachable,
)
from studio.domain.run import Hyperparameters, JobState, Metric, RunStatus
from studio.providers.base import ChatModel, Trainer
from studio.providers.openai_compatible import OpenAICompatible

JOBS = "/fine_tuning/jobs"
JOB = f"{JOBS}/ftjob-1"
CHAT = "/chat/completions"
QUESTION = [{"role": "user", "content": "何から始める？"}]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "train.jsonl"
    path.write_text('{"messages": []}\n', encoding="utf-8")
    return path


def create(trainer: Trainer, style: str = "method", **changes: object) -> JobState:
    wishes: dict[str, object] = {
        "model": api.BASE_MODEL,
        "training_file": "file-1",
        "validation_file": "file-2",
        "hyperparameters": Hyperparameters(epochs=3),
        "seed": 7,
        "suffix": "desk",
        "nonce": "nonce-1",
    }
    return trainer.create(**{**wishes, **changes}, style=style)  # type: ignore[arg-type]


# ---- a good day


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

    assert client.upload(rows) == "file-1"
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
    assert list(client.answer(QUESTION, model=api.TUNED, max_tokens=50, seed=1)) == [
        "一歩",
        "ずつ。",
    ]


def test_one_class_asks_and_trains(client):
    model: ChatModel = client
    trainer: Trainer = client
    assert model is trainer


@pytest.mark.parametrize(
    ("style", "part"),
    [
        (
            "method",
            {
                "method": {
                    "type": "supervised",
                    "supervised": {"hyperparameters": {"n_epochs": 3}},
                }
            },
        ),
        ("top-level", {"hyperparameters": {"n_epochs": 3}}),
    ],
)
def test_hyperparameters_go_out_in_the_style_of_the_place(server, client, style, part):
    server.on("POST", JOBS, api.job(), takes="CreateFineTuningJobRequest")
    create(client, style, seed=None, suffix="", validation_file=None)
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
    create(client, "azure", hyperparameters=Hyperparameters())
    assert server.bodies[0]["method"] == {"type": "supervised", "supervised": {}}
    assert server.bodies[0]["trainingType"] == "GlobalStandard"


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


def test_only_new_events_come_and_all_pages_of_them(server, client):
    pages = [[9, 8, 7], [6, 5, 4], [3, 2, 1]]

    def reply(request: Request) -> Response:
        last = request.args.get("after")
        turn = {None: 0, "ftevent-7": 1, "ftevent-4": 2}[last]
        rows = [api.event(number, "…") for number in pages[turn]]
        return api.plain(api.listing(rows, more=turn < 2))

    server.on("GET", f"{JOB}/events", reply)
    assert [event.id[8:] for event in client.events("ftjob-1")] == list("123456789")
    assert [event.id[8:] for event in client.events("ftjob-1", "ftevent-5")] == list("6789")
    assert server.asked[f"GET {JOB}/events"] == 5


def test_events_that_come_forwards_stay_so_and_repeats_end(server, client):
    forwards = api.listing([api.event(1, "a"), api.event(2, "b")], more=True)
    server.on("GET", f"{JOB}/events", forwards)
    assert [event.message for event in client.events("ftjob-1", "ftevent-1")] == ["b"]


def test_odd_events_are_events(server, client):
    odd = api.event(1, "checks", {"sexual": "pass"}, "moderation_checks")
    nulls = {**api.event(2, "x"), "level": None, "type": None, "created_at": None, "data": None}
    bare = {"id": "ftevent-3"}
    text = api.event(4, "x", {"step": "3", "train_loss": "low"})
    server.on("GET", f"{JOB}/events", api.listing([odd, nulls, bare, text]))
    events = client.events("ftjob-1")
    assert len(events) == 4
    assert all(event.metric is None for event in events)


# ---- files


def test_a_file_goes_up_whole_and_for_fine_tuning(server, client, rows):
    def reply(request: Request) -> Response:
        assert request.form["purpose"] == "fine-tune"
        assert request.files["file"].filename == "train.jsonl"
        assert request.files["file"].read() == rows.read_bytes()
        return api.plain(api.file("processed"))

    server.on("POST", "/files", reply)
    client.upload(rows)


@pytest.mark.parametrize("status", ["processed", None, "ready"])
def test_a_file_is_ready_unless_the_provider_says_that_it_waits(server, client, rows, status):
    server.on("POST", "/files", api.file(status))
    assert client.upload(rows) == "file-1"
    assert server.asked == {"POST /files": 1}


def test_a_file_that_is_refused_is_not_left_lying_there(server, client, rows):
    server.on("POST", "/files", api.file("uploaded"))
    server.on("GET", "/files/file-1", api.file("error", status_details="Line 1 is no dictionary"))
    server.on("DELETE", "/files/file-1", {"id": "file-1", "object": "file", "deleted": True})
    with pytest.raises(InvalidDataset, match="Line 1 is no dictionary"):
        client.upload(rows)
    assert server.asked["DELETE /files/file-1"] == 1


def test_a_file_that_is_gone_can_be_deleted_again(server, client):
    server.on("DELETE", "/files/file-1", api.error(404, "No such File object", None))
    client.delete_file("file-1")


def test_a_file_that_is_not_there_is_one_line(client, tmp_path):
    with pytest.raises(DiskError, match=r"none\.jsonl can't be read"):
        client.upload(tmp_path / "none.jsonl")


# ---- bad days


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
        pytest.raises(Unreachable, match=f"127.0.0.1:{port} did not answer"),
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


# ---- answers


def test_a_model_that_wants_other_words_gets_them(server, client):
    def reply(request: Request) -> Response:
        asked = request.get_json()
        for name in ("max_tokens", "temperature"):
            if name in asked:
                refusal = api.plain(
                    {"error": {"message": "no", "param": name, "code": "unsupported_parameter"}}
                )
                refusal.status_code = 400
                return refusal
        assert asked["max_completion_tokens"] == 9
        return api.stream("yes")

    server.on("POST", CHAT, reply)
    assert list(client.answer(QUESTION, model="m", max_tokens=9, temperature=0.5)) == ["yes"]


def test_an_error_in_the_middle_of_an_answer_is_raised_after_what_came(server, client):
    fault = 'data: {"error": {"message": "out of memory", "code": "oom"}}\n\n'
    server.on("POST", CHAT, api.stream("half", then=fault))
    answer = client.answer(QUESTION, model="m")
    assert next(answer) == "half"
    with pytest.raises(EndpointError, match="out of memory"):
        next(answer)
    assert list(answer) == []


def test_an_answer_that_is_cut_is_not_taken_for_a_whole_one(server, client):
    def reply(request: Request) -> Response:
        def half() -> Iterator[str]:
            yield api.piece("half")
            api.cut(request)

        return Response(half(), content_type="text/event-stream")

    server.on("POST", CHAT, reply)
    answer = client.answer(QUESTION, model="m")
    assert next(answer) == "half"
    with pytest.raises(Unreachable):
        next(answer)


@pytest.mark.parametrize(("status", "kind"), [(401, KeyRefused), (404, EndpointError)])
def test_a_refused_question_is_raised_at_the_first_piece(server, client, status, kind):
    server.on("POST", CHAT, api.error(status, "no", None))
    with pytest.raises(kind):
        next(client.answer(QUESTION, model="m"))


@pytest.fixture(params=[b"", api.first_piece("一")], ids=["from the start", "after a piece"])
def silent(request: pytest.FixtureRequest) -> Iterator[SilentServer]:
    one = SilentServer(request.param)
    yield one
    one.close()


def test_closing_an_answer_hangs_up_at_once_though_the_server_is_silent(silent):
    with OpenAICompatible(silent.base_url, KEY) as client:
        answer = client.answer(QUESTION, model="m")
        read: list[str] = []
        reader = threading.Thread(target=lambda: read.extend(answer))
        reader.start()
        assert silent.listening.wait(5)
        begun = time.monotonic()
        answer.close()
        reader.join(1)
        assert silent.hung_up.wait(1)
        assert time.monotonic() - begun < 1
        assert not reader.is_alive()
        assert list(answer) == []


def test_an_answer_nobody_reads_on_is_hung_up(silent):
    with OpenAICompatible(silent.base_url, KEY) as client:
        answer = client.answer(QUESTION, model="m")
        assert silent.listening.wait(5)
        del answer
        assert silent.hung_up.wait(1)


def test_closing_the_client_frees_those_who_wait(silent):
    client = OpenAICompatible(silent.base_url, KEY)
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            client.state("ftjob-1")
        except Unreachable as error:
            caught.append(error)

    waiting = threading.Thread(target=ask)
    waiting.start()
    assert silent.listening.wait(5)
    client.close()
    waiting.join(1)
    assert len(caught) == 1
    with pytest.raises(Unreachable):
        client.models()
    with pytest.raises(Unreachable):
        next(client.answer(QUESTION, model="m"))


def test_a_server_that_says_nothing_is_given_up():
    silent = SilentServer(b"")
    with (
        OpenAICompatible(silent.base_url, KEY, timeout=0.2, retries=0) as client,
        pytest.raises(Unreachable),
    ):
        client.models()
    silent.close()


def test_many_may_ask_at_once(server, client):
    server.on("GET", "/models", api.listing([]))
    heard: list[list[str]] = []
    askers = [threading.Thread(target=lambda: heard.append(client.models())) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(10)
    assert heard == [[]] * 8


def test_a_client_that_is_forgotten_ends_its_thread(server):
    server.on("GET", "/models", api.listing([]))
    OpenAICompatible(server.base_url, KEY).models()
    for thread in threading.enumerate():
        if thread.name == "studio-requests":
            thread.join(5)
            assert not thread.is_alive()
