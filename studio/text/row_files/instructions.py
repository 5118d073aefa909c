"""A question and an answer under their usual names: Alpaca, prompt/completion, instances,
preferences in other words, and columns of one's own."""

from __future__ import annotations

from collections.abc import Mapping

from studio.i18n import _
from studio.text.row_files.chat import check_turns
from studio.text.row_files.record import RowFault, Taken, extra, fields_of, style_of

Value = dict[str, object]
JOINT = "\n\n"
"""What stands between an instruction and its input in one question."""

_HH_USER, _HH_ASSISTANT = "\n\nHuman:", "\n\nAssistant:"


# -- Alpaca -------------------------------------------------------------------------------------


def is_alpaca(value: Value) -> bool:
    return "instruction" in value and "output" in value and "instances" not in value


def take_alpaca(value: Value, _mapping: Mapping[str, str]) -> list[Taken]:
    """Instruction and input as one question; system and history before it."""
    style: Value = {name: value[name] for name in ("input", "system", "history") if name in value}
    messages: list[Value] = []
    system = _text(value.get("system"), "system")
    if system.strip():
        messages.append({"role": "system", "content": system})
    messages += _history(value.get("history"))
    prompt = _joined(_text(value["instruction"], "instruction"), _text(value.get("input"), "input"))
    messages += _exchange(prompt, _text(value["output"], "output"))
    known = {"instruction", "output", "input", "system", "history"}
    fields = {name: inner for name, inner in value.items() if name not in known}
    return [Taken({"messages": messages}, extra(fields, style))]


def give_alpaca(taken: Taken) -> Value | None:
    style = style_of(taken)
    found = _last_exchange(taken, before=True)
    if found is None:
        return None
    prompt, answer, earlier = found
    record: Value = {}
    record["instruction"], record["output"] = prompt, answer
    if "input" in style:
        given = style["input"]
        instruction, apart = _parted(prompt, given)
        record["instruction"] = instruction
        record["input"] = given if apart or given is None else ""
    system = [turn["content"] for turn in earlier if turn["role"] == "system"]
    if "system" in style or system:
        record["system"] = system[0] if system else style.get("system", "")
    said = [turn["content"] for turn in earlier if turn["role"] != "system"]
    if "history" in style or said:
        pairs = [[one, other] for one, other in zip(said[::2], said[1::2], strict=False)]
        record["history"] = pairs or style.get("history", [])
    return {**record, **fields_of(taken)}


def _history(given: object) -> list[Value]:
    messages: list[Value] = []
    if given is None:
        return messages
    for pair in given if isinstance(given, list) else [given]:
        if not isinstance(pair, list) or len(pair) != 2:
            raise RowFault("bad-history", _("“history” is no list of questions with answers."))
        question, answer = (_text(part, "history") for part in pair)
        messages += [
            {"role": "user", "content": question},
            {"role": "assistant", "content": answer},
        ]
    return messages


# -- self-instruct ------------------------------------------------------------------------------


def is_seed_task(value: Value) -> bool:
    return "instruction" in value and isinstance(value.get("instances"), list)


def take_seed_task(value: Value, _mapping: Mapping[str, str]) -> list[Taken]:
    """One row for each instance; only the first remembers what else stands in the record."""
    instances = value["instances"]
    if not isinstance(instances, list) or not instances:
        raise RowFault("no-answer", _("The task has no instances, so it has no answer."))
    rows = []
    for number, instance in enumerate(instances):
        if not isinstance(instance, dict) or "output" not in instance:
            raise RowFault("no-answer", _("An instance of the task has no output."))
        given = instance.get("input")
        prompt = _joined(_text(value["instruction"], "instruction"), _text(given, "input"))
        messages = _exchange(prompt, _text(instance["output"], "output"))
        fields = {
            name: inner for name, inner in value.items() if name not in ("instruction", "instances")
        }
        style: Value = {"input": given, "instance": number, "instances": len(instances)}
        rows.append(Taken({"messages": messages}, extra(fields, style)))
    return rows


