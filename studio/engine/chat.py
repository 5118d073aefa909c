"""Answers questions with one model at a time, loaded on the first question and let go when idle."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

from studio.engine import rehearsal
from studio.engine.catalogue import Catalogue, Model
from studio.engine.errors import ApiError, JobFault, refuse_value
from studio.engine.hardware import Plan, look, plan_use, read_free_memory, read_wishes
from studio.engine.model_loading import load, read_context
from studio.engine.processes import QUIET
from studio.engine.rows import ROLES, flatten_message
from studio.engine.scoring import Score, score

IDLE = 300.0  # seconds after which a model leaves the memory
LONGEST = 512  # tokens of an answer when the client sets no limit
BABBLE = 24  # of the untrained rehearsal model, which would never end
MOST_LOADED = 2
ROOM = 4
"""Times a model's size that must be free for another beside it: a base and what was tuned of it
are alike, and answering takes room as well."""
PATIENCE = 600.0  # seconds without a single token before a question is given up


@dataclass
class Answer:
    """An answer while it is made: iterate it for its pieces, then read how it ended."""

    model: str
    pieces: Iterator[str] = field(default_factory=lambda: iter(()))
    prompt_tokens: int = 0
    completion_tokens: int = 0
    finish_reason: str = "stop"

    def usage(self) -> dict[str, int]:
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.prompt_tokens + self.completion_tokens,
        }


class Chat:
    """Holds the model asked last, and the one before it where there is room: a comparison asks two
    by turns. Questions are answered one after another."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._turn = threading.Lock()
        self._loaded: dict[str, tuple[Any, Any]] = {}
        """By id, the one asked last behind the other."""
        self._used = 0.0

    def answer(self, request: Mapping[str, Any]) -> Answer:
        """Begin an answer to checked chat parameters; the model is found before it returns."""
        model = self._catalogue.find(request["model"])
        if model is None:
            raise _no_model(request["model"])
        messages = [_message(message) for message in request["messages"]]
        answer = Answer(model.id)
        pieces = self._generate_answer(model, messages, request, answer)
        # The first piece decides between an error status and a stream, so it is made here.
        first = next(pieces, "")
        answer.pieces = _rejoin(first, pieces)
        return answer

    def score(self, request: Mapping[str, Any]) -> Score:
        """How likely a model finds an answer to checked parameters."""
        model = self._catalogue.find(request["model"])
        if model is None:
            raise _no_model(request["model"])
        messages = [_message(message) for message in request["messages"]]
        with self._turn:
            weights, tokenizer = self._ready(model)
            self._used = time.monotonic()
            return score(weights, tokenizer, messages, request["answer"])

    def rest(self) -> None:
        """Let go of a model nobody asked for a while."""
        if self._loaded and time.monotonic() - self._used > IDLE and self._turn.acquire(False):
            try:
                self._loaded = {}
                gc.collect()
            finally:
                self._turn.release()

    def _generate_answer(
        self, model: Model, messages: list[Any], request: Mapping[str, Any], answer: Answer
    ) -> Iterator[str]:
        with self._turn:
            weights, tokenizer = self._ready(model)
            self._used = time.monotonic()
            prompt = _prompt(tokenizer, messages).to(weights.device)
            answer.prompt_tokens = int(prompt["input_ids"].shape[1])
            untrained = model.kind == "rehearsal"
            settings = _generation_settings(
                weights, tokenizer, request, answer.prompt_tokens, untrained
            )
            pieces = _generate(weights, tokenizer, prompt, settings, answer, request)
            yield from _cut_at_stop(request.get("stop"), pieces)
            self._used = time.monotonic()

    def _ready(self, model: Model) -> tuple[Any, Any]:
        if model.id in self._loaded:
            self._loaded[model.id] = self._loaded.pop(model.id)
            return self._loaded[model.id]
        _before_first_import()
        self._make_room()
        if model.kind == "rehearsal":
            rehearsal.make_base(Path(model.weights))
        try:
            plan = self._plan(model)
            chain = self._catalogue.chain(model)
            weights, tokenizer = load(chain, download=False, plan=plan)
        except JobFault as fault:
            raise ApiError(404, fault.message, code="model_not_found", param="model") from fault
        if not tokenizer.chat_template:
            raise refuse_value("model", f"The model {model.id} has no chat template.")
        weights.eval()
        self._loaded[model.id] = weights, tokenizer
        return weights, tokenizer

    def _make_room(self) -> None:
        """Let go of the models that would be in the way of another one."""
        while self._loaded:
            oldest = next(iter(self._loaded))
            size = self._loaded[oldest][0].get_memory_footprint()
            if len(self._loaded) < MOST_LOADED and read_free_memory() > ROOM * size:
                return
            del self._loaded[oldest]
            gc.collect()

    def _plan(self, model: Model) -> Plan:
        """How to compute with a model; the rehearsal's half a million weights need no device."""
        import torch  # heavy

        first = self._catalogue.chain(model)[0]["kind"]
        if first in ("rehearsal", "full"):
            torch.set_num_threads(1)
            return Plan()
        wishes = read_wishes(self._catalogue.read_wishes())
        plan = plan_use(look(wishes), wishes)
        torch.set_num_threads(plan.threads)
        return plan


