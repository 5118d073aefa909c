"""Money is set aside before anything is sent, over all libraries, and settled by what was used."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from studio.domain.comparison import Contestant, QuestionDraft
from studio.domain.errors import CuratorError, EndpointError, OverBudget, Unreachable
from studio.domain.work import finish
from studio.providers.base import Usage
from studio.services import budget
from studio.services.answers import ask_model, read_reply
from studio.services.comparison import asking
from studio.services.pairs import draft
from studio.services.session import Session
from studio.services.settings.settings import Settings
from studio.services.training.estimate import estimate_run
from studio.services.training.follow import cancel_run, follow_run
from studio.services.training.start import start_run
from tests.services.provider_server import MODEL, ProviderServer, failed, status
from tests.services.scripted_model import Model, Stream

CREATE = ("POST", "/fine_tuning/jobs")
REQUEST: Any = [{"role": "user", "content": "How do I begin?"}]


def start(session: Session, version: int) -> int:
    number = finish(start_run(session, version, "custom", MODEL)).value
    assert isinstance(number, int)
    return number


def limit_to(session: Session, version: int, runs: float) -> Decimal:
    """Set a budget that so many trainings of this version come to; what one costs."""
    cost = budget.quote_training(
        session,
        tokens=session.library.versions.get(version).train_tokens,
        examples=session.library.versions.get(version).train,
        model=MODEL,
    ).usd
    assert cost
    session.settings.set("monthly_budget_usd", cost * Decimal(str(runs)))
    return cost


# ---- trainings


def test_a_run_that_is_under_way_is_set_aside_and_the_next_is_refused(
    desk: Session, version: int, server: ProviderServer
) -> None:
    cost = limit_to(desk, version, 1.2)
    start(desk, version)
    state = budget.read_month(desk)
    assert (state.spent_usd, state.reserved_usd) == (0, cost)
    for _again in range(2):
        with pytest.raises(OverBudget, match="Nothing was sent"):
            start(desk, version)
    assert server.asked[CREATE] == 1
    assert len(desk.library.runs.list()) == 1


def test_what_was_set_aside_is_spent_when_the_run_ends(
    desk: Session, version: int, server: ProviderServer
) -> None:
    number = start(desk, version)
    finish(follow_run(desk, number))
    state, run = budget.read_month(desk), desk.library.runs.get(number)
    assert (state.spent_usd, state.reserved_usd) == (run.cost_usd, 0)


@pytest.mark.parametrize("end", ["failed", "cancelled", "refused"])
def test_what_was_set_aside_is_free_again_when_nothing_comes_of_the_run(
    desk: Session, version: int, server: ProviderServer, end: str
) -> None:
    limit_to(desk, version, 1.2)
    if end == "refused":
        server.faults[CREATE] = [status(400)]
        with pytest.raises(EndpointError):
            start(desk, version)
    else:
        number = start(desk, version)
        if end == "cancelled":
            server.script = [{"status": "queued"}]
            cancel_run(desk, number)
        else:
            server.script = [failed("no")]
            finish(follow_run(desk, number))
    assert budget.read_month(desk).reserved_usd == 0
    start(desk, version)


def test_two_libraries_spend_from_one_purse(
    desk: Session, version: int, server: ProviderServer, tmp_path: Path
) -> None:
    cost = limit_to(desk, version, 1.2)
    start(desk, version)
    with Session.open(tmp_path / "other.studio", create=True) as other:
        assert budget.read_month(other).reserved_usd == cost
        with pytest.raises(OverBudget):
            budget.require_amount(other, cost)


def test_what_a_library_spent_before_there_was_a_ledger_counts(
    desk: Session, version: int, server: ProviderServer
) -> None:
    desk.settings.set("monthly_budget_usd", 5)
    with desk.library.transaction():
        desk.library.ledger.insert("Run 7", Decimal("4.9999"), 7)
    assert budget.read_month(desk).spent_usd == Decimal("4.9999")
    with pytest.raises(OverBudget):
        start(desk, version)
    desk.settings.set("monthly_budget_usd", 6)
    number = start(desk, version)
    finish(follow_run(desk, number))
    cost = desk.library.runs.get(number).cost_usd
    assert cost and budget.read_month(desk).spent_usd == Decimal("4.9999") + cost


def test_a_run_is_entered_once_however_often_it_is_settled(
    desk: Session, version: int, server: ProviderServer
) -> None:
    number = start(desk, version)
    running = desk.library.runs.get(number)
    finish(follow_run(desk, number))
    spent = budget.read_month(desk).spent_usd
    with desk.library.transaction():  # as if the program had died before it was written down
        desk.library.runs.update(number, status=running.status, ended=None)
    finish(follow_run(desk, number))
    assert desk.person_ledger.spent() == spent


# ---- settings nobody can read


@pytest.mark.parametrize("text", ['{"monthly_budget_usd": "lots"}', "{", "[]"])
def test_a_budget_that_can_not_be_read_is_no_budget(
    desk: Session, version: int, server: ProviderServer, text: str
) -> None:
    desk.settings.path.write_text(text)
    broken = Settings()
    endpoint = desk.settings.endpoint("custom")
    for _start in range(2):  # the file was set aside at the first, and is gone at the second
        desk.settings = broken
        with pytest.raises(CuratorError, match=r"nothing was sent|can't be used"):
            budget.require_amount(desk, Decimal(1))
        assert budget.read_month(desk).limit_usd == 0
        broken = Settings()
    broken.save_endpoint(endpoint)
    desk.settings = broken
    with pytest.raises(CuratorError):
        start(desk, version)
    assert server.asked == {}
    broken.set("monthly_budget_usd", 5)
    start(desk, version)


# ---- answers


@pytest.fixture
def priced(desk: Session) -> Session:
    """Ten dollars a million tokens, read or written."""
    price = replace(desk.price_table.models[MODEL], input=Decimal(10), output=Decimal(10))
    models = {**desk.price_table.models, MODEL: price}
    desk.price_table = replace(desk.price_table, models=models)
    return desk


def ask(session: Session, model: Model, **wishes: Any) -> Any:
    return ask_model(
        session,
        model,
        REQUEST,
        endpoint="custom",
        model=MODEL,
        purpose="A question",
        most_tokens=100,
        **wishes,
    )


def test_what_the_provider_says_was_used_is_booked(priced: Session) -> None:
    reply = read_reply(ask(priced, Model(Stream("Begin", usage=Usage(30, 20)))))
    assert reply.usd == Decimal("0.0005")
    assert priced.person_ledger.spent() == Decimal("0.0005")
    assert priced.person_ledger.reserved() == 0


@pytest.mark.parametrize("usage", [None, Usage(10**15, 3), Usage(30, 10**9)])
def test_without_a_figure_that_can_be_the_tokens_are_counted(
    priced: Session, usage: Usage | None
) -> None:
    reply = read_reply(ask(priced, Model(Stream("Begin small.", usage=usage))))
    assert 0 < reply.usd < Decimal("0.001")


def test_while_one_asks_the_most_it_may_cost_is_set_aside(priced: Session) -> None:
    coming = ask(priced, Model(Stream("Begin", "small")))
    next(coming)
    assert priced.person_ledger.reserved() >= Decimal("0.001")
    coming.close()
    assert priced.person_ledger.reserved() == 0
    assert priced.person_ledger.spent() > 0


def test_a_reply_that_broke_off_is_booked_as_far_as_it_came(priced: Session) -> None:
    stream = Stream("Begin", fails=Unreachable("no answer"))
    with pytest.raises(Unreachable):
        read_reply(ask(priced, Model(stream)))
    assert stream.closed
    assert priced.person_ledger.spent() > 0


def test_no_reply_at_all_costs_nothing(priced: Session) -> None:
    with pytest.raises(Unreachable):
        read_reply(ask(priced, Model(Stream(fails=Unreachable("no answer")))))
    assert (priced.person_ledger.spent(), priced.person_ledger.reserved()) == (0, 0)


def test_above_the_limit_nothing_is_asked(priced: Session) -> None:
    priced.settings.set("monthly_budget_usd", 0)
    model = Model(Stream("Begin"))
    with pytest.raises(OverBudget, match="Nothing was sent"):
        read_reply(ask(priced, model))
    assert model.asked == 0


def test_a_budget_for_one_job_is_kept_as_well(priced: Session) -> None:
    model = Model(Stream("Begin"))
    with pytest.raises(OverBudget, match="not asked for"):
        read_reply(ask(priced, model, left_usd=Decimal("0.0001")))
    assert model.asked == 0


def test_what_a_program_that_died_had_set_aside_counts_as_spent(
    priced: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming = ask(priced, Model(Stream("Begin", "small")))
    next(coming)  # never ended, as if the program had been killed
    monkeypatch.setattr("studio.services.spending.FORGOTTEN_AFTER", -1 * _hour())
    read_reply(ask(priced, Model(Stream("Begin"))))
    assert priced.person_ledger.reserved() == 0
    assert priced.person_ledger.spent() > Decimal("0.001")


def _hour() -> Any:
    from studio.services.spending import FORGOTTEN_AFTER

    return FORGOTTEN_AFTER


# ---- who asks


def test_a_comparison_is_booked(priced: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model(*(Stream("Begin", usage=Usage(30, 20)) for _question in range(2)))
    monkeypatch.setattr(Session, "chat_model", lambda _session, _endpoint: model)
    number = finish(
        asking.start_comparison(
            priced,
            [Contestant("a", "", "custom", MODEL)],
            [QuestionDraft("How?"), QuestionDraft("Why?")],
        )
    ).value
    assert isinstance(number, int)
    assert asking.read_cost(priced, number) > 0
    assert priced.person_ledger.spent() == asking.read_cost(priced, number)


@pytest.mark.parametrize("model_name", [MODEL, "abacus-1"], ids=["limit of 0", "no price"])
def test_a_comparison_or_a_draft_nobody_may_pay_is_refused(
    priced: Session, monkeypatch: pytest.MonkeyPatch, model_name: str
) -> None:
    model = Model(Stream("Begin"))
    monkeypatch.setattr(Session, "chat_model", lambda _session, _endpoint: model)
    if model_name == MODEL:
        priced.settings.set("monthly_budget_usd", 0)
    with pytest.raises(OverBudget, match="Nothing was sent"):
        finish(
            asking.start_comparison(
                priced, [Contestant("a", "", "custom", model_name)], [QuestionDraft("How?")]
            )
        )
    assert priced.library.comparisons.list() == []
    with pytest.raises(OverBudget, match="Nothing was sent"):
        finish(draft.draft_pairs(priced, [], method="model", endpoint="custom", model=model_name))
    assert model.asked == 0


def test_a_session_on_another_thread_leaves_the_ledger_open(session: Session) -> None:
    assert session.person_ledger.reserved() == 0
    with session.on_library(session.library.on_thread()) as other:
        assert other.person_ledger.reserved() == 0
    assert session.person_ledger.reserved() == 0
    assert budget.read_month(session).limit_usd == 20


def test_a_training_may_have_a_limit_of_its_own(desk: Session, version: int) -> None:
    desk.settings.set("run_budget_usd", Decimal("0.001"))
    with pytest.raises(OverBudget, match=r"limit for one training.*Nothing was sent"):
        finish(start_run(desk, version, "custom", MODEL))
    assert desk.library.runs.list() == [] and desk.person_ledger.reserved() == 0
    desk.settings.set("run_budget_usd", None)
    finish(start_run(desk, version, "custom", MODEL))


def test_a_library_may_have_a_limit_that_all_its_runs_count_against(
    desk: Session, version: int, server: ProviderServer
) -> None:
    once = estimate_run(desk, version, "custom", MODEL).quote.usd
    assert once is not None
    budget.set_library_limit(desk, once * Decimal("1.5"))
    server.script = [{"status": "running"}]
    finish(start_run(desk, version, "custom", MODEL))
    with pytest.raises(OverBudget, match=r"Of this library's.*Nothing was sent"):
        finish(start_run(desk, version, "custom", MODEL))
    budget.set_library_limit(desk, None)
    finish(start_run(desk, version, "custom", MODEL))
    assert len(server.jobs) == 2
