"""Rows as programs dump them, put into the form a provider takes; what was mended is said.

A reply saved with ``message.model_dump()`` holds every key the SDK knows, most of them null; chat
templates (Hugging Face) write a call's arguments as an object and give it no id; reasoning models
put their reasoning beside the answer; Anthropic's API puts calls and results among the parts of a
message. All of that passes for a conversation and is refused as a training row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from studio.i18n import N_
from studio.text.rows.rules import count_plain_turns

Value = dict[str, object]

MENDS = {
    "empty-keys": N_("keys without a value are left out (null, empty lists)"),
    "reply-keys": N_("what only a reply contains is left out (annotations, logprobs and the like)"),
    "reasoning": N_("the model's reasoning is left out of the answer"),
    "arguments": N_("arguments of tool calls are written as JSON text"),
    "call-ids": N_("tool calls and their results are given an id"),
    "call-form": N_("tool calls are written in OpenAI's form"),
    "tool-form": N_("tools are written in OpenAI's form"),
    "weights": N_("“train” and “training” of a message are written as its weight"),
    "message-lists": N_("objects that contain nothing but messages are written as the messages"),
    "part-types": N_("text parts are written in OpenAI's form"),
}
"""What may be mended in a row, and how that is said. To add one: a code, its sentence, and the step
of ``_STEPS`` that does it."""

_EMPTY = frozenset(
    "refusal annotations audio function_call tool_calls tool_call_id name weight parsed "
    "reasoning reasoning_content reasoning_details thinking thinking_blocks images logprobs "
    "provider_specific_fields finish_reason".split()
)
"""Keys of a message that SDKs dump although they hold nothing."""

_REASONING = frozenset(
    "reasoning reasoning_content reasoning_details thinking thinking_blocks".split()
)
_REPLY_ONLY = frozenset(
    "annotations parsed logprobs provider_specific_fields finish_reason stop_reason".split()
)
_TRAINED = frozenset(("train", "training"))
_REASONING_PARTS = frozenset(("reasoning", "thinking", "redacted_thinking", "reasoning_text"))
_TEXT_PARTS = frozenset(("text", "input_text", "output_text"))
_CALL_PARTS = frozenset(("tool_use", "tool_call", "tool-call", "toolCall", "function_call"))
_RESULT_PARTS = frozenset(("tool_result", "tool-result", "function_call_output"))
_ROW_LISTS = (
    "messages",
    "conversations",
    "conversation",
    "prompt",
    "completion",
    "chosen",
    "rejected",
    "chosen_messages",
    "rejected_messages",
    "preferred_output",
    "non_preferred_output",
)
"""Keys under which messages in OpenAI's words may stand."""


@dataclass
class Mended:
    """A record after mending: what was done, and words that were left out of it."""

    value: Value
    codes: set[str] = field(default_factory=set)
    left_out: list[Value] = field(default_factory=list)


def mend(value: Value) -> Mended:
    """The record with what can be mended without changing a word of it; itself where that is nothing."""
    mended = Mended(value)
    if count_plain_turns(value):
        return mended  # most rows are, and this is told several times faster
    record = dict(value)
    for key in _ROW_LISTS:
        box = record.get(key)
        if isinstance(box, dict) and set(box) == {"messages"} and _is_conversation(box["messages"]):
            # Axolotl's ORPO rows.
            record[key] = box["messages"]
            mended.codes.add("message-lists")
        turns = record.get(key)
        if _is_conversation(turns):
            record[key] = _mend_turns(turns, mended)
        elif key in ("chosen", "rejected") and _is_conversation([turns]):
            record[key] = _mend_turns([turns], mended)[0]
    question = record.get("input")
    if isinstance(question, dict) and _is_conversation(question.get("messages")):
        messages = _mend_turns(question["messages"], mended)
        record["input"] = {**_mend_tools(question, mended), "messages": messages}
    if "messages" in record:
        record = _mend_tools(record, mended)
    if mended.codes:
        mended.value = record
    return mended


def _is_conversation(turns: object) -> bool:
    return (
        isinstance(turns, list)
        and bool(turns)
        and all(isinstance(turn, dict) and isinstance(turn.get("role"), str) for turn in turns)
        and not any("loss_weight" in turn for turn in turns)
    )


