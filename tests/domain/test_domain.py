"""The nouns of the field: frozen things that know nothing of files, windows or providers."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from inspect import getmembers, isclass

import pytest

from studio.domain import (
    book,
    dataset,
    errors,
    model_job,
    money,
    pair,
    preflight,
    row_import,
    run,
    suggestion,
    work,
)
from studio.domain.money import LedgerEntry, ModelPrice
from studio.domain.pair import Pair, build_messages
from studio.domain.run import RunStatus

MODULES = (
    book,
    dataset,
    errors,
    model_job,
    money,
    pair,
    preflight,
    row_import,
    run,
    suggestion,
    work,
)
THINGS = [
    thing
    for module in MODULES
    for _name, thing in getmembers(module, isclass)
    if thing.__module__ == module.__name__
]


@pytest.mark.parametrize(
    "thing", [thing for thing in THINGS if is_dataclass(thing)], ids=lambda thing: thing.__name__
)
def test_things_are_frozen(thing):
    assert thing.__dataclass_params__.frozen


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.__name__)
def test_things_say_what_they_are(thing):
    assert thing.__doc__ or issubclass(thing, Enum)


def test_every_error_stands_in_the_tree_of_the_manual():
    tree = errors.__doc__
    names = [name for name, error in getmembers(errors, isclass) if issubclass(error, Exception)]
    assert [name for name in names if name not in str(tree)] == []


def test_a_pair_becomes_messages_with_the_system_message_first():
    assert [message["role"] for message in build_messages("How?", "So.", "Be brief.")] == [
        "system",
        "user",
        "assistant",
    ]
    assert len(build_messages("How?", "So.")) == 2


def test_a_pairs_voice_is_its_author_or_who_the_record_names():
    assert Pair(1, "How?", "So.", author="Epictetus").voice == "Epictetus"
    assert Pair(1, "How?", "So.", extra='{"fields": {"author": " Seneca "}}').voice == "Seneca"
    assert Pair(1, "How?", "So.").voice == ""


def test_a_word_of_a_provider_that_is_new_counts_as_running():
    assert RunStatus.parse("succeeded").ended
    assert RunStatus.parse("pondering") is RunStatus.RUNNING


def test_money_set_aside_is_open_until_it_has_ended():
    now = datetime(2026, 11, 27, tzinfo=UTC)
    entry = LedgerEntry(1, now, "Run 1", "mentor.studio", 1, Decimal("0.25"))
    assert entry.open
    assert not LedgerEntry(1, now, "Run 1", "mentor.studio", 1, Decimal("0.25"), ended=now).open


def test_a_model_without_any_price_is_not_priced():
    nothing = ModelPrice("m", "openai", None, None, None, None, None, None)
    assert not nothing.priced
    assert ModelPrice("m", "openai", None, Decimal(0), None, None, None, None).priced


def test_a_suggestion_is_grounded_while_each_sentence_it_names_was_found():
    found, lost = suggestion.Evidence("Begin."), suggestion.Evidence("End.", is_found=False)
    assert suggestion.Suggestion(1, "How?", "So.").is_grounded
    assert suggestion.Suggestion(1, "How?", "So.", evidence=(found,)).is_grounded
    assert not suggestion.Suggestion(1, "How?", "So.", evidence=(found, lost)).is_grounded
