"""A conversation: the whole training row of a pair, where a question and an answer are only part.

A pair someone imported may have several turns, tools, weights, or a rejected answer beside the
preferred one. Its row is kept whole, as JSON; the pair's prompt is the last question in it and
the pair's answer the last answer; what else it says is changed by ``domain.turns``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from studio.domain.pair import Message, Pair, build_messages

ChatRow = dict[str, object]
"""A training row: ``{"messages": […], …}``, or a preference row: ``"input"`` and two outputs."""

ROW_KEYS = frozenset({"messages", "tools", "parallel_tool_calls", "functions"})
PREFERENCE_KEYS = frozenset({"input", "preferred_output", "non_preferred_output"})


def build_row(pair: Pair, system: str = "") -> ChatRow:
    """The pair's training row. ``system`` is the library's; a row of its own has its own."""
    if not pair.row:
        return {"messages": build_messages(pair.prompt, pair.answer, system)}
    return replace_texts(json.loads(pair.row), pair.prompt, pair.answer)


def is_preference(row: ChatRow) -> bool:
    """Whether the row says which of two answers is better."""
    return "preferred_output" in row


def list_messages(row: ChatRow) -> list[Message]:
    """The row's messages; of a preference row, its input and the preferred answer."""
    if is_preference(row):
        context = row["input"]
        turns = context.get("messages", []) if isinstance(context, dict) else []
        return [*turns, *_as_list(row["preferred_output"])]
    return _as_list(row.get("messages"))


def read_rejected_text(row: ChatRow) -> str:
    """The words of the answer that a preference row does not prefer."""
    return "\n".join(read_text(turn) for turn in _as_list(row.get("non_preferred_output")))


def find_rejected(pair: Pair) -> str | None:
    """The worse answer of a pair that says which of two is better; None for any other."""
    row = json.loads(pair.row) if pair.row else {}
    return read_rejected_text(row) if is_preference(row) else None


def count_pictures(row: ChatRow) -> int:
    """How many pictures a row shows the model."""
    contents = (turn.get("content") for turn in list_messages(row) if isinstance(turn, dict))
    items = (item for content in contents if isinstance(content, list) for item in content)
    return sum(1 for item in items if isinstance(item, dict) and item.get("type") == "image_url")


def get_tools(row: ChatRow) -> object:
    """The tools the row offers the model, or None."""
    # A preference row keeps them beside its messages, under "input".
    context = row.get("input")
    return (context if isinstance(context, dict) else row).get("tools")


def read_texts(row: ChatRow) -> tuple[str, str]:
    """The last question and the last answer of a row: what a curator sees and edits."""
    turns = list_messages(row)
    question, answer = find_last_turns(turns)
    return (
        read_text(turns[question]) if question is not None else "",
        read_text(turns[answer]) if answer is not None else "",
    )


def is_plain(row: ChatRow) -> bool:
    """Whether a question and an answer say all there is to the row."""
    turns = row.get("messages")
    # Weights, names, tools and parts of content would be lost if only the two texts were kept.
    return (
        len(row) == 1
        and isinstance(turns, list)
        and len(turns) == 2
        and all(len(turn) == 2 and isinstance(turn.get("content"), str) for turn in turns)
        and turns[0].get("role") == "user"
        and turns[1].get("role") == "assistant"
    )


def list_other_turns(pair: Pair) -> list[Message]:
    """What is said in the row before the pair's question, and between it and its answer."""
    if not pair.row:
        return []
    turns = list_messages(json.loads(pair.row))
    edited = set(find_last_turns(turns))
    return [turn for number, turn in enumerate(turns) if number not in edited]


def has_own_system(pair: Pair, library_system: str = "") -> bool:
    """Whether the pair's row says itself what the model is, and that otherwise than the library."""
    return any(
        turn.get("role") == "system" and read_text(turn) != library_system
        for turn in list_other_turns(pair)
    )


def replace_texts(row: ChatRow, prompt: str, answer: str) -> ChatRow:
    """The row with another last question and answer; what did not change stays as it is."""
    # Writing equal texts anew would still change how they were written, and with it the row.
    if (prompt, answer) == read_texts(row):
        return row
    turns = [dict(turn) for turn in list_messages(row)]
    _set_last_texts(turns, prompt, answer)
    if not is_preference(row):
        return {**row, "messages": turns}
    # The preferred answer may be several messages; all others belong to the input.
    start = len(turns) - len(_as_list(row["preferred_output"]))
    context = row["input"] if isinstance(row["input"], dict) else {}
    return {
        **row,
        "input": {**context, "messages": turns[:start]},
        "preferred_output": turns[start:],
    }


def _set_last_texts(turns: list[Message], prompt: str, answer: str) -> None:
    """Write into the last question and the last answer, and add the one that is missing."""
    question, reply = find_last_turns(turns)
    # A row may begin with an answer, or have none yet: what is missing gets a place of its own.
    if question is None and prompt.strip():
        question = reply if reply is not None else len(turns)
        turns.insert(question, {"role": "user", "content": ""})
        reply = None if reply is None else reply + 1
    if reply is None and answer.strip():
        turns.append({"role": "assistant", "content": ""})
        reply = len(turns) - 1
    for number, text in ((question, prompt), (reply, answer)):
        # A message whose text stays keeps its own way of writing it, as parts for example.
        if number is not None and read_text(turns[number]) != text:
            turns[number]["content"] = replace_content(turns[number].get("content"), text)


def read_text(message: Message) -> str:
    """The words of a message: its text, or the text parts of it; none where it only calls tools."""
    content = message.get("content")
    if isinstance(content, list):
        texts = (item.get("text") for item in content if isinstance(item, dict))
        return "\n".join(text for text in texts if isinstance(text, str))
    return content if isinstance(content, str) else ""


def replace_content(old: object, text: str) -> object:
    """A message's content with another text: parts that are no text (a picture) stay."""
    if not isinstance(old, list):
        return text
    others = [p for p in old if not (isinstance(p, dict) and isinstance(p.get("text"), str))]
    return [*others, {"type": "text", "text": text}]


def find_last_turns(turns: Sequence[Message]) -> tuple[int | None, int | None]:
    """Where the last question and the last answer stand."""
    answer = _find_last(turns, "assistant", len(turns))
    # A question after the last answer has none, so it is not what the row teaches.
    question = _find_last(turns, "user", len(turns) if answer is None else answer)
    return question, answer


def _find_last(turns: Sequence[Message], role: str, before: int) -> int | None:
    return next((n for n in range(before - 1, -1, -1) if turns[n].get("role") == role), None)


def _as_list(turns: object) -> list[Message]:
    return turns if isinstance(turns, list) else []
