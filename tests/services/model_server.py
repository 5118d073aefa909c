"""A model endpoint on this computer: it speaks the OpenAI API, counts what it is asked, and fails
in the ways in which endpoints fail."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

Reply = Callable[[Request], Response]
MODEL = "gpt-4o-mini-2024-07-18"
KEY = "sk-desk-0123456789"


class ModelServer:
    """Answers each request with the next of ``script``, and with a good draft once that is used up.

    ``asked`` counts requests by the passage in them, ``bodies`` are what was asked, ``at_once`` is
    how many were under way together at most.
    """

    def __init__(self, server: HTTPServer) -> None:
        self.script: list[Reply] = []
        self.always: Reply = good
        self.asked: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.at_once = 0
        self.seconds = 0.0
        self._under_way = 0
        self._guard = threading.Lock()
        self.base_url = server.url_for("/v1")
        self.models: Reply = models
        server.expect_request("/v1/models").respond_with_handler(
            lambda request: self.models(request)
        )
        server.expect_request("/v1/chat/completions", method="POST").respond_with_handler(
            self._handle
        )

    def _handle(self, request: Request) -> Response:
        body = request.get_json()
        with self._guard:
            self.bodies.append(body)
            self.asked[passage_of(body)] += 1
            reply = self.script.pop(0) if self.script else self.always
            self._under_way += 1
            self.at_once = max(self.at_once, self._under_way)
        try:
            time.sleep(self.seconds)
            return reply(request)
        finally:
            with self._guard:
                self._under_way -= 1


def models(_request: Request) -> Response:
    """What can be asked here."""
    rows = [
        {"id": name, "object": "model", "created": 1, "owned_by": "desk"}
        for name in (MODEL, "small-model")
    ]
    return Response(json.dumps({"object": "list", "data": rows}), content_type="application/json")


def passage_of(body: dict[str, Any]) -> str:
    """The passage that a request is about."""
    text = str(body["messages"][-1]["content"])
    return text.partition("\n\n")[2].partition("\n\nQuestion:")[0]


def draft(passage: str, n: int = 1, **changes: object) -> dict[str, Any]:
    """A reply as the form wants it, with sentences that stand in the passage."""
    sentence = re.split(r"(?<=[.!?。])\s*", passage.strip())[0]
    return {
        "nothing_to_learn": False,
        "candidates": [
            {
                "question": f"How do I begin, in way {number}?",
                "answer": f"Begin with step {number}.",
                "evidence": [sentence],
            }
            for number in range(1, n + 1)
        ],
        "questions": [],
        **changes,
    }


def say(text: str, finish: str = "stop", usage: tuple[int, int] | None = (100, 20)) -> Reply:
    """A streamed answer of this text, word by word."""
    return lambda _request: stream(re.findall(r"\S*\s*", text), finish, usage)


def say_json(value: object) -> Reply:
    return say(json.dumps(value, ensure_ascii=False))


def good(request: Request) -> Response:
    """A draft with true evidence."""
    return say_json(draft(passage_of(request.get_json())))(request)


def fenced(request: Request) -> Response:
    """A draft in Markdown, with talk around it."""
    text = json.dumps(draft(passage_of(request.get_json())), indent=2)
    return say(f"Sure, here it is:\n```json\n{text}\n```\nAnything else?")(request)


def thoughtful(request: Request) -> Response:
    """A draft behind a reasoning model's thoughts."""
    text = json.dumps(draft(passage_of(request.get_json())))
    return say(f"<think>Let me see {{…}}</think>\n\n{text}")(request)


def slow(seconds: float) -> Reply:
    """A draft whose words come one by one, each after a pause."""

    def reply(request: Request) -> Response:
        text = json.dumps(draft(passage_of(request.get_json())))

        def words() -> Iterator[str]:
            for word in re.findall(r"\S*\s*", text):
                time.sleep(seconds)
                yield word

        return stream(words(), "stop", (100, 20))

    return reply


def cut(request: Request) -> Response:
    """The connection breaks in the middle of the answer."""

    def events() -> Iterator[str]:
        yield event({"choices": [choice('{"candidates": [{"question": "How')]})
        raise ConnectionResetError

    return Response(events(), content_type="text/event-stream")


def refuse(status: int, message: str, code: str | None = None, **headers: str) -> Reply:
    """An error in OpenAI's shape."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    body = json.dumps({"error": error})
    return lambda _request: Response(body, status, content_type="application/json", headers=headers)


def without_schema(request: Request) -> Response:
    """A server that knows no structured output."""
    if "response_format" in request.get_json():
        return refuse(400, "'response_format' is not supported")(request)
    return good(request)


def stream(words: Any, finish: str, usage: tuple[int, int] | None) -> Response:
    def events() -> Iterator[str]:
        for word in words:
            if word:
                yield event({"choices": [choice(word)]})
        yield event({"choices": [choice("", finish)]})
        if usage:
            tokens = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": 0}
            yield event({"choices": [], "usage": tokens})
        yield "data: [DONE]\n\n"

    return Response(events(), content_type="text/event-stream")


def choice(text: str, finish: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": {"content": text}, "finish_reason": finish}


def event(value: dict[str, Any]) -> str:
    row = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": MODEL, **value}
    return f"data: {json.dumps(row)}\n\n"
