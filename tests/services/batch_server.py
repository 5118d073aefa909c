"""A provider of batches on this computer: it keeps files, counts batches, and answers them."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.services.model_server import draft, passage_of

Reply = Callable[[Request], Response]


class BatchServer:
    """``batches`` are what was created; ``faults[(method, route)]`` are replies given first.

    ``word`` is the state that a batch is in when it is asked after, ``answers`` how many of its
    requests are answered, ``hidden`` how many lists do not show it yet.
    """

    def __init__(self, server: HTTPServer) -> None:
        self.base_url = server.url_for("/v1")
        self.files: dict[str, tuple[str, str]] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.asked: Counter[tuple[str, str]] = Counter()
        self.faults: dict[tuple[str, str], list[Reply]] = {}
        self.word, self.answers, self.hidden = "in_progress", 10**6, 0
        self._guard = threading.Lock()
        server.expect_request(re.compile(r"/v1/.*")).respond_with_handler(self._handle)

    def _handle(self, request: Request) -> Response:
        parts = request.path.removeprefix("/v1/").split("/")
        route = "/".join("ID" if re.search(r"[-_]\d", part) else part for part in parts)
        key = (request.method, route)
        with self._guard:
            self.asked[key] += 1
            faults = self.faults.get(key, [])
            if faults:
                return faults.pop(0)(request)
            return self.act(key, parts, request)

    def act(self, key: tuple[str, str], parts: list[str], request: Request) -> Response:
        match key:
            case ("POST", "files"):
                return reply(self.add_file(request))
            case ("GET", "files"):
                return reply(listing([self.describe_file(id) for id in self.files]))
            case ("DELETE", "files/ID"):
                self.files.pop(parts[1], None)
                return reply({"id": parts[1], "object": "file", "deleted": True})
            case ("GET", "files/ID/content"):
                return Response(self.files[parts[1]][1].encode())
            case ("POST", "batches"):
                return reply(self.add_batch(request.get_json()))
            case ("GET", "batches"):
                self.hidden -= 1
                return reply(listing([] if self.hidden >= 0 else list(self.batches.values())))
            case ("GET", "batches/ID"):
                return reply(self.look(parts[1]))
            case ("POST", "batches/ID/cancel"):
                self.word = "cancelled"
                return reply(self.look(parts[1]))
        return Response("{}", 404, content_type="application/json")

    def add_file(self, request: Request) -> dict[str, Any]:
        file = request.files["file"]
        id = f"file-{len(self.files) + self.asked['POST', 'files']}"
        self.files[id] = (file.filename or "", file.read().decode())
        return self.describe_file(id)

    def describe_file(self, id: str) -> dict[str, Any]:
        name, text = self.files[id]
        return {
            "id": id,
            "object": "file",
            "bytes": len(text),
            "created_at": 1,
            "filename": name,
            "purpose": "batch",
            "status": "processed",
        }

    def add_batch(self, body: dict[str, Any]) -> dict[str, Any]:
        id = f"batch_{len(self.batches) + 1}"
        self.batches[id] = {
            "id": id,
            "object": "batch",
            "created_at": 1,
            "status": "validating",
            "completion_window": "24h",
            "endpoint": body["endpoint"],
            "input_file_id": body["input_file_id"],
            "metadata": body.get("metadata"),
        }
        return self.batches[id]

    def look(self, id: str) -> dict[str, Any]:
        batch = self.batches[id]
        lines = self.files[batch["input_file_id"]][1].splitlines()
        done = min(self.answers, len(lines))
        batch["status"] = self.word
        batch["request_counts"] = {"total": len(lines), "completed": done, "failed": 0}
        if self.word in ("completed", "expired", "cancelled") and "output_file_id" not in batch:
            answers = [json.dumps(answer(json.loads(line))) for line in lines[:done]]
            self.files["file-900"] = ("out.jsonl", "\n".join(answers) + "\n")
            batch["output_file_id"] = "file-900"
        return batch


def answer(line: dict[str, Any]) -> dict[str, Any]:
    """The reply to one request of a batch."""
    text = json.dumps(draft(passage_of(line["body"])))
    return {
        "id": "r",
        "custom_id": line["custom_id"],
        "error": None,
        "response": {
            "status_code": 200,
            "body": {
                "choices": [
                    {
                        "index": 0,
                        "message": {"role": "assistant", "content": text},
                        "finish_reason": "stop",
                    }
                ],
                "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
            },
        },
    }


def reply(value: object) -> Response:
    return Response(json.dumps(value), content_type="application/json")


def listing(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"object": "list", "data": rows, "has_more": False}


def failing(status: int, message: str = "scripted") -> Reply:
    body = json.dumps({"error": {"message": message, "code": None, "param": None}})
    return lambda _request: Response(body, status, content_type="application/json")
