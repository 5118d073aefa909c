"""Each job says where it stands, why something failed, and what can be done about it."""

from __future__ import annotations

from studio.domain.model_job import JobKind, JobState, RequestState
from studio.domain.work import finish
from studio.services.drafting import jobs, overview
from studio.services.drafting.overview import ACTIONS, JobOverview
from studio.services.drafting.plan import Plan
from studio.services.pairs import draft
from studio.services.session import Session
from tests.services import model_server
from tests.services.model_server import MODEL, ModelServer


def possible(row: JobOverview) -> list[str]:
    return [action.name for action in ACTIONS if action.fits(row)]


def act(shelf: Session, name: str, number: int) -> int:
    action = next(action for action in ACTIONS if action.name == name)
    return finish(action.run(shelf, number)).value.pairs


def test_what_failed_is_listed_and_asked_for_again(shelf: Session, model: ModelServer) -> None:
    model.script = [model_server.refuse(400, "flagged"), model_server.say("nonsense")]
    finish(draft.draft_pairs(shelf, method="model", endpoint="desk", model=MODEL))
    (row,) = overview.list_overviews(shelf)
    assert (row.answered, row.total - row.answered) == (row.total - 2, 2) and row.usd > 0
    reasons = [overview.describe_failure(item) for item in overview.list_failures(shelf, 1)]
    assert any("flagged" in why for why in reasons) and any("form" in why for why in reasons)
    assert possible(row) == ["retry"] and overview.describe_left(shelf) == ""
    assert act(shelf, "retry", 1) == 2
    (after,) = overview.list_overviews(shelf)
    assert possible(after) == [] and after.answered == after.total


def test_what_a_dead_program_left_is_said_and_can_go_on(shelf: Session, model: ModelServer) -> None:
    passages = draft.find_unasked(shelf)
    number = jobs.start(shelf, JobKind.CONDENSE, Plan("desk", MODEL), passages=passages)
    with shelf.library.transaction():
        shelf.library.model_jobs.set_request(number, [0], RequestState.ASKED)
    (row,) = overview.list_overviews(shelf)
    assert row.job.state is JobState.STOPPED and possible(row) == ["go-on", "leave", "retry-lost"]
    assert f"{len(passages)} requests have no answer" in overview.describe_left(shelf)
    (lost,) = overview.list_failures(shelf, number)
    assert "may be paid" in overview.describe_failure(lost)
    assert act(shelf, "go-on", number) == len(passages) - 1
    assert act(shelf, "retry-lost", number) == 1
    assert overview.describe_left(shelf) == "" and set(model.asked.values()) == {1}


def test_what_may_cost_twice_warns(shelf: Session) -> None:
    assert {action.name for action in ACTIONS if action.warns} == {"retry-lost", "send-again"}


def test_without_batches_there_is_nothing_to_fetch(shelf: Session) -> None:
    assert finish(overview.fetch_open(shelf)).value.tokens == 0


def test_what_is_left_waiting_is_not_said_again(shelf: Session) -> None:
    passages = draft.find_unasked(shelf)
    number = jobs.start(shelf, JobKind.CONDENSE, Plan("desk", MODEL), passages=passages)
    assert overview.describe_left(shelf)
    act(shelf, "leave", number)
    (row,) = overview.list_overviews(shelf)
    assert overview.describe_left(shelf) == "" and possible(row) == [] and row.total == 0


def test_one_that_was_stopped_can_go_on_and_says_nothing_at_the_start(
    shelf: Session, model: ModelServer
) -> None:
    job = draft.draft_pairs(shelf, method="model", endpoint="desk", model=MODEL)
    while not shelf.library.pairs.ids():
        next(job)
    job.close()
    (row,) = overview.list_overviews(shelf)
    assert row.state_text == "stopped" and overview.describe_left(shelf) == ""
    assert "go-on" in possible(row)