def _before_first_import() -> None:
    os.environ.update(QUIET)
    # Asking never downloads: a model comes with the training of it.
    os.environ["HF_HUB_OFFLINE"] = "1"
    import transformers  # heavy

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()


def _no_model(id: str) -> ApiError:
    return ApiError(404, f"The model `{id}` does not exist.", code="model_not_found", param="model")


def _message(message: object) -> dict[str, Any]:
    if not isinstance(message, dict) or message.get("role") not in ROLES:
        raise refuse_value("messages", "Each message needs a role and content.")
    content = message.get("content")
    parts = content if isinstance(content, list) else []
    if not isinstance(content, str | list | None) or any(
        not isinstance(entry, dict) or entry.get("type") != "text" for entry in parts
    ):
        raise refuse_value("messages", "The local engine reads messages of text only.")
    return flatten_message(message)


def _prompt(tokenizer: Any, messages: list[Any]) -> Any:
    try:
        return tokenizer.apply_chat_template(
            messages,
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
            enable_thinking=False,
        )
    except Exception as error:  # templates raise what they like about turns they don't know
        raise refuse_value("messages", f"This model's chat template refuses: {error}") from error


def _generation_settings(
    weights: Any, tokenizer: Any, request: Mapping[str, Any], prompt: int, untrained: bool
) -> dict[str, Any]:
    room = read_context(weights) - prompt
    if room < 1:
        raise ApiError(
            400,
            f"The messages have {prompt} tokens; this model holds {read_context(weights)}.",
            code="context_length_exceeded",
            param="messages",
        )
    limit = request.get("max_completion_tokens") or request.get("max_tokens") or LONGEST
    # Without chance the untrained model would say one word for ever.
    temperature = 1.0 if untrained else float(request.get("temperature", 1.0))
    settings: dict[str, Any] = {
        "max_new_tokens": min(limit, room, BABBLE if untrained else limit),
        "do_sample": temperature > 0,
        "pad_token_id": tokenizer.pad_token_id,
        "top_k": 0,
    }
    if temperature > 0:
        settings |= {"temperature": temperature, "top_p": float(request.get("top_p", 1.0))}
    if untrained:
        settings["suppress_tokens"] = rehearsal.unprintable(tokenizer)
    return settings


def _generate(
    weights: Any,
    tokenizer: Any,
    prompt: Any,
    settings: dict[str, Any],
    answer: Answer,
    request: Mapping[str, Any],
) -> Iterator[str]:
    import torch  # heavy
    from transformers import StoppingCriteriaList, TextIteratorStreamer  # heavy

    gone = threading.Event()
    streamer = TextIteratorStreamer(
        tokenizer, skip_prompt=True, skip_special_tokens=True, timeout=PATIENCE
    )
    failure: list[BaseException] = []

    def should_stop(ids: Any, scores: Any, **_: Any) -> Any:
        answer.completion_tokens = int(ids.shape[1]) - answer.prompt_tokens
        return torch.full((ids.shape[0],), gone.is_set(), dtype=torch.bool)

    def work() -> None:
        try:
            # An unseeded answer is repeatable too: comparisons should not change by themselves.
            torch.manual_seed(request.get("seed", 0))
            criteria = StoppingCriteriaList([should_stop])
            weights.generate(**prompt, **settings, streamer=streamer, stopping_criteria=criteria)
        except BaseException as error:  # reported by the reader below
            failure.append(error)
            streamer.on_finalized_text("", stream_end=True)

    thread = threading.Thread(target=work, name="generate", daemon=True)
    thread.start()
    try:
        for piece in streamer:
            if piece:
                yield piece
    except Empty as error:
        raise ApiError(500, "The model did not answer in time.", code="timeout") from error
    finally:
        gone.set()
        thread.join()
    if failure:
        raise ApiError(500, f"The model failed: {failure[0]}") from failure[0]
    if answer.completion_tokens >= settings["max_new_tokens"]:
        answer.finish_reason = "length"


def _cut_at_stop(stop: object, pieces: Iterator[str]) -> Iterator[str]:
    """The pieces up to the first stop string, which may be spread over several of them."""
    ends = [stop] if isinstance(stop, str) else [str(each) for each in stop or ()]  # type: ignore[attr-defined]
    held = max((len(end) for end in ends), default=1) - 1
    waiting = ""
    for piece in pieces:
        waiting += piece
        stops = [waiting.find(end) for end in ends if end in waiting]
        if stops:
            with suppress(AttributeError):
                pieces.close()  # type: ignore[attr-defined]
            waiting = waiting[: min(stops)]
            break
        if len(waiting) > held:
            yield waiting[: len(waiting) - held]
            waiting = waiting[len(waiting) - held :]
    if waiting:
        yield waiting


def _rejoin(first: str, rest: Iterator[str]) -> Iterator[str]:
    try:
        yield first
        yield from rest
    finally:
        rest.close()  # type: ignore[attr-defined]
