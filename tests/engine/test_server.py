"""The engine's API, spoken to by the openai client."""

from __future__ import annotations

import json
import os
import stat
import urllib.request
from pathlib import Path
from typing import Any

import openai
import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.engine.driving import training_rows, upload, wait_for_end
from tests.providers.scripted_api import mend_bounds

pytestmark = pytest.mark.engine
API = Path(__file__).resolve().parents[3] / "shared" / "openai-openapi" / "openapi.yaml"


@pytest.fixture(scope="session")
def api_description() -> Any:
    if not API.exists():
        pytest.skip("the description of the OpenAI API is not beside the project")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return mend_bounds(yaml.load(API.read_text("utf-8"), loader))


def assert_fits(description: Any, schema: str, reply: Any) -> None:
    rules = {"$ref": f"#/components/schemas/{schema}", "components": description["components"]}
    found = [error.message for error in Draft202012Validator(rules).iter_errors(reply)]
    assert found == []


def raw(client: openai.OpenAI, path: str, body: dict[str, Any] | None = None) -> Any:
    """A reply as it came, before the client made objects of it."""
    request = urllib.request.Request(
        f"{client.base_url}{path}",
        data=json.dumps(body).encode() if body else None,
        headers={"Authorization": f"Bearer {client.api_key}"},
    )
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


def test_a_file_comes_back_as_it_went_in(client: openai.OpenAI) -> None:
    content = '{"messages": "日本語\\r\\n"}\r\n'.encode()
    file = client.files.create(file=("行.jsonl", content), purpose="fine-tune")
    assert (file.bytes, file.status) == (len(content), "processed")
    assert client.files.content(file.id).read() == content
    assert file.id in [each.id for each in client.files.list(purpose="fine-tune")]
    client.files.delete(file.id)
    with pytest.raises(openai.NotFoundError):
        client.files.retrieve(file.id)


def test_the_address_is_for_its_owner_only(engine_home: Path, client: openai.OpenAI) -> None:
    address = engine_home / "engine.json"
    assert stat.S_IMODE(os.stat(address).st_mode) == 0o600
    assert json.loads(address.read_text())["key"] == client.api_key


def test_a_wrong_key_is_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.AuthenticationError) as caught:
        client.with_options(api_key="wrong").models.list()
    assert caught.value.code == "invalid_api_key"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n", 2),
        ("logprobs", True),
        ("response_format", {"type": "json_object"}),
        ("tools", [{"type": "function", "function": {"name": "f"}}]),
        ("temperature", 9),
        ("surprise", 1),
    ],
)
def test_what_is_not_supported_is_refused(client: openai.OpenAI, field: str, value: Any) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(
            model="rehearsal-tiny",
            messages=[{"role": "user", "content": "Hello"}],
            extra_body={field: value},
        )
    assert caught.value.param == field


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"method": {"type": "reinforcement", "reinforcement": {}}}, "method"),
        ({"hyperparameters": {"n_epochs": 0}}, "n_epochs"),
        ({"hyperparameters": {"rank": 4}}, "rank"),
        ({"model": "no such model"}, "model"),
        ({"training_file": "file-none"}, "training_file"),
        ({"suffix": ""}, "suffix"),
    ],
)
def test_a_job_that_can_not_be_done_is_refused(
    client: openai.OpenAI, change: dict[str, Any], param: str
) -> None:
    good = {"model": "rehearsal-tiny", "training_file": upload(client, training_rows(12))}
    with pytest.raises(openai.BadRequestError) as caught:
        client.fine_tuning.jobs.create(**{**good, **change})
    assert caught.value.param == param


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (training_rows(9), "invalid_n_examples", "9 example(s)"),
        (training_rows(11) + b"\n{oops", "invalid_training_file", "line 12"),
        (b'{"messages": []}\n' + training_rows(11), "invalid_training_file", "line 1"),
        (training_rows(11) + b"\n\xff", "invalid_training_file", "line 12"),
    ],
)
def test_a_file_that_can_not_be_trained_fails_the_job(
    client: openai.OpenAI, content: bytes, code: str, said: str
) -> None:
    file = upload(client, content)
    job = client.fine_tuning.jobs.create(model="rehearsal-tiny", training_file=file)
    job = wait_for_end(client, job.id)
    assert (job.status, job.error.code) == ("failed", code)
    assert said in job.error.message
    assert client.fine_tuning.jobs.list_events(job.id).data[0].level == "error"