def give_seed_task(taken: Taken) -> Value | None:
    """The task with this one instance."""
    found, style = _last_exchange(taken), style_of(taken)
    if found is None:
        return None
    prompt, answer, _earlier = found
    instruction, apart = _parted(prompt, style.get("input"))
    instance = {"input": style.get("input") if apart else "", "output": answer}
    return {"instruction": instruction, "instances": [instance], **fields_of(taken)}


# -- prompt and completion ----------------------------------------------------------------------


def is_completion(value: Value) -> bool:
    return "prompt" in value and "completion" in value


def take_completion(value: Value, _mapping: Mapping[str, str]) -> list[Taken]:
    """Prompt and completion, as texts or as lists of messages."""
    prompt, completion = value["prompt"], value["completion"]
    fields = {name: inner for name, inner in value.items() if name not in ("prompt", "completion")}
    if isinstance(prompt, list) and isinstance(completion, list):
        check_turns([*prompt, *completion])
        style: Value = {"turns": len(prompt)}
        return [Taken({"messages": [*prompt, *completion]}, extra(fields, style))]
    if isinstance(prompt, list) or isinstance(completion, list):
        raise RowFault("pictures", _("The prompt is in parts that are no messages."))
    messages = _exchange(_text(prompt, "prompt"), _text(completion, "completion"))
    return [Taken({"messages": messages}, extra(fields, {}))]


def give_completion(taken: Taken) -> Value | None:
    turns, at = taken.row.get("messages"), style_of(taken).get("turns")
    if isinstance(turns, list) and isinstance(at, int):
        return {"prompt": turns[:at], "completion": turns[at:], **fields_of(taken)}
    found = _last_exchange(taken)
    if found is None:
        return None
    return {"prompt": found[0], "completion": found[1], **fields_of(taken)}


# -- chosen and rejected ------------------------------------------------------------------------


def is_chosen_rejected(value: Value) -> bool:
    return "chosen" in value and "rejected" in value


def take_chosen_rejected(value: Value, _mapping: Mapping[str, str]) -> list[Taken]:
    """A preference as others write it: texts, message lists, or whole dialogues as one text."""
    asked = next((name for name in ("prompt", "question", "instruction") if name in value), "")
    known = {"chosen", "rejected", "system"} | ({asked} if asked else set())
    fields = {name: inner for name, inner in value.items() if name not in known}
    style: Value = {"asked": asked}
    if "system" in value:
        style["system"] = value["system"]
    chosen, rejected = value["chosen"], value["rejected"]
    if isinstance(chosen, list) and isinstance(rejected, list):
        style["form"] = "messages"
        head, good, bad = _lists(value.get(asked), asked, chosen, rejected, style)
    elif not asked and isinstance(chosen, str) and isinstance(rejected, str) and _HH_USER in chosen:
        style["form"] = "dialogue"
        head, good, bad = _dialogues(chosen, rejected)
    else:
        style["form"] = "text"
        head = _question(value.get(asked), asked, style)
        answers = _text(chosen, "chosen"), _text(rejected, "rejected")
        if not answers[0].strip():
            raise RowFault("no-answer", _("The row has no answer."))
        good, bad = [_answer(answers[0])], [_answer(answers[1])]
    if isinstance(value.get("system"), str) and str(value["system"]).strip():
        head = [{"role": "system", "content": value["system"]}, *head]
    if not head:
        raise RowFault("no-prompt", _("The row has answers, but no question."))
    for answer in (good, bad):
        check_turns([*head, *answer])
    row: Value = {
        "input": {"messages": head},
        "preferred_output": good,
        "non_preferred_output": bad,
    }
    return [Taken(row, extra(fields, style))]


def _answer(words: str) -> Value:
    return {"role": "assistant", "content": words}