def _mend_turns(turns: object, mended: Mended) -> list[object]:
    assert isinstance(turns, list)
    messages = [dict(turn) for turn in turns]
    for step in _STEPS:
        messages = [
            mended_message
            for number, message in enumerate(messages)
            for mended_message in step(message, number, mended)
        ]
    _give_ids(messages, mended)
    return list(messages)


# -- steps: a message becomes the same message, or several ----------------------------------------


def _leave_out(message: Value, number: int, mended: Mended) -> Iterator[Value]:
    """Keys that hold nothing, the reasoning, and what only a reply has."""
    for key in list(message):
        inner = message[key]
        if key in _EMPTY and (inner is None or inner == []):
            mended.codes.add("empty-keys")
        elif key in _REASONING:
            mended.codes.add("reasoning")
            mended.left_out.append({"message": number, key: inner})
        elif key in _REPLY_ONLY:
            mended.codes.add("reply-keys")
            mended.left_out.append({"message": number, key: inner})
        elif key in _TRAINED and isinstance(inner, bool):
            # Axolotl says by it which answers a model learns; what isn't an answer has no weight.
            mended.codes.add("weights")
            if message["role"] == "assistant":
                message.setdefault("weight", int(inner))
        else:
            continue
        del message[key]
    yield message


def _mend_parts(message: Value, number: int, mended: Mended) -> Iterator[Value]:
    """Parts of the content: reasoning goes, calls and results become what OpenAI has for them."""
    parts = message.get("content")
    if not isinstance(parts, list) or not all(isinstance(piece, dict) for piece in parts):
        yield message
        return
    texts: list[Value] = []
    calls: list[Value] = []
    results: list[Value] = []
    for piece in parts:
        kind = str(piece.get("type", "text"))
        if kind in _REASONING_PARTS:
            mended.codes.add("reasoning")
            mended.left_out.append({"message": number, "part": piece})
        elif kind in _CALL_PARTS and message["role"] == "assistant":
            calls.append(_call_of(piece))
        elif kind in _RESULT_PARTS:
            results.append(_result_of(piece))
        else:
            texts.append(_mend_text_part(piece, kind, mended))
    if calls or results:
        mended.codes.add("call-form")
    if texts != parts:
        # A message that only calls says nothing; one without words says "".
        message["content"] = texts or (None if calls else "")
    if calls:
        called = message.get("tool_calls")
        message["tool_calls"] = [*(called if isinstance(called, list) else []), *calls]
    # What a tool said comes before what the user says in the same breath.
    yield from results
    if texts or calls or not results:
        yield message


def _mend_text_part(piece: Value, kind: str, mended: Mended) -> Value:
    text = piece.get("text")
    if kind not in _TEXT_PARTS or not isinstance(text, str):
        return piece
    plain: Value = {"type": "text", "text": text}
    others = {key: inner for key, inner in piece.items() if inner not in (None, [])} | plain
    if set(others) - {"type", "text"} - _REPLY_ONLY:
        return piece
    if piece != plain:
        mended.codes.add("part-types")
    return plain


def _call_of(piece: Value) -> Value:
    """A call that stands among the parts: Anthropic's ``tool_use`` and its relatives."""
    arguments = next((piece[k] for k in ("input", "arguments", "args") if k in piece), {})
    name = piece.get("name", piece.get("toolName"))
    number = next((piece[k] for k in ("id", "call_id", "toolCallId") if k in piece), None)
    return {"id": number, "type": "function", "function": {"name": name, "arguments": arguments}}


def _result_of(piece: Value) -> Value:
    result = next((piece[k] for k in ("content", "output", "result") if k in piece), "")
    if isinstance(result, list) and all(isinstance(p, dict) and "text" in p for p in result):
        result = "\n".join(str(p["text"]) for p in result)
    number = next((piece[k] for k in ("tool_use_id", "call_id", "toolCallId") if k in piece), None)
    return {"role": "tool", "tool_call_id": number, "content": result}


