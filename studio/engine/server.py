"""The engine's HTTP: the part of the OpenAI API that training and asking need."""

from __future__ import annotations

import hmac
import io
import json
import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from studio.engine import parameters
from studio.engine.catalogue import Catalogue
from studio.engine.chat import Answer, Chat
from studio.engine.errors import ApiError, refuse_value
from studio.engine.files import FileStore
from studio.engine.home import Home, Record
from studio.engine.job_queue import JobQueue
from studio.engine.jobs import JobStore
from studio.engine.multipart import read_form
from studio.engine.room import lacks_room
from studio.engine.timed_socket import BODY_SECONDS, HEAD_SECONDS, SLOWEST, TimedSocket

MOST = 512 * 1024 * 1024  # bytes of an upload, OpenAI's own limit for one file
HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    """A request as the routes see it."""

    query: dict[str, str]
    body: bytes
    content_type: str

    def json(self) -> object:
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise refuse_value("body", "The request body is not valid JSON.") from error

    def page(self, records: Sequence[Record], *, limit: int = 20, most: int = 100) -> Record:
        """The page of a list that ``after`` and ``limit`` ask for."""
        wish = self.query.get("limit", str(limit))
        if not wish.isdecimal() or int(wish) < 1:
            raise refuse_value("limit", "The limit must be a whole number above 0.")
        size = min(int(wish), most)
        ids = [record["id"] for record in records]
        start = ids.index(self.query["after"]) + 1 if self.query.get("after") in ids else 0
        page = list(records[start : start + size])
        return {
            "object": "list",
            "data": page,
            "has_more": start + size < len(records),
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
        }


class Engine:
    """The parts of the engine, and the routes that reach them."""

    def __init__(self, home: Home, key: str) -> None:
        self.key = key
        self.files = FileStore(home)
        self.catalogue = Catalogue(home)
        self.jobs = JobStore(home, self.files, self.catalogue)
        self.queue = JobQueue(self.jobs, self.files, self.catalogue)
        self.chat_model = Chat(self.catalogue)
        self._guard = threading.Lock()
        self._open = 0
        self._last = time.monotonic()

    def enter(self) -> None:
        with self._guard:
            self._open += 1

    def leave(self) -> None:
        with self._guard:
            self._open -= 1
            self._last = time.monotonic()

    def idle(self) -> float:
        """Seconds since anything was asked or trained."""
        with self._guard:
            if self._open:
                return 0.0
            quiet = time.monotonic() - self._last
        if self.queue.busy:
            self._last = time.monotonic()
            return 0.0
        return quiet

    def list_files(self, request: Request) -> Record:
        purpose = request.query.get("purpose")
        files = [file for file in self.files.all() if purpose in (None, file["purpose"])]
        if request.query.get("order") == "asc":
            files.reverse()
        return request.page(files, limit=10_000, most=10_000)

    def add_file(self, request: Request) -> Record:
        form = read_form(request.content_type, request.body)
        if form.content is None:
            raise refuse_value("file", "You must provide a file.")
        return self.files.add(form.filename, form.content, form.fields.get("purpose", ""))

    def list_jobs(self, request: Request) -> Record:
        filters = {
            name[len("metadata[") : -1]: value
            for name, value in request.query.items()
            if name.startswith("metadata[") and name.endswith("]")
        }
        jobs = [
            self.jobs.public(job)
            for job in self.jobs.all()
            if all(job["metadata"].get(name) == value for name, value in filters.items())
        ]
        return request.page(jobs)

    def create_job(self, request: Request) -> Record:
        return self.jobs.public(self.queue.create(request.json()))

    def list_models(self, request: Request) -> Record:
        return {"object": "list", "data": [model.public() for model in self.catalogue.all()]}

    def get_model(self, request: Request, id: str) -> Record:
        model = self.catalogue.find(id)
        if model is None or model.kind == "hub":
            raise ApiError(
                404, f"The model '{id}' does not exist", code="model_not_found", param="model"
            )
        return model.public()

    def chat(self, request: Request) -> Record | Iterator[bytes]:
        required = ("model", "messages")
        fields = parameters.check_fields(request.json(), parameters.CHAT, *required)
        answer = self.chat_model.answer(fields)
        if fields.get("stream"):
            usage = bool((fields.get("stream_options") or {}).get("include_usage"))
            return _stream(answer, usage)
        text = "".join(answer.pieces)
        message = {"role": "assistant", "content": text, "refusal": None}
        reply = _completion(answer, "chat.completion", {"message": message}, answer.finish_reason)
        return {**reply, "usage": answer.usage()}

    def score(self, request: Request) -> Record:
        """Not of OpenAI's: how likely a model finds an answer that stands already."""
        required = ("model", "messages", "answer")
        fields = parameters.check_fields(request.json(), parameters.SCORE, *required)
        likelihood = self.chat_model.score(fields)
        return {
            "object": "studio.score",
            "tokens": likelihood.tokens,
            "logprob": likelihood.logprob,
        }


