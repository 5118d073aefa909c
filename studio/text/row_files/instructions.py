"""A question and an answer under their usual names: Alpaca, prompt/completion, instances,
preferences in other words, and columns of one's own."""

from __future__ import annotations

from collections.abc import Mapping

from studio.i18n import _
from studio.text.row_files.chat import check_turns
from studio.text.row_files.record import RowFault, SourceRow, get_fields, get_style, make_extra

Value = dict[str, object]
JOINT = "\n\n"
"""What stands between an instruction and its input in one question."""

_HH_USER, _HH_ASSISTANT = "\n\nHuman:", "\n\nAssistant:"


# -- Alpaca -------------------------------------------------------------------------------------


def is_alpaca(value: Value) -> bool:
    return "instruction" in value and "output" in value and "instances" not in value


def read_alpaca(value: Value, _mapping: Mapping[str, str]) -> list[SourceRow]:
    """Instruction and input as one question; system and history before it."""
    style: Value = {name: value[name] for name in ("input", "system", "history") if name in value}
    messages: list[Value] = []
    system = read_text(value.get("system"), "system")
    if system.strip():
        messages.append({"role": "system", "content": system})
    messages += read_history(value.get("history"))
    prompt = join_input(
        read_text(value["instruction"], "instruction"), read_text(value.get("input"), "input")
    )
    messages += _exchange(prompt, read_text(value["output"], "output"))
    own_keys = {"instruction", "output", "input", "system", "history"}
    fields = {name: inner for name, inner in value.items() if name not in own_keys}
    return [SourceRow({"messages": messages}, make_extra(fields, style))]


def write_alpaca(source: SourceRow) -> Value | None:
    style = get_style(source)
    exchange = _last_exchange(source, before=True)
    if exchange is None:
        return None
    prompt, answer, earlier = exchange
    record: Value = {}
    record["instruction"], record["output"] = prompt, answer
    if "input" in style:
        context = style["input"]
        instruction, apart = split_input(prompt, context)
        record["instruction"] = instruction
        record["input"] = context if apart or context is None else ""
    system = [turn["content"] for turn in earlier if turn["role"] == "system"]
    if "system" in style or system:
        record["system"] = system[0] if system else style.get("system", "")
    texts = [turn["content"] for turn in earlier if turn["role"] != "system"]
    if "history" in style or texts:
        pairs = [
            [question, reply] for question, reply in zip(texts[::2], texts[1::2], strict=False)
        ]
        record["history"] = pairs or style.get("history", [])
    return {**record, **get_fields(source)}


def read_history(value: object) -> list[Value]:
    """Alpaca's earlier questions and answers as messages."""
    messages: list[Value] = []
    if value is None:
        return messages
    for pair in value if isinstance(value, list) else [value]:
        if not isinstance(pair, list) or len(pair) != 2:
            raise RowFault("bad-history", _("“history” is not a list of questions with answers."))
        question, answer = (read_text(text, "history") for text in pair)
        messages += [
            {"role": "user", "content": question},
            {"role": "assistant", "content": answer},
        ]
    return messages


# -- self-instruct ------------------------------------------------------------------------------


def is_seed_task(value: Value) -> bool:
    return "instruction" in value and isinstance(value.get("instances"), list)


def read_seed_task(value: Value, _mapping: Mapping[str, str]) -> list[SourceRow]:
    """One row for each instance; only the first remembers what else stands in the record."""
    instances = value["instances"]
    if not isinstance(instances, list) or not instances:
        raise RowFault("no-answer", _("The task has no instances, so it has no answer."))
    rows = []
    for number, instance in enumerate(instances):
        if not isinstance(instance, dict) or "output" not in instance:
            raise RowFault("no-answer", _("An instance of the task has no output."))
        context = instance.get("input")
        prompt = join_input(
            read_text(value["instruction"], "instruction"), read_text(context, "input")
        )
        messages = _exchange(prompt, read_text(instance["output"], "output"))
        fields = {
            name: inner for name, inner in value.items() if name not in ("instruction", "instances")
        }
        rest = {key: inner for key, inner in instance.items() if key not in ("input", "output")}
        style: Value = {"instance": number, "instances": len(instances)}
        # Only what was there: an instance without an input is written without one.
        style |= {"input": context} if "input" in instance else {}
        style |= {"rest": rest} if rest else {}
        rows.append(SourceRow({"messages": messages}, make_extra(fields, style)))
    return rows


def write_seed_task(source: SourceRow) -> Value | None:
    """The task with this one instance."""
    exchange, style = _last_exchange(source), get_style(source)
    if exchange is None:
        return None
    prompt, answer, _earlier = exchange
    instruction, apart = split_input(prompt, style.get("input"))
    context = {"input": style["input"] if apart else ""} if "input" in style else {}
    rest = style.get("rest")
    instance = {**context, "output": answer, **(rest if isinstance(rest, dict) else {})}
    return {"instruction": instruction, "instances": [instance], **get_fields(source)}


