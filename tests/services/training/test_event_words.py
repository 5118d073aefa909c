"""What a provider says is told in the curator's language where it is known, and as it is else."""

from __future__ import annotations

import string

import pytest

from studio.services.training import event_words
from studio.services.training.event_words import SENTENCES, translate_event


def fill(sentence: str) -> str:
    """The sentence with a word in each of its gaps."""
    names = [name for _text, name, _form, _kind in string.Formatter().parse(sentence) if name]
    return sentence.format(**{name: f"<{name}>" for name in names})


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_sentence_is_known_and_comes_back_with_what_stood_in_it(
    sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert translate_event(fill(sentence)) == fill(sentence)
    monkeypatch.setattr(event_words, "_", lambda text: f"ja: {text}")
    assert translate_event(fill(sentence)) == f"ja: {fill(sentence)}"


@pytest.mark.parametrize(
    "message",
    [
        "Step 3/26: training loss=5.50",
        "Step 3/26: training loss=5.50, validation loss=1.20, full validation loss=1.20",
        "Training on the processor in float32, 1 thread(s), 4 short rows in one piece",
        "3 row(s) of the training file longer than the model takes and was cut (line 1, 2, 9 …)",
        "Checkpoint created at step 65 with Snapshot ID: ft:日本語 の:studio::891d74f8:ckpt-step-65",
        "The disk is full, and the training waits. Free 29 MB: it goes on by itself then, from its "
        "last checkpoint.",
    ],
)
def test_what_the_engine_says_is_known(message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_words, "_", lambda text: f"ja: {text}")
    assert translate_event(message) == f"ja: {message}"


@pytest.mark.parametrize("message", ["", "Moderation checks passed {x}", "Step by step: {0}"])
def test_what_nobody_knows_stays_as_it_is(message: str) -> None:
    assert translate_event(message) == message
