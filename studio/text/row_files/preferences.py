"""Two answers to one question under other names: LLaMA-Factory's, ms-swift's and others' preferences.

Sources: LLaMA-Factory's ``data/README.md`` (preference data in Alpaca's and in ShareGPT's form) and
its v1 demo, ms-swift's "Custom dataset" page (``rejected_response``), TRL's "Dataset formats".
What TRL and Anthropic write (``chosen`` and ``rejected`` beside a prompt, or as whole
conversations) is read in ``instructions.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from studio.i18n import _
from studio.text.row_files.chat import check_turns
from studio.text.row_files.dialogues import LISTS, read_turns, write_turns
from studio.text.row_files.instructions import join_input, read_history, read_text, split_input
from studio.text.row_files.record import RowFault, SourceRow, get_fields, get_style, make_extra

Value = dict[str, object]

PAIRS = (
    ("chosen", "rejected"),
    ("chosen_messages", "rejected_messages"),
    ("chosen_response", "rejected_response"),
    ("response_chosen", "response_rejected"),
    ("response_j", "response_k"),
    ("preferred", "dispreferred"),
    ("preferred", "rejected"),
    ("accepted", "rejected"),
    ("better", "worse"),
    ("good", "bad"),
)
"""Under which keys the better and the worse answer stand. To add one: put its two keys here."""

BESIDE = ("rejected_response", "rejected_messages", "rejected")
"""The worse answer beside a conversation whose last answer is the better one."""

_ANSWER_KEYS = frozenset((*(key for pair in PAIRS for key in pair), *BESIDE))
PROMPTS = ("prompt", "question", "instruction", "query", "input", "context")


def is_preference_pair(value: Value) -> bool:
    """Whether a record holds two answers in a way that only this module reads."""
    # Nearly every row of every file is asked this, and has none of these keys.
    if _ANSWER_KEYS.isdisjoint(value) and not isinstance(value.get("output"), list):
        return False
    keys = _find_pair(value)
    if keys is None:
        return _find_beside(value) is not None or _is_ranked(value)
    good, bad = (value[key] for key in keys)
    if _is_conversation(good) and _is_conversation(bad):
        # TRL's own; whatever conversation stands beside them says the same again.
        return keys != ("chosen", "rejected")
    return (
        keys != ("chosen", "rejected")
        or _find_list(value) is not None
        or isinstance(good, dict)
        or _has_turns(good)
        # Axolotl's ChatML rows ask under "input" or "query"; beside an instruction it is its matter.
        or any(isinstance(value.get(key), str) and value[key] for key in ("input", "query"))
        or "history" in value
    )


def _find_pair(value: Value) -> tuple[str, str] | None:
    for keys in PAIRS:
        if all(isinstance(value.get(key), str | dict | list) for key in keys):
            return keys
    return None


def _find_beside(value: Value) -> str | None:
    """The key of a worse answer beside a conversation that ends with the better one."""
    if _find_list(value) is None or "chosen" in value:
        return None
    return next((key for key in BESIDE if isinstance(value.get(key), str | dict | list)), None)


def _find_list(value: Value) -> str | None:
    return next((key for key in LISTS if _has_turns(value.get(key))), None)


def _has_turns(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(turn, dict) for turn in value)


def _is_conversation(value: object) -> bool:
    """A list of messages in OpenAI's words."""
    return isinstance(value, list) and _has_turns(value) and all("role" in t for t in value)


def _is_ranked(value: Value) -> bool:
    """Alpaca's form in which the answers are a list, the best one first."""
    outputs = value.get("output")
    return (
        "instruction" in value
        and isinstance(outputs, list)
        and len(outputs) >= 2
        and all(isinstance(output, str) for output in outputs)
    )