def _completion(answer: Answer, kind: str, choice: Record, reason: str | None) -> Record:
    return {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": kind,
        "created": int(time.time()),
        "model": answer.model,
        "choices": [{"index": 0, "finish_reason": reason, "logprobs": None, **choice}],
    }


def _stream(answer: Answer, usage: bool) -> Iterator[bytes]:
    """Server-sent events: the pieces, how it ended, what it used."""
    frame = _completion(answer, "chat.completion.chunk", {}, None)

    def chunk(delta: Record, reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return _sent({**frame, "choices": [choice]})

    try:
        yield chunk({"role": "assistant", "content": "", "refusal": None})
        for piece in answer.pieces:
            yield chunk({"content": piece})
        yield chunk({}, answer.finish_reason)
        if usage:
            yield _sent({**frame, "choices": [], "usage": answer.usage()})
        yield b"data: [DONE]\n\n"
    except ApiError as error:
        yield _sent(error.body())
    finally:
        answer.pieces.close()  # type: ignore[attr-defined]


def _sent(record: Record) -> bytes:
    return b"data: " + json.dumps(record, ensure_ascii=False).encode() + b"\n\n"


ID = r"([^/]+)"
Route = Callable[..., Any]
ROUTES: tuple[tuple[str, str, Route], ...] = (
    ("GET", "/files", Engine.list_files),
    ("POST", "/files", Engine.add_file),
    ("GET", f"/files/{ID}", lambda engine, request, id: engine.files.get(id)),
    ("DELETE", f"/files/{ID}", lambda engine, request, id: engine.files.delete(id)),
    ("GET", f"/files/{ID}/content", lambda engine, request, id: engine.files.content(id)),
    ("GET", "/fine_tuning/jobs", Engine.list_jobs),
    ("POST", "/fine_tuning/jobs", Engine.create_job),
    ("GET", f"/fine_tuning/jobs/{ID}", lambda e, request, id: e.jobs.public(e.jobs.get(id))),
    (
        "POST",
        f"/fine_tuning/jobs/{ID}/cancel",
        lambda e, request, id: e.jobs.public(e.queue.cancel(id)),
    ),
    ("GET", f"/fine_tuning/jobs/{ID}/events", lambda e, r, id: r.page(e.jobs.events(id))),
    (
        "GET",
        f"/fine_tuning/jobs/{ID}/checkpoints",
        lambda e, request, id: request.page(e.jobs.checkpoints(id)),
    ),
    ("GET", "/models", Engine.list_models),
    ("GET", f"/models/{ID}", Engine.get_model),
    ("POST", "/chat/completions", Engine.chat),
    ("POST", "/studio/score", Engine.score),
)


DRAIN_BYTES, DRAIN_SECONDS = 1_000_000, 1.0
"""Of a refused body that is read all the same, lest a client that is sending miss the reply."""


class Handler(BaseHTTPRequestHandler):
    """One connection; every request carries the key, and names this computer as its host."""

    protocol_version = "HTTP/1.1"
    # Headers and body leave together: sent apart, each reply would wait 40 ms for the network.
    wbufsize = -1
    disable_nagle_algorithm = True
    server_version = "studio-engine"
    sys_version = ""
    server: Server

    def setup(self) -> None:
        super().setup()
        self._timed = TimedSocket(self.connection)
        self.rfile = io.BufferedReader(self._timed)

    def handle_one_request(self) -> None:
        self._timed.allow(HEAD_SECONDS)
        super().handle_one_request()

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_DELETE = do_GET

    def log_message(self, format: str, *args: object) -> None:
        log.debug(format, *args)

    def _answer(self) -> None:
        self.server.engine.enter()
        try:
            self._reply(self._result())
        except (ConnectionError, TimeoutError):
            self.close_connection = True  # the client went away; nobody to tell
        finally:
            self.server.engine.leave()

    def _result(self) -> Any:
        try:
            # Who has no key sends no body: it would fill the memory before anybody looks.
            self._check_host()
            self._check_key()
            return self._route(self._body())
        except ApiError as error:
            return error
        except (ConnectionError, TimeoutError):
            raise
        except OSError as error:
            log.exception("%s %s", self.command, self.path)
            if lacks_room(error):
                return ApiError(507, "The disk is full: nothing was kept. Free some room on it.")
            return ApiError(500, f"The engine's folder can't be used: {error.strerror}.")
        except Exception:
            log.exception("%s %s", self.command, self.path)
            return ApiError(500, "The engine failed; see engine.log in its folder.")

    def _check_host(self) -> None:
        """A page in a browser can reach this port by a name of its own, but not under ours."""
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host.lower() not in HOSTS:
            self._drain()
            raise ApiError(403, "This engine answers to 127.0.0.1 only.", code="wrong_host")

    def _check_key(self) -> None:
        authorization = self.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(authorization, f"Bearer {self.server.engine.key}".encode()):
            self._drain()
            raise ApiError(401, "Incorrect API key provided.", code="invalid_api_key")

    def _drain(self) -> None:
        """Let a refused client finish a small body, so that it reads the reply; then hang up."""
        self.close_connection = True
        length = self.headers.get("Content-Length", "0")
        left = min(int(length), DRAIN_BYTES) if length.isdecimal() else 0
        self._timed.allow(DRAIN_SECONDS)
        with suppress(OSError):
            while left > 0 and (piece := self.rfile.read1(min(left, 65_536))):
                left -= len(piece)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            raise ApiError(411, "Send a Content-Length.")
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > MOST:
            self.close_connection = True
            raise ApiError(413, "The request is larger than 512 MB.")
        self._timed.allow(BODY_SECONDS + int(length) / SLOWEST)
        return self.rfile.read(int(length))

    def _route(self, body: bytes) -> Any:
        address = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        request = Request(query, body, self.headers.get("Content-Type", ""))
        methods = []
        for method, pattern, route in ROUTES:
            match = re.fullmatch(f"/v1{pattern}", address.path)
            if match and method == self.command:
                ids = [unquote(group) for group in match.groups()]
                return route(self.server.engine, request, *ids)
            if match:
                methods.append(method)
        if methods:
            raise ApiError(405, f"Use {' or '.join(methods)} for {address.path}.")
        raise ApiError(404, f"Unknown request URL: {self.command} {address.path}.")

    def _reply(self, result: Any) -> None:
        if isinstance(result, ApiError):
            self._send(result.status, json.dumps(result.body()).encode(), "application/json")
        elif isinstance(result, bytes):
            self._send(200, result, "application/octet-stream")
        elif isinstance(result, dict):
            body = json.dumps(result, ensure_ascii=False).encode()
            self._send(200, body, "application/json")
        else:
            self._send_stream(result)

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _send_stream(self, pieces: Any) -> None:
        self.close_connection = True
        try:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Cache-Control", "no-cache")
            self.send_header("Connection", "close")
            self.end_headers()
            for piece in pieces:
                self.wfile.write(piece)
                self.wfile.flush()
        finally:
            pieces.close()


class Server(ThreadingHTTPServer):
    """Listens on this machine only."""

    daemon_threads = True

    def __init__(self, engine: Engine, port: int) -> None:
        self.engine = engine
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"