# -- prompt and completion ----------------------------------------------------------------------


def is_completion(value: Value) -> bool:
    return "prompt" in value and "completion" in value


def read_completion(value: Value, _mapping: Mapping[str, str]) -> list[SourceRow]:
    """Prompt and completion, as texts or as lists of messages."""
    prompt, completion = value["prompt"], value["completion"]
    fields = {name: inner for name, inner in value.items() if name not in ("prompt", "completion")}
    if isinstance(prompt, list) and isinstance(completion, list):
        check_turns([*prompt, *completion])
        style: Value = {"turns": len(prompt)}
        return [SourceRow({"messages": [*prompt, *completion]}, make_extra(fields, style))]
    if isinstance(prompt, list) or isinstance(completion, list):
        raise RowFault("pictures", _("The question is in parts that are not messages."))
    messages = _exchange(read_text(prompt, "prompt"), read_text(completion, "completion"))
    return [SourceRow({"messages": messages}, make_extra(fields, {}))]


def write_completion(source: SourceRow) -> Value | None:
    turns, at = source.row.get("messages"), get_style(source).get("turns")
    if isinstance(turns, list) and isinstance(at, int):
        return {"prompt": turns[:at], "completion": turns[at:], **get_fields(source)}
    exchange = _last_exchange(source)
    if exchange is None:
        return None
    return {"prompt": exchange[0], "completion": exchange[1], **get_fields(source)}


# -- chosen and rejected ------------------------------------------------------------------------


def is_chosen_rejected(value: Value) -> bool:
    return "chosen" in value and "rejected" in value


def read_chosen_rejected(value: Value, _mapping: Mapping[str, str]) -> list[SourceRow]:
    """A preference as others write it: texts, message lists, or whole dialogues as one text."""
    prompt_key = next((name for name in ("prompt", "question", "instruction") if name in value), "")
    own_keys = {"chosen", "rejected", "system"} | ({prompt_key} if prompt_key else set())
    fields = {name: inner for name, inner in value.items() if name not in own_keys}
    style: Value = {"asked": prompt_key}
    if "system" in value:
        style["system"] = value["system"]
    head, good, bad = _read_answers(value, prompt_key, style)
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
    return [SourceRow(row, make_extra(fields, style))]


def _read_answers(
    value: Value, prompt_key: str, style: Value
) -> tuple[list[Value], list[Value], list[Value]]:
    """The question and both answers; in which of three forms they were is kept in ``style``."""
    chosen, rejected = value["chosen"], value["rejected"]
    if isinstance(chosen, list) and isinstance(rejected, list):
        style["form"] = "messages"
        return _lists(value.get(prompt_key), prompt_key, chosen, rejected, style)
    texts = isinstance(chosen, str) and isinstance(rejected, str)
    if not prompt_key and texts and _HH_USER in str(chosen):
        style["form"] = "dialogue"
        return _dialogues(str(chosen), str(rejected))
    style["form"] = "text"
    head = _question(value.get(prompt_key), prompt_key, style)
    good, bad = read_text(chosen, "chosen"), read_text(rejected, "rejected")
    if not good.strip():
        raise RowFault("no-answer", _("The row has no answer."))
    return head, [_answer(good)], [_answer(bad)]


def _answer(text: str) -> Value:
    return {"role": "assistant", "content": text}


def _question(value: object, name: str, style: Value) -> list[Value]:
    """The question as messages; whether it was written as such is kept in ``style``."""
    if isinstance(value, list):
        style["listed"] = True
        return list(value)
    text = read_text(value, name or "prompt")
    return [{"role": "user", "content": text}] if text.strip() else []


def _lists(
    prompt: object, prompt_key: str, chosen: list[Value], rejected: list[Value], style: Value
) -> tuple[list[Value], list[Value], list[Value]]:
    """What both lists begin with is the question; what is left of each is an answer."""
    same = 0
    while same < min(len(chosen), len(rejected)) - 1 and chosen[same] == rejected[same]:
        same += 1
    if not same:
        return _question(prompt, prompt_key, style), list(chosen), list(rejected)
    style["within"] = True
    check_turns(chosen)
    if prompt_key and prompt != chosen[same - 1].get("content"):
        # Words of its own, which the row does not carry.
        style["given"] = prompt
    return list(chosen[:same]), list(chosen[same:]), list(rejected[same:])


def _dialogues(chosen: str, rejected: str) -> tuple[list[Value], list[Value], list[Value]]:
    good, bad = _split_dialogue(chosen), _split_dialogue(rejected)
    if good[:-1] != bad[:-1] or not good[:-1]:
        raise RowFault(
            "two-questions",
            _("The chosen and the rejected dialogue differ before their last answer."),
        )
    return good[:-1], good[-1:], bad[-1:]


def _split_dialogue(text: str) -> list[Value]:
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


