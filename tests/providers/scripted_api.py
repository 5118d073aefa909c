"""A real HTTP server that plays the OpenAI API, and holds both sides to its published schemas."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

KEY = "sk-test-0123456789abcdef"
SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "openai-openapi" / "openapi.yaml"
BASE_MODEL = "gpt-4o-mini-2024-07-18"
TUNED = "ft:gpt-4o-mini-2024-07-18:desk::abc"

Reply = Callable[[Request], Response]


class Schemas:
    """The published description of the API; reading it takes a second, so once a session."""

    def __init__(self, path: Path) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._document = mend_bounds(yaml.load(path.read_text(encoding="utf-8"), loader))
        self._checks: dict[str, jsonschema.Draft202012Validator] = {}

    def check(self, name: str, thing: object) -> None:
        if name not in self._checks:
            schema = {**self._document, "$ref": f"#/components/schemas/{name}"}
            self._checks[name] = jsonschema.Draft202012Validator(schema)
        self._checks[name].validate(thing)


def mend_bounds(schema: Any) -> Any:
    """The description calls itself 2020-12 and writes exclusive bounds as draft 4 did."""
    if isinstance(schema, list):
        return [mend_bounds(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    mended = {name: mend_bounds(part) for name, part in schema.items()}
    if mended.get("exclusiveMinimum") is True:
        mended["exclusiveMinimum"] = mended.pop("minimum")
    return mended


def error(status: int, message: str, code: str | None, **headers: str) -> Response:
    """A refusal in OpenAI's shape."""
    said = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    return Response(
        json.dumps({"error": said}), status, content_type="application/json", headers=headers
    )


def plain(thing: object, status: int = 200) -> Response:
    return Response(json.dumps(thing), status, content_type="application/json")


def stream(*pieces: str) -> Response:
    """An answer in pieces, as server-sent events."""
    return broken_stream(*map(piece, pieces), piece("", "stop"), "data: [DONE]\n\n")


def broken_stream(*events: str) -> Response:
    """The beginning of an answer."""
    return Response(events, content_type="text/event-stream")


def piece(text: str, finish: str | None = None) -> str:
    """A piece of an answer, as a server-sent event."""
    return f"data: {json.dumps(chunk(text, finish))}\n\n"


def chunk(text: str, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_790_000_000,
        "model": TUNED,
        "choices": [choice],
    }


def job(**changes: object) -> dict[str, Any]:
    """A job as OpenAI describes one."""
    return {
        "id": "ftjob-1",
        "object": "fine_tuning.job",
        "created_at": 1_790_000_000,
        "error": None,
        "fine_tuned_model": None,
        "finished_at": None,
        "hyperparameters": {"n_epochs": 3, "batch_size": 1, "learning_rate_multiplier": 1.8},
        "model": BASE_MODEL,
        "organization_id": "org-1",
        "result_files": [],
        "status": "validating_files",
        "trained_tokens": None,
        "training_file": "file-1",
        "validation_file": None,
        "seed": 7,
        "metadata": {"nonce": "nonce-1"},
        **changes,
    }


def event(number: int, message: str, data: object = None, type: str = "message") -> dict[str, Any]:
    said = {
        "id": f"ftevent-{number}",
        "object": "fine_tuning.job.event",
        "created_at": 1_790_000_000 + number,
        "level": "info",
        "message": message,
        "type": type,
    }
    return said if data is None else {**said, "data": data}


def checkpoint(step: int, metrics: object) -> dict[str, Any]:
    return {
        "id": f"ftckpt-{step}",
        "object": "fine_tuning.job.checkpoint",
        "created_at": 1_790_000_000,
        "fine_tuned_model_checkpoint": f"{TUNED}:ckpt-step-{step}",
        "fine_tuning_job_id": "ftjob-1",
        "metrics": metrics,
        "step_number": step,
    }


def file(status: str | None, **changes: object) -> dict[str, Any]:
    return {
        "id": "file-1",
        "object": "file",
        "bytes": 3,
        "created_at": 1_790_000_000,
        "filename": "train.jsonl",
        "purpose": "fine-tune",
        "status": status,
        **changes,
    }


def listing(rows: list[dict[str, Any]], more: bool = False) -> dict[str, Any]:
    return {"object": "list", "data": rows, "has_more": more}


class ScriptedApi:
    """The server: what is asked is counted in ``asked``, and kept in ``bodies``, ``headers`` and
    ``queries``.

    ``faults`` holds what did not keep to the schemas.
    """

    def __init__(self, server: HTTPServer, schemas: Schemas | None) -> None:
        self.base_url = server.url_for("/v1")
        self.asked: Counter[str] = Counter()
        self.bodies: list[Any] = []
        self.queries: list[dict[str, str]] = []
        self.headers: list[Any] = []
        self.faults: list[Exception] = []
        self._schemas = schemas
        self._server = server

    def on(
        self,
        method: str,
        path: str,
        *replies: Response | dict[str, Any] | Reply,
        takes: str | None = None,
        gives: str | None = None,
    ) -> None:
        """Reply to ``METHOD path`` with each of ``replies`` in turn, and the last for ever."""
        name = f"{method} {path}"

        def handle(request: Request) -> Response:
            self.asked[name] += 1
            self.queries.append(dict(request.args))
            self.headers.append(request.headers)
            reply = replies[min(self.asked[name], len(replies)) - 1]
            if request.is_json and request.data:
                self.bodies.append(request.get_json())
            if takes:
                self._hold(takes, request.get_json())
            if callable(reply) and not isinstance(reply, Response):
                return reply(request)
            if isinstance(reply, Response):
                return reply
            if gives:
                self._hold(gives, reply)
            return plain(reply)

        self._server.expect_request(f"/v1{path}", method=method).respond_with_handler(handle)

    def _hold(self, schema: str, thing: object) -> None:
        if self._schemas is None:
            return
        try:
            self._schemas.check(schema, thing)
        except jsonschema.ValidationError as fault:
            self.faults.append(fault)

    def plays(self, method: str, path: str, schema: str, *replies: dict[str, Any]) -> None:
        """As ``on``, for replies that must keep to a published schema."""
        self.on(method, path, *replies, gives=schema)


def cut(request: Request) -> Response:
    """The request arrives, the connection breaks before a word of the reply."""
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return Response()


SILENT_SECONDS = 30.0
"""After which a server that nobody comes to, or hangs up on, ends by itself."""


class SilentServer:
    """Takes a request, says ``first`` and then nothing more."""

    def __init__(self, first: bytes) -> None:
        self.listening = threading.Event()
        self.hung_up = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(SILENT_SECONDS)
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        self._thread = threading.Thread(target=self._serve, args=(first,))
        self._thread.start()

    def _serve(self, first: bytes) -> None:
        try:
            connection, _address = self._socket.accept()
        except OSError:
            return  # nobody came
        with connection:
            connection.settimeout(SILENT_SECONDS)
            connection.recv(65536)
            connection.sendall(first)
            self.listening.set()
            with contextlib.suppress(
                ConnectionResetError, TimeoutError
            ):  # an abrupt way to hang up
                while connection.recv(65536):
                    pass
            self.hung_up.set()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # where nobody came, it is no longer waited for
        self._thread.join()
        self._socket.close()


def first_piece(text: str) -> bytes:
    """The start of a streamed answer, as bytes on the wire."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
    return f"{head}{piece(text)}".encode()
