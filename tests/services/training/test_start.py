"""Starting a training: what is ordered is what was quoted, and nothing impossible is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from studio.domain.dataset import Version
from studio.domain.errors import CuratorError, InvalidDataset, OverBudget
from studio.domain.money import ModelPrice
from studio.domain.pair import Origin
from studio.domain.run import Endpoint, Hyperparameters, Method
from studio.domain.work import finish
from studio.services import budget
from studio.services.pairs import review, row_import
from studio.services.session import Session
from studio.services.settings import endpoint_limits
from studio.services.settings.prices import save_overrides
from studio.services.training import files as files_module
from studio.services.training.estimate import estimate_run
from studio.services.training.follow import follow_run, list_unfinished
from studio.services.training.start import start_run
from studio.services.versions import freezing
from tests.services.prices import set_price
from tests.services.provider_server import MODEL, ProviderServer

UPLOAD = ("POST", "/files")


def start(session: Session, version: int, endpoint: str = "custom", **wishes: object) -> int:
    job = start_run(session, version, endpoint, MODEL, **wishes)  # type: ignore[arg-type]
    number = finish(job).value
    assert isinstance(number, int)
    return number


def ordered_epochs(server: ProviderServer) -> object:
    hyperparameters = server.bodies[-1]["method"]["supervised"].get("hyperparameters", {})
    return hyperparameters.get("n_epochs")


# ---- what is quoted is what is ordered


@pytest.mark.parametrize("chosen", [None, 1, 5])
def test_the_epochs_of_the_settings_are_quoted_and_ordered(
    desk: Session, version: int, server: ProviderServer, chosen: int | None
) -> None:
    if chosen:
        desk.settings.set("epochs", chosen)
    quoted = estimate_run(desk, version, "custom", MODEL)
    number = start(desk, version)
    assert quoted.epochs == ordered_epochs(server) == (chosen or 3)
    assert desk.library.runs.get(number).hyperparameters.epochs == (chosen or 3)


def test_epochs_left_to_the_provider_are_quoted_by_its_rule_and_not_ordered(
    desk: Session, version: int, server: ProviderServer
) -> None:
    desk.settings.set("epochs", None)
    rows = desk.library.versions.get(version).train
    assert estimate_run(desk, version, "custom", MODEL).epochs == desk.prices.auto_epochs(rows) > 3
    start(desk, version)
    assert ordered_epochs(server) is None


def test_automatic_epochs_are_the_providers_whatever_the_settings_say(
    desk: Session, version: int, server: ProviderServer
) -> None:
    quoted = estimate_run(desk, version, "custom", MODEL, automatic_epochs=True)
    assert quoted.epochs == desk.prices.auto_epochs(desk.library.versions.get(version).train)
    start(desk, version, automatic_epochs=True)
    assert ordered_epochs(server) is None


def test_a_quote_for_automatic_epochs_follows_the_published_rule(desk: Session) -> None:
    quote = budget.quote_training(desk, tokens=1_344, examples=12, model=MODEL, automatic=True)
    assert (quote.epochs, quote.billed_tokens, quote.usd) == (8, 10_752, Decimal("0.032256"))


def test_a_rehearsal_has_the_epochs_it_needs_unless_the_curator_chose(
    desk: Session, version: int
) -> None:
    needed = estimate_run(desk, version, "local", "rehearsal-tiny").epochs
    assert needed == 30
    desk.settings.set("epochs", 2)
    assert estimate_run(desk, version, "local", "rehearsal-tiny").epochs == 2


# ---- nothing impossible is sent


@pytest.mark.parametrize(
    "wishes",
    [
        {"hyperparameters": Hyperparameters(epochs=-3)},
        {"hyperparameters": Hyperparameters(epochs=0)},
        {"hyperparameters": Hyperparameters(epochs=51)},
        {"hyperparameters": Hyperparameters(batch_size=-4)},
        {"hyperparameters": Hyperparameters(beta=0.0)},
        {"hyperparameters": Hyperparameters(share=0.0)},
        {"hyperparameters": Hyperparameters(share=1.5)},
        {"hyperparameters": Hyperparameters(batch_size=257)},
        {"hyperparameters": Hyperparameters(learning_rate_multiplier=float("nan"))},
        {"hyperparameters": Hyperparameters(learning_rate_multiplier=float("inf"))},
        {"hyperparameters": Hyperparameters(learning_rate_multiplier=-1.0)},
        {"hyperparameters": Hyperparameters(learning_rate_multiplier=0.0)},
        {"seed": -1},
        {"seed": 2**31},
        {"suffix": "a" * 104},
        {"suffix": "two\nlines"},
    ],
    ids=str,
)
def test_what_can_not_be_is_refused_before_an_upload(
    desk: Session, version: int, server: ProviderServer, wishes: dict[str, object]
) -> None:
    with pytest.raises(CuratorError):
        start(desk, version, **wishes)
    assert server.asked == {}
    assert desk.library.runs.list() == []


def test_a_suffix_with_dots_is_refused_where_the_provider_forbids_them(
    desk: Session, version: int, server: ProviderServer
) -> None:
    azure = Endpoint("azure", server.base_url, key_env="DESK_KEY", kind="foundry")
    desk.settings.save_endpoint(azure)
    with pytest.raises(CuratorError, match="no dots"):
        start(desk, version, "azure", suffix="desk.v2")
    assert server.asked == {}
    start(desk, version, "custom", suffix="desk.v2")
    assert server.bodies[-1]["suffix"] == "desk.v2"


def test_an_absolute_learning_rate_is_held_against_what_a_rate_can_be(
    desk: Session, version: int, server: ProviderServer
) -> None:
    nebius = Endpoint("rates", server.base_url, key_env="DESK_KEY", kind="nebius")
    desk.settings.save_endpoint(nebius)
    with pytest.raises(CuratorError, match=r"at most 0\.1"):
        start(desk, version, "rates", hyperparameters=Hyperparameters(None, 1.8))
    assert server.asked == {}


def test_rows_are_held_against_the_model_that_is_trained(
    desk: Session, server: ProviderServer
) -> None:
    """8,000 tokens are little to the model of the settings and too much for the one trained."""
    with desk.library.journal.edit("A long pair"):
        answer = "step after step " * 2_700
        pair = desk.library.pairs.insert(
            "How?",
            answer,
            origin=Origin.CURATOR,
            tokens=review.row_tokens(desk, "How?", answer),
            encoding=desk.encoding(),
        )
    review.accept(desk, [pair])
    made = freezing.freeze(desk, validation=0).value
    assert isinstance(made, Version)
    small = replace(desk.price_table.models[MODEL], model="small-1", max_tokens=4096)
    models = {**desk.price_table.models, "small-1": small}
    desk.price_table = replace(desk.price_table, models=models)
    with pytest.raises(InvalidDataset):
        finish(start_run(desk, made.number, "custom", "small-1"))
    assert server.asked == {}
    with pytest.raises(InvalidDataset):  # the local engine reads 2,048
        finish(start_run(desk, made.number, "local", "rehearsal-tiny"))
    finish(start_run(desk, made.number, "custom", MODEL))
    assert len(server.jobs) == 1


def test_a_file_that_is_too_large_is_refused_before_an_upload(
    desk: Session, version: int, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module, "MEGABYTE", 1)
    desk.settings.save_endpoint(
        Endpoint("azure", server.base_url, key_env="DESK_KEY", kind="foundry")
    )
    set_price(desk, "azure")
    limits = replace(endpoint_limits.limits_of(desk.settings.endpoint("azure")), most_megabytes=512)
    monkeypatch.setattr(files_module, "limits_of", lambda _endpoint: limits)
    with pytest.raises(CuratorError, match=r"takes at most 512.*Nothing was sent"):
        start(desk, version, "azure")
    assert server.asked == {}


def freeze_preferences(desk: Session, tmp_path: Path) -> int:
    """A version of twelve rows of two answers."""
    path = tmp_path / "rows.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(12):
            messages = {"messages": [{"role": "user", "content": f"What is step number {n}?"}]}
            better, worse = (
                [{"role": "assistant", "content": f"{word} {n}"}] for word in ("Do", "Leave")
            )
            row = {"input": messages, "preferred_output": better, "non_preferred_output": worse}
            file.write(json.dumps(row) + "\n")
    finish(row_import.import_rows(desk, path))
    review.accept(desk, list(desk.library.pairs.ids()))
    made = freezing.freeze(desk, validation=0, profile="dpo").value
    assert isinstance(made, Version)
    return made.number


def test_preference_rows_are_trained_as_preferences(
    desk: Session, tmp_path: Path, server: ProviderServer
) -> None:
    number = freeze_preferences(desk, tmp_path)
    wishes = Hyperparameters(epochs=2, beta=0.2)
    run = finish(start_run(desk, number, "custom", "gpt-4.1-mini-2025-04-14", wishes)).value
    method = server.bodies[-1]["method"]
    assert method == {"type": "dpo", "dpo": {"hyperparameters": {"n_epochs": 2, "beta": 0.2}}}
    assert b"preferred_output" in server.contents[0]
    assert desk.library.runs.get(run).hyperparameters.method is Method.PREFERENCE


@pytest.mark.slow
def test_preference_rows_are_not_sent_where_nobody_learns_from_them(
    desk: Session, tmp_path: Path, server: ProviderServer
) -> None:
    number = freeze_preferences(desk, tmp_path)
    with pytest.raises(CuratorError, match="takes supervised"):
        start(desk, number)  # this model
    nebius = Endpoint("nebius", server.base_url, key_env="DESK_KEY", kind="nebius")
    desk.settings.save_endpoint(nebius)
    with pytest.raises(CuratorError, match="preference rows"):
        finish(start_run(desk, number, "nebius", "gpt-4.1-mini-2025-04-14"))
    assert server.asked == {}


def test_half_of_the_rows_are_trained_on_and_all_are_measured_on(
    desk: Session, version: int, server: ProviderServer
) -> None:
    whole = estimate_run(desk, version, "custom", MODEL).quote
    start(desk, version, hyperparameters=Hyperparameters(epochs=3, share=0.5))
    train, validation = server.contents
    assert (len(train.splitlines()), len(validation.splitlines())) == (12, 6)
    half = desk.library.runs.list()[0].estimate_usd
    assert whole.usd is not None and half == pytest.approx(whole.usd / 2, rel=Decimal("0.05"))


@pytest.mark.slow
def test_without_validation_rows_none_are_sent(
    desk: Session, version: int, server: ProviderServer
) -> None:
    start(desk, version, hyperparameters=Hyperparameters(validation=False))
    assert len(server.contents) == 1 and "validation_file" not in server.bodies[-1]


@pytest.mark.slow
def test_a_share_of_too_few_rows_is_refused_before_an_upload(
    desk: Session, version: int, server: ProviderServer
) -> None:
    desk.settings.save_endpoint(
        Endpoint("openai", server.base_url, key_env="DESK_KEY", kind="openai")
    )
    limits = replace(endpoint_limits.limits_of(desk.settings.endpoint("openai")), fewest_rows=10)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files_module, "limits_of", lambda _endpoint: limits)
        with pytest.raises(CuratorError, match=r"6 rows would be trained on.*at least 10"):
            start(desk, version, hyperparameters=Hyperparameters(share=0.25))
    assert server.asked == {}


# ---- money


def test_over_budget_sends_nothing(desk: Session, version: int, server: ProviderServer) -> None:
    desk.settings.set("monthly_budget_usd", 0)
    with pytest.raises(OverBudget, match="Nothing was sent"):
        start(desk, version)
    assert desk.library.runs.list() == [] and server.asked == {}


def test_a_model_without_a_price_is_refused_until_it_has_one(
    desk: Session, version: int, server: ProviderServer
) -> None:
    assert "No price is known" in estimate_run(desk, version, "custom", "abacus-1").warning
    with pytest.raises(OverBudget, match=r"No price is known.*Settings, Prices"):
        finish(start_run(desk, version, "custom", "abacus-1"))
    assert desk.library.runs.list() == [] and server.asked == {}
    free = ModelPrice("abacus-1", "openai", None, Decimal(0), None, None, None, None)
    desk.price_table = save_overrides({"abacus-1": free}).value  # type: ignore[assignment]
    finish(start_run(desk, version, "custom", "abacus-1"))
    assert len(server.jobs) == 1


def test_a_model_of_ones_own_on_this_computer_needs_no_price(desk: Session, version: int) -> None:
    guess = estimate_run(desk, version, "local", "/models/my-own")
    assert guess.quote.usd == 0 and guess.warning == ""


# ---- the rest


def test_a_run_goes_from_files_to_a_model(
    desk: Session, version: int, server: ProviderServer
) -> None:
    metric = {"step": 3, "total_steps": 9, "train_loss": 1.5}
    server.events = [
        {
            "id": "ftevent-1",
            "object": "fine_tuning.job.event",
            "created_at": 1_790_000_000,
            "level": "info",
            "message": "Step 3/9",
            "data": metric,
        }
    ]
    number = start(desk, version, suffix="desk", seed=7)
    assert [run.id for run in list_unfinished(desk)] == [number]
    watching = follow_run(desk, number)
    next(watching)
    watching.close()  # dropped, and picked up again
    finish(follow_run(desk, number))
    run = desk.library.runs.get(number)
    assert run.fine_tuned_model
    assert [metric.step for metric in run.metrics] == [3]
    assert server.bodies[-1]["metadata"] == {"nonce": run.nonce}
    assert len(server.files) == 2 and list_unfinished(desk) == []


def test_a_place_that_wants_a_byte_order_mark_gets_one(
    desk: Session, version: int, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(desk, version)
    assert not any(content.startswith(b"\xef\xbb\xbf") for content in server.contents)
    server.contents.clear()
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "sk-desk")
    foundry = desk.settings.endpoint("foundry")
    desk.settings.save_endpoint(replace(foundry, name="foundry", base_url=server.base_url))
    limits = endpoint_limits.limits_of(desk.settings.endpoint("foundry"))
    monkeypatch.setattr(files_module, "limits_of", lambda _endpoint: replace(limits, bom=True))
    set_price(desk, "foundry")
    start(desk, version, "foundry")
    assert all(content.startswith(b"\xef\xbb\xbf") for content in server.contents)


def test_what_speaks_against_a_run_is_said_before(desk: Session, version: int) -> None:
    assert "2027-01-14" in estimate_run(desk, version, "custom", MODEL).warning
    rehearsal = estimate_run(desk, version, "local", "rehearsal-tiny")
    assert "says nothing" in rehearsal.warning and rehearsal.quote.usd == 0
    mini = replace(desk.price_table.models[MODEL], training_ends=date(2026, 1, 6))
    desk.price_table = save_overrides({MODEL: mini}).value  # type: ignore[assignment]
    assert "2026-01-06" in estimate_run(desk, version, "custom", MODEL).warning