def _mend_calls(message: Value, number: int, mended: Mended) -> Iterator[Value]:
    """Calls in OpenAI's form, their arguments as text, and the results of tools as text."""
    calls = message.get("tool_calls")
    if isinstance(calls, list) and all(isinstance(call, dict) for call in calls):
        message["tool_calls"] = [_mend_call(call, mended) for call in calls]
    called = message.get("function_call")
    if isinstance(called, dict) and isinstance(called.get("arguments"), dict | list):
        message["function_call"] = {**called, "arguments": _dump(called["arguments"])}
        mended.codes.add("arguments")
    content = message.get("content")
    if message["role"] in ("tool", "function") and isinstance(content, dict):
        message["content"] = _dump(content)
        mended.codes.add("arguments")
    yield message


def _mend_call(call: Value, mended: Mended) -> Value:
    function = call.get("function")
    if not isinstance(function, dict):
        if not isinstance(call.get("name"), str) or not set(call) & {"arguments", "parameters"}:
            return call
        mended.codes.add("call-form")
        function = {
            "name": call["name"],
            "arguments": call.get("arguments", call.get("parameters")),
        }
        call = {"id": call.get("id"), "type": "function", "function": function}
    arguments = function.get("arguments")
    if isinstance(arguments, dict | list):
        mended.codes.add("arguments")
        arguments = _dump(arguments)
    plain = {key: inner for key, inner in function.items() if key in ("name", "arguments")}
    if "arguments" in function:
        plain["arguments"] = arguments
    made: Value = {
        key: inner for key, inner in call.items() if key in ("id", "type") and inner is not None
    }
    made = {**made, "type": made.get("type", "function"), "function": plain}
    if set(call) - {"id", "type", "function"} or set(function) - {"name", "arguments"}:
        mended.codes.add("reply-keys")
    elif "type" not in call:
        mended.codes.add("call-form")
    return made


_STEPS: tuple[Callable[[Value, int, Mended], Iterator[Value]], ...] = (
    _leave_out,
    _mend_parts,
    _mend_calls,
)


# -- what is told by several messages -------------------------------------------------------------


def _give_ids(messages: list[Value], mended: Mended) -> None:
    """An id for each call without one, and the same one for its result, in their order."""
    waiting: list[object] = []
    for number, message in enumerate(messages, 1):
        calls = message.get("tool_calls")
        if isinstance(calls, list) and all(isinstance(call, dict) for call in calls):
            for order, call in enumerate(calls, 1):
                if not call.get("id"):
                    call["id"] = f"call_{number}_{order}"
                    mended.codes.add("call-ids")
            waiting = [call["id"] for call in calls]
        elif message["role"] == "tool" and waiting:
            own = message.get("tool_call_id")
            if not own:
                message["tool_call_id"] = waiting.pop(0)
                mended.codes.add("call-ids")
            elif own in waiting:
                waiting.remove(own)


def _mend_tools(record: Value, mended: Mended) -> Value:
    """The tools a row offers: none instead of null, OpenAI's form instead of a bare function."""
    record = dict(record)
    for key in ("tools", "functions", "parallel_tool_calls"):
        if key in record and record[key] in (None, [], ""):
            mended.codes.add("empty-keys")
            del record[key]
    tools = record.get("tools")
    if isinstance(tools, str):
        try:
            tools = json.loads(tools)
        except (ValueError, RecursionError):
            return record
        mended.codes.add("tool-form")
        record["tools"] = tools
    if isinstance(tools, list) and all(isinstance(tool, dict) for tool in tools):
        plain = [_mend_tool(tool) for tool in tools]
        if plain != tools:
            mended.codes.add("tool-form")
            record["tools"] = plain
    return record


def _mend_tool(tool: Value) -> Value:
    if "function" not in tool and isinstance(tool.get("name"), str):
        parameters = tool.get("parameters", tool.get("input_schema"))  # OpenAI's word, Anthropic's
        bare = {"name": tool["name"], "description": tool.get("description")}
        tool = {"type": "function", "function": {**bare, "parameters": parameters}}
    function = tool.get("function")
    if not isinstance(function, dict) or None not in function.values():
        return tool
    return {**tool, "function": {k: inner for k, inner in function.items() if inner is not None}}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
