"""A provider on this computer: it speaks the OpenAI API, counts jobs, keeps files, and fails."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

MODEL = "gpt-4o-mini-2024-07-18"
TUNED = f"ft:{MODEL}:desk::abc"

Fault = Callable[["Handler", Callable[[], object]], None]
"""Replies in place of the server; the second argument does what was asked for."""


def status(code: int, *, acting: bool = False, body: str = "") -> Fault:
    """A refusal, or a failure; ``acting`` after having done what was asked for."""

    def reply(handler: Handler, act: Callable[[], object]) -> None:
        if acting:
            act()
        error = {"error": {"message": f"scripted {code}", "code": None, "param": None}}
        handler.send(code, body.encode() if body else json.dumps(error).encode())

    return reply


def lose(*, acting: bool) -> Fault:
    """The connection breaks before a word of the reply."""

    def reply(handler: Handler, act: Callable[[], object]) -> None:
        if acting:
            act()
        handler.close_connection = True

    return reply


def hang(*, acting: bool) -> Fault:
    """Takes the request, does what was asked for or not, and never says a word."""

    def reply(handler: Handler, act: Callable[[], object]) -> None:
        if acting:
            act()
        handler.connection.settimeout(5)
        with contextlib.suppress(OSError):
            handler.connection.recv(1)  # until the other side is gone
        handler.close_connection = True

    return reply


def trickle(*, acting: bool) -> Fault:
    """Begins a reply, and stops in the middle of its body."""

    def reply(handler: Handler, act: Callable[[], object]) -> None:
        if acting:
            act()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(b'{"id": "f')
        handler.connection.settimeout(5)
        with contextlib.suppress(OSError):
            handler.connection.recv(1)
        handler.close_connection = True

    return reply


def rename_states(word: object) -> Fault:
    """Does what was asked for, and calls every state by a word nobody knows."""

    def reply(handler: Handler, act: Callable[[], object]) -> None:
        thing = act()
        named = {**thing, "status": word} if isinstance(thing, dict) else thing
        handler.reply(named)

    return reply


def say(text: str, *, acting: bool = False) -> Fault:
    """A reply that is not what the API replies."""
    return status(200, acting=acting, body=text)


class ProviderServer(ThreadingHTTPServer):
    """``files`` and ``jobs`` are what stands at the provider; ``asked`` counts what was asked.

    ``faults[(method, route)]`` is a list of faults that are taken one by one; a last one that is
    to stay is put in ``lasting``.
    """

    daemon_threads = True

    def __init__(self, handler: type[Handler] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), handler or Handler)
        self.files: dict[str, dict[str, Any]] = {}
        self.contents: list[bytes] = []
        self.jobs: dict[str, dict[str, Any]] = {}
        self.bodies: list[dict[str, Any]] = []
        self.asked: Counter[tuple[str, str]] = Counter()
        self.faults: dict[tuple[str, str], list[Fault]] = {}
        self.lasting: dict[tuple[str, str], Fault] = {}
        self.models: dict[str, dict[str, Any]] = {
            MODEL: {"id": MODEL, "object": "model", "shutdown_date": "2027-01-14"}
        }
        self.file_status = "processed"  # of a file that has just been uploaded
        self.hidden = 0  # how many lists of jobs will not show them yet
        self.script: list[dict[str, Any]] = [succeeded()]
        self.events: list[dict[str, Any]] = []
        self.guard = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.005,), daemon=True).start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def add_file(self, name: str, content: bytes) -> dict[str, Any]:
        with self.guard:
            id = f"file-{len(self.files) + self.asked[('POST', '/files')]}"
            self.contents.append(content)
            self.files[id] = {
                "id": id,
                "object": "file",
                "filename": name,
                "purpose": "fine-tune",
                "status": self.file_status,
                "bytes": len(content),
                "created_at": int(time.time()),
            }
            return self.files[id]

    def add_job(self, body: dict[str, Any]) -> dict[str, Any]:
        with self.guard:
            id = f"ftjob-{len(self.jobs) + 1}"
            self.jobs[id] = {
                "id": id,
                "object": "fine_tuning.job",
                "created_at": int(time.time()),
                "status": "queued",
                "error": None,
                "fine_tuned_model": None,
                "finished_at": None,
                "trained_tokens": None,
                "hyperparameters": {"n_epochs": "auto"},
                **{key: body.get(key) for key in ("model", "training_file", "metadata")},
            }
            return self.jobs[id]

    def read_job(self, id: str) -> dict[str, Any]:
        """A job one step further in the script than when it was asked after the last time."""
        with self.guard:
            step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
            if self.jobs[id]["status"] != "cancelled":
                self.jobs[id].update(step)
            return self.jobs[id]


def succeeded(**more: Any) -> dict[str, Any]:
    return {"status": "succeeded", "fine_tuned_model": TUNED, "trained_tokens": 900, **more}


def failed(message: str) -> dict[str, Any]:
    return {"status": "failed", "error": {"code": "invalid_file", "message": message}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are two packets: without this each reply waits 40 ms for a word from the client.
    disable_nagle_algorithm = True
    server: ProviderServer

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send(self, code: int, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("retry-after-ms", "1")
        self.end_headers()
        self.wfile.write(body)

    def route(self, parts: list[str]) -> str:
        """The path with ID for what differs between two requests of one kind."""
        return "/" + "/".join(part if "-" not in part else "ID" for part in parts)

    def read_form(self, body: bytes) -> tuple[str, bytes]:
        """The name and the content of the file in a form."""
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form = BytesParser().parsebytes(head + body)
        file = next(part for part in form.get_payload() if part.get_filename())  # type: ignore[union-attr]
        return file.get_filename(), file.get_payload(decode=True)  # type: ignore[union-attr, return-value]

    def reply(self, thing: object) -> None:
        self.send(200, json.dumps(thing).encode())

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        parts = url.path.removeprefix("/v1/").split("/")
        key = (self.command, self.route(parts))
        self.server.asked[key] += 1
        result: list[object] = []

        def act() -> object:
            if not result:
                result.append(self.answer(key, parts, parse_qs(url.query), body))
            return result[0]

        faults = self.server.faults.get(key, [])
        fault = faults.pop(0) if faults else self.server.lasting.get(key)
        if fault:
            fault(self, act)
            return
        act()
        if result[0] is None:
            self.send(404, b'{"error": {"message": "no such thing"}}')
        else:
            self.reply(result[0])

    do_POST = do_DELETE = do_GET

    def answer(
        self, key: tuple[str, str], parts: list[str], query: dict[str, list[str]], body: bytes
    ) -> object:
        server = self.server
        match key:
            case ("POST", "/files"):
                return server.add_file(*self.read_form(body))
            case ("GET", "/models"):
                models = [{"id": id, "object": "model"} for id in server.models]
                return {"object": "list", "data": models}
            case ("GET", "/models/ID"):
                return server.models.get(parts[-1])
            case ("GET", "/files"):
                return {"object": "list", "data": list(server.files.values()), "has_more": False}
            case ("GET", "/files/ID"):
                file = server.files.get(parts[-1])
                return file and file | {"status": "processed"}
            case ("DELETE", "/files/ID"):
                gone = server.files.pop(parts[-1], None)
                return gone and {"id": parts[-1], "object": "file", "deleted": True}
            case ("POST", "/fine_tuning/jobs"):
                server.bodies.append(json.loads(body))
                return server.add_job(server.bodies[-1])
            case ("GET", "/fine_tuning/jobs"):
                return {"object": "list", "data": self.list_jobs(query), "has_more": False}
            case ("GET", "/fine_tuning/jobs/ID"):
                return server.read_job(parts[2]) if parts[2] in server.jobs else None
            case ("POST", "/fine_tuning/jobs/ID/cancel"):
                server.jobs[parts[2]]["status"] = "cancelled"
                return server.jobs[parts[2]]
            case ("POST", "/fine_tuning/jobs/ID/pause"):
                server.jobs[parts[2]]["status"] = "paused"
                return server.jobs[parts[2]]
            case ("POST", "/fine_tuning/jobs/ID/resume"):
                server.jobs[parts[2]]["status"] = "running"
                return server.jobs[parts[2]]
            case ("GET", "/fine_tuning/jobs/ID/events"):
                return {"object": "list", "data": server.events[::-1], "has_more": False}
            case ("GET", "/fine_tuning/jobs/ID/checkpoints"):
                return {"object": "list", "data": [], "has_more": False}
        return None

    def list_jobs(self, query: dict[str, list[str]]) -> list[object]:
        if self.server.hidden > 0:
            self.server.hidden -= 1
            return []
        nonce = query.get("metadata[nonce]", [None])[0]
        jobs = list(self.server.jobs.values())[::-1]
        return [job for job in jobs if nonce in (None, (job["metadata"] or {}).get("nonce"))]
