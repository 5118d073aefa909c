"""A conversation: the whole training row of a pair, where a question and an answer are only part.

A pair someone imported may have several turns, tools, weights, or a rejected answer beside the
preferred one. Its row is kept whole, as JSON; the pair's prompt is the last question in it and
the pair's answer the last answer, and only these two are edited.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from studio.domain.pair import Message, Pair, messages

ChatRow = dict[str, object]
"""A training row: ``{"messages": […], …}``, or a preference row: ``"input"`` and two outputs."""

ROW_KEYS = frozenset({"messages", "tools", "parallel_tool_calls", "functions"})
PREFERENCE_KEYS = frozenset({"input", "preferred_output", "non_preferred_output"})


def row_of(pair: Pair, system: str = "") -> ChatRow:
    """The pair's training row. ``system`` is the library's; a row of its own has its own."""
    if not pair.row:
        return {"messages": messages(pair.prompt, pair.answer, system)}
    return with_texts(json.loads(pair.row), pair.prompt, pair.answer)


def is_preference(row: ChatRow) -> bool:
    """Whether the row says which of two answers is better."""
    return "preferred_output" in row


def chat_messages(row: ChatRow) -> list[Message]:
    """The row's messages; of a preference row, its input and the preferred answer."""
    if is_preference(row):
        given = row["input"]
        turns = given.get("messages", []) if isinstance(given, dict) else []
        return [*turns, *_listed(row["preferred_output"])]
    return _listed(row.get("messages"))


def rejected_text(row: ChatRow) -> str:
    """The words of the answer that a preference row does not prefer."""
    return "\n".join(text_of(turn) for turn in _listed(row.get("non_preferred_output")))


def pictures_of(row: ChatRow) -> int:
    """How many pictures a row shows the model."""
    contents = (turn.get("content") for turn in chat_messages(row) if isinstance(turn, dict))
    parts = (part for content in contents if isinstance(content, list) for part in content)
    return sum(1 for part in parts if isinstance(part, dict) and part.get("type") == "image_url")


def tools_of(row: ChatRow) -> object:
    """The tools the row offers the model, or None."""
    given = row.get("input")
    return (given if isinstance(given, dict) else row).get("tools")


def texts(row: ChatRow) -> tuple[str, str]:
    """The last question and the last answer of a row: what a curator sees and edits."""
    turns = chat_messages(row)
    asked, answered = _places(turns)
    return (
        text_of(turns[asked]) if asked is not None else "",
        text_of(turns[answered]) if answered is not None else "",
    )


def is_plain(row: ChatRow) -> bool:
    """Whether a question and an answer say all there is to the row."""
    turns = row.get("messages")
    return (
        len(row) == 1
        and isinstance(turns, list)
        and len(turns) == 2
        and all(len(turn) == 2 and isinstance(turn.get("content"), str) for turn in turns)
        and turns[0].get("role") == "user"
        and turns[1].get("role") == "assistant"
    )


def earlier(pair: Pair) -> list[Message]:
    """What is said in the row before the pair's question, and between it and its answer."""
    if not pair.row:
        return []
    turns = chat_messages(json.loads(pair.row))
    shown = set(_places(turns))
    return [turn for place, turn in enumerate(turns) if place not in shown]


def with_texts(row: ChatRow, prompt: str, answer: str) -> ChatRow:
    """The row with another last question and answer; what did not change stays as it is."""
    if (prompt, answer) == texts(row):
        return row
    turns = [dict(turn) for turn in chat_messages(row)]
    asked, answered = _places(turns)
    if asked is None and prompt.strip():
        asked = answered if answered is not None else len(turns)
        turns.insert(asked, {"role": "user", "content": ""})
        answered = None if answered is None else answered + 1
    if answered is None and answer.strip():
        turns.append({"role": "assistant", "content": ""})
        answered = len(turns) - 1
    for place, words in ((asked, prompt), (answered, answer)):
        if place is not None and text_of(turns[place]) != words:
            turns[place]["content"] = _content(turns[place].get("content"), words)
    if not is_preference(row):
        return {**row, "messages": turns}
    given = row["input"]
    outputs = len(_listed(row["preferred_output"]))
    head, tail = turns[: len(turns) - outputs], turns[len(turns) - outputs :]
    whole = {**given, "messages": head} if isinstance(given, dict) else {"messages": head}
    return {**row, "input": whole, "preferred_output": tail}


def text_of(message: Message) -> str:
    """The words of a message: its text, or the text parts of it; none where it only calls tools."""
    content = message.get("content")
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        return "\n".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _content(old: object, words: str) -> object:
    """Words put where a message had text: parts that are no text (a picture) stay."""
    if not isinstance(old, list):
        return words
    others = [p for p in old if not (isinstance(p, dict) and isinstance(p.get("text"), str))]
    return [*others, {"type": "text", "text": words}]


def _places(turns: Sequence[Message]) -> tuple[int | None, int | None]:
    """Where the last question and the last answer stand."""
    answered = _last(turns, "assistant", len(turns))
    return _last(turns, "user", len(turns) if answered is None else answered), answered


def _last(turns: Sequence[Message], role: str, before: int) -> int | None:
    return next((n for n in range(before - 1, -1, -1) if turns[n].get("role") == role), None)


def _listed(turns: object) -> list[Message]:
    return turns if isinstance(turns, list) else []