def _question(given: object, name: str, style: Value) -> list[Value]:
    """The question as messages; whether it was written as such is kept in ``style``."""
    if isinstance(given, list):
        style["listed"] = True
        return list(given)
    text = _text(given, name or "prompt")
    return [{"role": "user", "content": text}] if text.strip() else []


def _lists(
    given: object, asked: str, chosen: list[Value], rejected: list[Value], style: Value
) -> tuple[list[Value], list[Value], list[Value]]:
    """What both lists begin with is the question; what is left of each is an answer."""
    same = 0
    while same < min(len(chosen), len(rejected)) - 1 and chosen[same] == rejected[same]:
        same += 1
    if not same:
        return _question(given, asked, style), list(chosen), list(rejected)
    style["within"] = True
    check_turns(chosen)
    if asked and given != chosen[same - 1].get("content"):
        style["given"] = given  # words of its own, which the row does not carry
    return list(chosen[:same]), list(chosen[same:]), list(rejected[same:])


def _dialogues(chosen: str, rejected: str) -> tuple[list[Value], list[Value], list[Value]]:
    good, bad = _spoken(chosen), _spoken(rejected)
    if good[:-1] != bad[:-1] or not good[:-1]:
        raise RowFault(
            "two-questions",
            _("The chosen and the rejected dialogue differ before their last answer."),
        )
    return good[:-1], good[-1:], bad[-1:]


def _spoken(text: str) -> list[Value]:
    """Turns of a dialogue written as one text: blank line, speaker, colon."""
    turns: list[Value] = []
    rest = text
    while rest:
        role, mark = (
            ("user", _HH_USER) if rest.startswith(_HH_USER) else ("assistant", _HH_ASSISTANT)
        )
        if not rest.startswith(mark):
            raise RowFault("not-a-dialogue", _("The text does not begin with “Human:”."))
        rest = rest[len(mark) :]
        ends = [at for at in (rest.find(_HH_USER), rest.find(_HH_ASSISTANT)) if at >= 0]
        end = min(ends, default=len(rest))
        turns.append({"role": role, "content": rest[:end]})
        rest = rest[end:]
    return turns


def give_chosen_rejected(taken: Taken) -> Value | None:
    style, row = style_of(taken), taken.row
    given, good, bad = (
        row.get("input"),
        row.get("preferred_output"),
        row.get("non_preferred_output"),
    )
    if not isinstance(given, dict) or not isinstance(good, list) or not isinstance(bad, list):
        return None
    head = list(given.get("messages", []))
    record: Value = {}
    if "system" in style:
        record["system"] = style["system"]
        if str(style["system"] or "").strip() and head and head[0].get("role") == "system":
            record["system"] = head.pop(0)["content"]
    asked, form = str(style.get("asked") or ""), style.get("form", "text")
    if form == "dialogue":
        for name, answer in (("chosen", good), ("rejected", bad)):
            record[name] = "".join(_spoken_again(turn) for turn in [*head, *answer])
        return {**record, **fields_of(taken)}
    if form == "messages":
        before = head if "within" in style else []
        record["chosen"], record["rejected"] = [*before, *good], [*before, *bad]
    else:
        record["chosen"], record["rejected"] = good[0]["content"], bad[0]["content"]
        asked = asked or "prompt"
    if asked and "given" in style:
        record[asked] = style["given"]
    elif asked:
        words = len(head) == 1 or "within" in style
        record[asked] = head[-1]["content"] if words and "listed" not in style else head
    return {**record, **fields_of(taken)}


def _spoken_again(turn: Value) -> str:
    return (_HH_USER if turn["role"] == "user" else _HH_ASSISTANT) + str(turn["content"])


# -- columns ------------------------------------------------------------------------------------