def read_preference_pair(value: Value, _mapping: Mapping[str, str]) -> list[SourceRow]:
    """The preference row of a record: its question with all that was said before, both answers."""
    style: Value = {}
    keys = _find_pair(value)
    beside = _find_beside(value)
    if keys is not None:
        head, good, bad = _read_pair(value, keys, style)
    elif beside is not None:
        head, good, bad = _read_beside(value, beside, style)
    elif _is_ranked(value):
        head, good, bad = _read_ranked(value, style)
    else:
        raise RowFault("no-answer", _("The row does not contain two answers."))
    head = _add_system(value, head, style)
    if not any(turn.get("role") == "user" for turn in head):
        raise RowFault("no-prompt", _("The row has answers, but no question."))
    for answers in (good, bad):
        _check_answers(answers)
        check_turns([*head, *answers])
    row: Value = {
        "input": {"messages": head},
        "preferred_output": good,
        "non_preferred_output": bad,
    }
    used = style.get("keys")
    assert isinstance(used, list)
    fields = {name: inner for name, inner in value.items() if name not in used}
    return [SourceRow(row, make_extra(fields, style))]


def _read_pair(
    value: Value, keys: tuple[str, str], style: Value
) -> tuple[list[Value], list[Value], list[Value]]:
    good, style["good"] = _read_answer(value[keys[0]])
    bad, style["bad"] = _read_answer(value[keys[1]])
    style["pair"] = list(keys)
    same = _count_same(good, bad)
    if same:
        style["within"] = same
        style["keys"] = list(keys)
        return good[:same], good[same:], bad[same:]
    head, question = _read_question(value, keys)
    style["question"] = question
    style["keys"] = [*keys, *_list_keys(question)]
    if head and head[-1] == good[0]:
        # The conversation holds the better one too.
        head, question["answered"] = head[:-1], True
    if head and head[-1].get("role") == "assistant":
        raise RowFault(
            "no-prompt", _("The conversation before the two answers does not end with a question.")
        )
    return head, good, bad


def _count_same(good: Sequence[Value], bad: Sequence[Value]) -> int:
    """With how many messages both begin, the last of each being an answer in any case."""
    most = min(len(good), len(bad)) - 1
    return next((n for n in range(most) if good[n] != bad[n]), max(0, most))


def _read_beside(
    value: Value, key: str, style: Value
) -> tuple[list[Value], list[Value], list[Value]]:
    list_key = _find_list(value)
    assert list_key is not None
    turns, how = read_turns(value[list_key])
    last_question = max(
        (n for n, turn in enumerate(turns) if turn.get("role") != "assistant"), default=-1
    )
    head, good = turns[: last_question + 1], turns[last_question + 1 :]
    bad, style["bad"] = _read_answer(value[key])
    if len(bad) > len(good):
        same = _count_same(turns, bad)
        # The worse conversation was written whole, its question once more.
        bad, style["whole"] = bad[same:], same
    style["beside"], style["question"] = key, {"list": list_key, "how": how}
    style["keys"] = [key, list_key]
    if not good:
        raise RowFault("no-answer", _("The conversation has no answer that is the better one."))
    return head, good, bad


def _read_ranked(value: Value, style: Value) -> tuple[list[Value], list[Value], list[Value]]:
    outputs = value["output"]
    assert isinstance(outputs, list)
    head, question = _read_question(value, ())
    style["ranked"], style["question"] = outputs[2:], question
    style["keys"] = ["output", *_list_keys(question)]
    return head, [_answer(outputs[0])], [_answer(outputs[1])]


def _read_answer(value: object) -> tuple[list[Value], Value]:
    """An answer as messages, and how it was written: a text, a turn, or several."""
    if isinstance(value, dict):
        turns, how = read_turns([value])
        return turns, {"form": "turn", "how": how}
    if isinstance(value, list) and _has_turns(value):
        turns, how = read_turns(value)
        return turns, {"form": "turns", "how": how}
    return [_answer(read_text(value, "chosen"))], {"form": "text"}


def _answer(text: str) -> Value:
    return {"role": "assistant", "content": text}


def _check_answers(answers: Sequence[Value]) -> None:
    if not answers or any(turn.get("role") not in ("assistant", "tool") for turn in answers):
        raise RowFault("no-answer", _("One of the two answers is not the assistant's."))