def test_a_job_trains_to_its_end(client: openai.OpenAI, trained: Any) -> None:
    assert trained.status == "succeeded"
    assert trained.fine_tuned_model.startswith("ft:rehearsal-tiny:studio:mentor:")
    assert trained.hyperparameters.n_epochs == 10
    assert trained.trained_tokens % 10 == 0
    table = client.files.content(trained.result_files[0]).text.splitlines()
    assert table[0] == "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy"
    first, last = (float(line.split(",")[1]) for line in (table[1], table[-1]))
    assert last < first / 3


def test_a_job_is_found_by_its_nonce(client: openai.OpenAI, trained: Any) -> None:
    found = client.fine_tuning.jobs.list(metadata={"nonce": "n-1"})
    assert [job.id for job in found] == [trained.id]
    assert list(client.fine_tuning.jobs.list(metadata={"nonce": "n-2"})) == []


def test_events_come_in_pages_newest_first(client: openai.OpenAI, trained: Any) -> None:
    events = list(client.fine_tuning.jobs.list_events(trained.id, limit=7))
    steps = [event.data["step"] for event in events if event.type == "metrics"]
    assert steps == list(range(60, 0, -1))
    assert len({event.id for event in events}) == len(events)
    assert events[0].message == "The job has successfully completed"
    valid = [event.data["step"] for event in events if "valid_loss" in (event.data or {})]
    assert valid == list(range(60, 0, -6))


def test_checkpoints_can_be_asked(client: openai.OpenAI, trained: Any) -> None:
    kept = client.fine_tuning.jobs.checkpoints.list(trained.id).data
    assert 1 <= len(kept) <= 3
    assert kept[0].step_number == 60
    assert kept[0].metrics.full_valid_loss is not None
    name = kept[-1].fine_tuned_model_checkpoint
    answer = client.chat.completions.create(
        model=name, messages=[{"role": "user", "content": "How?"}], max_tokens=4
    )
    assert answer.model == name
    assert name in [model.id for model in client.models.list()]


def test_the_tuned_model_answers_whole_and_in_pieces(client: openai.OpenAI, trained: Any) -> None:
    asked: dict[str, Any] = {
        "model": trained.fine_tuned_model,
        "messages": [{"role": "user", "content": "How do I plan with step?"}],
        "temperature": 0,
    }
    whole = client.chat.completions.create(**asked).choices[0]
    assert whole.message.content.startswith("To ")
    assert whole.finish_reason == "stop"
    stream = client.chat.completions.create(
        **asked, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "".join(pieces) == whole.message.content
    assert chunks[-1].usage.completion_tokens > 0
    cut = client.chat.completions.create(**asked, stop=" ").choices[0]
    assert cut.message.content == "To"


def test_the_untrained_model_babbles_shortly_and_repeatably(client: openai.OpenAI) -> None:
    asked: Any = {"model": "rehearsal-tiny", "messages": [{"role": "user", "content": "Hello"}]}
    first, second = (client.chat.completions.create(**asked) for _ in range(2))
    assert first.choices[0].message.content == second.choices[0].message.content
    assert first.choices[0].message.content.isprintable()
    assert first.usage.completion_tokens <= 24


def test_an_unknown_model_is_not_found(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(
            model="gpt-9", messages=[{"role": "user", "content": "Hello"}]
        )
    assert caught.value.code == "model_not_found"


def test_replies_have_the_shape_the_api_describes(
    client: openai.OpenAI, trained: Any, api_description: Any
) -> None:
    job = f"fine_tuning/jobs/{trained.id}"
    asked = {
        "model": trained.fine_tuned_model,
        "messages": [{"role": "user", "content": "Hi"}],
        "max_tokens": 3,
    }
    for path, schema in (
        ("files", "ListFilesResponse"),
        ("models", "ListModelsResponse"),
        ("fine_tuning/jobs", "ListPaginatedFineTuningJobsResponse"),
        (job, "FineTuningJob"),
        (f"{job}/events", "ListFineTuningJobEventsResponse"),
        (f"{job}/checkpoints", "ListFineTuningJobCheckpointsResponse"),
    ):
        assert_fits(api_description, schema, raw(client, path))
    reply = raw(client, "chat/completions", asked)
    assert_fits(api_description, "CreateChatCompletionResponse", reply)
