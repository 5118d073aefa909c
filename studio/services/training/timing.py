"""How long a training takes here and how much memory, from a pace that was measured."""

from __future__ import annotations

import math

from studio.atomic_file import write_pieces
from studio.domain.dataset import Split, Version
from studio.domain.errors import CuratorError
from studio.domain.pace import Pace, Workload
from studio.domain.run import Hyperparameters, RunStatus
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _
from studio.providers.table import Timing, provider_of
from studio.services.session import Session
from studio.services.settings.settings import data_folder
from studio.services.training.setup import set_up
from studio.temporary_folder import TemporaryFolder

USUAL_BATCH = 4
"""Rows of a step, where nobody chooses."""
GIGABYTE = 1_000_000_000


def measure_pace(session: Session, version: int, endpoint: str, model: str) -> Job[None]:
    """Measure how fast a model is trained here, on the rows of a version; takes half a minute.

    What is missing is set up first. Afterwards ``estimate_run`` knows the time and the memory, at
    once and for every version.
    """
    chosen = session.settings.endpoint(endpoint)
    timing = find_timing(session, endpoint)
    if timing is None:
        line = _("How long {endpoint} takes can't be measured.")
        raise CuratorError(line.format(endpoint=chosen.title or chosen.name))
    yield from set_up(chosen, model)
    session.engine()  # so that it measures as it was chosen to compute
    yield Progress(line=_("Measuring how fast {model} is trained here").format(model=model))
    frozen = session.library.versions.get(version)
    with TemporaryFolder() as folder:
        rows = folder / "rows.jsonl"
        write_pieces(rows, session.library.versions.row_lines(version, Split.TRAIN))
        method = method_of(frozen)
        for line in timing.measure(data_folder(), model, rows, frozen.train_tokens, method):
            yield Progress(line=line)
    return Done(Changes(Change.RUNS))


def method_of(version: Version) -> str:
    """How a model learns from the rows of a version, in the words of the API."""
    return "dpo" if version.recipe.profile == "dpo" else "supervised"


def find_timing(session: Session, endpoint: str) -> Timing | None:
    """How an endpoint's trainings are timed; None where nobody can."""
    return provider_of(session.settings.endpoint(endpoint)).timing


def find_pace(session: Session, version: Version, endpoint: str, model: str) -> Pace | None:
    """The pace that was measured of a model, None where none was yet."""
    timing = find_timing(session, endpoint)
    return timing.find(data_folder(), model, method_of(version)) if timing else None


def estimate_seconds(pace: Pace, version: Version, epochs: int, wishes: Hyperparameters) -> float:
    """Seconds that a training would take, its beginning included."""
    rows = version.train * wishes.share
    steps = math.ceil(rows / (wishes.batch_size or USUAL_BATCH)) * epochs
    work = Workload(
        round(version.train_tokens * wishes.share),
        version.validation_tokens if wishes.validation else 0,
        epochs,
        steps,
    )
    return pace.estimate(pace.scale(work))


def scale_last_run(session: Session, endpoint: str, model: str, tokens: int) -> float | None:
    """Seconds for so many tokens at the pace of the last run like it; None where there was none."""
    for run in session.library.runs.list():
        alike = (run.endpoint, run.model, run.status) == (endpoint, model, RunStatus.SUCCEEDED)
        if not alike or run.started is None or run.ended is None or not run.hyperparameters.epochs:
            continue
        # By the tokens of the version: a model's own tokenizer may count them otherwise.
        trained = session.library.versions.get(run.version).train_tokens
        took = (run.ended - run.started).total_seconds()
        if trained and took > 0:
            return took * tokens / (trained * run.billed_epochs)
    return None


def describe_memory(pace: Pace | None, timing: Timing | None) -> str:
    """That the memory would not do, or ""."""
    free = timing.read_free_memory() if timing else None
    if pace is None or free is None or pace.device != "cpu" or pace.memory <= free:
        return ""
    return _(
        "This needs about {n:.1f} GB of memory, and {free:.1f} GB are free. Close other programs, "
        "or choose a smaller model."
    ).format(n=pace.memory / GIGABYTE, free=free / GIGABYTE)
