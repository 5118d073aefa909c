"""A batch is created once, found again by its mark, and read line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.domain.errors import EndpointError, Unreachable
from studio.providers import batches
from tests.providers import scripted_api as api

ASK = [{"role": "user", "content": "何から始める？"}]


def batch(**changes: object) -> dict[str, Any]:
    """A batch as OpenAI describes one."""
    return {
        "id": "batch_1",
        "object": "batch",
        "endpoint": "/v1/chat/completions",
        "input_file_id": "file-1",
        "completion_window": "24h",
        "status": "in_progress",
        "created_at": 1_790_000_000,
        "request_counts": {"total": 3, "completed": 1, "failed": 1},
        "metadata": {"nonce": "nonce-1"},
        **changes,
    }


def test_a_file_is_sent_a_batch_created_and_looked_at(server, client, schemas, tmp_path: Path):
    path = tmp_path / "ask.jsonl"
    path.write_text(batches.write_line("a-0", ASK, model="gpt-6-luna", max_tokens=50), "utf-8")
    server.plays("POST", "/files", "OpenAIFile", api.file("processed", purpose="batch"))
    server.on("POST", "/batches", batch(), takes="CreateBatchRequest", gives="Batch")
    done = batch(status="completed", output_file_id="file-2", error_file_id=None)
    server.on("GET", "/batches/batch_1", done)
    place = client.batches
    assert place.upload(path, "ask.jsonl") == "file-1"
    state = place.create("file-1", "nonce-1")
    assert (state.word, state.is_over, state.done, state.failed, state.total) == (
        "in_progress",
        False,
        1,
        1,
        3,
    )
    over = place.state("batch_1")
    assert (over.is_over, over.output_file, over.error_file) == (True, "file-2", "")


def test_a_line_is_a_request_of_the_published_shape(schemas):
    line = json.loads(
        batches.write_line(
            "a-0",
            ASK,
            model="gpt-6-luna",
            max_tokens=50,
            schema={"type": "object", "properties": {}, "additionalProperties": False},
            effort="none",
        )
    )
    schemas.check("CreateChatCompletionRequest", line["body"])
    assert (line["custom_id"], line["method"], line["url"]) == (
        "a-0",
        "POST",
        "/v1/chat/completions",
    )
    assert line["body"]["max_completion_tokens"] == 50 and "max_tokens" not in line["body"]
    assert line["body"]["response_format"]["json_schema"]["strict"] is True


@pytest.mark.parametrize("fault", [api.error(500, "broken", None), api.cut])
def test_a_batch_is_never_sent_twice(server, client, fault):
    server.on("POST", "/batches", fault)
    with pytest.raises((EndpointError, Unreachable)):
        client.batches.create("file-1", "nonce-1")
    assert server.asked["POST /batches"] == 1


def test_a_batch_is_found_by_its_mark_or_else_by_its_file(server, client):
    rows = [
        batch(id="batch_9", metadata={"nonce": "other"}, input_file_id="file-9"),
        batch(id="batch_2", metadata=None),
    ]
    server.on("GET", "/batches", api.listing(rows))
    found = client.batches.find("nonce-1", "file-1")
    assert found is not None and found.id == "batch_2"
    assert client.batches.find("nonce-1") is None


def test_what_failed_says_why_without_the_key(server, client):
    errors = {"data": [{"message": f"no such model for {api.KEY}"}, {"message": ""}]}
    server.on("GET", "/batches/batch_1", batch(status="failed", errors=errors, request_counts=None))
    state = client.batches.state("batch_1")
    assert state.is_over and "no such model" in state.error and api.KEY not in state.error
    assert (state.done, state.total) == (0, 0)


def test_replies_are_read_by_the_name_of_their_request(server, client):
    usage = {"prompt_tokens": 30, "completion_tokens": 5}
    answer = {"choices": [{"message": {"content": "一歩"}, "finish_reason": "stop"}]}
    lines = [
        {"custom_id": "a-0", "response": {"status_code": 200, "body": {**answer, "usage": usage}}},
        {
            "custom_id": "a-1",
            "response": {"status_code": 400, "body": {"error": {"message": "no"}}},
        },
        {"custom_id": "a-2", "error": {"code": "batch_expired", "message": "too late"}},
        {"custom_id": "a-3", "response": {"body": {"choices": []}}},
    ]
    text = "\n".join(json.dumps(line) for line in lines) + "\nnonsense\n[]\n"
    server.on("GET", "/files/file-2/content", api.Response(text.encode()))
    found = [batches.read_line(line) for line in client.batches.read_file("file-2").splitlines()]
    kept = [reply for reply in found if reply is not None]
    assert [(reply.custom_id, reply.text, reply.error) for reply in kept] == [
        ("a-0", "一歩", ""),
        ("a-1", "", "no"),
        ("a-2", "", "too late"),
        ("a-3", "", "there is no answer in it"),
    ]
    assert (kept[0].tokens_in, kept[0].tokens_out, kept[0].finish_reason) == (30, 5, "stop")
    assert kept[1].tokens_in is None


def test_files_are_found_by_name_and_deleted_once(server, client):
    rows = [api.file("processed", filename="ask.jsonl"), api.file(None, id="file-7")]
    server.on("GET", "/files", api.listing(rows))
    server.on("DELETE", "/files/file-1", api.plain({"error": {"message": "gone"}}, 404))
    assert client.batches.find_files("ask.jsonl") == ["file-1"]
    client.batches.delete_file("file-1")
