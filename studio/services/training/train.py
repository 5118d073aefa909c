"""Train with one click: export, upload, create once, follow to the end, pick up again."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from studio.domain.dataset import ExportedFile, Split
from studio.domain.errors import CuratorError, EndpointError, StudioError, Unreachable
from studio.domain.money import Quote
from studio.domain.run import Endpoint, Hyperparameters, JobState, Run, RunStatus
from studio.domain.work import Changes, Job, Progress
from studio.i18n import _
from studio.providers import local_engine
from studio.providers.base import Trainer
from studio.services import budget
from studio.services.session import Session
from studio.services.settings.endpoint_limits import limits_of
from studio.services.settings.settings import data_folder
from studio.services.versions import consent, export

REHEARSAL = "rehearsal-tiny"
REHEARSAL_NOTE = _(
    "Rehearsal: a small random model. It proves the pipeline and says nothing about a real "
    "model's quality."
)
_REHEARSAL_TOKENS_A_SECOND = 5_000
_ASK_EVERY = {True: 0.5, False: 15.0}
"""Seconds between two questions after a job: the local engine, anyone else."""
_BREATH = 0.1
"""Seconds between two yields while waiting, so that cancelling is felt at once."""


@dataclass(frozen=True)
class Estimate:
    """What a run would be, before it is started."""

    quote: Quote
    epochs: int
    seconds: float | None
    warning: str
    engine_ready: bool
    setup_size: str


def models(session: Session, endpoint: str) -> list[str]:
    """Models one can train at an endpoint, by the dated price table, the usual one first."""
    chosen = session.settings.endpoint(endpoint)
    known = [price.model for price in session.prices.trainable(endpoint)]
    first = [chosen.default_model] if chosen.default_model else []
    return list(dict.fromkeys(first + known))


def estimate(
    session: Session,
    version: int,
    endpoint: str,
    model: str,
    hyperparameters: Hyperparameters | None = None,
) -> Estimate:
    """Tokens, money, time and what speaks against it; asks nobody and sends nothing."""
    frozen = session.library.version(version)
    chosen = session.settings.endpoint(endpoint)
    wanted = hyperparameters.epochs if hyperparameters else None
    epochs = wanted or _usual_epochs(session, model, frozen.train)
    quote = session.prices.quote(model, frozen.train, frozen.train_tokens, epochs, endpoint)
    seconds = None
    if model == REHEARSAL:
        seconds = 8 + frozen.train_tokens * epochs / _REHEARSAL_TOKENS_A_SECOND
    ready = not chosen.local or local_engine.is_installed(_environment())
    return Estimate(
        quote,
        epochs,
        seconds,
        _warning(session, model, quote),
        ready,
        local_engine.ENGINE_SIZE,
    )


def start(
    session: Session,
    version: int,
    endpoint: str,
    model: str,
    hyperparameters: Hyperparameters | None = None,
    *,
    seed: int | None = None,
    suffix: str = "",
) -> Job:
    """Export, upload and create the job; the run's id is the result.

    Creating is sent once. After any doubt the job is looked for by its nonce, never sent again:
    the run then stands as ``uncertain`` until ``follow`` has found it or been told it is not there.
    """
    library = session.library
    wanted = hyperparameters or Hyperparameters()
    chosen = session.settings.endpoint(endpoint)
    if library.version(version).recipe.profile == "dpo":
        raise CuratorError(
            _(
                "Version {n} holds preference rows, and trainings started here learn from single "
                "answers. Export it and start the training at your provider, or freeze a version "
                "of the other kind."
            ).format(n=version)
        )
    guess = estimate(session, version, endpoint, model, wanted)
    usd = budget.require(session, guess.quote)
    if not chosen.local:  # on this computer nothing leaves it
        yield from consent.require(session, version)
    if wanted.epochs is None and model == REHEARSAL:
        wanted = replace(wanted, epochs=guess.epochs)
    folder = exports_folder(session) / f"version-{version}"
    files = export.write(session, version, folder, bom=bool(limits_of(chosen).bom)).result
    assert isinstance(files, list)
    yield from set_up_engine(chosen)
    # A missing key or an engine that does not start is said before there is a run to fail.
    trainer = session.trainer(endpoint)
    with library.record():
        run = library.insert_run(
            version=version,
            endpoint=endpoint,
            model=model,
            hyperparameters=wanted,
            seed=seed,
            suffix=suffix,
            nonce=secrets.token_hex(16),
            estimate_usd=usd,
        )
    yield Progress(line=_("Uploading"), changes=Changes.of("runs", "exports"), payload=run)
    try:
        _upload(session, run, trainer, files)
        yield Progress(line=_("Creating the job"), changes=Changes.of("runs"), payload=run)
        _create(session, run, trainer)
    except StudioError as error:
        if library.run(run).status is RunStatus.PREPARED:
            _note(session, run, status=RunStatus.FAILED, error=str(error), ended=_now())
        raise
    except GeneratorExit:
        if library.run(run).status is RunStatus.PREPARED:
            _note(session, run, status=RunStatus.CANCELLED, ended=_now())
        raise
    return Changes.of("runs", "exports", result=run)


def follow(session: Session, number: int) -> Job:
    """Follow a run until it has ended; may be dropped at any time and called again."""
    library = session.library
    run = library.run(number)
    if run.status is RunStatus.PREPARED:
        # The program went away before anything was sent: nothing to find, nothing was billed.
        error = _("The program ended before the job was created; nothing was sent. Start it again.")
        _note(session, number, status=RunStatus.FAILED, error=error, ended=_now())
        return Changes.of("runs")
    if run.status.ended:
        return Changes()
    endpoint = session.settings.endpoint(run.endpoint)
    yield from set_up_engine(endpoint)
    trainer = session.trainer(run.endpoint)
    if run.job is None:
        _find(session, run, trainer)
        yield Progress(line=_("Found the job again"), changes=Changes.of("runs"))
    while True:
        try:
            fresh = _refresh(session, number, trainer)
        except Unreachable as error:
            if endpoint.local:
                trainer = session.trainer(run.endpoint)  # starts the engine again; it resumes
            fresh = 0
            yield Progress(line=str(error))
        run = library.run(number)
        last = run.metrics[-1] if run.metrics else None
        yield Progress(
            last.step if last else 0,
            (last.total_steps or 0) if last else 0,
            _last_line(session, number),
            Changes.of("runs") if fresh else Changes(),
            payload=number,
        )
        if run.status.ended:
            return Changes.of("runs", "ledger", result=number)
        until = time.monotonic() + _ASK_EVERY[endpoint.local]
        while time.monotonic() < until:
            time.sleep(_BREATH)
            yield Progress(last.step if last else 0, (last.total_steps or 0) if last else 0)


def cancel(session: Session, number: int) -> Changes:
    """Ask the provider to stop a run; what it had trained may still be charged there."""
    run = session.library.run(number)
    if run.status.ended:
        return Changes()
    if run.job is None:
        if run.status is RunStatus.UNCERTAIN:
            raise CuratorError(
                _(
                    "It is not known yet whether this job exists at the provider. Open the run "
                    "while there is a connection, then cancel it."
                )
            )
        _note(session, number, status=RunStatus.CANCELLED, ended=_now())
        return Changes.of("runs")
    state = session.trainer(run.endpoint).cancel(run.job)
    _apply(session, run, state)
    return Changes.of("runs")


def unfinished(session: Session) -> list[Run]:
    """Runs to pick up when the window opens."""
    return [run for run in session.library.runs() if not run.status.ended]


def time_left(run: Run) -> float | None:
    """Seconds until the last step at the pace so far; None while that can't be told."""
    last = run.metrics[-1] if run.metrics else None
    if not last or not last.total_steps or run.started is None or not last.step:
        return None
    elapsed = (_now() - run.started).total_seconds()
    return max(0.0, elapsed / last.step * (last.total_steps - last.step))