def write_chosen_rejected(source: SourceRow) -> Value | None:
    """The record again, in the form it was written in; None for a row of another kind."""
    style, row = get_style(source), source.row
    question = row.get("input")
    good, bad = row.get("preferred_output"), row.get("non_preferred_output")
    if not isinstance(question, dict) or not isinstance(good, list) or not isinstance(bad, list):
        return None
    head = list(question.get("messages", []))
    record: Value = {}
    if "system" in style:
        record["system"] = style["system"]
        if str(style["system"] or "").strip() and head and head[0].get("role") == "system":
            record["system"] = head.pop(0)["content"]
    form = style.get("form", "text")
    if form == "dialogue":
        for name, answer in (("chosen", good), ("rejected", bad)):
            record[name] = "".join(_write_turn(turn) for turn in [*head, *answer])
        return {**record, **get_fields(source)}
    if form == "messages":
        before = head if "within" in style else []
        record["chosen"], record["rejected"] = [*before, *good], [*before, *bad]
    else:
        record["chosen"], record["rejected"] = good[0]["content"], bad[0]["content"]
    return {**record, **_write_prompt(style, head), **get_fields(source)}


def _write_prompt(style: Value, head: list[Value]) -> Value:
    """The question under its own key, where it was written beside the answers."""
    key = str(style.get("asked") or ("" if style.get("form") == "messages" else "prompt"))
    if not key:
        return {}
    if "given" in style:
        return {key: style["given"]}
    single = len(head) == 1 or "within" in style
    return {key: head[-1]["content"] if single and "listed" not in style else head}


def _write_turn(turn: Value) -> str:
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


def read_columns(value: Value, mapping: Mapping[str, str]) -> list[SourceRow]:
    """A question and an answer from the columns the curator chose."""
    cells = {role: value.get(column) for role, column in mapping.items()}
    if isinstance(cells.get("answer"), list):
        raise RowFault("not-text", _("The answer's column contains a list, not a text."))
    prompt = join_input(
        read_text(cells.get("prompt"), "prompt"), read_text(cells.get("input"), "input")
    )
    system = read_text(cells.get("system"), "system")
    messages = _exchange(prompt, read_text(cells.get("answer"), "answer"))
    if system.strip():
        messages.insert(0, {"role": "system", "content": system})
    fields = {name: inner for name, inner in value.items() if name not in mapping.values()}
    style: Value = {"columns": dict(mapping)}
    for role in ("input", "system"):
        if role in cells:
            style[role] = cells[role]
    return [SourceRow({"messages": messages}, make_extra(fields, style))]


def write_columns(source: SourceRow) -> Value | None:
    style, exchange = get_style(source), _last_exchange(source, before=True)
    columns = style.get("columns", {"prompt": "prompt", "answer": "answer"})
    if exchange is None or not isinstance(columns, dict):
        return None
    prompt, answer, earlier = exchange
    values: Value = {"prompt": prompt, "answer": answer}
    if "input" in columns:
        instruction, apart = split_input(prompt, style.get("input"))
        values["prompt"], values["input"] = instruction, style.get("input") if apart else ""
    if "system" in columns:
        values["system"] = earlier[0]["content"] if earlier else style.get("system")
    record = {column: values[role] for role, column in columns.items() if role in values}
    return {**record, **get_fields(source)}


# -- what they share ----------------------------------------------------------------------------


def _exchange(prompt: str, answer: str) -> list[Value]:
    """A question and its answer; RowFault where one has no words."""
    if not answer.strip():
        raise RowFault("no-answer", _("The row has no answer."))
    if not prompt.strip():
        raise RowFault("no-prompt", _("The row has no question."))
    return [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]


def read_text(value: object, name: str) -> str:
    """The words of a field, "" where there are none. Raises ``RowFault`` for what is no text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict) and set(value) == {"formula"}:
        why = _(
            "“{name}” contains a formula that was not calculated. Open the "
            "workbook in Excel or LibreOffice, save it and choose it again."
        )
        raise RowFault("formula", why.format(name=name))
    raise RowFault("not-text", _("“{name}” is not a text.").format(name=name))


def join_input(instruction: str, context: str) -> str:
    """An instruction and what it is about as one question."""
    return f"{instruction}{JOINT}{context}" if context.strip() else instruction


def split_input(prompt: str, context: object) -> tuple[str, bool]:
    """The instruction without its input, and whether the input still stood at its end."""
    if not isinstance(context, str) or not context.strip():
        return prompt, True
    if prompt.endswith(JOINT + context):
        return prompt[: -len(JOINT + context)], True
    return prompt, False


def _last_exchange(
    source: SourceRow, *, before: bool = False
) -> tuple[str, str, list[Value]] | None:
    """The last question and answer and what stands before; None where texts do not say it all."""
    turns = source.row.get("messages")
    if not isinstance(turns, list) or len(turns) < 2 or (len(turns) > 2 and not before):
        return None
    question, answer = turns[-2:]
    if (question.get("role"), answer.get("role")) != ("user", "assistant"):
        return None
    if not all(isinstance(turn.get("content"), str) and "tool_calls" not in turn for turn in turns):
        return None
    return question["content"], answer["content"], turns[:-2]