COLUMNS = {
    "prompt": (
        "prompt",
        "question",
        "query",
        "instruction",
        "user",
        "problem",
        "q",
        "ask",
        "質問",
        "問い",
        "問",
        "指示",
        "プロンプト",
        "入力",
    ),
    "answer": (
        "answer",
        "response",
        "output",
        "completion",
        "reply",
        "assistant",
        "solution",
        "a",
        "target",
        "回答",
        "答え",
        "答",
        "応答",
        "出力",
    ),
    "input": ("input", "context", "passage", "文脈", "本文"),
    "system": ("system", "system_message", "システム"),
}
"""What a column is likely to be, by its name; the curator has the last word."""


def guess_columns(columns: list[str]) -> dict[str, str]:
    """The column of each role, by name; a role without one is left out."""
    mapping: dict[str, str] = {}
    plain = {column.strip().casefold(): column for column in columns}
    for role in ("prompt", "answer", "input", "system"):
        for name in COLUMNS[role]:
            column = plain.get(name)
            if column is not None and column not in mapping.values():
                mapping[role] = column
                break
    return mapping


def take_columns(value: Value, mapping: Mapping[str, str]) -> list[Taken]:
    """A question and an answer from the columns the curator chose."""
    found = {role: value.get(column) for role, column in mapping.items()}
    if isinstance(found.get("answer"), list):
        raise RowFault("not-text", _("The answer's column holds a list, not a text."))
    prompt = _joined(_text(found.get("prompt"), "prompt"), _text(found.get("input"), "input"))
    system = _text(found.get("system"), "system")
    messages = _exchange(prompt, _text(found.get("answer"), "answer"))
    if system.strip():
        messages.insert(0, {"role": "system", "content": system})
    fields = {name: inner for name, inner in value.items() if name not in mapping.values()}
    style: Value = {"columns": dict(mapping)}
    for role in ("input", "system"):
        if role in found:
            style[role] = found[role]
    return [Taken({"messages": messages}, extra(fields, style))]


def give_columns(taken: Taken) -> Value | None:
    style, found = style_of(taken), _last_exchange(taken, before=True)
    columns = style.get("columns", {"prompt": "prompt", "answer": "answer"})
    if found is None or not isinstance(columns, dict):
        return None
    prompt, answer, earlier = found
    values: Value = {"prompt": prompt, "answer": answer}
    if "input" in columns:
        instruction, apart = _parted(prompt, style.get("input"))
        values["prompt"], values["input"] = instruction, style.get("input") if apart else ""
    if "system" in columns:
        values["system"] = earlier[0]["content"] if earlier else style.get("system")
    record = {column: values[role] for role, column in columns.items() if role in values}
    return {**record, **fields_of(taken)}


# -- what they share ----------------------------------------------------------------------------


def _exchange(prompt: str, answer: str) -> list[Value]:
    """A question and its answer; RowFault where one has no words."""
    if not answer.strip():
        raise RowFault("no-answer", _("The row has no answer."))
    if not prompt.strip():
        raise RowFault("no-prompt", _("The row has no question."))
    return [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]


def _text(value: object, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise RowFault("not-text", _("“{name}” is not a text.").format(name=name))


def _joined(instruction: str, given: str) -> str:
    return f"{instruction}{JOINT}{given}" if given.strip() else instruction


def _parted(prompt: str, given: object) -> tuple[str, bool]:
    """The instruction without its input, and whether the input still stood at its end."""
    if not isinstance(given, str) or not given.strip():
        return prompt, True
    if prompt.endswith(JOINT + given):
        return prompt[: -len(JOINT + given)], True
    return prompt, False


def _last_exchange(taken: Taken, *, before: bool = False) -> tuple[str, str, list[Value]] | None:
    """The last question and answer and what stands before; None where texts do not say it all."""
    turns = taken.row.get("messages")
    if not isinstance(turns, list) or len(turns) < 2 or (len(turns) > 2 and not before):
        return None
    asked, answered = turns[-2:]
    if (asked.get("role"), answered.get("role")) != ("user", "assistant"):
        return None
    if not all(isinstance(turn.get("content"), str) and "tool_calls" not in turn for turn in turns):
        return None
    return asked["content"], answered["content"], turns[:-2]