def set_up_engine(endpoint: Endpoint) -> Job:
    """Make the local engine's environment where it is wanted and missing."""
    if endpoint.local and not local_engine.is_installed(_environment()):
        for line in local_engine.install(_environment()):
            yield Progress(line=line)
    return Changes()


def exports_folder(session: Session) -> Path:
    """Where a library's files go unless told otherwise: beside it."""
    return session.library.path.with_name(f"{session.library.name}-exports")


def _environment() -> Path:
    return local_engine.engine_environment(data_folder())


def _usual_epochs(session: Session, model: str, examples: int) -> int:
    """A random model starts from nothing, so it needs more passes than any real one."""
    if model == REHEARSAL:
        return max(4, min(30, 1500 // max(examples, 1)))
    return budget.epochs_for(session, examples)


def _warning(session: Session, model: str, quote: Quote) -> str:
    if model == REHEARSAL:
        return REHEARSAL_NOTE
    if quote.usd is None:
        return budget.no_price_words(model)
    price, today = session.prices.model(model), _now().date()
    if quote.shutdown is not None and quote.shutdown < today:
        return _("{model} was shut down on {date}.").format(model=model, date=quote.shutdown)
    if price and price.training_ends and price.training_ends < today:
        ended = _("The last day to start a training of {model} was {date}.")
        return ended.format(model=model, date=price.training_ends)
    if quote.shutdown is None:
        return ""
    days = (quote.shutdown - today).days
    return _("{model} and everything trained on it ends on {date}, in {days} days.").format(
        model=model, date=quote.shutdown, days=days
    )


def _upload(session: Session, run: int, trainer: Trainer, files: list[ExportedFile]) -> None:
    for file in files:
        name = trainer.upload(file.path)
        field = "training_file" if file.split is Split.TRAIN else "validation_file"
        _note(session, run, **{field: name})


def _create(session: Session, number: int, trainer: Trainer) -> None:
    run = session.library.run(number)
    # Written before sending: a crash from here on must not lead to a second job.
    _note(session, number, status=RunStatus.UNCERTAIN)
    try:
        state = trainer.create(
            model=run.model,
            training_file=run.training_file,
            validation_file=run.validation_file or None,
            hyperparameters=run.hyperparameters,
            seed=run.seed,
            suffix=run.suffix,
            nonce=run.nonce,
            style=session.settings.endpoint(run.endpoint).style,
        )
    except EndpointError as error:
        if _is_refusal(error):
            _note(session, number, status=RunStatus.FAILED, error=str(error), ended=_now())
            _take_back(trainer, run)
            raise
        found = _look_for(trainer, run)
        if found is None:
            _note(session, number, error=str(error))
            raise
        state = found
    _apply(session, run, state)


def _is_refusal(error: EndpointError) -> bool:
    """A 4xx says that no job was made; a 5xx or silence says nothing."""
    return error.status is not None and 400 <= error.status < 500 and error.status != 408


def _look_for(trainer: Trainer, run: Run) -> JobState | None:
    try:
        return trainer.find(run.nonce, training_file=run.training_file)
    except EndpointError:
        return None


def _find(session: Session, run: Run, trainer: Trainer) -> None:
    state = trainer.find(run.nonce, training_file=run.training_file)
    if state is not None:
        _apply(session, run, state)
        return
    error = _("The provider knows no such job: it was never created. Start it again.")
    _note(session, run.id, status=RunStatus.FAILED, error=error, ended=_now())
    raise CuratorError(error)


def _take_back(trainer: Trainer, run: Run) -> None:
    """Files of a job that was refused are of no use to anybody."""
    for name in (run.training_file, run.validation_file):
        if name:
            try:
                trainer.delete_file(name)
            except EndpointError:
                return


def _refresh(session: Session, number: int, trainer: Trainer) -> int:
    """Fetch what is new of a run; how many lines were new, or 1 when its state moved."""
    library = session.library
    run = library.run(number)
    assert run.job is not None
    state = trainer.state(run.job)
    known = library.events(number)
    events = trainer.events(run.job, known[-1].id if known else None)
    with library.record():
        fresh = library.insert_events(number, events)
    if state.status.ended:
        library_checkpoints = trainer.checkpoints(run.job)
        _note(session, number, checkpoints=library_checkpoints)
    _apply(session, run, state)
    return fresh + (state.status is not run.status)


def _apply(session: Session, run: Run, state: JobState) -> None:
    """Write down what the provider says of a job; its price once, when it ends."""
    fields: dict[str, object] = {
        "job": state.job,
        "status": state.status,
        "fine_tuned_model": state.fine_tuned_model,
        "trained_tokens": state.trained_tokens,
    }
    error = ": ".join(word for word in (state.error_code, state.error_message) if word)
    fields["error"] = error
    if state.status is RunStatus.RUNNING and run.started is None:
        fields["started"] = _now()
    if state.epochs and run.hyperparameters.epochs is None:
        fields["hyperparameters"] = replace(run.hyperparameters, epochs=state.epochs)
    cost = None
    if state.status.ended and not run.status.ended:
        fields["ended"] = _now()
        cost = _cost(session, run, state)
        fields["cost_usd"] = cost
    with session.library.record():
        session.library.update_run(run.id, **fields)
        if cost:
            session.library.insert_cost(
                _("Run {n} · {model}").format(n=run.id, model=run.model), cost, run.id
            )


def _cost(session: Session, run: Run, state: JobState) -> Decimal:
    if session.settings.endpoint(run.endpoint).local or not state.trained_tokens:
        return Decimal(0)
    price = session.prices.model(run.model)
    if price is None or price.training is None:
        return run.estimate_usd
    return price.training * state.trained_tokens / 1_000_000


def _last_line(session: Session, number: int) -> str:
    events = session.library.events(number)
    return events[-1].message if events else ""


def _note(session: Session, number: int, **fields: object) -> None:
    with session.library.record():
        session.library.update_run(number, **fields)


def _now() -> datetime:
    return datetime.now(UTC)
