"""Start a training: check, reserve its cost, export, upload, and create the job exactly once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from studio.domain.dataset import ExportedFile
from studio.domain.errors import CuratorError, StudioError
from studio.domain.run import Endpoint, Hyperparameters, RunStatus
from studio.domain.work import Change, Changes, Done, Job, Piece
from studio.i18n import _
from studio.providers.base import Trainer
from studio.providers.table import provider_of
from studio.services import budget, spending
from studio.services.session import Session
from studio.services.settings.endpoint_limits import limits_of, most_row_tokens
from studio.services.training.creation import create_job
from studio.services.training.estimate import estimate_run
from studio.services.training.job_state import (
    end_left_behind,
    end_without_job,
    in_hand,
    is_left_behind,
)
from studio.services.training.setup import set_up
from studio.services.training.uploads import delete_leftovers, delete_uploads, upload_files
from studio.services.training.wishes import check_wishes, order_epochs
from studio.services.versions import consent, export

MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class RunStep(Piece):
    """A step of a run that has just been made, so that it can be shown before it is under way."""

    run: int


def start_run(
    session: Session,
    version: int,
    endpoint: str,
    model: str,
    hyperparameters: Hyperparameters | None = None,
    *,
    automatic_epochs: bool = False,
    seed: int | None = None,
    suffix: str = "",
) -> Job[int]:
    """Export, upload and create the job; the run's id is the result.

    Whatever can't be, costs too much or is not agreed to is refused before anything is sent.
    ``automatic_epochs`` leaves their number to the provider, whatever the settings say.
    """
    chosen = session.settings.endpoint(endpoint)
    wishes = hyperparameters or Hyperparameters()
    check_wishes(chosen, wishes, seed=seed, suffix=suffix)
    _refuse_preferences(session, version, chosen)
    _refuse_beside_uncertain(session, chosen)
    _end_left_behind(session)
    estimate = estimate_run(
        session, version, endpoint, model, wishes, automatic_epochs=automatic_epochs
    )
    budget.require(session, estimate.quote)
    if not provider_of(chosen).capabilities.private:
        yield from consent.require(session, version)
    files = _export(session, version, chosen, model)
    yield from set_up(chosen)
    # A missing key or an engine that does not start is said before there is a run to fail.
    trainer = session.trainer(endpoint)
    if not automatic_epochs:
        wishes = order_epochs(session, model, session.library.versions.get(version), wishes)
    run = _insert_run(session, version, endpoint, model, wishes, seed=seed, suffix=suffix)
    yield from _send(session, run, trainer, files)
    return Done(Changes(Change.RUNS, Change.EXPORTS, Change.LEDGER), run)


def exports_folder(session: Session) -> Path:
    """Where a library's files go unless told otherwise: beside it."""
    return session.library.path.with_name(f"{session.library.name}-exports")


def _refuse_preferences(session: Session, version: int, endpoint: Endpoint) -> None:
    if session.library.versions.get(version).recipe.profile != "dpo":
        return
    if not provider_of(endpoint).capabilities.trains_preferences:
        line = _("Version {n} holds preference rows, and {endpoint} does not train on these.")
        raise CuratorError(line.format(n=version, endpoint=endpoint.title))
    raise CuratorError(
        _(
            "Version {n} holds preference rows, and trainings started here learn from single "
            "answers. Export it and start the training at your provider, or freeze a version "
            "of the other kind."
        ).format(n=version)
    )


def _refuse_beside_uncertain(session: Session, endpoint: Endpoint) -> None:
    """A run that may exist is cleared up first: starting again is how one pays twice."""
    private = provider_of(endpoint).capabilities.private
    for run in session.library.runs.list():
        if run.status is not RunStatus.UNCERTAIN:
            continue
        # To train on this computer costs nothing, so a doubt elsewhere is no hindrance.
        if run.endpoint == endpoint.name or not private:
            raise CuratorError(
                _(
                    "Run {n} may exist at {endpoint}: watch run {n} first, to know whether it "
                    "does. Nothing was sent."
                ).format(n=run.id, endpoint=run.endpoint)
            )


def _end_left_behind(session: Session) -> None:
    """Runs that a program was preparing when it died: what they had set aside is free again."""
    for run in filter(is_left_behind, session.library.runs.list()):
        end_left_behind(session, run)


def _export(session: Session, version: int, endpoint: Endpoint, model: str) -> list[ExportedFile]:
    """The files, held against what the endpoint takes and what the model reads of a row."""
    folder = exports_folder(session) / f"version-{version}"
    limits = limits_of(endpoint)
    most_tokens = most_row_tokens(session, endpoint.name, model)
    files = export.write(
        session, version, folder, bom=bool(limits.bom), most_tokens=most_tokens
    ).value
    largest = max(file.path.stat().st_size for file in files) / MEGABYTE
    if limits.most_megabytes and largest > limits.most_megabytes:
        raise CuratorError(
            _(
                "A file has {n:,.0f} MB; {endpoint} takes at most {most:,}. Nothing was sent."
            ).format(
                n=largest, endpoint=endpoint.title or endpoint.name, most=limits.most_megabytes
            )
        )
    return files


def _insert_run(
    session: Session,
    version: int,
    endpoint: str,
    model: str,
    wishes: Hyperparameters,
    *,
    seed: int | None,
    suffix: str,
) -> int:
    """Reserve what a run will cost, then write it down as prepared."""
    quote = estimate_run(
        session, version, endpoint, model, wishes, automatic_epochs=wishes.epochs is None
    ).quote
    library = session.library
    with library.transaction():
        number = library.runs.insert(
            version=version,
            endpoint=endpoint,
            model=model,
            hyperparameters=wishes,
            seed=seed,
            suffix=suffix,
            nonce=secrets.token_hex(16),
            estimate_usd=budget.require(session, quote),
        )
        # Refused, the run is taken back with it: nothing was sent, so there is nothing to list.
        spending.reserve_run(session, library.runs.get(number))
    return number


def _send(session: Session, run: int, trainer: Trainer, files: list[ExportedFile]) -> Job[None]:
    """Upload and create; a run that is left before its job was asked for is over."""
    library = session.library
    nonce = library.runs.get(run).nonce
    in_hand.add(nonce)
    try:
        yield RunStep(line=_("Uploading"), changes=Changes(Change.RUNS, Change.EXPORTS), run=run)
        delete_leftovers(session, trainer, library.runs.get(run).endpoint)
        upload_files(session, run, trainer, files)
        yield RunStep(line=_("Creating the job"), changes=Changes(Change.RUNS), run=run)
        create_job(session, run, trainer)
    except (StudioError, GeneratorExit, KeyboardInterrupt) as error:
        if library.runs.get(run).status is RunStatus.PREPARED:
            failed = isinstance(error, StudioError)
            status = RunStatus.FAILED if failed else RunStatus.CANCELLED
            end_without_job(session, run, status, str(error) if failed else "")
            delete_uploads(session, run, trainer)
        raise
    finally:
        in_hand.discard(nonce)
    return Done(Changes(Change.RUNS))
