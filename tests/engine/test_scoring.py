"""How likely a model finds an answer is what a training on it would say."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import openai
import pytest

from studio.domain.errors import EndpointError
from studio.providers.local_client import LocalClient
from studio.providers.local_engine import LocalEngine

pytestmark = pytest.mark.engine


@pytest.fixture
def scorer(engine: LocalEngine) -> Any:
    address = engine.ensure_running()
    with LocalClient(address.base_url, address.key) as client:
        yield client


ASKED = [{"role": "user", "content": "How do I plan with step?"}]


def test_what_was_learned_is_likelier_than_anything_else(scorer: Any, trained: Any) -> None:
    model = trained.fine_tuned_model
    learned = scorer.score(ASKED, "To plan, step first.", model=model)
    other = scorer.score(ASKED, "Rest, friend, at night.", model=model)
    assert learned.tokens > 2 and learned.logprob / learned.tokens > other.logprob / other.tokens
    base = scorer.score(ASKED, "To plan, step first.", model="rehearsal-tiny")
    assert base.logprob / base.tokens < learned.logprob / learned.tokens


def test_earlier_answers_are_read_and_not_judged(scorer: Any, trained: Any) -> None:
    model = trained.fine_tuned_model
    longer = [
        *ASKED,
        {"role": "assistant", "content": "To plan, step first."},
        {"role": "user", "content": "How do I plan with step?"},
    ]
    alone = scorer.score(ASKED, "To plan, step first.", model=model)
    after = scorer.score(longer, "To plan, step first.", model=model)
    assert after.tokens == alone.tokens and after.logprob != alone.logprob


def test_the_validation_loss_of_a_training_is_this_likelihood(
    scorer: Any, client: openai.OpenAI, trained: Any
) -> None:
    """The last validation loss is the mean over the tokens of all six rows that were held back."""
    rows = client.files.content(trained.validation_file).text.splitlines()
    scores = [
        scorer.score(
            json.loads(row)["messages"][:-1],
            json.loads(row)["messages"][-1]["content"],
            model=trained.fine_tuned_model,
        )
        for row in rows
    ]
    loss = -sum(score.logprob for score in scores) / sum(score.tokens for score in scores)
    events = client.fine_tuning.jobs.list_events(trained.id, limit=100)
    last = next(event.data for event in events if "full_valid_loss" in (event.data or {}))
    assert loss == pytest.approx(last["full_valid_loss"], abs=0.002)


def test_what_can_not_be_told_is_one_line(scorer: Any, trained: Any) -> None:
    with pytest.raises(EndpointError, match="does not exist"):
        scorer.score(ASKED, "Yes.", model="gpt-9")
    with pytest.raises(EndpointError, match="longer than the 4096 tokens"):
        scorer.score(ASKED, "step by " * 5000, model=trained.fine_tuned_model)


def test_the_key_is_asked_here_too(engine: LocalEngine) -> None:
    address = engine.ensure_running()
    request = urllib.request.Request(f"{address.base_url}/studio/score", data=b"{}")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(request)