def _read_question(value: Value, pair: Sequence[str]) -> tuple[list[Value], Value]:
    """What is said before the answers, and how it was written."""
    list_key = _find_list({name: inner for name, inner in value.items() if name not in pair})
    if list_key is not None:
        turns, how = read_turns(value[list_key])
        return turns, {"list": list_key, "how": how}
    key = next((name for name in PROMPTS if name in value), "")
    if not key:
        return [], {"prompt": ""}
    if isinstance(value[key], list):
        turns, how = read_turns(value[key])
        return turns, {"list": key, "how": how}
    question: Value = {"prompt": key}
    context = ""
    if key != "input" and isinstance(value.get("input"), str):
        context = read_text(value["input"], "input")
        question["input"] = value["input"]
    head: list[Value] = []
    if "history" in value:
        head, question["history"] = read_history(value["history"]), value["history"]
    prompt = join_input(read_text(value[key], key), context)
    if prompt.strip():
        head.append({"role": "user", "content": prompt})
    return head, question


def _list_keys(question: Value) -> list[str]:
    """The keys of the record that the question was written under."""
    named = [str(question[name]) for name in ("list", "prompt") if question.get(name)]
    return [*named, *(name for name in ("input", "history") if name in question)]


def _add_system(value: Value, head: list[Value], style: Value) -> list[Value]:
    if "system" not in value:
        return head
    style["system"] = value["system"]
    keys = style["keys"]
    assert isinstance(keys, list)
    keys.append("system")
    text = read_text(value["system"], "system")
    return [{"role": "system", "content": text}, *head] if text.strip() else head


# -- written again ------------------------------------------------------------------------------


def write_preference_pair(source: SourceRow) -> Value | None:
    """The record again, with the answers and the question as they are now."""
    style, row = get_style(source), source.row
    question, good, bad = (
        row.get(k) for k in ("input", "preferred_output", "non_preferred_output")
    )
    if not isinstance(question, dict) or not isinstance(good, list) or not isinstance(bad, list):
        return None
    if not isinstance(style.get("keys"), list):
        return None
    head = list(question.get("messages", []))
    record: Value = {}
    if "system" in style:
        record["system"] = style["system"]
        if str(style["system"] or "").strip() and head and head[0].get("role") == "system":
            record["system"] = head.pop(0)["content"]
    record.update(_write_answers(style, head, good, bad))
    return {**record, **get_fields(source)}


def _write_answers(style: Value, head: list[Value], good: list[Value], bad: list[Value]) -> Value:
    """Question and answers under the keys they were read from."""
    if "within" in style:
        return _write_pair(style, [*head, *good], [*head, *bad])
    question = style["question"]
    assert isinstance(question, dict)
    if "beside" in style:
        worse = [*(head if style.get("whole") else []), *bad]
        written = _write_answer(worse, style["bad"])
        return {**_write_question([*head, *good], question), str(style["beside"]): written}
    record = _write_question([*head, *(good if question.get("answered") else [])], question)
    if "ranked" in style:
        others = style["ranked"]
        assert isinstance(others, list)
        return {**record, "output": [good[0]["content"], bad[0]["content"], *others]}
    return {**record, **_write_pair(style, good, bad)}


def _write_pair(style: Value, good: list[Value], bad: list[Value]) -> Value:
    pair = style["pair"]
    assert isinstance(pair, list)
    return {
        pair[0]: _write_answer(good, style["good"]),
        pair[1]: _write_answer(bad, style["bad"]),
    }


def _write_answer(turns: list[Value], note: object) -> object:
    assert isinstance(note, dict)
    if note["form"] == "text":
        return turns[-1]["content"]
    how = note["how"]
    assert isinstance(how, dict)
    written = write_turns(turns, how)
    return written[0] if note["form"] == "turn" else written


def _write_question(head: list[Value], question: Value) -> Value:
    if "list" in question:
        how = question["how"]
        assert isinstance(how, dict)
        return {str(question["list"]): write_turns(head, how)}
    key = str(question.get("prompt") or "")
    if not key:
        return {}
    prompt = str(head[-1]["content"]) if head else ""
    record: Value = {}
    if "input" in question:
        prompt, apart = split_input(prompt, question["input"])
        record["input"] = question["input"] if apart else ""
    if "history" in question:
        record["history"] = question["history"]
    return {key: prompt, **record}
