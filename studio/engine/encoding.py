"""Turns rows into tokens with labels, so that only what the assistant should learn is trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from studio.engine.errors import JobFault
from studio.engine.rows import Row, flatten_message, is_trained

IGNORED = -100  # the label of a token that is read but not learned
Span = tuple[int, int]


@dataclass
class Encoded:
    """What became of the rows; lines are counted from 1."""

    examples: list[dict[str, list[int]]] = field(default_factory=list)
    truncated: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)

    @property
    def lengths(self) -> list[int]:
        """Tokens of each example; of two answers the longer one counts."""
        return [_length(example) for example in self.examples]

    @property
    def tokens(self) -> int:
        return sum(self.lengths)


class Encoder:
    """Renders with the model's own template and finds the assistant's tokens in it."""

    def __init__(self, tokenizer: Any, longest: int) -> None:
        if not tokenizer.chat_template:
            raise JobFault(
                "no_chat_template",
                "This model has no chat template: choose an instruct (chat) model.",
                "model",
            )
        self._tokenizer = tokenizer
        self._longest = longest
        self._marked = _find_training_template(tokenizer)

    def encode(self, rows: Sequence[Row]) -> Encoded:
        """Tokens and labels for every row that keeps at least one trained token."""
        if rows and rows[0].better is not None:
            return self._encode_preferences(rows)
        encoded = Encoded()
        for row in rows:
            tokens, spans = self._spans(row)
            labels = [IGNORED] * len(tokens)
            speakers = [message for message in row.messages if message["role"] == "assistant"]
            for (begin, end), message in zip(spans, speakers, strict=True):
                if is_trained(message):
                    self._compare(row.line, tokens[begin:end], message)
                    labels[begin:end] = tokens[begin:end]
            # Said, never silent: what is cut off is the end of the answer.
            if len(tokens) > self._longest:
                encoded.truncated.append(row.line)
            tokens, labels = tokens[: self._longest], labels[: self._longest]
            if all(label == IGNORED for label in labels):
                encoded.empty.append(row.line)
                continue
            encoded.examples.append({"input_ids": tokens, "labels": labels})
        return encoded

    def _encode_preferences(self, rows: Sequence[Row]) -> Encoded:
        """The tokens before the two answers, and those of each."""
        encoded = Encoded()
        for row in rows:
            question = [flatten_message(message) for message in row.messages]
            before = self._render(question, row, prompt=True)
            answers = [
                self._answer(row, question, before, each) for each in (row.better, row.worse)
            ]
            room = self._longest - len(before)
            if any(len(answer) > room for answer in answers):
                encoded.truncated.append(row.line)
            better, worse = (answer[: max(room, 0)] for answer in answers)
            # Cut short, the two may have become the same, and nothing is left to prefer.
            if not better or not worse or better == worse:
                encoded.empty.append(row.line)
                continue
            encoded.examples.append(
                {"prompt_ids": before, "chosen_ids": better, "rejected_ids": worse}
            )
        return encoded

    def _answer(
        self,
        row: Row,
        question: list[dict[str, Any]],
        before: list[int],
        message: dict[str, Any] | None,
    ) -> list[int]:
        """The tokens of an answer, as the difference to what was asked."""
        assert message is not None
        tokens = self._render([*question, flatten_message(message)], row)
        if tokens[: len(before)] != before:
            raise _refuse_template(row.line)
        self._compare(row.line, tokens[len(before) :], message)
        return tokens[len(before) :]

    def _spans(self, row: Row) -> tuple[list[int], list[Span]]:
        """All tokens of a row, and where each assistant message begins and ends in them."""
        messages = [flatten_message(message) for message in row.messages]
        speaking = sum(message["role"] == "assistant" for message in messages)
        if self._marked:
            made = self._apply(
                row, messages, chat_template=self._marked, return_assistant_tokens_mask=True
            )
            spans = _find_runs(made["assistant_masks"])
            if len(spans) == speaking:
                return list(made["input_ids"]), spans
        return self._by_prefix(row, messages)

    def _by_prefix(self, row: Row, messages: list[dict[str, Any]]) -> tuple[list[int], list[Span]]:
        """The spans as the difference of what is rendered with and without each message."""
        tokens = self._render(messages, row)
        spans = []
        for index, message in enumerate(messages):
            if message["role"] != "assistant":
                continue
            before = self._render(messages[:index], row, prompt=True)
            after = self._render(messages[: index + 1], row)
            # Some templates drop earlier thoughts, or add a system prompt only at the start.
            if tokens[: len(before)] != before or tokens[: len(after)] != after:
                raise _refuse_template(row.line)
            spans.append((len(before), len(after)))
        return tokens, spans

    def _render(
        self, messages: list[dict[str, Any]], row: Row, *, prompt: bool = False
    ) -> list[int]:
        made = self._apply(row, messages, add_generation_prompt=prompt)
        return list(made["input_ids"])

    def _apply(self, row: Row, messages: list[dict[str, Any]], **options: Any) -> Any:
        """What the model's own template makes of messages; it may refuse them for any reason."""
        try:
            return self._tokenizer.apply_chat_template(
                messages, tools=list(row.tools) or None, tokenize=True, return_dict=True, **options
            )
        except Exception as error:  # a template is a program of the model's, with errors of its own
            why = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
            raise JobFault(
                "unsupported_chat_template",
                f"Line {row.line}: this model's chat template refuses the row: {why}. Choose "
                "another model, or change such rows.",
                "model",
            ) from error

    def _compare(self, line: int, tokens: list[int], message: dict[str, Any]) -> None:
        """Stop when the tokens found are not the words the message says."""
        answer = flatten_message(message)["content"]
        if "<think>" in answer or "</think>" in answer:
            return  # templates move thoughts about
        decoded = self._tokenizer.decode(tokens, skip_special_tokens=False)
        if _strip_blanks(answer) not in _strip_blanks(decoded):
            raise JobFault(
                "unsupported_chat_template",
                f"Line {line}: the answer is not what this model's chat template would train.",
                "model",
            )


def _length(example: dict[str, list[int]]) -> int:
    if "input_ids" in example:
        return len(example["input_ids"])
    answers = max(len(example["chosen_ids"]), len(example["rejected_ids"]))
    return len(example["prompt_ids"]) + answers


def _refuse_template(line: int) -> JobFault:
    return JobFault(
        "unsupported_chat_template",
        f"Line {line}: this model's chat template changes earlier turns, so the assistant's words "
        "can't be told apart. Choose another model, or rows with one answer each.",
        "model",
    )


def _find_training_template(tokenizer: Any) -> str | None:
    """The template with marks around the assistant's words, where one is known."""
    from trl.chat_template_utils import get_training_chat_template  # heavy

    try:
        template: str | None = get_training_chat_template(tokenizer)
    except Exception:  # a template of any make: it is tried on all sorts of messages
        return tokenizer.chat_template if "{% generation" in tokenizer.chat_template else None
    return template or tokenizer.chat_template


def _find_runs(mask: Sequence[int]) -> list[Span]:
    """The stretches of ones: 0 1 1 0 1 → (1, 3), (4, 5)."""
    spans, begin = [], None
    for index, mark in enumerate([*mask, 0]):
        if mark and begin is None:
            begin = index
        elif not mark and begin is not None:
            spans.append((begin, index))
            begin = None
    return spans


def _strip_blanks(text: str) -> str:
    return "".join(text.split())
