"""Start a training: export, upload, and create the job exactly once."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

from studio.domain.dataset import ExportedFile, Split
from studio.domain.errors import CuratorError, EndpointError, StudioError
from studio.domain.run import Hyperparameters, JobState, Run, RunStatus
from studio.domain.work import Changes, Job, Progress
from studio.i18n import _
from studio.providers.base import Trainer
from studio.providers.table import provider_of, rehearsal_of
from studio.services import budget
from studio.services.session import Session
from studio.services.settings.endpoint_limits import limits_of
from studio.services.training.estimate import estimate_run
from studio.services.training.job_state import apply_state, note, now
from studio.services.training.setup import set_up
from studio.services.versions import consent, export


def start_run(
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
    wishes = hyperparameters or Hyperparameters()
    chosen = session.settings.endpoint(endpoint)
    _refuse_preferences(session, version)
    guess = estimate_run(session, version, endpoint, model, wishes)
    usd = budget.require(session, guess.quote)
    if not provider_of(chosen).capabilities.private:
        yield from consent.require(session, version)
    if wishes.epochs is None and rehearsal_of(model):
        wishes = replace(wishes, epochs=guess.epochs)
    folder = exports_folder(session) / f"version-{version}"
    files = export.write(session, version, folder, bom=bool(limits_of(chosen).bom)).result
    assert isinstance(files, list)
    yield from set_up(chosen)
    # A missing key or an engine that does not start is said before there is a run to fail.
    trainer = session.trainer(endpoint)
    with library.transaction():
        run = library.runs.insert(
            version=version,
            endpoint=endpoint,
            model=model,
            hyperparameters=wishes,
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
        _end_unsent(session, run, status=RunStatus.FAILED, error=str(error))
        raise
    except GeneratorExit:
        _end_unsent(session, run, status=RunStatus.CANCELLED)
        raise
    return Changes.of("runs", "exports", result=run)


def _refuse_preferences(session: Session, version: int) -> None:
    if session.library.versions.get(version).recipe.profile == "dpo":
        raise CuratorError(
            _(
                "Version {n} holds preference rows, and trainings started here learn from single "
                "answers. Export it and start the training at your provider, or freeze a version "
                "of the other kind."
            ).format(n=version)
        )


def exports_folder(session: Session) -> Path:
    """Where a library's files go unless told otherwise: beside it."""
    return session.library.path.with_name(f"{session.library.name}-exports")


def _end_unsent(session: Session, run: int, **fields: object) -> None:
    """Write down that a run ended before its job was asked for; after that nobody can know."""
    if session.library.runs.get(run).status is RunStatus.PREPARED:
        note(session, run, **fields, ended=now())


def _upload(session: Session, run: int, trainer: Trainer, files: list[ExportedFile]) -> None:
    for file in files:
        name = trainer.upload(file.path)
        field = "training_file" if file.split is Split.TRAIN else "validation_file"
        note(session, run, **{field: name})


def _create(session: Session, number: int, trainer: Trainer) -> None:
    run = session.library.runs.get(number)
    # Written before sending: a crash from here on must not lead to a second job.
    note(session, number, status=RunStatus.UNCERTAIN)
    try:
        state = trainer.create(
            model=run.model,
            training_file=run.training_file,
            validation_file=run.validation_file or None,
            hyperparameters=run.hyperparameters,
            seed=run.seed,
            suffix=run.suffix,
            nonce=run.nonce,
        )
    except EndpointError as error:
        if _is_refusal(error):
            note(session, number, status=RunStatus.FAILED, error=str(error), ended=now())
            _take_back(trainer, run)
            raise
        job = _look_for(trainer, run)
        if job is None:
            note(session, number, error=str(error))
            raise
        state = job
    apply_state(session, run, state)


def _is_refusal(error: EndpointError) -> bool:
    """A 4xx says that no job was made; a 5xx or silence says nothing."""
    return error.status is not None and 400 <= error.status < 500 and error.status != 408


def _look_for(trainer: Trainer, run: Run) -> JobState | None:
    try:
        return trainer.find(run.nonce, training_file=run.training_file)
    except EndpointError:
        return None


def _take_back(trainer: Trainer, run: Run) -> None:
    """Files of a job that was refused are of no use to anybody."""
    for name in (run.training_file, run.validation_file):
        if name:
            try:
                trainer.delete_file(name)
            except EndpointError:
                return
