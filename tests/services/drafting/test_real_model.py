"""Drafts asked of real chat models, on the real local engine: their nonsense costs nobody a passage.

The rehearsal model knows no language and babbles; SmolLM2 of 135 million parameters writes English
and now and then something like the form asked for. Its weights are looked for in the folder that
``STUDIO_REAL_MODELS`` names; nothing is downloaded here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.domain.book import PassageStatus
from studio.domain.model_job import JobKind, JobState, RequestState
from studio.domain.suggestion import SuggestionKind
from studio.domain.work import finish
from studio.providers.engine_setup import find_environment, is_installed
from studio.services.drafting import jobs
from studio.services.drafting.order import Order, carry_out
from studio.services.drafting.plan import Plan
from studio.services.drafting.report import DraftReport
from studio.services.pairs import draft
from studio.services.session import Session
from studio.services.settings.settings import data_folder

pytestmark = [pytest.mark.engine, pytest.mark.slow]
SMOL = "smollm2-135m-instruct"


@pytest.fixture
def engine(shelf: Session) -> Iterator[Session]:
    """The library of one book, and the real engine, started when it is first asked."""
    if not is_installed(find_environment()):
        pytest.skip("the engine's environment is not installed")
    yield shelf
    shelf.engine().stop()


@pytest.fixture
def smol(engine: Session) -> Session:
    """The same with the weights of SmolLM2 in the engine's folder."""
    weights = Path(os.environ.get("STUDIO_REAL_MODELS", "")) / SMOL
    if not (weights / "model.safetensors").is_file():
        pytest.skip(f"the weights of {SMOL} are not here: name their folder in STUDIO_REAL_MODELS")
    shutil.copytree(weights, data_folder() / "engine" / "models" / SMOL, dirs_exist_ok=True)
    return engine


def ask(
    session: Session, model: str, kind: JobKind = JobKind.CONDENSE, **wishes: Any
) -> DraftReport:
    kinds = (SuggestionKind.WHY, SuggestionKind.FOLLOW_UP) if kind is JobKind.QUESTIONS else ()
    plan = Plan("local", model, kinds=kinds)
    return finish(carry_out(session, Order(kind, plan, **wishes))).value


def check_nothing_is_lost(session: Session, report: DraftReport, passages: tuple[int, ...]) -> None:
    """Each request ended with a reason or a result, and every word of each reply is kept."""
    (job,) = session.library.model_jobs.list()
    assert job.state is JobState.ENDED and not job.error
    requests = session.library.model_jobs.requests(job.id)
    assert len(requests) == len(passages)
    for request in requests:
        assert request.state in (
            RequestState.ANSWERED,
            RequestState.NOTHING,
            RequestState.FAILED,
        )
        assert (request.state is RequestState.FAILED) == bool(request.reason)
        assert request.reply and request.tokens_out
    assert report.pairs == len(session.library.pairs.ids())
    assert report.pairs + report.skipped + len(report.failures) == len(passages)
    failed = {item.passage for item in requests if item.state is RequestState.FAILED}
    # What a model could do nothing with waits as it did before, for another model or the curator.
    assert failed <= set(session.library.passages.ids(status=PassageStatus.NEW))
    # Asked again, only those that failed are: nothing is paid for twice.
    jobs.retry(session, job.id)
    assert session.library.model_jobs.count(job.id)[RequestState.WAITING] == len(failed)


def test_a_babbling_model_fails_with_a_reason_and_nothing_is_lost(engine: Session) -> None:
    passages = tuple(draft.find_unasked(engine))
    report = ask(engine, "rehearsal-tiny", passages=passages)
    assert report.pairs == 0 and len(report.failures) == len(passages)
    assert all(why for _number, why in report.failures)
    check_nothing_is_lost(engine, report, passages)


def test_a_small_models_drafts_are_held_against_the_passage(smol: Session) -> None:
    passages = tuple(draft.find_unasked(smol))
    report = ask(smol, SMOL, passages=passages)
    check_nothing_is_lost(smol, report, passages)
