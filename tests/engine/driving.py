"""What the tests of the engine share: rows to train on, and waiting for another process."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import openai

WORDS = "goal plan habit day small step rest friend night work write begin honest slow".split()


def training_rows(count: int, shift: int = 0) -> bytes:
    """Rows in which the answer says back what the question asked about."""
    lines = []
    for number in range(shift, shift + count):
        word, other = WORDS[number % 14], WORDS[(number // 2 + 5) % 14]
        messages = [
            {"role": "user", "content": f"How do I {word} with {other}?"},
            {"role": "assistant", "content": f"To {word}, {other} first."},
        ]
        lines.append(json.dumps({"messages": messages}))
    return "\n".join(lines).encode()


def upload(client: openai.OpenAI, content: bytes, name: str = "rows.jsonl") -> str:
    return client.files.create(file=(name, content), purpose="fine-tune").id


def wait_for(ask: Callable[[], Any], seconds: float = 240) -> Any:
    """The first true answer; asks often, because what it waits for is another process."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def wait_for_end(client: openai.OpenAI, id: str) -> Any:
    def ended() -> Any:
        job = client.fine_tuning.jobs.retrieve(id)
        return job if job.status in ("succeeded", "failed", "cancelled") else None

    return wait_for(ended)


def preference_rows(count: int) -> bytes:
    """Rows of two answers, of which the one that says the word is better."""
    lines = []
    for number in range(count):
        word, other = WORDS[number % 14], WORDS[(number // 2 + 5) % 14]
        asked = [{"role": "user", "content": f"How do I {word} with {other}?"}]
        better = [{"role": "assistant", "content": f"To {word}, {other} first."}]
        worse = [{"role": "assistant", "content": f"{other} {other} who knows."}]
        row = {"input": {"messages": asked}, "preferred_output": better}
        lines.append(json.dumps({**row, "non_preferred_output": worse}))
    return "\n".join(lines).encode()
